#include <algorithm>
#include <cmath>

#include "stages/core/parallel.h"
#include "stages/kernels/linalg/symmetric_eigen.h"
#include "stages/kernels/statistics/prediction_folds.h"

namespace rewire {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Kernels of a split: training x training and test x training.
struct Kernels {
  MatrixXd train;
  MatrixXd test;
};

Kernels linear_kernels(const MatrixXd& train, const MatrixXd& test) {
  const auto n = static_cast<double>(train.cols());
  return {train.transpose() * train / n, test.transpose() * train / n};
}

/// exp(-squared distance / their median in the training part).
Kernels gaussian_kernels(const MatrixXd& train, const MatrixXd& test) {
  const VectorXd of_train = train.colwise().squaredNorm();
  const VectorXd of_test = test.colwise().squaredNorm();
  MatrixXd within = -2.0 * train.transpose() * train;
  within.colwise() += of_train;
  within.rowwise() += of_train.transpose();
  MatrixXd across = -2.0 * test.transpose() * train;
  across.colwise() += of_test;
  across.rowwise() += of_train.transpose();
  std::vector<double> distances;
  for (Index i = 0; i < within.rows(); ++i) {
    for (Index j = 0; j < i; ++j) distances.push_back(within(i, j));
  }
  const auto middle = distances.begin() + static_cast<std::ptrdiff_t>(distances.size() / 2);
  std::nth_element(distances.begin(), middle, distances.end());
  const double scale = *middle > 0.0 ? *middle : 1.0;
  return {(-within / scale).array().exp(), (-across / scale).array().exp()};
}

/// Ridge in its dual form: for every split and penalty a matrix that takes the outcome of the
/// training part to predictions, found once for all permutations of the outcome.
class RidgeModels : public FoldModels {
 public:
  RidgeModels(const Eigen::Ref<const MatrixXd>& features,
              const std::vector<TrainTest>& splits,
              Learner learner)
      : splits_(splits), hats_(splits.size()) {
    parallel_for(splits.size(), 1, [&](std::size_t begin, std::size_t) {
      hats_[begin] = make_hats(features, splits_[begin], learner);
    });
  }

  const std::vector<double>& tuned() const override { return penalties_; }

  std::vector<MatrixXd> predict(const VectorXd& outcome) const override {
    std::vector<MatrixXd> result;
    result.reserve(splits_.size());
    for (std::size_t s = 0; s < splits_.size(); ++s) {
      const VectorXd y = outcome(splits_[s].train);
      const VectorXd centred = y.array() - y.mean();
      MatrixXd& predicted = result.emplace_back(static_cast<Index>(splits_[s].test.size()),
                                                static_cast<Index>(penalties_.size()));
      for (std::size_t k = 0; k < penalties_.size(); ++k) {
        predicted.col(static_cast<Index>(k)) = (hats_[s][k] * centred).array() + y.mean();
      }
    }
    return result;
  }

 private:
  std::vector<MatrixXd> make_hats(const Eigen::Ref<const MatrixXd>& features,
                                  const TrainTest& split,
                                  Learner learner) const {
    MatrixXd train = features(split.train, Eigen::all).transpose();
    MatrixXd test = features(split.test, Eigen::all).transpose();
    const VectorXd mean = train.rowwise().mean();
    train.colwise() -= mean;
    test.colwise() -= mean;
    VectorXd scale = train.rowwise().norm() / std::sqrt(static_cast<double>(train.cols()));
    for (Index f = 0; f < scale.size(); ++f) {
      scale[f] = scale[f] > 1e-12 * (1.0 + std::abs(mean[f])) ? 1.0 / scale[f] : 0.0;
    }
    train = scale.asDiagonal() * train;
    test = scale.asDiagonal() * test;
    Kernels kernels =
        learner == Learner::ridge ? linear_kernels(train, test) : gaussian_kernels(train, test);
    // Centred in the space of features: the mean is that of the training part.
    const Eigen::RowVectorXd means = kernels.train.colwise().mean();
    kernels.test.rowwise() -= means;
    kernels.test.colwise() -= kernels.test.rowwise().mean().eval();
    kernels.train.rowwise() -= means;
    kernels.train.colwise() -= kernels.train.rowwise().mean().eval();
    const SymmetricEigen eigen = symmetric_eigen(0.5 * (kernels.train + kernels.train.transpose()));
    const double size = std::max(eigen.values.mean(), 1e-300);
    const MatrixXd projected = kernels.test * eigen.vectors;
    std::vector<MatrixXd> hats;
    hats.reserve(penalties_.size());
    for (const double penalty : penalties_) {
      const VectorXd inverse = (eigen.values.array().max(0.0) + penalty * size).inverse();
      hats.emplace_back(projected * inverse.asDiagonal() * eigen.vectors.transpose());
    }
    return hats;
  }

  std::vector<TrainTest> splits_;
  std::vector<double> penalties_{1e-3, 1e-2, 1e-1, 1.0, 1e1, 1e2, 1e3};
  std::vector<std::vector<MatrixXd>> hats_;  ///< per split and penalty: test x training rows
};

}  // namespace

std::unique_ptr<FoldModels> ridge_models(const Eigen::Ref<const MatrixXd>& features,
                                         const std::vector<TrainTest>& splits,
                                         Learner learner) {
  return std::make_unique<RidgeModels>(features, splits, learner);
}

}  // namespace rewire
