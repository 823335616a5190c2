#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>

#include "stages/core/error.h"
#include "stages/files/atomic_file.h"
#include "stages/files/gzip.h"
#include "stages/files/nifti.h"
#include "stages/files/nifti_voxels.h"

namespace rewire {
namespace {

constexpr int millimetres_and_seconds = 2 + 8;

NiftiHeader header_for(const Grid& grid, NiftiType type, const NiftiWriting& writing) {
  NiftiHeader header;
  set_grid(header, grid, writing.space);
  header.type = type;
  header.scl_slope = 1.0;
  header.xyzt_units = millimetres_and_seconds;
  header.descrip = writing.description;
  return header;
}

void write_image(const std::filesystem::path& path,
                 const NiftiHeader& header,
                 std::span<const std::byte> voxels) {
  const std::vector<std::byte> start = header_bytes(header);
  AtomicFile file(path);
  if (path.extension() == ".gz") {
    std::vector<std::byte> content;
    content.reserve(start.size() + voxels.size());
    content.insert(content.end(), start.begin(), start.end());
    content.insert(content.end(), voxels.begin(), voxels.end());
    file.write(gzip(content));
  } else {
    file.write(start);
    file.write(voxels);
  }
  file.commit();
}

constexpr double largest_int16 = 32767.0;

/// What one stored unit is worth, so that every value fits into 16 bits.
double slope_of(std::span<const float> values, NiftiNumbers numbers, const std::string& where) {
  double largest = 0.0;
  for (const float value : values) {
    if (!std::isfinite(value)) {
      throw InternalError(
          {"a voxel that is not finite", "finite ones, which 16 bits can hold", where, ""});
    }
    largest = std::max(largest, std::abs(static_cast<double>(value)));
  }
  if (numbers == NiftiNumbers::int16 && largest <= largest_int16) return 1.0;
  return largest > 0.0 ? largest / largest_int16 : 1.0;
}

void write_numbers(const std::filesystem::path& path,
                   NiftiHeader header,
                   std::span<const float> values,
                   NiftiNumbers numbers) {
  if (numbers == NiftiNumbers::float32) return write_image(path, header, std::as_bytes(values));
  // The header keeps the slope as a float: readers multiply by that.
  const double slope = static_cast<float>(slope_of(values, numbers, path.string()));
  header.type = NiftiType::int16;
  header.scl_slope = slope;
  std::vector<std::int16_t> stored(values.size());
  std::transform(values.begin(), values.end(), stored.begin(), [&](float value) {
    const double nearest = std::round(static_cast<double>(value) / slope);
    return static_cast<std::int16_t>(std::clamp(nearest, -largest_int16, largest_int16));
  });
  write_image(path, header, std::as_bytes(std::span<const std::int16_t>(stored)));
}

}  // namespace

void write_volume(const std::filesystem::path& path,
                  const Volume& volume,
                  const NiftiWriting& writing) {
  write_numbers(
      path, header_for(volume.grid, NiftiType::float32, writing), volume.values, writing.numbers);
}

void write_mask(const std::filesystem::path& path, const Mask& mask, const NiftiWriting& writing) {
  write_image(path,
              header_for(mask.grid, NiftiType::uint8, writing),
              std::as_bytes(std::span(mask.inside)));
}

void write_labels(const std::filesystem::path& path,
                  const LabelMap& labels,
                  const NiftiWriting& writing) {
  write_image(path,
              header_for(labels.grid, NiftiType::int32, writing),
              std::as_bytes(std::span(labels.labels)));
}

NiftiHeader bold_header(const Grid& grid, Eigen::Index volumes, double repetition_time_s) {
  NiftiHeader header = header_for(grid, NiftiType::float32, {});
  header.dim[0] = 4;
  header.dim[4] = volumes;
  header.pixdim[4] = repetition_time_s;
  return header;
}

void write_bold(const std::filesystem::path& path,
                const BoldRun& bold,
                const NiftiWriting& writing) {
  NiftiHeader header = header_for(bold.grid, NiftiType::float32, writing);
  header.dim[0] = 4;
  header.dim[4] = bold.volume_count();
  header.pixdim[4] = bold.repetition_time_s;
  const std::span<const float> values(bold.values.data(),
                                      static_cast<std::size_t>(bold.values.size()));
  write_numbers(path, header, values, writing.numbers);
}

}  // namespace rewire
