#include "stages/kernels/statistics/reliability.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <vector>

#include "stages/core/not_a_number.h"
#include "stages/core/parallel.h"
#include "stages/core/random.h"
#include "stages/kernels/statistics/distributions.h"
#include "stages/kernels/statistics/mean_tests.h"

namespace rewire {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Mean squares of a participants x sessions table.
struct MeanSquares {
  double rows = 0.0;
  double columns = 0.0;
  double error = 0.0;
  double n = 0.0;
  double k = 0.0;
};

MeanSquares mean_squares(const MatrixXd& table) {
  MeanSquares result;
  result.n = static_cast<double>(table.rows());
  result.k = static_cast<double>(table.cols());
  const double mean = table.mean();
  const VectorXd rows = table.rowwise().mean().array() - mean;
  const VectorXd columns = (table.colwise().mean().array() - mean).matrix().transpose();
  const MatrixXd rest =
      ((table.array() - mean).matrix().colwise() - rows).rowwise() - columns.transpose();
  result.rows = result.k * rows.squaredNorm() / (result.n - 1.0);
  result.columns = result.n * columns.squaredNorm() / (result.k - 1.0);
  result.error = rest.squaredNorm() / ((result.n - 1.0) * (result.k - 1.0));
  return result;
}

void set_consistency(Intraclass& result, const MeanSquares& ms, double tail) {
  const double error_df = (ms.n - 1.0) * (ms.k - 1.0);
  const double f = ms.rows / ms.error;
  result.icc = (ms.rows - ms.error) / (ms.rows + (ms.k - 1.0) * ms.error);
  const double low = f / f_quantile(1.0 - tail, ms.n - 1.0, error_df);
  const double high = f * f_quantile(1.0 - tail, error_df, ms.n - 1.0);
  result.low = (low - 1.0) / (low + ms.k - 1.0);
  result.high = (high - 1.0) / (high + ms.k - 1.0);
  result.measurement_deviation = std::sqrt(ms.error);
}

void set_agreement(Intraclass& result, const MeanSquares& ms, double tail) {
  const double n = ms.n;
  const double k = ms.k;
  const double denominator = ms.rows + (k - 1.0) * ms.error + k * (ms.columns - ms.error) / n;
  const double icc = (ms.rows - ms.error) / denominator;
  const double a = k * icc / (n * (1.0 - icc));
  const double b = 1.0 + k * icc * (n - 1.0) / (n * (1.0 - icc));
  const double both = a * ms.columns + b * ms.error;
  const double v = both * both /
                   (a * a * ms.columns * ms.columns / (k - 1.0) +
                    b * b * ms.error * ms.error / ((n - 1.0) * (k - 1.0)));
  const double low = f_quantile(1.0 - tail, n - 1.0, v);
  const double high = f_quantile(1.0 - tail, v, n - 1.0);
  const double rest = k * ms.columns + (k * n - k - n) * ms.error;
  result.icc = icc;
  result.low = n * (ms.rows - low * ms.error) / (low * rest + n * ms.rows);
  result.high = n * (high * ms.rows - ms.error) / (rest + n * high * ms.rows);
  const double of_sessions = std::fmax((ms.columns - ms.error) / n, 0.0);
  result.measurement_deviation = std::sqrt(ms.error + of_sessions);
}

}  // namespace

Intraclass intraclass_correlation(const Eigen::Ref<const MatrixXd>& sessions,
                                  IntraclassForm form,
                                  double confidence) {
  std::vector<Index> rows;
  for (Index i = 0; i < sessions.rows(); ++i) {
    if (sessions.row(i).allFinite()) rows.push_back(i);
  }
  Intraclass result{nan, nan, nan, nan, nan, static_cast<int>(rows.size())};
  if (rows.size() < 2 || sessions.cols() < 2) return result;
  const MeanSquares ms = mean_squares(sessions(rows, Eigen::all));
  if (!(ms.error > 0.0)) return result;
  const double tail = 0.5 * (1.0 - confidence);
  if (form == IntraclassForm::consistency) {
    set_consistency(result, ms, tail);
  } else {
    set_agreement(result, ms, tail);
  }
  result.minimal_detectable_change =
      normal_quantile(1.0 - tail) * std::sqrt(2.0) * result.measurement_deviation;
  return result;
}

double t_test_power(double d, double n_first, double n_second, double alpha) {
  const double df = n_first + n_second - (n_second > 0.0 ? 2.0 : 1.0);
  const double size = n_second > 0.0 ? n_first * n_second / (n_first + n_second) : n_first;
  const double critical = student_t_quantile(1.0 - 0.5 * alpha, df);
  const double noncentrality = d * std::sqrt(size);
  return 1.0 - noncentral_t_cdf(critical, df, noncentrality) +
         noncentral_t_cdf(-critical, df, noncentrality);
}

int participants_per_arm(double d, double power, double alpha) {
  if (!(std::abs(d) > 1e-6) || !(power < 1.0)) return 0;
  int high = 2;
  while (t_test_power(d, high, high, alpha) < power) high *= 2;
  int low = high / 2;
  while (high - low > 1) {
    const int middle = low + (high - low) / 2;
    (t_test_power(d, middle, middle, alpha) < power ? low : high) = middle;
  }
  return high;
}

double simulated_power(const Eigen::Ref<const VectorXd>& changes,
                       double difference,
                       int n_per_arm,
                       double alpha,
                       int trials,
                       std::uint64_t seed) {
  std::vector<double> pool;
  for (const double change : changes) {
    if (!std::isnan(change)) pool.push_back(change);
  }
  if (pool.size() < 2 || n_per_arm < 2 || trials < 1) return nan;
  std::vector<int> labels(static_cast<std::size_t>(2 * n_per_arm), 0);
  std::fill(labels.begin() + n_per_arm, labels.end(), 1);
  std::vector<int> rejected(static_cast<std::size_t>(trials), 0);
  parallel_for(rejected.size(), 64, [&](std::size_t begin, std::size_t end) {
    VectorXd drawn(2 * n_per_arm);
    for (std::size_t trial = begin; trial < end; ++trial) {
      RandomStream random(seed, trial);
      for (Index i = 0; i < drawn.size(); ++i) {
        drawn[i] = pool[random.below(static_cast<std::uint32_t>(pool.size()))] +
                   (i < n_per_arm ? 0.0 : difference);
      }
      const MeanTest test = pooled_test(drawn, labels);
      rejected[trial] = student_t_two_sided_p(test.t, test.degrees_of_freedom) < alpha ? 1 : 0;
    }
  });
  return static_cast<double>(std::accumulate(rejected.begin(), rejected.end(), 0)) / trials;
}

double ancova_variance_factor(double r) { return 1.0 - r * r; }

}  // namespace rewire
