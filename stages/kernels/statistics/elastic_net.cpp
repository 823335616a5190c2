#include "stages/kernels/statistics/elastic_net.h"

#include <algorithm>
#include <cmath>

#include "stages/kernels/statistics/prediction_folds.h"

namespace rewire {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double l1_share_used = 0.5;
constexpr double precision = 1e-7;  ///< of coefficients, in deviations of y
constexpr int most_sweeps = 1000;

double soft(double value, double threshold) {
  if (value > threshold) return value - threshold;
  return value < -threshold ? value + threshold : 0.0;
}

/// One penalty's coefficients; features outside `active` are 0 until their gradient says otherwise.
class Descent {
 public:
  Descent(const Eigen::Ref<const MatrixXd>& x, const Eigen::Ref<const VectorXd>& y)
      : x_(x),
        n_(static_cast<double>(y.size())),
        scale_(std::sqrt(y.squaredNorm() / n_)),
        coefficients_(VectorXd::Zero(x.cols())),
        residuals_(y),
        is_active_(static_cast<std::size_t>(x.cols()), false) {}

  const VectorXd& solve(double l1, double l2) {
    for (int round = 0; round < most_sweeps; ++round) {
      for (int sweep = 0; sweep < most_sweeps; ++sweep) {
        if (largest_step(l1, l2) <= precision * scale_) break;
      }
      if (!activate(l1)) break;
    }
    return coefficients_;
  }

 private:
  double largest_step(double l1, double l2) {
    double largest = 0.0;
    for (const Index j : active_) {
      const double before = coefficients_[j];
      const double after = soft(x_.col(j).dot(residuals_) / n_ + before, l1) / (1.0 + l2);
      if (after == before) continue;
      residuals_ -= (after - before) * x_.col(j);
      coefficients_[j] = after;
      largest = std::max(largest, std::abs(after - before));
    }
    return largest;
  }

  /// Adds the features whose gradient breaks the optimum; whether there were any.
  bool activate(double l1) {
    const VectorXd gradient = x_.transpose() * residuals_ / n_;
    bool added = false;
    for (Index j = 0; j < gradient.size(); ++j) {
      if (is_active_[static_cast<std::size_t>(j)] ||
          std::abs(gradient[j]) <= l1 + precision * scale_) {
        continue;
      }
      is_active_[static_cast<std::size_t>(j)] = true;
      active_.push_back(j);
      added = true;
    }
    return added;
  }

  const Eigen::Ref<const MatrixXd>& x_;
  double n_;
  double scale_;
  VectorXd coefficients_;
  VectorXd residuals_;
  std::vector<bool> is_active_;
  std::vector<Index> active_;
};

/// Penalties as shares of the smallest one that leaves nothing.
class ElasticNetModels : public FoldModels {
 public:
  ElasticNetModels(const Eigen::Ref<const MatrixXd>& features, const std::vector<TrainTest>& splits)
      : features_(features), splits_(splits) {}

  const std::vector<double>& tuned() const override { return shares_; }

  std::vector<MatrixXd> predict(const VectorXd& outcome) const override {
    std::vector<MatrixXd> result;
    result.reserve(splits_.size());
    for (const TrainTest& split : splits_) {
      MatrixXd train = features_(split.train, Eigen::all);
      MatrixXd test = features_(split.test, Eigen::all);
      const Eigen::RowVectorXd mean = train.colwise().mean();
      train.rowwise() -= mean;
      test.rowwise() -= mean;
      Eigen::RowVectorXd scale =
          train.colwise().norm() / std::sqrt(static_cast<double>(train.rows()));
      for (Index f = 0; f < scale.size(); ++f) {
        scale[f] = scale[f] > 1e-12 * (1.0 + std::abs(mean[f])) ? 1.0 / scale[f] : 0.0;
      }
      train = train * scale.asDiagonal();
      test = test * scale.asDiagonal();
      const VectorXd y = outcome(split.train);
      const VectorXd centred = y.array() - y.mean();
      const double largest = (train.transpose() * centred).cwiseAbs().maxCoeff() /
                             static_cast<double>(train.rows()) / l1_share_used;
      std::vector<double> penalties;
      penalties.reserve(shares_.size());
      for (const double share : shares_) penalties.push_back(share * largest);
      const MatrixXd coefficients = elastic_net(train, centred, penalties, l1_share_used);
      result.emplace_back((test * coefficients).array() + y.mean());
    }
    return result;
  }

 private:
  MatrixXd features_;
  std::vector<TrainTest> splits_;
  std::vector<double> shares_{1.0, 0.7, 0.5, 0.35, 0.25, 0.18, 0.12, 0.08};
};

}  // namespace

MatrixXd elastic_net(const Eigen::Ref<const MatrixXd>& x,
                     const Eigen::Ref<const VectorXd>& y,
                     const std::vector<double>& penalties,
                     double l1_share) {
  MatrixXd result(x.cols(), static_cast<Index>(penalties.size()));
  Descent descent(x, y);
  for (std::size_t k = 0; k < penalties.size(); ++k) {
    result.col(static_cast<Index>(k)) =
        descent.solve(penalties[k] * l1_share, penalties[k] * (1.0 - l1_share));
  }
  return result;
}

std::unique_ptr<FoldModels> elastic_net_models(const Eigen::Ref<const MatrixXd>& features,
                                               const std::vector<TrainTest>& splits) {
  return std::make_unique<ElasticNetModels>(features, splits);
}

}  // namespace rewire
