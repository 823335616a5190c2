#include "stages/kernels/statistics/permutation_columns.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>

#include "stages/kernels/statistics/distributions.h"

namespace rewire {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

using Presence = std::vector<bool>;

Presence presence_of(const Eigen::Ref<const VectorXd>& values) {
  Presence present(static_cast<std::size_t>(values.size()));
  for (Index i = 0; i < values.size(); ++i) {
    present[static_cast<std::size_t>(i)] = !std::isnan(values[i]);
  }
  return present;
}

bool testable(const Presence& present,
              PermutationStatistic statistic,
              const Eigen::Ref<const VectorXd>& observed) {
  int ones = 0;
  int others = 0;
  for (std::size_t i = 0; i < present.size(); ++i) {
    if (!present[i]) continue;
    (observed[static_cast<Index>(i)] == 1.0 ? ones : others) += 1;
  }
  if (statistic == PermutationStatistic::one_sample) return ones + others >= 2;
  if (statistic == PermutationStatistic::welch) return ones >= 2 && others >= 2;
  return ones >= 1 && others >= 1 && ones + others >= 3;
}

/// Centred unless the test is about the mean itself, scaled to norm 1, absent 0; all 0 when there
/// is nothing to scale.
VectorXd standardised(const Eigen::Ref<const VectorXd>& values, PermutationStatistic statistic) {
  double sum = 0.0;
  double largest = 0.0;
  Index size = 0;
  for (const double value : values) {
    if (std::isnan(value)) continue;
    sum += value;
    largest = std::max(largest, std::abs(value));
    ++size;
  }
  const double centre =
      statistic == PermutationStatistic::one_sample ? 0.0 : sum / static_cast<double>(size);
  VectorXd result = values;
  for (double& value : result) value = std::isnan(value) ? 0.0 : value - centre;
  const double norm = result.norm();
  // Below this, centring has left nothing but rounding.
  if (!(norm > 1e-14 * largest * std::sqrt(static_cast<double>(size)))) {
    return VectorXd::Zero(values.size());
  }
  return result / norm;
}

}  // namespace

PermutationColumns make_permutation_columns(const Eigen::Ref<const MatrixXd>& values,
                                            PermutationStatistic statistic,
                                            const Eigen::Ref<const VectorXd>& observed) {
  // By size first: columns of one size convert to t together.
  std::map<std::pair<std::ptrdiff_t, Presence>, std::vector<Index>> members;
  MatrixXd scaled(values.rows(), values.cols());
  for (Index endpoint = 0; endpoint < values.cols(); ++endpoint) {
    Presence present = presence_of(values.col(endpoint));
    if (!testable(present, statistic, observed)) continue;
    scaled.col(endpoint) = standardised(values.col(endpoint), statistic);
    if (scaled.col(endpoint).isZero(0.0)) continue;
    const auto size = std::count(present.begin(), present.end(), true);
    members[{size, std::move(present)}].push_back(endpoint);
  }
  PermutationColumns columns;
  columns.presence = MatrixXd::Zero(values.rows(), static_cast<Index>(members.size()));
  columns.sizes.resize(columns.presence.cols());
  std::vector<int> patterns;
  for (const auto& [key, endpoints] : members) {
    const auto pattern = patterns.empty() ? 0 : patterns.back() + 1;
    for (Index i = 0; i < values.rows(); ++i) {
      columns.presence(i, pattern) = key.second[static_cast<std::size_t>(i)] ? 1.0 : 0.0;
    }
    columns.sizes[pattern] = static_cast<double>(key.first);
    columns.endpoint.insert(columns.endpoint.end(), endpoints.begin(), endpoints.end());
    patterns.insert(patterns.end(), endpoints.size(), pattern);
  }
  columns.pattern =
      Eigen::Map<Eigen::VectorXi>(patterns.data(), static_cast<Index>(patterns.size()));
  columns.values.resize(values.rows(), columns.pattern.size());
  for (Index column = 0; column < columns.values.cols(); ++column) {
    columns.values.col(column) = scaled.col(columns.endpoint[static_cast<std::size_t>(column)]);
  }
  if (statistic == PermutationStatistic::welch) columns.squares = columns.values.cwiseAbs2();
  return columns;
}

