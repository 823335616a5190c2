#pragma once

#include <Eigen/Core>
#include <memory>
#include <span>
#include <vector>

#include "stages/kernels/statistics/prediction.h"

namespace rewire {

struct TrainTest {
  std::vector<Eigen::Index> train;
  std::vector<Eigen::Index> test;
};

/// An outer fold with the inner ones of its training part.
struct NestedFold {
  TrainTest outer;
  std::vector<TrainTest> inner;
};

std::vector<NestedFold> nested_folds(Eigen::Index rows, const PredictionParams& params);

/// Predictions of all tuned models for every split of a plan, as a function of the outcome alone.
class FoldModels {
 public:
  virtual ~FoldModels() = default;
  virtual const std::vector<double>& tuned() const = 0;
  /// Per split: test rows x tuned models.
  virtual std::vector<Eigen::MatrixXd> predict(const Eigen::VectorXd& outcome) const = 0;
  /// The same of each column of `outcomes`; `outcomes_at_once` of them cost least.
  virtual std::vector<std::vector<Eigen::MatrixXd>> predict_all(
      const Eigen::MatrixXd& outcomes) const;
  virtual std::size_t outcomes_at_once() const { return 4; }
};

std::unique_ptr<FoldModels> connectome_models(const Eigen::Ref<const Eigen::MatrixXd>& features,
                                              const std::vector<TrainTest>& splits);
std::unique_ptr<FoldModels> ridge_models(const Eigen::Ref<const Eigen::MatrixXd>& features,
                                         const std::vector<TrainTest>& splits,
                                         Learner learner);
std::unique_ptr<FoldModels> elastic_net_models(const Eigen::Ref<const Eigen::MatrixXd>& features,
                                               const std::vector<TrainTest>& splits);

}  // namespace rewire
