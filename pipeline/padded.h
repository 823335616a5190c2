#pragma once

#include <algorithm>
#include <cstddef>
#include <string>

namespace rewire {

/// Filled up with blanks on the right, to line up in columns.
inline std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(text.size(), width), ' ');
  return text;
}

}  // namespace rewire
