#include "stages/files/png.h"

#include <libdeflate.h>

#include <array>
#include <cstring>
#include <memory>
#include <new>
#include <string_view>

namespace rewire {
namespace {

constexpr int compression_level = 9;
constexpr std::array<std::uint8_t, 8> signature{0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
/// Each row as its difference from the row above.
constexpr std::uint8_t filter_up = 2;

struct FreeCompressor {
  void operator()(libdeflate_compressor* p) const { libdeflate_free_compressor(p); }
};

void add_integer(std::vector<std::byte>& bytes, std::uint32_t value) {
  for (const unsigned shift : {24U, 16U, 8U, 0U}) {
    bytes.push_back(static_cast<std::byte>(value >> shift & 255U));
  }
}

void add_chunk(std::vector<std::byte>& png,
               std::string_view kind,
               std::span<const std::byte> content) {
  add_integer(png, static_cast<std::uint32_t>(content.size()));
  const std::size_t start = png.size();
  for (const char letter : kind) png.push_back(static_cast<std::byte>(letter));
  png.insert(png.end(), content.begin(), content.end());
  add_integer(png, libdeflate_crc32(0, png.data() + start, png.size() - start));
}

std::vector<std::byte> filtered(std::span<const std::uint8_t> grey, std::size_t width) {
  std::vector<std::byte> rows;
  for (std::size_t at = 0; at < grey.size(); ++at) {
    if (at % width == 0) rows.push_back(static_cast<std::byte>(filter_up));
    const int above = at < width ? 0 : grey[at - width];
    rows.push_back(static_cast<std::byte>(static_cast<std::uint8_t>(grey[at] - above)));
  }
  return rows;
}

std::vector<std::byte> deflated(std::span<const std::byte> content) {
  const std::unique_ptr<libdeflate_compressor, FreeCompressor> compressor(
      libdeflate_alloc_compressor(compression_level));
  if (!compressor) throw std::bad_alloc();
  std::vector<std::byte> bytes(libdeflate_zlib_compress_bound(compressor.get(), content.size()));
  bytes.resize(libdeflate_zlib_compress(
      compressor.get(), content.data(), content.size(), bytes.data(), bytes.size()));
  return bytes;
}

}  // namespace

std::vector<std::byte> grey_png(std::span<const std::uint8_t> grey, int width, int height) {
  std::vector<std::byte> png;
  png.reserve(signature.size());
  for (const std::uint8_t byte : signature) png.push_back(static_cast<std::byte>(byte));
  std::vector<std::byte> header;
  add_integer(header, static_cast<std::uint32_t>(width));
  add_integer(header, static_cast<std::uint32_t>(height));
  // Eight bits of grey; deflate, adaptive filters, not interlaced.
  for (const int byte : {8, 0, 0, 0, 0}) header.push_back(static_cast<std::byte>(byte));
  add_chunk(png, "IHDR", header);
  add_chunk(png, "IDAT", deflated(filtered(grey, static_cast<std::size_t>(width))));
  add_chunk(png, "IEND", {});
  return png;
}

}  // namespace rewire
