#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <unordered_map>

#include "pipeline/atlas/atlas_library.h"

namespace rewire {
namespace {

constexpr double smallest_region_mm3 = 50.0;
constexpr double largest_region_mm3 = 150e3;
constexpr double largest_volume_ratio = 4.0;

Problem odd(const Region& region,
            const std::string& found,
            const std::string& expected,
            const std::string& where,
            Severity severity) {
  return {.found = region.name + " " + found,
          .expected = expected,
          .where = where,
          .remedy = severity == Severity::error ? "mend the label table or the volume's orientation"
                                                : "look at the region before you trust it",
          .severity = severity};
}

std::vector<Problem> check_side(const Region& region,
                                const RegionGeometry& geometry,
                                const std::string& where) {
  const double x_mm = geometry.centroid_mm.x();
  const bool on_wrong_side = (region.hemisphere == Hemisphere::left && x_mm > 0.0) ||
                             (region.hemisphere == Hemisphere::right && x_mm < 0.0);
  if (!on_wrong_side) return {};
  return {odd(region,
              fmt::format("has its centroid at x = {:.1f} mm", x_mm),
              region.hemisphere == Hemisphere::left ? "x below 0" : "x above 0",
              where,
              Severity::error)};
}

std::vector<Problem> check_size(const Region& region,
                                const RegionGeometry& geometry,
                                const std::string& where) {
  const double volume_mm3 = geometry.volume_mm3;
  if (volume_mm3 >= smallest_region_mm3 && volume_mm3 <= largest_region_mm3) return {};
  return {odd(region,
              fmt::format("fills {:.0f} mm3", volume_mm3),
              fmt::format("{:.0f} to {:.0f} mm3", smallest_region_mm3, largest_region_mm3),
              where,
              Severity::warning)};
}

std::vector<Problem> check_pair(const Region& region,
                                const Region& partner,
                                double volume_ratio,
                                const std::string& where) {
  std::vector<Problem> problems;
  const bool opposite = region.hemisphere != Hemisphere::none &&
                        partner.hemisphere != Hemisphere::none &&
                        region.hemisphere != partner.hemisphere;
  if (partner.homologue != region.name || !opposite) {
    problems.push_back(odd(region,
                           "names " + partner.name + " as its homologue",
                           "two regions in opposite hemispheres that name each other",
                           where,
                           Severity::error));
  }
  if (volume_ratio > largest_volume_ratio) {
    problems.push_back(
        odd(region,
            fmt::format("is {:.1f} times as large as {}", volume_ratio, partner.name),
            fmt::format("at most {:.0f} times", largest_volume_ratio),
            where,
            Severity::warning));
  }
  return problems;
}

}  // namespace

std::vector<RegionGeometry> region_geometry(const Atlas& atlas) {
  std::vector<RegionGeometry> geometries(atlas.regions.size());
  std::unordered_map<std::int32_t, std::size_t> row_of_label;
  for (std::size_t row = 0; row < atlas.regions.size(); ++row) {
    row_of_label.emplace(atlas.regions[row].label, row);
  }
  const Grid& grid = atlas.label_map.grid;
  for (int k = 0; k < grid.dims[2]; ++k) {
    for (int j = 0; j < grid.dims[1]; ++j) {
      for (int i = 0; i < grid.dims[0]; ++i) {
        const std::int32_t label = atlas.label_map.labels[grid.index(i, j, k)];
        if (label == 0) continue;
        const auto row = row_of_label.find(label);
        if (row == row_of_label.end()) continue;
        RegionGeometry& geometry = geometries[row->second];
        ++geometry.voxels;
        geometry.centroid_mm += Eigen::Vector3d(i, j, k);
      }
    }
  }
  const Eigen::Matrix4d& world_from_voxel = grid.world_from_voxel;
  for (RegionGeometry& geometry : geometries) {
    const auto voxels = static_cast<double>(geometry.voxels);
    geometry.volume_mm3 = voxels * grid.voxel_volume_mm3();
    if (geometry.voxels == 0) {
      geometry.centroid_mm.setConstant(std::numeric_limits<double>::quiet_NaN());
      continue;
    }
    geometry.centroid_mm =
        world_from_voxel.topLeftCorner<3, 3>() * (geometry.centroid_mm / voxels) +
        world_from_voxel.topRightCorner<3, 1>();
  }
  return geometries;
}

std::vector<Problem> check_regions(const Atlas& atlas, const std::string& where) {
  const std::vector<RegionGeometry> geometries = region_geometry(atlas);
  std::unordered_map<std::string, std::size_t> row_of_name;
  for (std::size_t row = 0; row < atlas.regions.size(); ++row) {
    row_of_name.emplace(atlas.regions[row].name, row);
  }
  std::vector<Problem> problems;
  for (std::size_t row = 0; row < atlas.regions.size(); ++row) {
    const Region& region = atlas.regions[row];
    if (geometries[row].voxels > 0) {
      append(problems, check_side(region, geometries[row], where));
      append(problems, check_size(region, geometries[row], where));
    }
    const auto partner = row_of_name.find(region.homologue);
    if (partner == row_of_name.end()) continue;
    const RegionGeometry& other = geometries[partner->second];
    const double ratio = geometries[row].voxels == 0 || other.voxels == 0
                             ? 1.0
                             : geometries[row].volume_mm3 / other.volume_mm3;
    append(problems, check_pair(region, atlas.regions[partner->second], ratio, where));
  }
  return problems;
}

}  // namespace rewire
