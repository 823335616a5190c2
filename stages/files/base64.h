#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace rewire {

/// With padding, in one line (RFC 4648).
std::string base64(std::span<const std::byte> bytes);

}  // namespace rewire
