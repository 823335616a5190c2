#pragma once

#include <optional>
#include <vector>

#include "stages/data/graph_metrics.h"
#include "stages/graph/measurement.h"
#include "stages/graph/structure_view.h"
#include "stages/kernels/network/threshold.h"

namespace rewire {

/// Everything of one level.
struct AtLevel {
  Thresholded built;
  std::vector<int> communities;
  Measurement measurement;
  std::optional<NullSpread> nulls;  ///< of the metrics that have no reason for having none
};

/// Trapezoid over `levels` divided by their span; the value itself with one level.
double area_under_curve(const Eigen::VectorXd& levels,
                        const Eigen::Ref<const Eigen::VectorXd>& values);

/// Turns results by level into metrics over levels, with their areas. `present`: the regions that
/// are nodes; the others are NaN. `model`: of the null networks, where there are some. Reads
/// regions and levels of `metrics`, fills the rest.
void gather(const std::vector<AtLevel>& results,
            const Selected& selected,
            const StructurePlaces& places,
            const std::vector<Eigen::Index>& present,
            NullModel model,
            GraphMetrics& metrics);

}  // namespace rewire
