#pragma once

#include <cstdint>

namespace rewire {

/// First numbers of the random streams of one seed, so that no two uses share one: restarts of
/// community searches count from 0.
inline constexpr std::uint64_t null_streams = 1'000'000;
inline constexpr std::uint64_t random_reference_streams = 2'000'000;
inline constexpr std::uint64_t lattice_reference_streams = 3'000'000;
inline constexpr std::uint64_t propensity_streams = 4'000'000;

}  // namespace rewire
