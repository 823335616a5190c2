#pragma once

#include <Eigen/Core>
#include <string>
#include <utility>
#include <vector>

#include "stages/data/region_series.h"
#include "stages/dynamics/dynamics_params.h"

namespace rewire {

/// The common regions of one session at all its volumes; 0 where a volume was censored.
struct DynamicSeries {
  Eigen::MatrixXd values;  ///< volumes x common regions, mean 0 and mean square 1 over the kept
  Eigen::VectorXd kept;    ///< 1 or 0
  std::vector<Eigen::Index> run_starts;  ///< with the number of volumes at the end
  double repetition_time_s = 0.0;
};

DynamicSeries dynamic_series(const RegionSeries& series, const std::vector<Eigen::Index>& regions);

/// The windows of one session.
struct Windows {
  Eigen::Index length = 0;
  Eigen::Index step = 0;
  std::vector<Eigen::Index> starts;
  std::vector<int> runs;
  std::vector<Eigen::VectorXd> weights;  ///< of the volumes of each
  double whole_weight = 0.0;             ///< of a window without censored volumes
};

Eigen::Index window_length(const DynamicsParams& params, double repetition_time_s);

/// All that lie within a run.
Windows place_windows(const DynamicSeries& series, const DynamicsParams& params);

/// Without those that have too little weight on kept volumes, or in which a region is constant;
/// says so in `warnings`.
Windows usable_windows(const DynamicSeries& series,
                       const Windows& windows,
                       const std::string& name,
                       std::vector<Problem>& warnings);

/// Fisher z (|r| held below 1 - 1e-9) of every pair: windows x edges, edge (i, j > i) after (i, j -
/// 1).
Eigen::MatrixXd window_edges(const Eigen::Ref<const Eigen::MatrixXd>& values,
                             const Windows& windows);

/// The pairs of regions whose r is held in a row of window_edges(): series that are the same there.
std::vector<std::pair<Eigen::Index, Eigen::Index>> held_edges(
    const Eigen::Ref<const Eigen::MatrixXd>& edges, Eigen::Index regions);

/// The edges of one row of window_edges() as a symmetric matrix with `diagonal`.
Eigen::MatrixXd matrix_of_edges(const Eigen::Ref<const Eigen::RowVectorXd>& edges,
                                Eigen::Index regions,
                                double diagonal);

}  // namespace rewire
