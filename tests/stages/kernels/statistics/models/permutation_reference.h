#pragma once

#include <Eigen/Core>

#include "stages/kernels/statistics/linear_design.h"
#include "stages/kernels/statistics/network_statistics.h"
#include "stages/kernels/statistics/shuffled_scores.h"
#include "stages/kernels/statistics/shuffles.h"
#include "tests/reference_file.h"

namespace rewire::testing {

inline EdgeEnds all_edges(int count) {
  EdgeEnds ends{count, {}, {}};
  for (int i = 0; i < count; ++i) {
    for (int j = i + 1; j < count; ++j) {
      ends.from.push_back(i);
      ends.to.push_back(j);
    }
  }
  return ends;
}

/// permutation/participants.txt: arm site age, 45 baselines, 45 values; the shuffles of the NumPy
/// loops and the designs that they went through.
struct PermutationReference {
  Eigen::MatrixXd table = read_reference_matrix("permutation/participants.txt");
  Eigen::MatrixXd baseline = table.middleCols(3, 45);
  Eigen::MatrixXd values = table.rightCols(45);
  Exchangeability within_sites;
  Shuffles sources;
  Shuffles signs;

  PermutationReference() {
    for (const double site : table.col(1)) {
      within_sites.blocks.push_back(static_cast<int>(site));
    }
    const Eigen::MatrixXd source = read_reference_matrix("permutation/sources.txt");
    const Eigen::MatrixXd flips = read_reference_matrix("permutation/signs.txt");
    sources =
        given_shuffles(source.cast<int>(), Eigen::MatrixXd::Ones(source.rows(), source.cols()));
    const Eigen::VectorXi places = Eigen::VectorXi::LinSpaced(22, 0, 21);
    signs = given_shuffles(places.replicate(1, flips.cols()), flips);
  }

  LinearDesign design(bool with_age, bool with_baseline) const {
    LinearDesign result;
    result.shared = Eigen::MatrixXd::Zero(22, with_age ? 4 : 3);
    for (Eigen::Index i = 0; i < 22; ++i) {
      const auto arm = static_cast<int>(table(i, 0));
      result.shared(i, arm) = 1.0;
      result.variance_groups.push_back(arm);
    }
    if (with_age) result.shared.col(3) = table.col(2);
    if (with_baseline) result.own.push_back({baseline, Eigen::MatrixXd::Ones(22, 1)});
    return result;
  }

  /// Arm 1 - arm 0; with F also arm 2 - arm 0.
  static Eigen::MatrixXd contrasts(const LinearDesign& design, ShuffledStatistic statistic) {
    const Eigen::Index count = statistic == ShuffledStatistic::f ? 2 : 1;
    Eigen::MatrixXd result = Eigen::MatrixXd::Zero(design.regressors(), count);
    for (Eigen::Index c = 0; c < count; ++c) {
      result(0, c) = -1.0;
      result(c + 1, c) = 1.0;
    }
    return result;
  }
};

}  // namespace rewire::testing
