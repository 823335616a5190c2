#include "stages/local_activity/local_activity.h"

#include <cmath>
#include <unordered_map>

#include "stages/core/error.h"
#include "stages/core/not_a_number.h"
#include "stages/core/number_text.h"
#include "stages/core/requirements.h"

namespace rewire {
namespace {

using Eigen::Index;

constexpr const char* where = "local activity";

/// Mean of the map over each region's voxels with a number; NaN without one.
Eigen::VectorXd region_means(const Mask& mask, const ActivityMap& map, const Atlas& atlas) {
  std::unordered_map<std::int32_t, Index> region_of_label;
  for (std::size_t i = 0; i < atlas.regions.size(); ++i) {
    region_of_label.emplace(atlas.regions[i].label, static_cast<Index>(i));
  }
  const auto regions = static_cast<Index>(atlas.regions.size());
  Eigen::VectorXd sums = Eigen::VectorXd::Zero(regions);
  Eigen::VectorXd counts = Eigen::VectorXd::Zero(regions);
  const std::vector<std::size_t> voxels = mask.indices();
  for (std::size_t v = 0; v < voxels.size(); ++v) {
    const float value = map.values[static_cast<Index>(v)];
    const auto found = region_of_label.find(atlas.label_map.labels[voxels[v]]);
    if (found == region_of_label.end() || std::isnan(value)) continue;
    sums[found->second] += static_cast<double>(value);
    counts[found->second] += 1.0;
  }
  return (counts.array() > 0.0).select(sums.array() / counts.array(), nan);
}

/// Why the numbers of a region are withheld; empty when they are not.
std::string reason_to_withhold(const RegionSignal& signal, const LocalActivityParams& params) {
  if (!signal.missing_reason.empty()) return signal.missing_reason;
  if (signal.tsnr < params.minimum_tsnr) {
    return "tSNR " + format_fixed(signal.tsnr, 1) + " below " + format_number(params.minimum_tsnr);
  }
  return {};
}

void standardise(RegionActivity& measure) {
  measure.z = (measure.values.array() - measure.brain_mean) / measure.brain_sd;
  measure.ratio = measure.values / measure.brain_mean;
  for (Eigen::VectorXd* values : {&measure.z, &measure.ratio}) {
    for (double& value : *values) {
      if (!std::isfinite(value)) value = nan;
    }
  }
}

void require_maps(Requirements& requirements,
                  const ActivityMaps& maps,
                  const ScanAtlas& atlas,
                  const std::string& name) {
  requirements.require(same_grid(maps.mask.grid, atlas.atlas.label_map.grid),
                       name + " on " + describe(maps.mask.grid),
                       "the atlas' " + describe(atlas.atlas.label_map.grid));
  requirements.add(validate(maps, name));
}

}  // namespace

void fields(FieldVisitor& visitor, LocalActivityParams& params) {
  visitor.number("minimum_tsnr",
                 params.minimum_tsnr,
                 Unit::none,
                 {0, 10000},
                 "A region with a lower temporal signal-to-noise ratio is missing.");
}

std::vector<Problem> check_local_activity(const ActivityMaps& amplitude,
                                          const ActivityMaps& homogeneity,
                                          const RegionSeries& series,
                                          const ScanAtlas& atlas,
                                          const LocalActivityParams& /*params*/) {
  Requirements requirements(where, "make all inputs from one scan and one atlas");
  require_maps(requirements, amplitude, atlas, "amplitude maps");
  require_maps(requirements, homogeneity, atlas, "homogeneity maps");
  bool same = series.regions.size() == atlas.atlas.regions.size();
  for (std::size_t i = 0; same && i < series.regions.size(); ++i) {
    same = series.regions[i].region.name == atlas.atlas.regions[i].name;
  }
  requirements.require(same, "series of other regions than the atlas'", "the same regions");
  return requirements.take();
}

LocalActivity local_activity(const ActivityMaps& amplitude,
                             const ActivityMaps& homogeneity,
                             const RegionSeries& series,
                             const ScanAtlas& atlas,
                             const LocalActivityParams& params) {
  throw_if_errors(check_local_activity(amplitude, homogeneity, series, atlas, params));
  LocalActivity activity{
      .atlas = series.atlas, .regions = series.regions, .measures = {}, .warnings = {}};
  for (RegionSignal& signal : activity.regions) {
    signal.missing_reason = reason_to_withhold(signal, params);
  }
  for (const ActivityMaps* maps : {&amplitude, &homogeneity}) {
    for (const ActivityMap& map : maps->maps) {
      const MeanAndDeviation brain = over_brain(map.values);
      activity.measures.push_back({.name = map.name,
                                   .brain_mean = brain.mean,
                                   .brain_sd = brain.deviation,
                                   .values = region_means(maps->mask, map, atlas.atlas),
                                   .z = {},
                                   .ratio = {}});
    }
  }
  for (std::size_t i = 0; i < activity.regions.size(); ++i) {
    std::string& reason = activity.regions[i].missing_reason;
    for (const RegionActivity& measure : activity.measures) {
      if (reason.empty() && std::isnan(measure.values[static_cast<Index>(i)])) {
        reason = "no voxel with a number of " + measure.name;
      }
    }
    if (reason.empty()) continue;
    for (RegionActivity& measure : activity.measures) measure.values[static_cast<Index>(i)] = nan;
  }
  for (RegionActivity& measure : activity.measures) standardise(measure);
  return activity;
}

}  // namespace rewire
