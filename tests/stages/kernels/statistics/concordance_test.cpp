#include "stages/kernels/statistics/concordance.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "stages/core/random.h"

namespace rewire {
namespace {

using Eigen::Index;

std::vector<Index> count_to(Index n) {
  std::vector<Index> numbers(static_cast<std::size_t>(n));
  std::iota(numbers.begin(), numbers.end(), Index{0});
  return numbers;
}

TEST(Concordance, RanksAreCentredAndTiesShareTheirMean) {
  Eigen::MatrixXf values(1, 6);
  values << 3.0F, -0.0F, 7.5F, 0.0F, -2.0F, 7.5F;
  const std::vector<Index> kept{0, 1, 2, 3, 4, 5};
  const RankedSeries ranked = rank_rows(values, kept);
  // Ranks 4, 2.5, 5.5, 2.5, 1, 5.5; twice that minus 7.
  const std::vector<int> expected{1, -2, 4, -2, -5, 4};
  for (Index t = 0; t < 6; ++t)
    EXPECT_EQ(ranked.ranks(t, 0), expected[static_cast<std::size_t>(t)]);
  EXPECT_EQ(ranked.ties[0], 12.0);
  EXPECT_FALSE(ranked.constant(0));
}

TEST(Concordance, EqualOrdersGiveOneOppositeOrdersGiveZero) {
  Eigen::MatrixXf values(3, 5);
  values << 1, 2, 3, 4, 5, 10, 20, 300, 301, 302, 5, 4, 3, 2, 1;
  const RankedSeries ranked = rank_rows(values, count_to(5));
  EXPECT_EQ(kendall_w(ranked, std::vector<Index>{0, 1}), 1.0);
  EXPECT_EQ(kendall_w(ranked, std::vector<Index>{0, 2}), 0.0);
}

TEST(Concordance, TiedEqualOrdersStillGiveOne) {
  Eigen::MatrixXf values(2, 6);
  values << 1, 1, 2, 2, 2, 9, 4, 4, 8, 8, 8, 11;
  EXPECT_DOUBLE_EQ(kendall_w(rank_rows(values, count_to(6)), count_to(2)), 1.0);
}

TEST(Concordance, OnlyKeptVolumesCount) {
  RandomStream random(5, 0);
  Eigen::MatrixXf values =
      Eigen::MatrixXf::NullaryExpr(4, 30, [&] { return static_cast<float>(random.normal()); });
  const std::vector<Index> kept{1, 2, 5, 9, 11, 12, 20, 29};
  Eigen::MatrixXf chosen = values(Eigen::all, kept);
  const double direct = kendall_w(rank_rows(chosen, count_to(8)), count_to(4));
  values.col(0).setConstant(1e9F);
  EXPECT_EQ(kendall_w(rank_rows(values, kept), count_to(4)), direct);
}

TEST(Concordance, UnrelatedSeriesHaveTheReciprocalOfTheirNumberOnAverage) {
  RandomStream random(6, 0);
  double sum = 0.0;
  for (int repeat = 0; repeat < 200; ++repeat) {
    const Eigen::MatrixXf values =
        Eigen::MatrixXf::NullaryExpr(7, 50, [&] { return static_cast<float>(random.normal()); });
    sum += kendall_w(rank_rows(values, count_to(50)), count_to(7));
  }
  EXPECT_NEAR(sum / 200.0, 1.0 / 7.0, 0.005);
}

TEST(Concordance, WithoutTwoSeriesThatVaryThereIsNoNumber) {
  Eigen::MatrixXf values = Eigen::MatrixXf::Constant(3, 10, 4.0F);
  const RankedSeries ranked = rank_rows(values, count_to(10));
  EXPECT_TRUE(ranked.constant(1));
  EXPECT_TRUE(std::isnan(kendall_w(ranked, count_to(3))));
  EXPECT_TRUE(std::isnan(kendall_w(ranked, count_to(1))));
}

}  // namespace
}  // namespace rewire
