#include "stages/data/local_activity.h"

#include <algorithm>
#include <cmath>

#include "stages/core/not_a_number.h"
#include "stages/core/requirements.h"
#include "stages/data/matrix_content.h"
#include "stages/data/names.h"

namespace rewire {
namespace {

/// Numbers where the region is there, NaN throughout where it is missing.
bool agrees(const Eigen::VectorXd& values, const std::vector<RegionSignal>& regions) {
  if (values.size() != static_cast<Eigen::Index>(regions.size())) return false;
  for (std::size_t i = 0; i < regions.size(); ++i) {
    const double value = values[static_cast<Eigen::Index>(i)];
    if (std::isinf(value)) return false;
    if (!regions[i].missing_reason.empty() && !std::isnan(value)) return false;
  }
  return true;
}

void add_warnings(Digester& digester, const std::vector<Problem>& warnings) {
  digester.integer(static_cast<std::int64_t>(warnings.size()));
  for (const Problem& warning : warnings) add_content(digester, to_text(warning));
}

}  // namespace

MeanAndDeviation over_brain(const Eigen::VectorXf& values) {
  double sum = 0.0;
  Eigen::Index count = 0;
  for (const float value : values) {
    if (std::isnan(value)) continue;
    sum += static_cast<double>(value);
    ++count;
  }
  if (count < 2) return {.mean = nan, .deviation = nan};
  const double mean = sum / static_cast<double>(count);
  double squares = 0.0;
  for (const float value : values) {
    if (!std::isnan(value)) squares += std::pow(static_cast<double>(value) - mean, 2);
  }
  return {.mean = mean, .deviation = std::sqrt(squares / static_cast<double>(count - 1))};
}

Volume map_volume(const Mask& mask, const ActivityMap& map, Standardisation standardisation) {
  MeanAndDeviation scale{.mean = 0.0, .deviation = 1.0};
  if (standardisation != Standardisation::none) scale = over_brain(map.values);
  if (standardisation == Standardisation::ratio) scale = {.mean = 0.0, .deviation = scale.mean};
  Volume volume{.grid = mask.grid, .values = std::vector<float>(mask.grid.voxel_count(), 0.0F)};
  const std::vector<std::size_t> voxels = mask.indices();
  for (std::size_t v = 0; v < voxels.size(); ++v) {
    const auto value = static_cast<double>(map.values[static_cast<Eigen::Index>(v)]);
    volume.values[voxels[v]] = static_cast<float>((value - scale.mean) / scale.deviation);
  }
  return volume;
}

std::vector<Problem> validate(const ActivityMaps& maps, const std::string& where) {
  Requirements requirements(where, "compute the maps again");
  requirements.add(validate(maps.mask, where));
  const auto voxels = static_cast<Eigen::Index>(maps.mask.count());
  std::vector<std::string> names;
  for (const ActivityMap& map : maps.maps) {
    names.push_back(map.name);
    requirements.require(map.values.size() == voxels,
                         std::to_string(map.values.size()) + " values of " + map.name,
                         std::to_string(voxels) + ", one per voxel inside the mask");
    requirements.require(!map.values.array().isInf().any(),
                         "infinite " + map.name,
                         "finite numbers, NaN where there is none");
  }
  require_distinct_names(requirements, names, "map");
  return requirements.take();
}

std::vector<Problem> validate(const LocalActivity& activity, const std::string& where) {
  Requirements requirements(where, "compute the local activity again");
  if (!activity.measures.empty()) requirements.add(validate(activity.regions, where));
  std::vector<std::string> names;
  for (const RegionActivity& measure : activity.measures) {
    names.push_back(measure.name);
    for (const Eigen::VectorXd* values : {&measure.values, &measure.z, &measure.ratio}) {
      requirements.require(agrees(*values, activity.regions),
                           "values of " + measure.name + " that do not fit the regions",
                           "a finite number or NaN per region, NaN for a missing one");
    }
  }
  require_distinct_names(requirements, names, "measure");
  return requirements.take();
}

void add_content(Digester& digester, const ActivityMaps& maps) {
  add_content(digester, maps.mask);
  digester.integer(static_cast<std::int64_t>(maps.maps.size()));
  for (const ActivityMap& map : maps.maps) {
    add_content(digester, map.name);
    add_content(digester, map.values);
  }
  add_warnings(digester, maps.warnings);
}

void add_content(Digester& digester, const LocalActivity& activity) {
  add_content(digester, activity.atlas);
  add_content(digester, activity.regions);
  digester.integer(static_cast<std::int64_t>(activity.measures.size()));
  for (const RegionActivity& measure : activity.measures) {
    add_content(digester, measure.name);
    add_content(digester, measure.brain_mean);
    add_content(digester, measure.brain_sd);
    add_content(digester, measure.values);
    add_content(digester, measure.z);
    add_content(digester, measure.ratio);
  }
  add_warnings(digester, activity.warnings);
}

}  // namespace rewire
