#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>

#include "stages/core/error.h"
#include "stages/core/number_text.h"
#include "stages/files/nifti_header.h"

namespace rewire {
namespace {

static_assert(std::endian::native == std::endian::little, "the written headers are little-endian");

constexpr std::size_t size_1 = 348;
constexpr std::size_t size_2 = 540;

/// Takes numbers from their places, in the file's byte order.
class FieldReader {
 public:
  FieldReader(std::span<const std::byte> bytes, bool swap) : bytes_(bytes), swap_(swap) {}

  template <class Stored, class Value>
  void operator()(std::size_t offset, Value& value) const {
    std::array<std::byte, sizeof(Stored)> raw{};
    std::memcpy(raw.data(), bytes_.data() + offset, raw.size());
    if (swap_) std::reverse(raw.begin(), raw.end());
    value = static_cast<Value>(std::bit_cast<Stored>(raw));
  }
  void text(std::size_t offset, std::size_t length, std::string& value) const {
    const char* start = reinterpret_cast<const char*>(bytes_.data() + offset);
    value.assign(start, std::find(start, start + length, '\0'));
  }

 private:
  std::span<const std::byte> bytes_;
  bool swap_;
};

class FieldWriter {
 public:
  explicit FieldWriter(std::span<std::byte> bytes) : bytes_(bytes) {}

  template <class Stored, class Value>
  void operator()(std::size_t offset, const Value& value) const {
    const Stored stored = static_cast<Stored>(value);
    std::memcpy(bytes_.data() + offset, &stored, sizeof(Stored));
  }
  void text(std::size_t offset, std::size_t length, const std::string& value) const {
    std::memcpy(bytes_.data() + offset, value.data(), std::min(length - 1, value.size()));
  }

