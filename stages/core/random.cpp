#include "stages/core/random.h"

#include <immintrin.h>

#include <cmath>
#include <cstddef>
#include <numbers>
#include <numeric>
#include <utility>

namespace rewire {
namespace {

constexpr std::uint32_t low_word(std::uint64_t value) { return static_cast<std::uint32_t>(value); }
constexpr std::uint32_t high_word(std::uint64_t value) {
  return static_cast<std::uint32_t>(value >> 32U);
}

/// One 32-bit word of four blocks, each in the low half of 64 bits, as the products take them; the
/// high half may hold anything.
using Words = __m256i;

Words words(std::uint32_t value) { return _mm256_set1_epi64x(static_cast<long long>(value)); }
Words high_words(Words products) { return _mm256_srli_epi64(products, 32); }

struct FourBlocks {
  Words a;
  Words b;
  Words c;
  Words d;
};

void philox_round(FourBlocks& blocks, Words first_key, Words second_key) {
  const Words first = _mm256_mul_epu32(blocks.a, words(0xD2511F53U));
  const Words second = _mm256_mul_epu32(blocks.c, words(0xCD9E8D57U));
  blocks.a = _mm256_xor_si256(_mm256_xor_si256(high_words(second), blocks.b), first_key);
  blocks.b = second;
  blocks.c = _mm256_xor_si256(_mm256_xor_si256(high_words(first), blocks.d), second_key);
  blocks.d = first;
}

/// The four blocks' words one block after the other.
void store(const FourBlocks& blocks, std::uint32_t* drawn) {
  const __m256i low_halves = _mm256_set1_epi64x(0xffffffffLL);
  const auto pair = [&](Words low, Words high) {
    return _mm256_or_si256(_mm256_and_si256(low, low_halves), _mm256_slli_epi64(high, 32));
  };
  const __m256i ab = pair(blocks.a, blocks.b);
  const __m256i cd = pair(blocks.c, blocks.d);
  const __m256i even = _mm256_unpacklo_epi64(ab, cd);
  const __m256i odd = _mm256_unpackhi_epi64(ab, cd);
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(drawn),
                      _mm256_permute2x128_si256(even, odd, 0x20));
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(drawn + 8),
                      _mm256_permute2x128_si256(even, odd, 0x31));
}

}  // namespace

void RandomStream::refill() {
  std::array<FourBlocks, 2> blocks;
  for (FourBlocks& four : blocks) {
    std::array<std::uint64_t, 4> counters{};
    std::iota(counters.begin(), counters.end(), counter_);
    four.a = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(counters.data()));
    four.b = high_words(four.a);
    four.c = words(low_word(stream_));
    four.d = words(high_word(stream_));
    counter_ += 4;
  }
  std::uint32_t first_key = low_word(seed_);
  std::uint32_t second_key = high_word(seed_);
  for (int round = 0; round < 10; ++round) {
    for (FourBlocks& four : blocks) philox_round(four, words(first_key), words(second_key));
    first_key += 0x9E3779B9U;
    second_key += 0xBB67AE85U;
  }
  store(blocks[0], drawn_.data());
  store(blocks[1], drawn_.data() + 16);
  used_ = 0;
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

void RandomStream::shuffle(std::span<int> values) {
  for (std::size_t i = values.size(); i > 1; --i) {
    std::swap(values[i - 1], values[below(static_cast<std::uint32_t>(i))]);
  }
}

}  // namespace rewire
