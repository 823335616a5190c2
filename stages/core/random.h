#pragma once

#include <array>
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
  result_type operator()();

  /// Uniform in [0, 1) with 53 random bits.
  double uniform();
  /// Standard normal (Box–Muller).
  double normal();
  /// Uniform in {0, ..., bound - 1} without bias (rejection); bound > 0.
  std::uint32_t below(std::uint32_t bound);
  /// Fisher–Yates.
  void shuffle(std::span<int> values);

 private:
  void refill();

  std::uint64_t seed_;
  std::uint64_t stream_;
  std::uint64_t counter_ = 0;
  std::array<std::uint32_t, 4> block_{};
  int used_ = 4;
  double spare_normal_ = 0.0;
  bool has_spare_ = false;
};

}  // namespace rewire
