#include <cmath>
#include <limits>
#include <numbers>

#include "stages/connectivity/estimators.h"
#include "stages/kernels/linalg/correlation.h"
#include "stages/kernels/statistics/distributions.h"
#include "stages/kernels/statistics/mean_ranks.h"

namespace rewire {

Estimate estimate_mutual_information(const KeptSeries& series) {
  Eigen::MatrixXd normal = mean_ranks(series.values);
  const auto rows = static_cast<double>(normal.rows());
  normal = normal.unaryExpr([&](double rank) { return normal_quantile(rank / (rows + 1.0)); });
  make_unit_columns(normal);
  const Eigen::MatrixXd r = unit_products(normal);
  Estimate estimate;
  estimate.variation = {.series = normal * std::sqrt(rows),
                        .slopes = r,
                        .factors = Eigen::MatrixXd::Ones(r.rows(), r.cols())};
  estimate.values = r.unaryExpr([](double value) {
    return value * value < 1.0 ? -0.5 * std::log1p(-value * value) / std::numbers::ln2
                               : std::numeric_limits<double>::infinity();
  });
  for (Eigen::Index j = 0; j < r.cols(); ++j) {
    for (Eigen::Index i = 0; i < r.rows(); ++i) {
      if (std::abs(r(i, j)) < 1.0 - 1e-12) continue;
      estimate.values(i, j) = std::numeric_limits<double>::quiet_NaN();
      if (i < j) {
        estimate.undefined_edges.push_back(
            {i, j, "series order the volumes in the same way: their information is infinite"});
      }
    }
  }
  return estimate;
}

}  // namespace rewire
