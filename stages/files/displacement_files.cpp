#include "stages/files/displacement_files.h"

#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <vector>

#include "stages/core/error.h"
#include "stages/files/atomic_file.h"
#include "stages/files/file_bytes.h"
#include "stages/files/gzip.h"
#include "stages/files/nifti_header.h"

namespace rewire {
namespace {

constexpr int millimetres = 2;
/// NIFTI_INTENT_VECTOR, and where a NIfTI-1 header keeps it.
constexpr std::int16_t vector_intent = 1007;
constexpr std::size_t intent_offset = 68;

std::vector<std::byte> header_of(const Grid& grid) {
  NiftiHeader header;
  set_grid(header, grid, NiftiSpace::mni);
  header.type = NiftiType::float32;
  header.dim[0] = 5;
  header.dim[4] = 1;
  header.dim[5] = 3;
  header.pixdim[4] = 1.0;
  header.pixdim[5] = 1.0;
  header.scl_slope = 1.0;
  header.xyzt_units = millimetres;
  header.descrip = "Rewire";
  std::vector<std::byte> bytes = header_bytes(header);
  std::memcpy(bytes.data() + intent_offset, &vector_intent, sizeof(vector_intent));
  return bytes;
}

}  // namespace

void write_displacement(const std::filesystem::path& path,
                        const Grid& grid,
                        const Eigen::Matrix3Xf& displacement_mm) {
  Eigen::MatrixX3f lps = displacement_mm.transpose();
  lps.leftCols<2>() *= -1.0F;
  std::vector<std::byte> content = header_of(grid);
  const auto voxels =
      std::as_bytes(std::span<const float>(lps.data(), static_cast<std::size_t>(lps.size())));
  content.insert(content.end(), voxels.begin(), voxels.end());
  AtomicFile file(path);
  file.write(path.extension() == ".gz" ? gzip(content) : content);
  file.commit();
}

Eigen::Matrix3Xf read_displacement(const std::filesystem::path& path, const Grid& grid) {
  const std::size_t start = header_of(grid).size();
  const std::size_t size = start + 3 * sizeof(float) * grid.voxel_count();
  std::vector<std::byte> content = read_bytes(path);
  if (is_gzip(content)) content = gunzip(content, size, size, path.string());
  if (content.size() != size) {
    throw InputError({.found = "a field of " + std::to_string(content.size()) + " bytes",
                      .expected = std::to_string(size) + " bytes for " + describe(grid),
                      .where = path.string(),
                      .remedy = "run again with --fresh"});
  }
  Eigen::MatrixX3f lps(static_cast<Eigen::Index>(grid.voxel_count()), 3);
  std::memcpy(lps.data(), content.data() + start, size - start);
  lps.leftCols<2>() *= -1.0F;
  return lps.transpose();
}

}  // namespace rewire
