#include "stages/core/digest.h"

#include <xxhash.h>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <limits>
#include <system_error>

namespace rewire {
namespace {

template <class T>
void add_numbers(Digester& digester, std::span<const T> data) {
  std::array<T, 1024> block{};
  while (!data.empty()) {
    const std::size_t count = std::min(data.size(), block.size());
    for (std::size_t i = 0; i < count; ++i) {
      block[i] = std::isnan(data[i]) ? std::numeric_limits<T>::quiet_NaN() : data[i];
    }
    digester.bytes(std::as_bytes(std::span(block).first(count)));
    data = data.subspan(count);
  }
}

}  // namespace

struct Digester::State {
  XXH3_state_t* hash = XXH3_createState();
  State() { XXH3_128bits_reset(hash); }
  ~State() { XXH3_freeState(hash); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
};

std::string to_text(const Digest& digest) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text(32, '0');
  for (std::size_t i = 0; i < 16; ++i) {
    text[15 - i] = digits[(digest.high >> (4 * i)) & 15U];
    text[31 - i] = digits[(digest.low >> (4 * i)) & 15U];
  }
  return text;
}

std::optional<Digest> parse_digest(std::string_view text) {
  if (text.size() != 32) return std::nullopt;
  Digest digest;
  const auto high = std::from_chars(text.data(), text.data() + 16, digest.high, 16);
  const auto low = std::from_chars(text.data() + 16, text.data() + 32, digest.low, 16);
  if (high.ec != std::errc() || high.ptr != text.data() + 16) return std::nullopt;
  if (low.ec != std::errc() || low.ptr != text.data() + 32) return std::nullopt;
  return digest;
}

Digester::Digester() : state_(std::make_unique<State>()) {}
Digester::~Digester() = default;

Digester& Digester::bytes(std::span<const std::byte> data) {
  XXH3_128bits_update(state_->hash, data.data(), data.size());
  return *this;
}

Digester& Digester::text(std::string_view text) {
  return values(std::span<const char>(text.data(), text.size()));
}

Digester& Digester::integer(std::int64_t value) {
  const auto raw = std::bit_cast<std::array<std::byte, sizeof value>>(value);
  return bytes(raw);
}

Digester& Digester::number(double value) { return numbers(std::span<const double>(&value, 1)); }

Digester& Digester::numbers(std::span<const float> data) {
  add_numbers(*this, data);
  return *this;
}

Digester& Digester::numbers(std::span<const double> data) {
  add_numbers(*this, data);
  return *this;
}

Digester& Digester::digest(const Digest& digest) {
  return integer(std::bit_cast<std::int64_t>(digest.high))
      .integer(std::bit_cast<std::int64_t>(digest.low));
}

Digest Digester::finish() const {
  const XXH128_hash_t hash = XXH3_128bits_digest(state_->hash);
  return {.high = hash.high64, .low = hash.low64};
}

}  // namespace rewire
