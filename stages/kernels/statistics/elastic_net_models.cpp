#include <cmath>

#include "stages/kernels/statistics/elastic_net.h"
#include "stages/kernels/statistics/prediction_folds.h"

namespace rewire {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double l1_share_used = 0.5;

/// Penalties as shares of the smallest one that leaves nothing.
class ElasticNetModels : public FoldModels {
 public:
  ElasticNetModels(const Eigen::Ref<const MatrixXd>& features, const std::vector<TrainTest>& splits)
      : features_(features), splits_(splits) {}

  const std::vector<double>& tuned() const override { return shares_; }
  /// Every split is scaled, and its gradients are found, for all of them at once.
  std::size_t outcomes_at_once() const override { return 128; }

  std::vector<MatrixXd> predict(const VectorXd& outcome) const override {
    return predict_all(outcome)[0];
  }

  std::vector<std::vector<MatrixXd>> predict_all(const MatrixXd& outcomes) const override {
    std::vector<std::vector<MatrixXd>> result(static_cast<std::size_t>(outcomes.cols()));
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
      MatrixXd y = outcomes(split.train, Eigen::all);
      const Eigen::RowVectorXd means = y.colwise().mean();
      y.rowwise() -= means;
      std::vector<MatrixXd> predicted =
          elastic_net_predictions(train, y, test, shares_, l1_share_used);
      for (std::size_t o = 0; o < result.size(); ++o) {
        predicted[o].array() += means[static_cast<Index>(o)];
        result[o].push_back(std::move(predicted[o]));
      }
    }
    return result;
  }

 private:
  MatrixXd features_;
  std::vector<TrainTest> splits_;
  std::vector<double> shares_{1.0, 0.7, 0.5, 0.35, 0.25, 0.18, 0.12, 0.08};
};

}  // namespace

std::unique_ptr<FoldModels> elastic_net_models(const Eigen::Ref<const MatrixXd>& features,
                                               const std::vector<TrainTest>& splits) {
  return std::make_unique<ElasticNetModels>(features, splits);
}

}  // namespace rewire