 private:
  std::span<std::byte> bytes_;
};

/// The places of the fields, said once for reading and writing. Int, Real and Code are the stored
/// types that differ between the two versions.
template <class Int, class Real, class Code, class Fields, class Header>
void visit(const Fields& field, Header& header, const std::array<std::size_t, 14>& at) {
  for (std::size_t i = 0; i < 8; ++i) {
    field.template operator()<Int>(at[0] + i * sizeof(Int), header.dim[i]);
    field.template operator()<Real>(at[1] + i * sizeof(Real), header.pixdim[i]);
  }
  if constexpr (sizeof(Int) == 2) {
    field.template operator()<float>(at[2], header.vox_offset);
  } else {
    field.template operator()<std::int64_t>(at[2], header.vox_offset);
  }
  field.template operator()<Real>(at[3], header.scl_slope);
  field.template operator()<Real>(at[4], header.scl_inter);
  using SmallCode = std::conditional_t<sizeof(Int) == 2, std::uint8_t, std::int32_t>;
  field.template operator()<SmallCode>(at[5], header.slice_code);
  field.template operator()<SmallCode>(at[6], header.xyzt_units);
  field.template operator()<Real>(at[7], header.slice_duration);
  field.text(at[8], 80, header.descrip);
  field.template operator()<Code>(at[9], header.qform_code);
  field.template operator()<Code>(at[10], header.sform_code);
  for (std::size_t i = 0; i < 3; ++i) {
    field.template operator()<Real>(at[11] + i * sizeof(Real), header.quatern[i]);
    field.template operator()<Real>(at[12] + i * sizeof(Real), header.qoffset[i]);
    for (std::size_t j = 0; j < 4; ++j) {
      field.template operator()<Real>(at[13] + (4 * i + j) * sizeof(Real), header.srow[i][j]);
    }
  }
}

template <class Fields, class Header>
void visit_1(const Fields& fields, Header& header) {
  visit<std::int16_t, float, std::int16_t>(
      fields, header, {40, 76, 108, 112, 116, 122, 123, 132, 148, 252, 254, 256, 268, 280});
}
template <class Fields, class Header>
void visit_2(const Fields& fields, Header& header) {
  visit<std::int64_t, double, std::int32_t>(
      fields, header, {16, 104, 168, 176, 184, 496, 500, 208, 240, 344, 348, 352, 376, 400});
}

[[noreturn]] void throw_not_nifti(const std::string& found, const std::string& where) {
  throw InputError(Problem{.found = found,
                           .expected = "a single-file NIfTI-1 or NIfTI-2 image",
                           .where = where,
                           .remedy = "convert the scan to .nii or .nii.gz"});
}

std::vector<Problem> check_dimensions(const NiftiHeader& header, const std::string& where) {
  std::vector<Problem> problems;
  const auto add = [&](std::string found, std::string expected) {
    problems.push_back({.found = std::move(found),
                        .expected = std::move(expected),
                        .where = where,
                        .remedy = "convert the scan again from its source"});
  };
  if (header.dim[0] < 1 || header.dim[0] > 7) {
    add(std::to_string(header.dim[0]) + " dimensions", "1 to 7 dimensions");
    return problems;
  }
  double voxels = 1.0;
  for (int axis = 1; axis <= header.dim[0]; ++axis) {
    const std::int64_t size = header.size(axis);
    if (size < 1 || size > std::numeric_limits<std::int32_t>::max()) {
      add("size " + std::to_string(size) + " along axis " + std::to_string(axis), "at least 1");
    } else if (axis > 4 && size > 1) {
      add("an image of " + std::to_string(axis) + " dimensions", "at most four: x, y, z, time");
    }
    voxels *= static_cast<double>(size);
  }
  constexpr double most_voxels = 1e12;
  if (problems.empty() && voxels > most_voxels) {
    add(format_number(voxels) + " voxels", "a scan that fits into memory");
  }
  return problems;
}

std::vector<Problem> check_storage(const NiftiHeader& header, const std::string& where) {
  std::vector<Problem> problems;
  if (byte_count(header.type) == 0) {
    problems.push_back({.found = "NIfTI datatype " + std::to_string(static_cast<int>(header.type)),
                        .expected = "integers of 8 to 64 bits, float32 or float64",
                        .where = where,
                        .remedy = "convert the image to float32"});
  }
  const std::int64_t least = header.version == 1 ? 352 : 544;
  constexpr std::int64_t most = 1 << 30;
  if (header.vox_offset != 0 && (header.vox_offset < least || header.vox_offset > most)) {
    problems.push_back({.found = "vox_offset " + std::to_string(header.vox_offset),
                        .expected = "at least " + std::to_string(least),
                        .where = where,
                        .remedy = "convert the scan again from its source"});
  }
  if (std::isfinite(header.scl_slope) && header.scl_slope != 0.0 &&
      !std::isfinite(header.scl_inter)) {
    problems.push_back({.found = "scl_inter that is not finite",
                        .expected = "a finite intercept beside scl_slope",
                        .where = where,
                        .remedy = "mend scl_inter of the header"});
  }
  return problems;
}

}  // namespace

NiftiHeader parse_header(std::span<const std::byte> bytes, const std::string& where) {
  if (bytes.size() < size_1) {
    throw_not_nifti("a file with only " + std::to_string(bytes.size()) + " bytes of content",
                    where);
  }
  NiftiHeader header;
  std::int32_t declared = 0;
  std::memcpy(&declared, bytes.data(), sizeof(declared));
  const auto is_size = [](std::int32_t size) { return size == size_1 || size == size_2; };
  header.other_byte_order = !is_size(declared);
  const FieldReader field(bytes, header.other_byte_order);
  field.operator()<std::int32_t>(0, declared);
  if (!is_size(declared)) throw_not_nifti("a file without a NIfTI header", where);
  header.version = declared == size_1 ? 1 : 2;
  if (header.version == 2 && bytes.size() < size_2) throw_not_nifti("a header cut short", where);

  std::string magic;
  field.text(header.version == 1 ? 344 : 4, 4, magic);
  if (magic == "ni1" || magic == "ni2") throw_not_nifti("a two-file NIfTI (.hdr/.img)", where);
  if (magic != "n+" + std::to_string(header.version)) {
    throw_not_nifti("a header without the NIfTI magic (ANALYZE?)", where);
  }
  int type = 0;
  field.operator()<std::int16_t>(header.version == 1 ? 70 : 12, type);
  header.type = static_cast<NiftiType>(type);
  header.version == 1 ? visit_1(field, header) : visit_2(field, header);

  std::vector<Problem> problems = check_dimensions(header, where);
  append(problems, check_storage(header, where));
  throw_if_errors(problems);
  if (header.vox_offset == 0) header.vox_offset = header.version == 1 ? 352 : 544;
  return header;
}

std::vector<std::byte> header_bytes(const NiftiHeader& original) {
  NiftiHeader header = original;
  const bool small = std::all_of(header.dim.begin(), header.dim.end(), [](std::int64_t size) {
    return size <= std::numeric_limits<std::int16_t>::max();
  });
  header.vox_offset = small ? 352 : 544;
  std::vector<std::byte> bytes(static_cast<std::size_t>(header.vox_offset));
  const FieldWriter field(bytes);
  const int type = static_cast<int>(header.type);
  const std::size_t bits = 8 * byte_count(header.type);
  field.operator()<std::int32_t>(0, small ? size_1 : size_2);
  field.operator()<std::int16_t>(small ? 70 : 12, type);
  field.operator()<std::int16_t>(small ? 72 : 14, bits);
  field.text(small ? 344 : 4, 4, small ? "n+1" : "n+2");
  if (small) {
    field.operator()<std::int8_t>(38, 'r');  // "regular", as the standard wants it
    visit_1(field, header);
  } else {
    constexpr std::uint32_t line_end_check = 0x0a1a0a0d;
    field.operator()<std::uint32_t>(8, line_end_check);
    visit_2(field, header);
  }
  return bytes;
}

}  // namespace rewire
