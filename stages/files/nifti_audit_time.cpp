#include <algorithm>
#include <cmath>

#include "stages/core/number_text.h"
#include "stages/data/repetition_time.h"
#include "stages/files/nifti_audit_parts.h"

namespace rewire {
namespace {

/// TR steps of scanners are far above, rounding in headers far below.
constexpr double tolerance = 0.005;

bool agree(double a, double b) { return std::abs(a - b) <= tolerance * std::max(a, b); }

std::string header_time(const NiftiHeader& header) {
  return "pixdim[4] " + format_number(header.pixdim[4]) + " with xyzt_units " +
         std::to_string(header.xyzt_units);
}

void audit_header_alone(Requirements& requirements, const NiftiHeader& header) {
  const double header_s = repetition_time_s(header);
  requirements.require(is_repetition_time(header_s),
                       header_time(header) + " and no RepetitionTime in the sidecar",
                       "a repetition time of " + expected_repetition_time(header_s));
  requirements.prefer(!is_repetition_time(header_s),
                      "no RepetitionTime in the sidecar; the header says " +
                          format_number(header_s) + " s, which is used",
                      "RepetitionTime");
}

void audit_both(Requirements& requirements, const NiftiHeader& header, double sidecar_s) {
  requirements.require(is_repetition_time(sidecar_s),
                       "RepetitionTime " + format_number(sidecar_s),
                       expected_repetition_time(sidecar_s));
  const double header_s = repetition_time_s(header);
  if (!is_repetition_time(sidecar_s) || agree(header_s, sidecar_s)) return;
  const std::string expected = "the sidecar's RepetitionTime of " + format_number(sidecar_s) + " s";
  const bool other_unit =
      agree(header_s, 1000.0 * sidecar_s) || agree(1000.0 * header_s, sidecar_s);
  if (!(header_s > 0.0)) {
    requirements.prefer(false, header_time(header) + ", which is no time", expected);
  } else if (other_unit) {
    requirements.prefer(false,
                        header_time(header) + ", a unit that is wrong by 1000",
                        expected + ", which is used");
  } else {
    requirements.require(
        false, header_time(header) + ", that is " + format_number(header_s) + " s", expected);
  }
}

/// Slice times that cannot be right are a warning: the scan is analysed without their correction.
void audit_slice_times(Requirements& requirements,
                       const NiftiHeader& header,
                       const BoldSidecar& sidecar,
                       double tr_s) {
  const std::vector<double>& times_s = sidecar.slice_times_s;
  if (times_s.empty()) return;
  const std::int64_t slices = header.size(sidecar.slice_axis + 1);
  requirements.prefer(static_cast<std::int64_t>(times_s.size()) == slices,
                      std::to_string(times_s.size()) + " values of SliceTiming",
                      std::to_string(slices) + ", one per slice");
  const auto [least, largest] = std::minmax_element(times_s.begin(), times_s.end());
  requirements.prefer(*least >= 0.0, "SliceTiming " + format_number(*least), "0 s or more");
  if (!is_repetition_time(tr_s)) return;
  const bool milliseconds = *largest >= tr_s && *largest > 10.0 && *largest / 1000.0 < tr_s;
  requirements.prefer(*largest < tr_s,
                      "SliceTiming up to " + format_number(*largest) + " s" +
                          (milliseconds ? " (milliseconds?)" : ""),
                      "less than the repetition time of " + format_number(tr_s) + " s");
  constexpr double least_share = 0.5;
  requirements.prefer(*largest == 0.0 || *largest >= least_share * tr_s,
                      "SliceTiming that ends at " + format_number(*largest) + " s",
                      "slices throughout the repetition time of " + format_number(tr_s) +
                          " s (unless the scan is sparse)");
}

}  // namespace

std::vector<Problem> audit_time(const NiftiHeader& header,
                                const BoldSidecar& sidecar,
                                const std::string& where) {
  Requirements requirements(where, "mend the JSON sidecar or the header");
  if (sidecar.repetition_time_s) {
    audit_both(requirements, header, *sidecar.repetition_time_s);
  } else {
    audit_header_alone(requirements, header);
  }
  audit_slice_times(
      requirements, header, sidecar, sidecar.repetition_time_s.value_or(repetition_time_s(header)));
  return requirements.take();
}

}  // namespace rewire
