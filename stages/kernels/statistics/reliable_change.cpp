#include "stages/kernels/statistics/reliable_change.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "stages/core/parallel.h"
#include "stages/kernels/statistics/distributions.h"
#include "stages/kernels/statistics/multiple_tests.h"

namespace rewire {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;

struct Reference {
  double n = 0.0;
  double mean = 0.0;
  double variance = 0.0;
  double own = 0.0;  ///< mean of the references' own variances
};

Reference reference_of(const Eigen::Ref<const Eigen::VectorXd>& values,
                       const MatrixXd& variances,
                       Index column) {
  Reference result;
  for (Index i = 0; i < values.size(); ++i) {
    if (!std::isfinite(values[i])) continue;
    result.n += 1.0;
    result.mean += values[i];
    if (variances.size() > 0) result.own += variances(i, column);
  }
  result.mean /= result.n;
  result.own /= result.n;
  for (const double value : values) {
    if (std::isfinite(value)) result.variance += (value - result.mean) * (value - result.mean);
  }
  result.variance /= result.n - 1.0;
  return result;
}

}  // namespace

ReliableChange reliable_change(const Eigen::Ref<const MatrixXd>& changes,
                               const Eigen::Ref<const MatrixXd>& reference,
                               const MatrixXd& variances,
                               const MatrixXd& reference_variances) {
  const MatrixXd none =
      MatrixXd::Constant(changes.rows(), changes.cols(), std::numeric_limits<double>::quiet_NaN());
  ReliableChange result{none, none, none};
  parallel_for(
      static_cast<std::size_t>(changes.cols()), 64, [&](std::size_t begin, std::size_t end) {
        for (auto column = static_cast<Index>(begin); column < static_cast<Index>(end); ++column) {
          const Reference known = reference_of(reference.col(column), reference_variances, column);
          if (known.n < 3.0 || !(known.variance > 0.0)) continue;
          for (Index i = 0; i < changes.rows(); ++i) {
            double single = known.variance;
            if (variances.size() > 0) {
              single = std::max(known.variance - known.own, 0.0) + variances(i, column);
            }
            const double deviation = std::sqrt(single + known.variance / known.n);
            result.t(i, column) = (changes(i, column) - known.mean) / deviation;
            result.p(i, column) = student_t_two_sided_p(result.t(i, column), known.n - 1.0);
          }
        }
      });
  for (Index i = 0; i < changes.rows(); ++i) {
    result.q.row(i) = benjamini_hochberg(result.p.row(i).transpose()).transpose();
  }
  return result;
}

}  // namespace rewire
