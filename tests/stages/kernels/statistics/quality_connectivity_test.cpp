#include "stages/kernels/statistics/quality_connectivity.h"

#include <gtest/gtest.h>

#include <cmath>

#include "stages/core/parallel.h"
#include "stages/core/random.h"
#include "tests/reference_file.h"

namespace rewire {
namespace {

Eigen::MatrixXd independent_noise(Eigen::Index rows, Eigen::Index columns, std::uint64_t stream) {
  RandomStream random(12, stream);
  return Eigen::MatrixXd::NullaryExpr(rows, columns, [&] { return random.normal(); });
}

TEST(QualityConnectivity, AgreesWithSciPy) {
  // Rows: distance (first value is a filler), then per session motion and edges.
  const Eigen::MatrixXd table = testing::read_reference_matrix("quality/cohort.txt");
  const Eigen::MatrixXd expected = testing::read_reference_matrix("quality/qcfc.txt");
  const Eigen::Index sessions = table.rows() - 1;
  const Eigen::Index edges = table.cols() - 1;
  const QualityConnectivity found = quality_connectivity(table.bottomRightCorner(sessions, edges),
                                                         table.col(0).tail(sessions),
                                                         table.row(0).tail(edges).transpose(),
                                                         {.permutations = 2000, .seed = 3});
  EXPECT_LT((found.r - expected.row(0).head(edges).transpose()).cwiseAbs().maxCoeff(), 1e-12);
  EXPECT_NEAR(found.median_absolute_r, expected(1, 0), 1e-12);
  EXPECT_NEAR(found.share_p_below_05, expected(1, 1), 1e-12);
  EXPECT_NEAR(found.distance_dependence, expected(1, 2), 1e-12);
  // Two sets of permutations of a quantity whose spread over permutations is about 0.02.
  EXPECT_NEAR(found.null_median_absolute_r, expected(1, 3), 0.003);
}

TEST(QualityConnectivity, UnrelatedMotionIsLikeItsNull) {
  const QualityConnectivity found = quality_connectivity(independent_noise(40, 500, 1),
                                                         independent_noise(40, 1, 2).col(0),
                                                         Eigen::VectorXd(),
                                                         {.permutations = 300});
  EXPECT_EQ(found.edges, 500);
  EXPECT_NEAR(found.median_absolute_r / found.null_median_absolute_r, 1.0, 0.15);
  EXPECT_NEAR(found.share_p_below_05, 0.05, 0.03);
  EXPECT_GT(found.p, 0.01);
  EXPECT_TRUE(std::isnan(found.distance_dependence));
}

TEST(QualityConnectivity, MotionInEveryEdgeIsFound) {
  Eigen::MatrixXd edges = independent_noise(40, 200, 3);
  const Eigen::VectorXd motion = independent_noise(40, 1, 4).col(0);
  edges.colwise() += motion;
  const QualityConnectivity found =
      quality_connectivity(edges, motion, Eigen::VectorXd(), {.permutations = 200});
  EXPECT_GT(found.median_absolute_r, 0.5);
  EXPECT_GT(found.share_p_below_05, 0.95);
  EXPECT_DOUBLE_EQ(found.p, 1.0 / 201.0);
  EXPECT_LT(found.null_high, found.median_absolute_r);
}

TEST(QualityConnectivity, EdgesWithoutNumbersAreLeftOutAndThreadsDoNotMatter) {
  Eigen::MatrixXd edges = independent_noise(20, 30, 5);
  edges(3, 4) = std::nan("");
  edges.col(9).setConstant(0.3);
  const Eigen::VectorXd motion = independent_noise(20, 1, 6).col(0);
  const auto run = [&] {
    return quality_connectivity(edges, motion, Eigen::VectorXd(), {.permutations = 100});
  };
  const QualityConnectivity found = run();
  EXPECT_EQ(found.edges, 28);
  EXPECT_TRUE(std::isnan(found.r[4]));
  EXPECT_TRUE(std::isnan(found.r[9]));
  const ThreadLimit one(1);
  EXPECT_EQ(run().null_median_absolute_r, found.null_median_absolute_r);
}

TEST(QualityConnectivity, WithoutSessionsOrMotionThereIsNoNumber) {
  const Eigen::VectorXd none;
  const auto few =
      quality_connectivity(independent_noise(3, 5, 7), independent_noise(3, 1, 8).col(0), none, {});
  EXPECT_TRUE(std::isnan(few.median_absolute_r));
  const auto still =
      quality_connectivity(independent_noise(9, 5, 7), Eigen::VectorXd::Constant(9, 0.2), none, {});
  EXPECT_TRUE(std::isnan(still.median_absolute_r));
  const auto empty =
      quality_connectivity(Eigen::MatrixXd(9, 0), independent_noise(9, 1, 8).col(0), none, {});
  EXPECT_TRUE(std::isnan(empty.share_p_below_05));
}

TEST(QualityConnectivity, EdgesSomeAtATimeGiveTheSame) {
  Eigen::MatrixXd edges = independent_noise(21, 300, 5);
  edges.col(17).setConstant(0.5);
  edges(3, 250) = std::nan("");
  const Eigen::VectorXd motion = independent_noise(21, 1, 6).col(0);
  const auto run = [&](Eigen::Index width) {
    return quality_connectivity(
        ValueBlocks{300,
                    width,
                    [&](Eigen::Index first, Eigen::Index count) {
                      return Eigen::MatrixXd(edges.middleCols(first, count));
                    }},
        motion,
        Eigen::VectorXd(),
        {.permutations = 50});
  };
  const QualityConnectivity whole = run(300);
  const QualityConnectivity some = run(33);
  EXPECT_EQ(whole.edges, 298);
  EXPECT_EQ(some.edges, 298);
  EXPECT_EQ(some.median_absolute_r, whole.median_absolute_r);
  EXPECT_EQ(some.null_high, whole.null_high);
  EXPECT_EQ(some.p, whole.p);
}

}  // namespace
}  // namespace rewire
