#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace rewire {

/// A PNG image of width x height shades of grey (0 black), along the width fastest, top row first.
/// Equal content gives equal bytes.
std::vector<std::byte> grey_png(std::span<const std::uint8_t> grey, int width, int height);

}  // namespace rewire
