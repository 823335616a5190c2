#include <gtest/gtest.h>

#include "stages/core/error.h"
#include "stages/kernels/network/components.h"
#include "stages/kernels/network/degree.h"
#include "stages/kernels/network/disparity.h"
#include "stages/kernels/network/edge_length.h"
#include "stages/kernels/network/spanning_tree.h"
#include "stages/kernels/network/threshold.h"
#include "tests/stages/kernels/network/reference_networks.h"

namespace rewire {
namespace {

using testing::read_reference_matrix;

/// What a reference file keeps of `matrix` by one method at one level.
Eigen::MatrixXd kept(const Eigen::MatrixXd& matrix,
                     const Eigen::MatrixXd& rows,
                     double method,
                     double level) {
  Eigen::MatrixXd weights = Eigen::MatrixXd::Zero(matrix.rows(), matrix.cols());
  for (const auto& row : rows.rowwise()) {
    if (row[0] != method || row[1] != level) continue;
    const auto i = static_cast<Eigen::Index>(row[2]);
    const auto j = static_cast<Eigen::Index>(row[3]);
    weights(i, j) = weights(j, i) = matrix(i, j);
  }
  return weights;
}

TEST(GraphBuilding, ThresholdsKeepTheSameEdges) {
  const Eigen::MatrixXd matrix = read_reference_matrix("graph/threshold_matrix.txt");
  const Eigen::MatrixXd rows = read_reference_matrix("graph/threshold_kept.txt");
  for (const double density : {0.05, 0.1, 0.15, 0.3, 0.5, 1.0}) {
    EXPECT_EQ(proportional_threshold(matrix, density).weights, kept(matrix, rows, 0, density));
  }
  for (const double threshold : {0.1, 0.3, 0.55}) {
    const Thresholded built = absolute_threshold(matrix, threshold);
    EXPECT_EQ(built.weights, kept(matrix, rows, 1, threshold));
    EXPECT_DOUBLE_EQ(built.reached_density, static_cast<double>(built.kept_edges) / 300.0);
  }
}

TEST(GraphBuilding, BackbonesKeepTheSameEdges) {
  const Eigen::MatrixXd matrix = read_reference_matrix("graph/backbone_matrix.txt");
  const Eigen::MatrixXd rows = read_reference_matrix("graph/backbone_kept.txt");
  for (const double density : {0.02, 0.1, 0.2}) {
    EXPECT_EQ(spanning_tree_threshold(matrix, density).weights, kept(matrix, rows, 0, density));
  }
  for (const double significance : {0.01, 0.05, 0.2}) {
    EXPECT_EQ(disparity_filter(matrix, significance).weights, kept(matrix, rows, 1, significance));
  }
  EXPECT_EQ(orthogonal_spanning_trees(matrix).weights, kept(matrix, rows, 2, 0));
}

TEST(GraphBuilding, SpanningTreeStaysConnectedBelowItsOwnDensity) {
  const Eigen::MatrixXd matrix = testing::hashed_weights(60, 0.5);
  const Thresholded built = spanning_tree_threshold(matrix, 0.01);
  EXPECT_EQ(built.requested_edges, 18U);
  EXPECT_EQ(built.kept_edges, 59U);
  EXPECT_EQ(component_count(Network(built.weights)), 1);
}

TEST(GraphBuilding, EqualWeightsAreTakenByPosition) {
  const Thresholded tied = proportional_threshold(Eigen::MatrixXd::Ones(4, 4), 0.5);
  EXPECT_EQ(tied.kept_edges, 3U);
  EXPECT_EQ(degree(Network(tied.weights)), Eigen::Vector4d(3, 1, 1, 1));
  const Thresholded tree = spanning_tree_threshold(Eigen::MatrixXd::Ones(4, 4), 0.1);
  EXPECT_EQ(degree(Network(tree.weights)), Eigen::Vector4d(3, 1, 1, 1));
  const Thresholded again = orthogonal_spanning_trees(Eigen::MatrixXd::Ones(4, 4));
  EXPECT_EQ(again.weights, orthogonal_spanning_trees(Eigen::MatrixXd::Ones(4, 4)).weights);
}

TEST(GraphBuilding, NegativeWeightsAreNeverEdges) {
  Eigen::MatrixXd mixed = -Eigen::MatrixXd::Ones(3, 3);
  mixed(0, 1) = mixed(1, 0) = 0.2;
  EXPECT_EQ(proportional_threshold(mixed, 1.0).requested_edges, 3U);
  EXPECT_EQ(proportional_threshold(mixed, 1.0).kept_edges, 1U);
  EXPECT_EQ(absolute_threshold(mixed, 0.0).kept_edges, 1U);
  EXPECT_EQ(spanning_tree_threshold(mixed, 1.0).kept_edges, 1U);
  EXPECT_EQ(disparity_filter(mixed, 1.0).kept_edges, 0U);
  EXPECT_EQ(orthogonal_spanning_trees(mixed).kept_edges, 1U);
}

TEST(GraphBuilding, NothingComesFromNothing) {
  for (const Eigen::Index nodes : {0, 1, 5}) {
    const Eigen::MatrixXd none = Eigen::MatrixXd::Zero(nodes, nodes);
    EXPECT_EQ(proportional_threshold(none, 0.5).kept_edges, 0U);
    EXPECT_EQ(absolute_threshold(none, 0.5).kept_edges, 0U);
    EXPECT_EQ(spanning_tree_threshold(none, 0.5).kept_edges, 0U);
    EXPECT_EQ(disparity_filter(none, 0.5).kept_edges, 0U);
    EXPECT_EQ(orthogonal_spanning_trees(none).weights.rows(), nodes);
  }
}

TEST(GraphBuilding, RefusesWhatIsNoMatrixOfWeights) {
  Eigen::MatrixXd gap = Eigen::MatrixXd::Ones(3, 3);
  gap(0, 2) = std::nan("");
  EXPECT_THROW(proportional_threshold(gap, 0.5), InputError);
  EXPECT_THROW(orthogonal_spanning_trees(gap), InputError);
  EXPECT_THROW(absolute_threshold(Eigen::MatrixXd::Ones(2, 3), 0.5), InputError);
  EXPECT_THROW(proportional_threshold(Eigen::MatrixXd::Ones(3, 3), 1.5), InputError);
}

TEST(GraphBuilding, OneThresholdPerArmGivesTheAskedMeanDensity) {
  std::vector<Eigen::MatrixXd> arm;
  for (const double scale : {0.5, 1.0, 2.0}) {
    arm.emplace_back(scale * testing::hashed_weights(40, 0.9) +
                     1e-6 * Eigen::MatrixXd::NullaryExpr(40, 40, [](auto i, auto j) {
                       return static_cast<double>(std::min(i, j) * 40 + std::max(i, j));
                     }));
  }
  const double threshold = threshold_for_mean_density(arm, 0.2);
  double kept_edges = 0.0;
  for (const Eigen::MatrixXd& matrix : arm) {
    kept_edges += static_cast<double>(absolute_threshold(matrix, threshold).kept_edges);
  }
  EXPECT_NEAR(kept_edges / (3.0 * 780.0), 0.2, 1.0 / 780.0);
  const std::vector<Eigen::MatrixXd> sparse(2, testing::hashed_weights(40, 0.3));
  EXPECT_EQ(threshold_for_mean_density(sparse, 1.0), 0.0);
}

TEST(EdgeLengths, FollowTheRuleAndRefuseLengthsOfZero) {
  EXPECT_DOUBLE_EQ(edge_length(0.25, LengthRule::inverse), 4.0);
  EXPECT_DOUBLE_EQ(edge_length(0.25, LengthRule::one_minus), 0.75);
  EXPECT_DOUBLE_EQ(edge_length(0.25, LengthRule::minus_log), std::log(4.0));
  const Network whole(Eigen::MatrixXd::Ones(3, 3));
  EXPECT_NO_THROW(edge_lengths(whole, LengthRule::inverse));
  EXPECT_THROW(edge_lengths(whole, LengthRule::one_minus), InputError);
  EXPECT_THROW(edge_lengths(whole, LengthRule::minus_log), InputError);
}

}  // namespace
}  // namespace rewire
