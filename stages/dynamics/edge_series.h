#pragma once

#include <string>
#include <vector>

#include "stages/data/region_series.h"

namespace rewire {

/// The moment-by-moment product of two regions' signals, for every pair (Faskowitz et al. 2020,
/// doi:10.1038/s41593-020-00719-y).
struct EdgeSeries {
  std::vector<double> volumes_s;   ///< when each kept volume was measured
  std::vector<std::string> edges;  ///< "first--second", by rows of the upper triangle
  Eigen::MatrixXd values;          ///< kept volumes x edges; the mean of a column is Pearson's r
};

/// Of the regions without a missing_reason, standardised over the kept volumes (mean 0, mean square
/// 1). A region that is constant there is left out.
EdgeSeries edge_series(const RegionSeries& series);

}  // namespace rewire
