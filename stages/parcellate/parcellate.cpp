#include "stages/parcellate/parcellate.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>

#include "stages/core/error.h"
#include "stages/core/number_text.h"
#include "stages/core/parallel.h"
#include "stages/core/requirements.h"
#include "stages/parcellate/voxel_signal.h"

namespace rewire {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// Per region, the rows of the scan's matrix that are its voxels with signal, ascending.
using RegionRows = std::vector<std::vector<Eigen::Index>>;

RegionRows region_rows(const MaskedBold& before,
                       const ScanAtlas& atlas,
                       const VoxelSignal& signal) {
  std::unordered_map<std::int32_t, std::size_t> region_of_label;
  for (std::size_t i = 0; i < atlas.atlas.regions.size(); ++i) {
    region_of_label.emplace(atlas.atlas.regions[i].label, i);
  }
  RegionRows rows(atlas.atlas.regions.size());
  const std::vector<std::size_t> indices = before.mask.indices();
  for (std::size_t v = 0; v < indices.size(); ++v) {
    const auto row = static_cast<Eigen::Index>(v);
    const auto found = region_of_label.find(atlas.atlas.label_map.labels[indices[v]]);
    if (found != region_of_label.end() && signal.has_signal[row] != 0) {
      rows[found->second].push_back(row);
    }
  }
  return rows;
}

double median_tsnr(const std::vector<Eigen::Index>& rows, const VoxelSignal& signal) {
  std::vector<double> values;
  for (const Eigen::Index row : rows) {
    if (!std::isnan(signal.tsnr[row])) values.push_back(signal.tsnr[row]);
  }
  if (values.empty()) return nan;
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : 0.5 * (values[middle - 1] + values[middle]);
}

RegionSignal describe_region(const Region& region,
                             const std::vector<Eigen::Index>& rows,
                             double expected_voxels,
                             const VoxelSignal& signal,
                             const ParcellateParams& params) {
  RegionSignal result;
  result.region = region;
  result.voxel_count = rows.size();
  result.tsnr = median_tsnr(rows, signal);
  const auto count = static_cast<double>(rows.size());
  if (count > 0.0) result.coverage = expected_voxels > count ? count / expected_voxels : 1.0;
  if (rows.empty()) {
    result.missing_reason = "no voxel with signal inside the mask";
  } else if (result.coverage < params.minimum_coverage) {
    result.missing_reason = "coverage " + format_fixed(result.coverage, 2) + " below " +
                            format_number(params.minimum_coverage);
  }
  return result;
}

Eigen::MatrixXd region_means(const Eigen::MatrixXf& values,
                             const RegionRows& rows,
                             const std::vector<RegionSignal>& regions) {
  Eigen::MatrixXd means =
      Eigen::MatrixXd::Constant(values.cols(), static_cast<Eigen::Index>(rows.size()), nan);
  parallel_for(static_cast<std::size_t>(values.cols()), 4, [&](std::size_t begin, std::size_t end) {
    for (auto t = static_cast<Eigen::Index>(begin); t < static_cast<Eigen::Index>(end); ++t) {
      for (std::size_t i = 0; i < rows.size(); ++i) {
        if (!regions[i].missing_reason.empty()) continue;
        double sum = 0.0;
        for (const Eigen::Index row : rows[i]) sum += static_cast<double>(values(row, t));
        means(t, static_cast<Eigen::Index>(i)) = sum / static_cast<double>(rows[i].size());
      }
    }
  });
  return means;
}

/// An atlas that misses the scan is no result of missing regions.
void require_a_region(const RegionSeries& series, const RegionRows& rows) {
  const bool met =
      std::any_of(rows.begin(), rows.end(), [](const auto& region) { return !region.empty(); });
  if (met) return;
  throw InputError({.found = "no region of atlas " + series.atlas + " with a voxel that has signal",
                    .expected = "regions inside the scan and its mask",
                    .where = "parcellate",
                    .remedy = "look at the atlas over the scan: it may be of another space"});
}

/// Regions are chosen by `before`, averaged over `values` (same voxels and volumes).
RegionSeries average(const Eigen::MatrixXf& values,
                     const MaskedBold& before,
                     const ScanAtlas& atlas,
                     const ParcellateParams& params) {
  const VoxelSignal signal = voxel_signal(before.values);
  if (signal.not_finite > 0 || !values.allFinite()) {
    throw InputError({.found = "voxels with values that are not finite",
                      .expected = "finite values inside the mask",
                      .where = "parcellate",
                      .remedy = "check the scan and its mask"});
  }
  const RegionRows rows = region_rows(before, atlas, signal);
  RegionSeries series;
  series.atlas = atlas.atlas.name;
  series.repetition_time_s = before.repetition_time_s;
  series.kept.assign(static_cast<std::size_t>(values.cols()), 1);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    series.regions.push_back(
        describe_region(atlas.atlas.regions[i], rows[i], atlas.expected_voxels[i], signal, params));
  }
  require_a_region(series, rows);
  series.values = region_means(values, rows, series.regions);
  return series;
}

}  // namespace

