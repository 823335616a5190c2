#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace rewire {

/// Adds whole turns to a phase (rad) so that neighbours differ by less than half a turn where they
/// can: voxels of the mask are taken up one after the other, best first, from where they touch what
/// is there already (the ordering of Dymerska et al. 2021, doi:10.1002/mrm.28563, with the quality
/// of an edge from its phase step and the weaker of both magnitudes). Parts of the mask that do not
/// touch are put next to the first by their median. In the end whole turns are taken off so that
/// the median of all is the nearest to 0. Outside the mask the phase stays as it is. `magnitude`
/// may be empty.
std::vector<float> unwrap_phase(const std::array<int, 3>& dims,
                                std::span<const float> phase_rad,
                                std::span<const float> magnitude,
                                std::span<const std::uint8_t> mask);

}  // namespace rewire
