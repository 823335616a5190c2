#include "stages/files/gzip.h"

#include <libdeflate.h>
#include <zlib.h>

#include <algorithm>
#include <memory>

#include "stages/core/error.h"

namespace rewire {
namespace {

/// Level 4 of 12: float scans shrink hardly more above it.
constexpr int compression_level = 4;

struct FreeDecompressor {
  void operator()(libdeflate_decompressor* p) const { libdeflate_free_decompressor(p); }
};
struct FreeCompressor {
  void operator()(libdeflate_compressor* p) const { libdeflate_free_compressor(p); }
};

[[noreturn]] void throw_damaged(const std::string& found, const std::string& where) {
  throw InputError(Problem{.found = found,
                           .expected = "a whole gzip file",
                           .where = where,
                           .remedy = "copy or convert the file again (gzip -t tests it)"});
}

bool all_zero(std::span<const std::byte> bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](std::byte b) { return b == std::byte{0}; });
}

/// Inflates the member at the front of `compressed` behind `used` bytes of `content`, which grows
/// as needed; returns the bytes that the member took.
std::size_t inflate_member(libdeflate_decompressor* decompressor,
                           std::span<const std::byte> compressed,
                           std::vector<std::byte>& content,
                           std::size_t& used,
                           std::size_t longest,
                           const std::string& where) {
  while (true) {
    std::size_t taken = 0;
    std::size_t given = 0;
    const libdeflate_result result = libdeflate_gzip_decompress_ex(decompressor,
                                                                   compressed.data(),
                                                                   compressed.size(),
                                                                   content.data() + used,
                                                                   content.size() - used,
                                                                   &taken,
                                                                   &given);
    if (result == LIBDEFLATE_SUCCESS) {
      used += given;
      return taken;
    }
    if (result != LIBDEFLATE_INSUFFICIENT_SPACE) {
      throw_damaged("gzip data that end early or are damaged", where);
    }
    if (content.size() >= longest) throw_damaged("gzip data longer than their header says", where);
    content.resize(std::min(longest, std::max<std::size_t>(2 * content.size(), 1 << 16)));
  }
}

}  // namespace

bool is_gzip(std::span<const std::byte> bytes) {
  return bytes.size() >= 2 && bytes[0] == std::byte{0x1f} && bytes[1] == std::byte{0x8b};
}

std::vector<std::byte> gunzip(std::span<const std::byte> compressed,
                              std::size_t expected_size,
                              std::size_t longest,
                              const std::string& where) {
  if (!is_gzip(compressed)) throw_damaged("a file that is not gzip", where);
  const std::unique_ptr<libdeflate_decompressor, FreeDecompressor> decompressor(
      libdeflate_alloc_decompressor());
  if (!decompressor) throw std::bad_alloc();
  std::vector<std::byte> content(std::min(expected_size, longest));
  std::size_t used = 0;
  while (true) {
    compressed = compressed.subspan(
        inflate_member(decompressor.get(), compressed, content, used, longest, where));
    if (all_zero(compressed)) break;
    if (!is_gzip(compressed)) throw_damaged("other data behind the gzip data", where);
  }
  content.resize(used);
  return content;
}

std::vector<std::byte> gunzip_start(std::span<const std::byte> compressed,
                                    std::size_t count,
                                    const std::string& where) {
  if (!is_gzip(compressed)) throw_damaged("a file that is not gzip", where);
  std::vector<std::byte> content(count);
  z_stream stream{};
  constexpr int gzip_window_bits = 15 + 16;
  if (inflateInit2(&stream, gzip_window_bits) != Z_OK) throw std::bad_alloc();
  const std::unique_ptr<z_stream, int (*)(z_stream*)> end(&stream, &inflateEnd);
  // zlib does not write to its input; its interface predates const.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(compressed.data()));
  stream.avail_in = static_cast<uInt>(compressed.size());
  stream.next_out = reinterpret_cast<Bytef*>(content.data());
  stream.avail_out = static_cast<uInt>(content.size());
  int status = Z_OK;
  while (status == Z_OK && stream.avail_out > 0 && stream.avail_in > 0) {
    status = inflate(&stream, Z_NO_FLUSH);
  }
  if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR) {
    throw_damaged("damaged gzip data", where);
  }
  content.resize(count - stream.avail_out);
  return content;
}

std::vector<std::byte> gzip(std::span<const std::byte> content) {
  const std::unique_ptr<libdeflate_compressor, FreeCompressor> compressor(
      libdeflate_alloc_compressor(compression_level));
  if (!compressor) throw std::bad_alloc();
  std::vector<std::byte> compressed(
      libdeflate_gzip_compress_bound(compressor.get(), content.size()));
  compressed.resize(libdeflate_gzip_compress(
      compressor.get(), content.data(), content.size(), compressed.data(), compressed.size()));
  return compressed;
}

}  // namespace rewire
