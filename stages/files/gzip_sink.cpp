#include "stages/files/gzip_sink.h"

#include <isa-l/igzip_lib.h>

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "stages/core/error.h"

namespace rewire {
namespace {

constexpr std::size_t sink_chunk_bytes = 1 << 18;
/// Fixed pieces of input: the compressed bytes depend on how the input is cut.
constexpr std::size_t piece_bytes = 1 << 20;

}  // namespace

struct GzipSink::State {
  std::function<void(std::span<const std::byte>)> write;
  isal_zstream stream{};
  std::vector<std::uint8_t> level_buffer = std::vector<std::uint8_t>(ISAL_DEF_LVL1_DEFAULT);
  std::vector<std::byte> chunk = std::vector<std::byte>(sink_chunk_bytes);
  std::vector<std::byte> piece;

  void deflate_piece(bool last) {
    stream.next_in = reinterpret_cast<std::uint8_t*>(piece.data());
    stream.avail_in = static_cast<std::uint32_t>(piece.size());
    stream.end_of_stream = last ? 1 : 0;
    do {
      stream.next_out = reinterpret_cast<std::uint8_t*>(chunk.data());
      stream.avail_out = static_cast<std::uint32_t>(chunk.size());
      if (isal_deflate(&stream) != COMP_OK) {
        throw InternalError({.found = "data that could not be compressed",
                             .expected = "",
                             .where = "gzip",
                             .remedy = ""});
      }
      write(std::span<const std::byte>(chunk).first(chunk.size() - stream.avail_out));
    } while (stream.avail_out == 0);
    piece.clear();
  }
};

GzipSink::GzipSink(std::function<void(std::span<const std::byte>)> write)
    : state_(std::make_unique<State>()) {
  state_->write = std::move(write);
  state_->piece.reserve(piece_bytes);
  isal_deflate_init(&state_->stream);
  state_->stream.level = 1;
  state_->stream.level_buf = state_->level_buffer.data();
  state_->stream.level_buf_size = static_cast<std::uint32_t>(state_->level_buffer.size());
  state_->stream.gzip_flag = IGZIP_GZIP;
  state_->stream.flush = NO_FLUSH;
}

GzipSink::~GzipSink() = default;

void GzipSink::write(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const std::size_t count = std::min(bytes.size(), piece_bytes - state_->piece.size());
    state_->piece.insert(
        state_->piece.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(count));
    bytes = bytes.subspan(count);
    if (state_->piece.size() == piece_bytes) state_->deflate_piece(false);
  }
}

void GzipSink::finish() { state_->deflate_piece(true); }

}  // namespace rewire
