#pragma once

#include <limits>

namespace rewire {

/// What a value that is not defined is, beside the reason that stands for it elsewhere.
inline constexpr double nan = std::numeric_limits<double>::quiet_NaN();

}  // namespace rewire
