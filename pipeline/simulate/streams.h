#pragma once

#include <cstddef>
#include <cstdint>

#include "stages/core/random.h"

namespace rewire::simulation {

/// What a stream of random numbers is for; every purpose of every scan has its own.
enum class Draw : std::uint64_t {
  allocation,
  symptoms,
  missing,
  shape,
  anatomy,
  connections,
  pose,
  motion,
  signals,
  physiology,
  noise,
  session_connections,
  anatomy_pose,
  field_map,
  coil,
};

inline RandomStream stream(std::int64_t seed,
                           Draw draw,
                           std::size_t participant = 0,
                           std::size_t session = 0) {
  return {static_cast<std::uint64_t>(seed),
          (static_cast<std::uint64_t>(participant) << 24U) |
              (static_cast<std::uint64_t>(session) << 8U) | static_cast<std::uint64_t>(draw)};
}

}  // namespace rewire::simulation
