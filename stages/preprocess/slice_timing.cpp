#include "stages/preprocess/slice_timing.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <string>

#include "stages/core/error.h"
#include "stages/core/number_text.h"
#include "stages/kernels/spectral/time_shift.h"

namespace rewire {
namespace {

/// Fewer volumes hold no course that could be shifted.
constexpr Eigen::Index fewest_volumes = 5;
/// Slices closer in time than this share of the repetition time were excited together.
constexpr double same_time = 1e-6;

constexpr std::array papers{
    Paper{"Henson RNA, Buechel C, Josephs O, Friston KJ",
          1999,
          "The slice-timing problem in event-related fMRI",
          "10.1016/S1053-8119(99)90007-X",
          "phase shift of each slice to a common time"},
    Paper{"Sladky R, Friston KJ, Tröstl J, Cunnington R, Moser E, Windischberger C",
          2011,
          "Slice-timing effects and their correction in functional MRI",
          "10.1016/j.neuroimage.2011.06.078",
          "reference in the middle of the volume"}};

/// Why the slices of a scan cannot, or need not, be brought to one time; empty: they can.
std::string obstacle(const BoldRun& bold) {
  const std::vector<double>& times_s = bold.slice_times_s;
  if (times_s.empty()) return "no SliceTiming in the scan's sidecar";
  const auto slices =
      static_cast<std::size_t>(bold.grid.dims[static_cast<std::size_t>(bold.slice_axis)]);
  if (times_s.size() != slices) {
    return std::to_string(times_s.size()) + " values of SliceTiming for " + std::to_string(slices) +
           " slices";
  }
  const auto [first, last] = std::minmax_element(times_s.begin(), times_s.end());
  const double tr_s = bold.repetition_time_s;
  if (!std::all_of(times_s.begin(), times_s.end(), [](double t) { return std::isfinite(t); })) {
    return "SliceTiming that is not finite";
  }
  if (*first < 0.0) return "a slice time of " + format_number(*first) + " s";
  if (*last >= tr_s) {
    const bool milliseconds = *last > 10.0 && *last < 1000.0 * tr_s;
    return "slice times up to " + format_number(*last) + " s" +
           (milliseconds ? " (milliseconds?)" : "") + " with a repetition time of " +
           format_number(tr_s) + " s";
  }
  if (*last - *first <= same_time * tr_s) return "slices that were all taken at the same time";
  if (bold.volume_count() < fewest_volumes) {
    return std::to_string(bold.volume_count()) + " volumes, fewer than " +
           std::to_string(fewest_volumes);
  }
  return "";
}

/// The slice of each voxel.
std::vector<std::uint16_t> slices_of(const BoldRun& bold) {
  std::vector<std::uint16_t> slices;
  slices.reserve(bold.grid.voxel_count());
  std::array<int, 3> voxel{};
  for (voxel[2] = 0; voxel[2] < bold.grid.dims[2]; ++voxel[2]) {
    for (voxel[1] = 0; voxel[1] < bold.grid.dims[1]; ++voxel[1]) {
      for (voxel[0] = 0; voxel[0] < bold.grid.dims[0]; ++voxel[0]) {
        slices.push_back(
            static_cast<std::uint16_t>(voxel[static_cast<std::size_t>(bold.slice_axis)]));
      }
    }
  }
  return slices;
}

}  // namespace

void fields(FieldVisitor& visitor, SliceTimingParams& params) {
  visitor.choice("interpolation",
                 params.method,
                 {"fourier", "quintic", "none"},
                 "How slices are brought to one time: by turning the phase of each frequency, by a "
                 "polynomial of degree 5, or not at all.");
  visitor.number("reference_time",
                 params.reference,
                 Unit::none,
                 {0, 1},
                 "The common time: 0 is the first slice's, 1 the last one's.");
}

std::vector<Problem> check_slice_timing(const BoldRun& bold, const SliceTimingParams&) {
  return validate(bold.grid, "scan");
}

CorrectedScan correct_slice_timing(const BoldRun& bold, const SliceTimingParams& params) {
  throw_if_errors(check_slice_timing(bold, params));
  CorrectedScan result{.bold = bold, .warnings = {}};
  if (params.method == SliceTimingMethod::none) return result;
  const std::string reason = obstacle(bold);
  if (!reason.empty()) {
    result.warnings.push_back({.found = reason,
                               .expected = "one time per slice, within the repetition time",
                               .where = "slice timing",
                               .remedy = "it was not corrected; mend the sidecar's SliceTiming",
                               .severity = Severity::warning});
    return result;
  }
  const auto [first, last] =
      std::minmax_element(bold.slice_times_s.begin(), bold.slice_times_s.end());
  const double common_s = *first + params.reference * (*last - *first);
  std::vector<double> shifts;
  for (const double time_s : bold.slice_times_s) {
    const double shift = (common_s - time_s) / bold.repetition_time_s;
    shifts.push_back(std::abs(shift) <= same_time ? 0.0 : shift);
  }
  shift_in_time(result.bold.values,
                slices_of(bold),
                shifts,
                params.method == SliceTimingMethod::fourier ? TimeInterpolation::fourier
                                                            : TimeInterpolation::quintic);
  result.bold.slice_times_s.assign(bold.slice_times_s.size(), common_s);
  return result;
}

const Stage<CorrectedScan, SliceTimingParams, BoldRun> slice_timing_stage{
    .name = "slice_timing",
    .version = 1,
    .summary = "Bring all slices to one time",
    .run = &correct_slice_timing,
    .check = &check_slice_timing,
    .papers = papers};

}  // namespace rewire
