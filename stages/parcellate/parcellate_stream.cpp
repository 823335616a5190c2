#include "stages/parcellate/parcellate_stream.h"

#include <unordered_map>
#include <vector>

#include "stages/core/error.h"
#include "stages/core/not_a_number.h"
#include "stages/core/requirements.h"
#include "stages/parcellate/region_description.h"

namespace rewire {
namespace {

/// One voxel of a region: sums over time of its difference from its first value.
struct LabelledVoxel {
  std::size_t index = 0;  ///< in the volume
  std::size_t row = 0;    ///< among the voxels inside the mask
  float first = 0.0F;
  bool varies = false;
  double sum = 0.0;
  double squares = 0.0;
  double time_products = 0.0;
};

/// The voxels of every region, region by region, and where each begins.
struct LabelledVoxels {
  std::vector<LabelledVoxel> voxels;
  std::vector<std::size_t> begins;
};

LabelledVoxels find_voxels(const Mask& mask, const ScanAtlas& atlas) {
  std::unordered_map<std::int32_t, std::size_t> region_of_label;
  for (std::size_t i = 0; i < atlas.atlas.regions.size(); ++i) {
    region_of_label.emplace(atlas.atlas.regions[i].label, i);
  }
  std::vector<std::vector<LabelledVoxel>> by_region(atlas.atlas.regions.size());
  const std::vector<std::size_t> indices = mask.indices();
  for (std::size_t row = 0; row < indices.size(); ++row) {
    const auto found = region_of_label.find(atlas.atlas.label_map.labels[indices[row]]);
    if (found == region_of_label.end()) continue;
    by_region[found->second].push_back({.index = indices[row], .row = row});
  }
  LabelledVoxels all;
  for (const auto& voxels : by_region) {
    all.begins.push_back(all.voxels.size());
    all.voxels.insert(all.voxels.end(), voxels.begin(), voxels.end());
  }
  all.begins.push_back(all.voxels.size());
  return all;
}

/// Adds volume `t` of `volumes` to the voxels; `sums` takes each region's sum.
void add_volume(std::span<const float> volume,
                Eigen::Index t,
                Eigen::Index volumes,
                LabelledVoxels& labelled,
                Eigen::Ref<Eigen::RowVectorXd> sums) {
  const double time = static_cast<double>(t) - 0.5 * static_cast<double>(volumes - 1);
  for (std::size_t region = 0; region + 1 < labelled.begins.size(); ++region) {
    double total = 0.0;
    for (std::size_t i = labelled.begins[region]; i < labelled.begins[region + 1]; ++i) {
      LabelledVoxel& voxel = labelled.voxels[i];
      const float value = volume[voxel.index];
      if (t == 0) voxel.first = value;
      const double difference = static_cast<double>(value) - static_cast<double>(voxel.first);
      total += static_cast<double>(value);
      voxel.varies = voxel.varies || value != voxel.first;
      voxel.sum += difference;
      voxel.squares += difference * difference;
      voxel.time_products += time * difference;
    }
    sums[static_cast<Eigen::Index>(region)] = total;
  }
}

/// What voxel_signal() says of these voxels; the others have no signal.
VoxelSignal signal_of(const LabelledVoxels& labelled, Eigen::Index rows, Eigen::Index volumes) {
  VoxelSignal signal{.tsnr = Eigen::ArrayXd::Constant(rows, nan),
                     .has_signal = Eigen::ArrayXi::Zero(rows)};
  const auto n = static_cast<double>(volumes);
  const double time_squares = n * (n * n - 1.0) / 12.0;
  for (const LabelledVoxel& voxel : labelled.voxels) {
    const auto row = static_cast<Eigen::Index>(voxel.row);
    const double mean = static_cast<double>(voxel.first) + voxel.sum / n;
    if (!std::isfinite(mean)) ++signal.not_finite;
    signal.has_signal[row] = voxel.varies ? 1 : 0;
    const double squares = voxel.squares - voxel.sum * voxel.sum / n -
                           voxel.time_products * voxel.time_products / time_squares;
    if (volumes <= 2 || !(squares > 0.0)) continue;
    signal.tsnr[row] = std::abs(mean) / std::sqrt(squares / (n - 2.0));
  }
  return signal;
}

/// Voxels without signal leave their region's sums; then means of the rest.
void take_means(const LabelledVoxels& labelled,
                const RegionRows& rows,
                const std::vector<RegionSignal>& regions,
                Eigen::MatrixXd& sums) {
  for (std::size_t region = 0; region < rows.size(); ++region) {
    auto series = sums.col(static_cast<Eigen::Index>(region));
    if (!regions[region].missing_reason.empty()) {
      series.setConstant(nan);
      continue;
    }
    double constant = 0.0;
    for (std::size_t i = labelled.begins[region]; i < labelled.begins[region + 1]; ++i) {
      const LabelledVoxel& voxel = labelled.voxels[i];
      if (!voxel.varies) constant += static_cast<double>(voxel.first);
    }
    series = (series.array() - constant) / static_cast<double>(rows[region].size());
  }
}

}  // namespace

std::vector<Problem> check_parcellate_stream(const VolumeStream& scan,
                                             const Mask& mask,
                                             const ScanAtlas& atlas) {
  Requirements requirements("parcellate", "make the inputs from one scan");
  requirements.require(scan.volumes > 0, "no volume", "at least one");
  requirements.require(same_grid(mask.grid, scan.grid),
                       "a mask on " + describe(mask.grid),
                       "the scan's " + describe(scan.grid));
  const MaskedBold outline{.mask = mask,
                           .values = Eigen::MatrixXf(static_cast<Eigen::Index>(mask.count()), 1),
                           .repetition_time_s = scan.repetition_time_s};
  requirements.add(check_parcellate_raw(outline, atlas, {}));
  return requirements.take();
}

RegionSeries parcellate_stream(const VolumeStream& scan,
                               const Mask& mask,
                               const ScanAtlas& atlas,
                               const ParcellateParams& params) {
  throw_if_errors(check_parcellate_stream(scan, mask, atlas));
  LabelledVoxels labelled = find_voxels(mask, atlas);
  RegionSeries series;
  series.atlas = atlas.atlas.name;
  series.repetition_time_s = scan.repetition_time_s;
  series.kept.assign(static_cast<std::size_t>(scan.volumes), 1);
  series.values.resize(scan.volumes, static_cast<Eigen::Index>(atlas.atlas.regions.size()));
  std::vector<float> volume(scan.grid.voxel_count());
  Eigen::RowVectorXd sums(series.values.cols());
  for (Eigen::Index t = 0; t < scan.volumes && scan.next(volume); ++t) {
    add_volume(volume, t, scan.volumes, labelled, sums);
    series.values.row(t) = sums;
  }
  const VoxelSignal signal =
      signal_of(labelled, static_cast<Eigen::Index>(mask.count()), scan.volumes);
  if (signal.not_finite > 0) {
    throw InputError(
        {.found = std::to_string(signal.not_finite) + " voxels with values that are not finite",
         .expected = "finite values inside the mask",
         .where = "parcellate",
         .remedy = "check the scan and its mask"});
  }
  const RegionRows rows = region_rows(mask, atlas, signal);
  series.regions = describe_regions(atlas, rows, signal, params);
  require_a_region(atlas, rows);
  take_means(labelled, rows, series.regions, series.values);
  return series;
}

}  // namespace rewire
