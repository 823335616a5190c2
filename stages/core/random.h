#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace rewire {

/// A counter-based stream of random numbers: Philox4x32-10 (Salmon et al. 2011,
/// doi:10.1145/2063384.2063405). Streams of one seed are independent and cost nothing to make, so
/// every permutation, null graph or simulated scan has its own and results do not depend on the
/// order or the thread in which they are drawn.
class RandomStream {
 public:
  using result_type = std::uint32_t;

  RandomStream(std::uint64_t seed, std::uint64_t stream) : seed_(seed), stream_(stream) {}

  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return 0xffffffffU; }
  result_type operator()() {
    if (used_ == drawn_.size()) refill();
    return drawn_[used_++];
  }

  /// Uniform in [0, 1) with 53 random bits.
  double uniform();
  /// Standard normal (Box–Muller).
  double normal();
  /// Uniform in {0, ..., bound - 1} without bias (rejection); bound > 0.
  std::uint32_t below(std::uint32_t bound) {
    while (true) {
      const std::uint64_t product = std::uint64_t{(*this)()} * bound;
      const auto low = static_cast<std::uint32_t>(product);
      // The division is only needed where the draw may have to be rejected.
      if (low >= bound || low >= (0U - bound) % bound) {
        return static_cast<std::uint32_t>(product >> 32U);
      }
    }
  }
  /// Fisher–Yates.
  void shuffle(std::span<int> values);

 private:
  void refill();

  std::uint64_t seed_;
  std::uint64_t stream_;
  std::uint64_t counter_ = 0;
  /// Eight blocks of four at a time, side by side in the vector registers.
  std::array<std::uint32_t, 32> drawn_;
  std::size_t used_ = 32;
  double spare_normal_ = 0.0;
  bool has_spare_ = false;
};

}  // namespace rewire
