#include "stages/parcellate/parcellate.h"

#include <algorithm>

#include "stages/core/error.h"
#include "stages/core/not_a_number.h"
#include "stages/core/parallel.h"
#include "stages/core/requirements.h"
#include "stages/parcellate/region_description.h"
#include "stages/parcellate/voxel_signal.h"

namespace rewire {
namespace {

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
  const RegionRows rows = region_rows(before.mask, atlas, signal);
  RegionSeries series;
  series.atlas = atlas.atlas.name;
  series.repetition_time_s = before.repetition_time_s;
  series.kept.assign(static_cast<std::size_t>(values.cols()), 1);
  series.regions = describe_regions(atlas, rows, signal, params);
  require_a_region(atlas, rows);
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
  series.nuisance_degrees_of_freedom = nuisance_beyond_filter(denoised.report);
  return series;
}

RegionSeries parcellate_raw(const MaskedBold& bold,
                            const ScanAtlas& atlas,
                            const ParcellateParams& params) {
  throw_if_errors(check_parcellate_raw(bold, atlas, params));
  return average(bold.values, bold, atlas, params);
}

}  // namespace rewire
