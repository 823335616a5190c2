#pragma once

#include <vector>

#include "stages/data/cohort_series.h"
#include "stages/data/dynamics.h"
#include "stages/dynamics/windows.h"

namespace rewire {

/// k-means states of all sessions' windows (`edges`: window_edges() per session); fills the
/// sessions' `states` and the model, whose matrices are of the common regions.
void find_states(const std::vector<DynamicSeries>& series,
                 const std::vector<Windows>& windows,
                 const std::vector<Eigen::MatrixXf>& edges,
                 const std::vector<std::size_t>& fitted,
                 const DynamicsParams& params,
                 Dynamics& dynamics);

/// Co-activation patterns of the sessions' kept volumes, or of those in which the common region
/// `seed` (-1: none) is highest; fills the sessions' `patterns` and the model.
void find_patterns(const std::vector<DynamicSeries>& series,
                   Eigen::Index seed,
                   const std::vector<std::size_t>& fitted,
                   const DynamicsParams& params,
                   Dynamics& dynamics);

}  // namespace rewire
