#include "stages/core/random.h"

#include <cmath>
#include <cstddef>
#include <numbers>
#include <utility>

namespace rewire {
namespace {

constexpr std::uint32_t low_word(std::uint64_t value) { return static_cast<std::uint32_t>(value); }
constexpr std::uint32_t high_word(std::uint64_t value) {
  return static_cast<std::uint32_t>(value >> 32U);
}

std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter,
                                    std::array<std::uint32_t, 2> key) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t first = std::uint64_t{0xD2511F53U} * counter[0];
    const std::uint64_t second = std::uint64_t{0xCD9E8D57U} * counter[2];
    counter = {high_word(second) ^ counter[1] ^ key[0],
               low_word(second),
               high_word(first) ^ counter[3] ^ key[1],
               low_word(first)};
    key[0] += 0x9E3779B9U;
    key[1] += 0xBB67AE85U;
  }
  return counter;
}

}  // namespace

void RandomStream::refill() {
  block_ = philox({low_word(counter_), high_word(counter_), low_word(stream_), high_word(stream_)},
                  {low_word(seed_), high_word(seed_)});
  ++counter_;
  used_ = 0;
}

RandomStream::result_type RandomStream::operator()() {
  if (used_ == 4) refill();
  return block_[static_cast<std::size_t>(used_++)];
}

double RandomStream::uniform() {
  const std::uint64_t high = (*this)();
  const std::uint64_t low = (*this)();
  return static_cast<double>(((high << 32U) | low) >> 11U) * 0x1.0p-53;
}

double RandomStream::normal() {
  if (has_spare_) {
    has_spare_ = false;
    return spare_normal_;
  }
  const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
  const double angle = 2.0 * std::numbers::pi * uniform();
  spare_normal_ = radius * std::sin(angle);
  has_spare_ = true;
  return radius * std::cos(angle);
}

std::uint32_t RandomStream::below(std::uint32_t bound) {
  while (true) {
    // operator()() written out: the call is dear where millions are drawn.
    if (used_ == 4) refill();
    const std::uint64_t product = std::uint64_t{block_[static_cast<std::size_t>(used_++)]} * bound;
    // The division is only needed where the draw may have to be rejected.
    if (low_word(product) >= bound) return high_word(product);
    if (low_word(product) >= (0U - bound) % bound) return high_word(product);
  }
}

void RandomStream::shuffle(std::span<int> values) {
  for (std::size_t i = values.size(); i > 1; --i) {
    std::swap(values[i - 1], values[below(static_cast<std::uint32_t>(i))]);
  }
}

}  // namespace rewire
