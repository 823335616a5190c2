#pragma once

#include <limits>
#include <span>

#include "stages/data/connectivity_kind.h"

namespace rewire {

/// A range without an end.
inline constexpr double unbounded = std::numeric_limits<double>::infinity();

/// The two parts of connectivity_table(), in the order of the enumerators: kinds that are functions
/// of a session's covariance (of its ranks), and all that follow.
std::span<const ConnectivityDeclaration> covariance_kinds();
std::span<const ConnectivityDeclaration> dependence_kinds();

}  // namespace rewire
