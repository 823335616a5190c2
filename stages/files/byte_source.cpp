#include "stages/files/byte_source.h"

#include <isa-l/igzip_lib.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <string>
#include <vector>

#include "stages/core/error.h"
#include "stages/files/gzip.h"

namespace rewire {
namespace {

constexpr std::size_t chunk_bytes = 1 << 18;

}  // namespace

struct ByteSource::State {
  std::string where;
  std::ifstream file;
  std::vector<std::byte> chunk = std::vector<std::byte>(chunk_bytes);
  std::span<const std::byte> waiting;  ///< read from the file, not used yet
  bool compressed = false;
  bool between_members = true;
  inflate_state inflater{};

  [[noreturn]] void fail(const std::string& found) const {
    throw InputError({.found = found,
                      .expected = "as many bytes as the header says",
                      .where = where,
                      .remedy = "copy or convert the file again (gzip -t tests it)"});
  }

  /// False at the end of the file.
  bool refill() {
    if (!waiting.empty()) return true;
    file.read(reinterpret_cast<char*>(chunk.data()), static_cast<std::streamsize>(chunk.size()));
    if (file.bad()) fail(std::string("a file that cannot be read: ") + std::strerror(errno));
    waiting = std::span(chunk).first(static_cast<std::size_t>(file.gcount()));
    return !waiting.empty();
  }

  std::size_t take_plain(std::span<std::byte> bytes) {
    if (!refill()) return 0;
    const std::size_t count = std::min(bytes.size(), waiting.size());
    std::copy_n(waiting.begin(), count, bytes.begin());
    waiting = waiting.subspan(count);
    return count;
  }

  /// Starts the next member; false at the end of the content.
  bool start_member() {
    while (refill() && waiting.front() == std::byte{0}) waiting = waiting.subspan(1);
    if (!refill()) return false;
    if (waiting.front() != std::byte{0x1f}) fail("other data behind the gzip data");
    isal_inflate_init(&inflater);
    inflater.crc_flag = ISAL_GZIP;
    between_members = false;
    return true;
  }

  std::size_t take_inflated(std::span<std::byte> bytes) {
    if (between_members && !start_member()) return 0;
    if (!refill() && inflater.tmp_out_processed == inflater.tmp_out_valid) {
      fail("gzip data that end early");
    }
    // The library does not write to its input; its interface predates const.
    inflater.next_in = reinterpret_cast<std::uint8_t*>(const_cast<std::byte*>(waiting.data()));
    inflater.avail_in = static_cast<std::uint32_t>(waiting.size());
    inflater.next_out = reinterpret_cast<std::uint8_t*>(bytes.data());
    inflater.avail_out =
        static_cast<std::uint32_t>(std::min<std::size_t>(bytes.size(), std::size_t{1} << 30));
    const std::uint32_t room = inflater.avail_out;
    const int status = isal_inflate(&inflater);
    if (status < 0) fail("gzip data that are damaged");
    const bool idle = inflater.avail_out == room && inflater.avail_in == waiting.size();
    waiting = waiting.last(inflater.avail_in);
    if (inflater.block_state == ISAL_BLOCK_FINISH) {
      between_members = true;
    } else if (idle) {
      fail("gzip data that end early");
    }
    return room - inflater.avail_out;
  }
};

ByteSource::ByteSource(const std::filesystem::path& path) : state_(std::make_unique<State>()) {
  state_->where = path.string();
  errno = 0;
  state_->file.open(path, std::ios::binary);
  if (!state_->file || std::filesystem::is_directory(path)) {
    state_->fail(std::string("a file that cannot be read: ") + std::strerror(errno));
  }
  state_->refill();
  state_->compressed = is_gzip(state_->waiting);
}

ByteSource::~ByteSource() = default;

void ByteSource::read(std::span<std::byte> bytes) {
  while (!bytes.empty()) {
    const bool was_between = state_->between_members;
    const std::size_t count =
        state_->compressed ? state_->take_inflated(bytes) : state_->take_plain(bytes);
    // A member may be empty, and its end may come without content.
    if (count == 0 && (!state_->compressed || (was_between && state_->between_members))) {
      if (!state_->refill()) state_->fail("a content that ends early");
    }
    bytes = bytes.subspan(count);
  }
}

void ByteSource::finish() {
  std::byte more{};
  std::size_t count = 0;
  while (state_->compressed && count == 0) {
    if (state_->between_members && !state_->start_member()) return;
    count = state_->take_inflated(std::span(&more, 1));
  }
  if (count > 0 || state_->take_plain(std::span(&more, 1)) > 0) {
    state_->fail("a content that is longer than expected");
  }
}

}  // namespace rewire
