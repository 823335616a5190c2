#pragma once

#include "stages/data/dynamics.h"
#include "stages/dynamics/windows.h"

namespace rewire {

/// Standard deviation and excursions of every edge over the windows (`edges`: window_edges()), and
/// how many of params.surrogates reach them; over the common regions. `stream` tells sessions
/// apart.
WindowVariability window_variability(const DynamicSeries& series,
                                     const Windows& windows,
                                     const Eigen::Ref<const Eigen::MatrixXd>& edges,
                                     const DynamicsParams& params,
                                     std::uint64_t stream);

}  // namespace rewire
