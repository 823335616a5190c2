#include <algorithm>
#include <cmath>

#include "stages/kernels/statistics/distributions.h"
#include "stages/kernels/statistics/prediction_folds.h"

namespace rewire {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr Index features_per_tile = 2048;

/// Sums of selected edges: one matrix product per tile gives the correlations of all splits; the
/// few edges that are selected are added up one by one.
class ConnectomeModels : public FoldModels {
 public:
  ConnectomeModels(const Eigen::Ref<const MatrixXd>& features, const std::vector<TrainTest>& splits)
      : features_(features), splits_(splits) {
    // Centred over all rows: a shift of a feature changes nothing below, but its rounding would.
    features_.rowwise() -= features_.colwise().mean().eval();
    inverse_norms_.resize(features.cols(), static_cast<Index>(splits.size()));
    for (std::size_t s = 0; s < splits.size(); ++s) {
      const MatrixXd train = features_(splits[s].train, Eigen::all);
      const Eigen::RowVectorXd mean = train.colwise().mean();
      const Eigen::RowVectorXd norms = (train.rowwise() - mean).colwise().norm();
      for (Index f = 0; f < norms.size(); ++f) {
        const double floor = 1e-12 * (1.0 + train.col(f).cwiseAbs().maxCoeff());
        inverse_norms_(f, static_cast<Index>(s)) = norms[f] > floor ? 1.0 / norms[f] : 0.0;
      }
    }
    reach_.resize(static_cast<Index>(thresholds_.size()), static_cast<Index>(splits.size()));
    for (Index s = 0; s < reach_.cols(); ++s) {
      const auto df = static_cast<double>(splits[static_cast<std::size_t>(s)].train.size()) - 2.0;
      for (Index k = 0; k < reach_.rows(); ++k) {
        const double t =
            student_t_quantile(1.0 - 0.5 * thresholds_[static_cast<std::size_t>(k)], df);
        reach_(k, s) = t / std::sqrt(t * t + df);
      }
    }
  }

  const std::vector<double>& tuned() const override { return thresholds_; }

  std::vector<MatrixXd> predict(const VectorXd& outcome) const override {
    const auto splits = static_cast<Index>(splits_.size());
    const auto tuned = static_cast<Index>(thresholds_.size());
    MatrixXd centred = MatrixXd::Zero(outcome.size(), splits);
    for (Index s = 0; s < splits; ++s) {
      const auto& train = splits_[static_cast<std::size_t>(s)].train;
      const VectorXd y = outcome(train);
      VectorXd unit = y.array() - y.mean();
      const double norm = unit.norm();
      if (norm > 0.0) unit /= norm;
      for (std::size_t i = 0; i < train.size(); ++i) {
        centred(train[i], s) = unit[static_cast<Index>(i)];
      }
    }
    const MatrixXd sums = sums_of_selected(centred);
    std::vector<MatrixXd> result;
    result.reserve(splits_.size());
    for (Index s = 0; s < splits; ++s) {
      const TrainTest& split = splits_[static_cast<std::size_t>(s)];
      MatrixXd& predicted = result.emplace_back(static_cast<Index>(split.test.size()), tuned);
      const VectorXd y = outcome(split.train);
      for (Index k = 0; k < tuned; ++k) {
        const VectorXd x = sums(split.train, s * tuned + k);
        const VectorXd deviations = x.array() - x.mean();
        const double squares = deviations.squaredNorm();
        const double slope =
            squares > 1e-20 ? deviations.dot((y.array() - y.mean()).matrix()) / squares : 0.0;
        const VectorXd at = sums(split.test, s * tuned + k);
        predicted.col(k) = (at.array() - x.mean()) * slope + y.mean();
      }
    }
    return result;
  }

 private:
  /// rows x (splits * thresholds), threshold by threshold within a split. `centred` has the outcome
  /// of each split's training part, of length 1.
  MatrixXd sums_of_selected(const MatrixXd& centred) const {
    const Index splits = centred.cols();
    const Index tuned = reach_.rows();
    MatrixXd sums = MatrixXd::Zero(features_.rows(), splits * tuned);
    MatrixXd r;
    for (Index first = 0; first < features_.cols(); first += features_per_tile) {
      const Index width = std::min(features_per_tile, features_.cols() - first);
      r.noalias() = features_.middleCols(first, width).transpose() * centred;
      r.array() *= inverse_norms_.middleRows(first, width).array();
      for (Index s = 0; s < splits; ++s) {
        for (Index f = 0; f < width; ++f) {
          const double size = std::abs(r(f, s));
          if (!(size >= reach_(0, s))) continue;
          Index strictest = 0;
          while (strictest + 1 < tuned && size >= reach_(strictest + 1, s)) ++strictest;
          auto sum = sums.col(s * tuned + strictest);
          if (r(f, s) > 0.0) {
            sum += features_.col(first + f);
          } else {
            sum -= features_.col(first + f);
          }
        }
      }
    }
    // What passes a strict threshold passes those before it.
    for (Index s = 0; s < splits; ++s) {
      for (Index k = tuned - 2; k >= 0; --k) sums.col(s * tuned + k) += sums.col(s * tuned + k + 1);
    }
    return sums;
  }

  MatrixXd features_;  ///< rows x features
  std::vector<TrainTest> splits_;
  MatrixXd inverse_norms_;                                    ///< features x splits
  std::vector<double> thresholds_{0.05, 0.01, 0.005, 0.001};  ///< of p, falling
  MatrixXd reach_;  ///< thresholds x splits: the smallest |r| that passes
};

}  // namespace

std::unique_ptr<FoldModels> connectome_models(const Eigen::Ref<const MatrixXd>& features,
                                              const std::vector<TrainTest>& splits) {
  return std::make_unique<ConnectomeModels>(features, splits);
}

}  // namespace rewire