namespace {

/// Per labelling: what turns a sum over group 1 into a correlation with the labels.
VectorXd correlation_weights(const Eigen::Ref<const VectorXd>& ones,
                             double size,
                             PermutationStatistic statistic) {
  if (statistic == PermutationStatistic::one_sample) {
    return VectorXd::Constant(ones.size(), 1.0 / std::sqrt(size));
  }
  VectorXd weights(ones.size());
  for (Index b = 0; b < ones.size(); ++b) {
    const double others = size - ones[b];
    weights[b] = ones[b] > 0.0 && others > 0.0 ? std::sqrt(size / (ones[b] * others)) : 0.0;
  }
  return weights;
}

/// Less than this share of all squares within a group is mostly rounding, and degrees of freedom
/// that were made of it would be noise.
constexpr double least_squares = 1e-11;

/// z squared, from Welch's t and the degrees of freedom that it has under this labelling.
double welch_score(double sum, double squares, double ones, double size) {
  const double others = size - ones;
  if (ones < 2.0 || others < 2.0) return 0.0;
  const double difference = sum / ones + sum / others;
  const double first = std::max(squares - sum * sum / ones, least_squares) / ((ones - 1.0) * ones);
  const double second =
      std::max(1.0 - squares - sum * sum / others, least_squares) / ((others - 1.0) * others);
  const double variance = first + second;
  const double spread = first * first / (ones - 1.0) + second * second / (others - 1.0);
  const double z =
      normal_score_of_t(difference / std::sqrt(variance), variance * variance / spread);
  return z * z;
}

}  // namespace

MatrixXd permutation_scores(const PermutationColumns& columns,
                            PermutationStatistic statistic,
                            const Eigen::Ref<const MatrixXd>& labels,
                            Index begin,
                            Index end) {
  MatrixXd scores(labels.cols(), end - begin);
  if (begin == end) return scores;
  scores.noalias() = labels.transpose() * columns.values.middleCols(begin, end - begin);
  const Index first = columns.pattern[begin];
  const Index patterns = columns.pattern[end - 1] - first + 1;
  MatrixXd weights = labels.transpose() * columns.presence.middleCols(first, patterns);
  if (statistic == PermutationStatistic::welch) {
    MatrixXd squares(labels.cols(), end - begin);
    squares.noalias() = labels.transpose() * columns.squares.middleCols(begin, end - begin);
    for (Index c = 0; c < scores.cols(); ++c) {
      const Index pattern = columns.pattern[begin + c];
      for (Index b = 0; b < scores.rows(); ++b) {
        scores(b, c) = welch_score(
            scores(b, c), squares(b, c), weights(b, pattern - first), columns.sizes[pattern]);
      }
    }
    return scores;
  }
  for (Index p = 0; p < patterns; ++p) {
    weights.col(p) = correlation_weights(weights.col(p), columns.sizes[first + p], statistic);
  }
  for (Index c = 0; c < scores.cols(); ++c) {
    scores.col(c) =
        scores.col(c).cwiseAbs().cwiseProduct(weights.col(columns.pattern[begin + c] - first));
  }
  return scores;
}

double t_squared_of_score(double score, PermutationStatistic statistic, double size) {
  if (statistic == PermutationStatistic::welch) return score;
  const double df = size - (statistic == PermutationStatistic::one_sample ? 1.0 : 2.0);
  const double share = std::min(score * score, 1.0);
  return df * share / std::max(1.0 - share, 1e-15);
}

double score_of_t_squared(double t_squared, PermutationStatistic statistic, double size) {
  if (statistic == PermutationStatistic::welch) return t_squared;
  const double df = size - (statistic == PermutationStatistic::one_sample ? 1.0 : 2.0);
  return std::sqrt(t_squared / (df + t_squared));
}

}  // namespace rewire