void fields(FieldVisitor& visitor, ParcellateParams& params) {
  visitor.number("minimum_coverage",
                 params.minimum_coverage,
                 Unit::none,
                 {0, 1},
                 "A region with signal in a smaller share of its voxels is missing.");
}

std::vector<Problem> check_parcellate_raw(const MaskedBold& bold,
                                          const ScanAtlas& atlas,
                                          const ParcellateParams&) {
  Requirements requirements("parcellate", "make the inputs from one scan");
  requirements.require(bold.values.rows() > 0, "no voxel in the mask", "at least one");
  requirements.require(bold.values.cols() > 0, "no volume", "at least one");
  requirements.require(static_cast<std::size_t>(bold.values.rows()) == bold.mask.count(),
                       std::to_string(bold.values.rows()) + " voxels",
                       std::to_string(bold.mask.count()) + " inside the mask");
  requirements.require(same_grid(bold.mask.grid, atlas.atlas.label_map.grid),
                       "an atlas on " + describe(atlas.atlas.label_map.grid),
                       "the scan's " + describe(bold.mask.grid));
  requirements.require(
      atlas.atlas.label_map.labels.size() == atlas.atlas.label_map.grid.voxel_count(),
      std::to_string(atlas.atlas.label_map.labels.size()) + " labels",
      "one per voxel of the atlas' grid");
  requirements.require(!atlas.atlas.regions.empty(), "an atlas without regions", "at least one");
  requirements.require(atlas.expected_voxels.size() == atlas.atlas.regions.size(),
                       std::to_string(atlas.expected_voxels.size()) + " expected voxel counts",
                       std::to_string(atlas.atlas.regions.size()) + ", one per region");
  return requirements.take();
}

std::vector<Problem> check_parcellate(const Denoised& denoised,
                                      const MaskedBold& before,
                                      const ScanAtlas& atlas,
                                      const ParcellateParams& params) {
  std::vector<Problem> problems = check_parcellate_raw(before, atlas, params);
  Requirements requirements("parcellate", "denoise this scan again");
  const MaskedBold& after = denoised.bold;
  requirements.require(
      same_grid(after.mask.grid, before.mask.grid) && after.mask.inside == before.mask.inside,
      "masks that differ before and after denoising",
      "the same mask");
  requirements.require(
      after.values.rows() == before.values.rows() && after.values.cols() == before.values.cols(),
      std::to_string(after.values.rows()) + " voxels of " + std::to_string(after.values.cols()) +
          " volumes after denoising",
      std::to_string(before.values.rows()) + " of " + std::to_string(before.values.cols()));
  requirements.require(denoised.report.kept.size() == static_cast<std::size_t>(after.values.cols()),
                       std::to_string(denoised.report.kept.size()) + " kept-volume flags",
                       "one per volume");
  append(problems, requirements.take());
  return problems;
}

RegionSeries parcellate(const Denoised& denoised,
                        const MaskedBold& before,
                        const ScanAtlas& atlas,
                        const ParcellateParams& params) {
  throw_if_errors(check_parcellate(denoised, before, atlas, params));
  RegionSeries series = average(denoised.bold.values, before, atlas, params);
  series.kept = denoised.report.kept;
  series.degrees_of_freedom = static_cast<double>(denoised.report.degrees_of_freedom.after);
  return series;
}

RegionSeries parcellate_raw(const MaskedBold& bold,
                            const ScanAtlas& atlas,
                            const ParcellateParams& params) {
  throw_if_errors(check_parcellate_raw(bold, atlas, params));
  return average(bold.values, bold, atlas, params);
}

}  // namespace rewire
