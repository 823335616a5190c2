#include <cmath>
#include <limits>

#include "stages/core/error.h"
#include "stages/core/number_text.h"
#include "stages/files/nifti.h"
#include "stages/files/nifti_voxels.h"

namespace rewire {
namespace {

NiftiFile read_one_volume(const std::filesystem::path& path) {
  NiftiFile file = read_nifti_file(path);
  if (file.header.volume_count() != 1) {
    throw InputError(
        Problem{.found = std::to_string(file.header.volume_count()) + " volumes",
                .expected = "a 3-D image",
                .where = path.string(),
                .remedy = "take one volume or the mean over time, or give another file"});
  }
  return file;
}

[[noreturn]] void throw_not_a_label(double value, const std::filesystem::path& path) {
  throw InputError(Problem{.found = "the voxel value " + format_number(value),
                           .expected = "integer labels",
                           .where = path.string(),
                           .remedy = "give the label image, not a probability or resampled one"});
}

}  // namespace

Volume read_volume(const std::filesystem::path& path) {
  const NiftiFile file = read_one_volume(path);
  Volume volume{.grid = grid_of(file.header), .values = {}};
  volume.values.resize(file.header.voxel_count());
  decode(file, std::span<float>(volume.values));
  return volume;
}

NiftiHeader read_bold_header(const std::filesystem::path& path) {
  NiftiHeader header = read_header(path);
  if (header.volume_count() < 2) {
    throw InputError(Problem{.found = header.dim[0] < 4 ? "a 3-D image" : "one volume",
                             .expected = "a 4-D scan of at least two volumes",
                             .where = path.string(),
                             .remedy = "give the BOLD time series"});
  }
  return header;
}

BoldRun read_bold(const std::filesystem::path& path, const BoldSidecar& sidecar) {
  // From the header alone, so that a wrong file is refused before it is inflated.
  const NiftiHeader header = read_bold_header(path);
  const NiftiFile file = read_nifti_file(path);
  BoldRun bold;
  bold.grid = grid_of(header);
  bold.repetition_time_s = sidecar.repetition_time_s.value_or(repetition_time_s(header));
  bold.slice_times_s = sidecar.slice_times_s;
  bold.slice_axis = sidecar.slice_axis;
  bold.dummy_volumes = sidecar.dummy_volumes_removed;
  bold.values.resize(static_cast<Eigen::Index>(header.voxel_count()), header.volume_count());
  decode(file, std::span<float>(bold.values.data(), static_cast<std::size_t>(bold.values.size())));
  return bold;
}

Mask read_mask(const std::filesystem::path& path) {
  const Volume volume = read_volume(path);
  Mask mask{.grid = volume.grid, .inside = {}};
  mask.inside.reserve(volume.values.size());
  for (const float value : volume.values) mask.inside.push_back(value > 0.5F ? 1 : 0);
  return mask;
}

LabelMap read_labels(const std::filesystem::path& path) {
  const NiftiFile file = read_one_volume(path);
  std::vector<double> values(file.header.voxel_count());
  decode(file, std::span<double>(values));
  LabelMap map{.grid = grid_of(file.header), .labels = {}};
  map.labels.reserve(values.size());
  for (const double value : values) {
    const bool is_label = std::nearbyint(value) == value &&
                          std::abs(value) <= std::numeric_limits<std::int32_t>::max();
    if (!is_label) throw_not_a_label(value, path);
    map.labels.push_back(static_cast<std::int32_t>(value));
  }
  return map;
}

}  // namespace rewire
