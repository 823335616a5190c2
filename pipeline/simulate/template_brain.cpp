#include "pipeline/simulate/template_brain.h"

#include <Eigen/LU>
#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <sstream>

#include "stages/core/error.h"
#include "stages/files/nifti.h"

namespace rewire::simulation {
namespace {

/// Intensities of ch2bet between which a tissue gives way to the next.
constexpr float fluid_below = 52.0F;
constexpr float grey_from = 66.0F;
constexpr float grey_to = 90.0F;
constexpr float white_above = 100.0F;

void check_files(const std::filesystem::path& directory) {
  std::vector<Problem> problems;
  for (const char* name : {"ch2.nii.gz", "ch2bet.nii.gz", "aal.nii.gz", "aal.nii.txt"}) {
    if (std::filesystem::is_regular_file(directory / name)) continue;
    problems.push_back({"no template file",
                        "Colin27 and AAL as in Debian's mricron-data",
                        (directory / name).string(),
                        "install mricron-data or name its directory as template_directory"});
  }
  throw_if_errors(problems);
}

/// Lines "<label> <name> <code>", labels ascending from 1.
std::vector<std::string> read_names(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::vector<std::string> names;
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string label;
    std::string name;
    if (!(words >> label >> name)) continue;
    if (label != std::to_string(names.size() + 1)) {
      throw InputError({"label " + label,
                        std::to_string(names.size() + 1),
                        path.string(),
                        "take the label table of Debian's mricron-data"});
    }
    names.push_back(name);
  }
  return names;
}

/// Deep grey matter looks like white matter in a T1-weighted image.
bool is_deep_grey(const std::string& name) {
  constexpr std::array<const char*, 6> deep{
      "Hippocampus", "Amygdala", "Caudate", "Putamen", "Pallidum", "Thalamus"};
  return std::any_of(deep.begin(), deep.end(), [&](const char* d) { return name.starts_with(d); });
}

void classify(TemplateBrain& brain, const std::vector<float>& stripped) {
  const std::size_t count = stripped.size();
  brain.grey.assign(count, 0.0F);
  brain.white.assign(count, 0.0F);
  brain.fluid.assign(count, 0.0F);
  std::vector<bool> deep(brain.names.size() + 1, false);
  for (std::size_t r = 0; r < brain.names.size(); ++r) deep[r + 1] = is_deep_grey(brain.names[r]);
  for (std::size_t v = 0; v < count; ++v) {
    const float value = stripped[v];
    if (value <= 0.0F) continue;
    const float fluid = std::clamp((grey_from - value) / (grey_from - fluid_below), 0.0F, 1.0F);
    const float white = std::clamp((value - grey_to) / (white_above - grey_to), 0.0F, 1.0F);
    brain.fluid[v] = fluid;
    brain.white[v] = deep[brain.labels[v]] ? 0.0F : white;
    brain.grey[v] = 1.0F - fluid - brain.white[v];
  }
}

}  // namespace

TemplateBrain read_template(const std::filesystem::path& directory) {
  check_files(directory);
  const Volume head = read_volume(directory / "ch2.nii.gz");
  const Volume stripped = read_volume(directory / "ch2bet.nii.gz");
  const LabelMap labels = read_labels(directory / "aal.nii.gz");
  TemplateBrain brain{.grid = head.grid,
                      .head = head.values,
                      .grey = {},
                      .white = {},
                      .fluid = {},
                      .labels = std::vector<std::uint8_t>(labels.labels.size()),
                      .names = read_names(directory / "aal.nii.txt")};
  const bool fits = same_grid(head.grid, stripped.grid) && same_grid(head.grid, labels.grid);
  const auto highest = *std::max_element(labels.labels.begin(), labels.labels.end());
  if (!fits || highest > static_cast<int>(brain.names.size()) || highest > 255 ||
      *std::min_element(labels.labels.begin(), labels.labels.end()) < 0) {
    throw InputError({"template files that do not fit each other",
                      "one grid, and a name for every label",
                      directory.string(),
                      "take all files from one version of mricron-data"});
  }
  std::transform(labels.labels.begin(), labels.labels.end(), brain.labels.begin(), [](int label) {
    return static_cast<std::uint8_t>(label);
  });
  classify(brain, stripped.values);
  return brain;
}

float sample(const std::vector<float>& image, const Grid& grid, const Eigen::Vector3d& voxel) {
  std::array<int, 3> low{};
  std::array<float, 3> part{};
  for (int axis = 0; axis < 3; ++axis) {
    const auto a = static_cast<std::size_t>(axis);
    const double floor = std::floor(voxel[axis]);
    if (!(floor >= 0.0) || floor + 1.0 >= grid.dims[a]) return 0.0F;
    low[a] = static_cast<int>(floor);
    part[a] = static_cast<float>(voxel[axis] - floor);
  }
  const std::size_t at = grid.index(low[0], low[1], low[2]);
  const auto row = static_cast<std::size_t>(grid.dims[0]);
  const std::size_t slice = row * static_cast<std::size_t>(grid.dims[1]);
  const auto along_x = [&](std::size_t i) {
    return image[i] + part[0] * (image[i + 1] - image[i]);
  };
  const auto along_y = [&](std::size_t i) {
    const float near = along_x(i);
    return near + part[1] * (along_x(i + row) - near);
  };
  const float near = along_y(at);
  return near + part[2] * (along_y(at + slice) - near);
}

std::uint8_t nearest_label(const TemplateBrain& brain, const Eigen::Vector3d& voxel) {
  std::array<int, 3> at{};
  for (int axis = 0; axis < 3; ++axis) {
    const auto a = static_cast<std::size_t>(axis);
    const double nearest = std::floor(voxel[axis] + 0.5);
    if (!(nearest >= 0.0) || nearest >= brain.grid.dims[a]) return 0;
    at[a] = static_cast<int>(nearest);
  }
  return brain.labels[brain.grid.index(at[0], at[1], at[2])];
}

}  // namespace rewire::simulation
