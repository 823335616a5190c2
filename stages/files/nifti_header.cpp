#include "stages/files/nifti_header.h"

#include <cmath>
#include <limits>

#include "stages/core/error.h"
#include "stages/files/file_bytes.h"
#include "stages/files/gzip.h"

namespace rewire {

std::size_t byte_count(NiftiType type) {
  switch (type) {
    case NiftiType::uint8:
    case NiftiType::int8:
      return 1;
    case NiftiType::int16:
    case NiftiType::uint16:
      return 2;
    case NiftiType::int32:
    case NiftiType::uint32:
    case NiftiType::float32:
      return 4;
    case NiftiType::float64:
    case NiftiType::int64:
    case NiftiType::uint64:
      return 8;
  }
  return 0;
}

std::int64_t NiftiHeader::size(int axis) const {
  return axis <= dim[0] ? dim[static_cast<std::size_t>(axis)] : 1;
}

std::size_t NiftiHeader::voxel_count() const {
  return static_cast<std::size_t>(size(1) * size(2) * size(3));
}

std::size_t NiftiHeader::data_bytes() const {
  return voxel_count() * static_cast<std::size_t>(size(4)) * byte_count(type);
}

bool NiftiHeader::scaled() const {
  return std::isfinite(scl_slope) && scl_slope != 0.0 && (scl_slope != 1.0 || scl_inter != 0.0);
}

NiftiHeader read_header(const std::filesystem::path& path) {
  // A deflate block starts with its code tables; this much input always gives the header.
  constexpr std::size_t first_compressed = 1 << 16;
  const std::vector<std::byte> first = read_first_bytes(path, first_compressed);
  const std::string where = path.string();
  if (!is_gzip(first)) return parse_header(first, where);
  NiftiHeader header = parse_header(gunzip_start(first, nifti_header_room, where), where);
  header.compressed = true;
  return header;
}

double repetition_time_s(const NiftiHeader& header) {
  if (header.dim[0] < 4 || !std::isfinite(header.pixdim[4])) return 0.0;
  constexpr int time_bits = 0x38;
  switch (header.xyzt_units & time_bits) {
    case 0:
    case 8:
      return header.pixdim[4];
    case 16:
      return header.pixdim[4] / 1e3;
    case 24:
      return header.pixdim[4] / 1e6;
    default:
      return 0.0;
  }
}

}  // namespace rewire
