#include "stages/kernels/statistics/windowed_correlation.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

namespace rewire {
namespace {

using Eigen::Index;

constexpr double length_exponent = 0.9;

double median_of(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return 0.5 * (*middle + *std::max_element(values.begin(), middle));
}

double normal_share(double z) { return 0.5 * std::erfc(-z / std::numbers::sqrt2); }

}  // namespace

Eigen::VectorXd window_weights(WindowShape shape, Index length, double taper_volumes) {
  Eigen::VectorXd weights = Eigen::VectorXd::Ones(length);
  for (Index t = 0; t < length; ++t) {
    const double place = static_cast<double>(t) + 0.5;
    const auto whole = static_cast<double>(length);
    if (shape == WindowShape::hamming) {
      weights[t] = 0.54 - 0.46 * std::cos(2.0 * std::numbers::pi * place / whole);
    }
    if (shape == WindowShape::convolved && taper_volumes > 0.0) {
      weights[t] =
          normal_share(place / taper_volumes) - normal_share((place - whole) / taper_volumes);
    }
  }
  if (length > 0) weights /= weights.maxCoeff();
  return weights;
}

Eigen::MatrixXd weighted_correlation(const Eigen::Ref<const Eigen::MatrixXd>& samples,
                                     const Eigen::Ref<const Eigen::VectorXd>& weights) {
  const double total = weights.sum();
  Eigen::MatrixXd unit = samples;
  const Eigen::RowVectorXd means = weights.transpose() * samples / total;
  unit.rowwise() -= means;
  std::vector<Index> constant;
  for (Index j = 0; j < unit.cols(); ++j) {
    const double largest = samples.col(j).cwiseAbs().maxCoeff();
    unit.col(j).array() *= weights.array().sqrt();
    const double norm = unit.col(j).norm();
    const double rounding =
        8.0 * std::numeric_limits<double>::epsilon() * largest * std::sqrt(total);
    if (norm > rounding) {
      unit.col(j) /= norm;
    } else {
      constant.push_back(j);
    }
  }
  Eigen::MatrixXd r = unit.transpose() * unit;
  r = r.cwiseMax(-1.0).cwiseMin(1.0).eval();
  r.diagonal().setOnes();
  for (const Index j : constant) {
    r.row(j).setConstant(std::numeric_limits<double>::quiet_NaN());
    r.col(j).setConstant(std::numeric_limits<double>::quiet_NaN());
  }
  return r;
}

Eigen::ArrayXd excursions(const Eigen::Ref<const Eigen::MatrixXd>& series) {
  Eigen::ArrayXd sums = Eigen::ArrayXd::Zero(series.cols());
  for (Index j = 0; j < series.cols(); ++j) {
    const auto column = series.col(j);
    const double median = median_of({column.begin(), column.end()});
    double length = 0.0;
    double height = 0.0;
    bool above = false;
    for (Index t = 0; t < column.size(); ++t) {
      const double distance = column[t] - median;
      if (t > 0 && (distance > 0.0) != above) {
        sums[j] += std::pow(length, length_exponent) * height;
        length = height = 0.0;
      }
      above = distance > 0.0;
      length += 1.0;
      height = std::max(height, std::abs(distance));
    }
    sums[j] += std::pow(length, length_exponent) * height;
  }
  return sums;
}

}  // namespace rewire
