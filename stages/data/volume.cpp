#include "stages/data/volume.h"

#include <algorithm>
#include <cmath>

#include "stages/core/content.h"
#include "stages/core/requirements.h"

namespace rewire {
namespace {

void require_size(Requirements& requirements, const Grid& grid, std::size_t size) {
  requirements.require(size == grid.voxel_count(),
                       std::to_string(size) + " values",
                       std::to_string(grid.voxel_count()) + " for " + describe(grid));
}

}  // namespace

std::size_t Mask::count() const {
  return static_cast<std::size_t>(
      std::count_if(inside.begin(), inside.end(), [](std::uint8_t voxel) { return voxel != 0; }));
}

std::vector<std::size_t> Mask::indices() const {
  std::vector<std::size_t> indices;
  indices.reserve(count());
  for (std::size_t i = 0; i < inside.size(); ++i) {
    if (inside[i] != 0) indices.push_back(i);
  }
  return indices;
}

std::vector<Problem> validate(const Volume& volume, const std::string& where) {
  Requirements requirements(where, "look at the image in a viewer and make it again");
  requirements.add(validate(volume.grid, where));
  require_size(requirements, volume.grid, volume.values.size());
  const auto bad = std::count_if(volume.values.begin(), volume.values.end(), [](float value) {
    return !std::isfinite(value);
  });
  requirements.require(
      bad == 0, std::to_string(bad) + " voxels that are not finite", "finite voxels");
  return requirements.take();
}

std::vector<Problem> validate(const Mask& mask, const std::string& where) {
  Requirements requirements(where, "look at the mask over its scan");
  requirements.add(validate(mask.grid, where));
  require_size(requirements, mask.grid, mask.inside.size());
  requirements.require(
      std::all_of(
          mask.inside.begin(), mask.inside.end(), [](std::uint8_t voxel) { return voxel <= 1; }),
      "mask values above 1",
      "0 or 1 in each voxel");
  requirements.require(mask.count() > 0, "an empty mask", "at least one voxel inside");
  return requirements.take();
}

std::vector<Problem> validate(const LabelMap& labels, const std::string& where) {
  Requirements requirements(where, "make the label volume again");
  requirements.add(validate(labels.grid, where));
  require_size(requirements, labels.grid, labels.labels.size());
  requirements.require(std::all_of(labels.labels.begin(),
                                   labels.labels.end(),
                                   [](std::int32_t label) { return label >= 0; }),
                       "negative labels",
                       "labels of 0 (no region) or above");
  return requirements.take();
}

void add_content(Digester& digester, const Volume& volume) {
  add_content(digester, volume.grid);
  add_content(digester, volume.values);
}

void add_content(Digester& digester, const Mask& mask) {
  add_content(digester, mask.grid);
  add_content(digester, mask.inside);
}

void add_content(Digester& digester, const LabelMap& labels) {
  add_content(digester, labels.grid);
  add_content(digester, labels.labels);
}

}  // namespace rewire
