#include "stages/parcellate/region_description.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "stages/core/error.h"
#include "stages/core/not_a_number.h"
#include "stages/core/number_text.h"

namespace rewire {
namespace {

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

}  // namespace

RegionRows region_rows(const Mask& mask, const ScanAtlas& atlas, const VoxelSignal& signal) {
  std::unordered_map<std::int32_t, std::size_t> region_of_label;
  for (std::size_t i = 0; i < atlas.atlas.regions.size(); ++i) {
    region_of_label.emplace(atlas.atlas.regions[i].label, i);
  }
  RegionRows rows(atlas.atlas.regions.size());
  const std::vector<std::size_t> indices = mask.indices();
  for (std::size_t v = 0; v < indices.size(); ++v) {
    const auto row = static_cast<Eigen::Index>(v);
    const auto found = region_of_label.find(atlas.atlas.label_map.labels[indices[v]]);
    if (found != region_of_label.end() && signal.has_signal[row] != 0) {
      rows[found->second].push_back(row);
    }
  }
  return rows;
}

std::vector<RegionSignal> describe_regions(const ScanAtlas& atlas,
                                           const RegionRows& rows,
                                           const VoxelSignal& signal,
                                           const ParcellateParams& params) {
  std::vector<RegionSignal> regions;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    regions.push_back(
        describe_region(atlas.atlas.regions[i], rows[i], atlas.expected_voxels[i], signal, params));
  }
  return regions;
}

void require_a_region(const ScanAtlas& atlas, const RegionRows& rows) {
  const bool met =
      std::any_of(rows.begin(), rows.end(), [](const auto& region) { return !region.empty(); });
  if (met) return;
  throw InputError(
      {.found = "no region of atlas " + atlas.atlas.name + " with a voxel that has signal",
       .expected = "regions inside the scan and its mask",
       .where = "parcellate",
       .remedy = "look at the atlas over the scan: it may be of another space"});
}

}  // namespace rewire
