#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <vector>

namespace rewire {

enum class Learner {
  /// Connectome-based predictive modelling (Shen et al. 2017, doi:10.1038/nprot.2016.178): edges
  /// that go with the outcome, the sum of the positive ones minus that of the negative ones, a line
  connectome_based,
  ridge,  ///< of all features, each standardised in the training part
  /// L1 and L2 penalties in equal shares, each feature standardised in the training part
  elastic_net,
  kernel_ridge  ///< with a Gaussian kernel of the median squared distance of the training part
};

struct PredictionParams {
  Learner learner = Learner::ridge;
  int outer_folds = 10;
  int inner_folds = 5;
  /// Per row, such as a site: every one is left out in turn, and outcomes are permuted within them;
  /// empty: random folds of equal size
  std::vector<int> groups{};
  std::int64_t permutations = 1000;  ///< of the outcome, the observed one included
  std::uint64_t seed = 1;
  double confidence = 0.9;
};

struct Prediction {
  Eigen::VectorXd predicted;  ///< out of fold; NaN for rows without an outcome
  double r = 0.0;             ///< Pearson, predicted with observed; 0 when predictions are constant
  /// 1 - squared errors / squared errors of each training part's mean; below 0: worse than that
  double explained = 0.0;
  double mean_absolute_error = 0.0;
  double p = 0.0;            ///< share of permutations with an r that reaches the observed one
  double p_explained = 0.0;  ///< the same of `explained`
  Eigen::VectorXd null_r;    ///< per permutation, the observed one first
  /// prediction +- this covers a new outcome with the confidence: quantile of the out-of-fold
  /// errors
  double interval_half_width = 0.0;
  std::vector<double> chosen;  ///< per outer fold: p threshold of edges, or relative penalty
};

/// Nested cross-validation: what is tuned (connectome_based: p of edges 0.05, 0.01, 0.005, 0.001;
/// ridges: penalties of 10^-3 ... 10^3 mean eigenvalues of the kernel; elastic_net: 1 ... 0.08 of
/// the penalty that leaves nothing) is chosen by the squared error
/// of inner folds of the training part alone, and so is all work on features. `features` is rows x
/// features, finite; a row whose outcome is NaN is left out. InputError with fewer than 10 rows,
/// fewer than two groups, gaps in features, or a constant outcome. Same bytes for any threads.
Prediction nested_prediction(const Eigen::Ref<const Eigen::MatrixXd>& features,
                             const Eigen::Ref<const Eigen::VectorXd>& outcome,
                             const PredictionParams& params);

}  // namespace rewire
