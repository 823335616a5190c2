#include "stages/files/nifti_voxels.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <type_traits>

#include "stages/core/error.h"
#include "stages/core/parallel.h"
#include "stages/files/file_bytes.h"
#include "stages/files/gzip.h"

namespace rewire {
namespace {

constexpr std::size_t voxels_per_block = 1 << 18;

template <class Stored>
Stored load(const std::byte* bytes, bool swap) {
  std::array<std::byte, sizeof(Stored)> raw{};
  std::memcpy(raw.data(), bytes, raw.size());
  if (swap) std::reverse(raw.begin(), raw.end());
  return std::bit_cast<Stored>(raw);
}

/// A file of this machine's floats, which are the wanted values.
template <class Value>
bool is_plain(const NiftiHeader& header) {
  return std::is_same_v<Value, float> && header.type == NiftiType::float32 &&
         !header.other_byte_order && !header.scaled();
}

template <class Stored, class Value>
void decode_as(const NiftiHeader& header, const std::byte* bytes, std::span<Value> values) {
  if (is_plain<Value>(header)) {
    std::memcpy(values.data(), bytes, values.size_bytes());
    return;
  }
  const bool swap = header.other_byte_order;
  const double slope = header.scaled() ? header.scl_slope : 1.0;
  const double inter = header.scaled() ? header.scl_inter : 0.0;
  parallel_for(values.size(), voxels_per_block, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const Stored stored = load<Stored>(bytes + i * sizeof(Stored), swap);
      values[i] = static_cast<Value>(static_cast<double>(stored) * slope + inter);
    }
  });
}

template <class Value>
void decode_voxels(const NiftiHeader& header, const std::byte* bytes, std::span<Value> values) {
  switch (header.type) {
    case NiftiType::uint8:
      return decode_as<std::uint8_t>(header, bytes, values);
    case NiftiType::int8:
      return decode_as<std::int8_t>(header, bytes, values);
    case NiftiType::int16:
      return decode_as<std::int16_t>(header, bytes, values);
    case NiftiType::uint16:
      return decode_as<std::uint16_t>(header, bytes, values);
    case NiftiType::int32:
      return decode_as<std::int32_t>(header, bytes, values);
    case NiftiType::uint32:
      return decode_as<std::uint32_t>(header, bytes, values);
    case NiftiType::int64:
      return decode_as<std::int64_t>(header, bytes, values);
    case NiftiType::uint64:
      return decode_as<std::uint64_t>(header, bytes, values);
    case NiftiType::float32:
      return decode_as<float>(header, bytes, values);
    case NiftiType::float64:
      return decode_as<double>(header, bytes, values);
  }
}

}  // namespace

NiftiFile read_nifti_file(const std::filesystem::path& path) {
  const std::string where = path.string();
  NiftiFile file;
  file.content = read_bytes(path);
  const bool compressed = is_gzip(file.content);
  file.header = parse_header(
      compressed ? gunzip_start(file.content, nifti_header_room, where) : file.content, where);
  file.header.compressed = compressed;
  const std::size_t whole =
      static_cast<std::size_t>(file.header.vox_offset) + file.header.data_bytes();
  if (compressed) file.content = gunzip(file.content, whole, whole, where);
  if (file.content.size() != whole) {
    throw InputError(Problem{.found = std::to_string(file.content.size()) + " bytes",
                             .expected = std::to_string(whole) + " bytes by the header",
                             .where = where,
                             .remedy = "copy or convert the file again"});
  }
  return file;
}

void decode(const NiftiHeader& header, std::span<const std::byte> voxels, std::span<float> values) {
  decode_voxels(header, voxels.data(), values);
}
void decode(const NiftiFile& file, std::span<float> values) {
  decode_voxels(file.header, file.voxels().data(), values);
}
void decode(const NiftiFile& file, std::span<double> values) {
  decode_voxels(file.header, file.voxels().data(), values);
}

}  // namespace rewire
