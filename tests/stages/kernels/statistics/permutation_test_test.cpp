#include "stages/kernels/statistics/permutation_test.h"

#include <gtest/gtest.h>

#include <set>

#include "stages/core/parallel.h"
#include "stages/core/random.h"
#include "tests/reference_file.h"

namespace rewire {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using testing::read_reference_matrix;

void expect_p(const PermutationResult& result, const Eigen::Ref<const MatrixXd>& expected) {
  ASSERT_EQ(result.p.size(), expected.rows());
  for (Index e = 0; e < expected.rows(); ++e) {
    EXPECT_DOUBLE_EQ(result.p[e], expected(e, 0)) << e;
    EXPECT_DOUBLE_EQ(result.p_fwe[e], expected(e, 1)) << e;
  }
}

std::vector<int> labels_of(const MatrixXd& table) {
  std::vector<int> labels;
  for (const double label : table.col(0)) labels.push_back(static_cast<int>(label));
  return labels;
}

TEST(PermutationTest, AgreesWithPlainNumPyOnTheSameLabellings) {
  const MatrixXd table = read_reference_matrix("compare/changes.txt");
  const MatrixXd values = table.rightCols(table.cols() - 1);
  const MatrixXd expected = read_reference_matrix("compare/permutation.txt");
  const Labellings signs = given_labellings(read_reference_matrix("compare/signs.txt"));
  const Labellings groups = given_labellings(read_reference_matrix("compare/labellings.txt"));
  expect_p(permutation_test(values, PermutationStatistic::one_sample, signs), expected.leftCols(2));
  expect_p(permutation_test(values, PermutationStatistic::pooled, groups),
           expected.middleCols(2, 2));
  expect_p(permutation_test(values, PermutationStatistic::welch, groups), expected.rightCols(2));
}

TEST(PermutationTest, AllLabellingsGiveTheBruteForceP) {
  const MatrixXd table = read_reference_matrix("compare/small.txt");
  const MatrixXd values = table.rightCols(table.cols() - 1);
  const MatrixXd expected = read_reference_matrix("compare/exact.txt");
  const Labellings signs = sign_flips(9, 512, 1, 0);
  const Labellings groups = label_permutations(labels_of(table), {}, 126, 1, 0);
  ASSERT_TRUE(signs.exhaustive);
  ASSERT_TRUE(groups.exhaustive);
  expect_p(permutation_test(values, PermutationStatistic::one_sample, signs), expected.leftCols(2));
  expect_p(permutation_test(values, PermutationStatistic::pooled, groups),
           expected.middleCols(2, 2));
  expect_p(permutation_test(values, PermutationStatistic::welch, groups), expected.rightCols(2));
}

TEST(Labellings, ExhaustiveOnesAreDistinctKeepBlocksAndStartWithTheObserved) {
  const std::vector<int> labels{1, 0, 0, 1, 1, 0, 0};
  const std::vector<int> blocks{5, 5, 5, 5, 2, 2, 2};
  const Labellings all = label_permutations(labels, blocks, 18, 1, 0);
  ASSERT_EQ(all.count, 18U);  // C(4, 2) x C(3, 1)
  std::set<std::vector<double>> seen;
  for (std::size_t index = 0; index < all.count; ++index) {
    std::vector<double> row(7);
    all.write(index, row);
    EXPECT_EQ(row[0] + row[1] + row[2] + row[3], 2.0);
    EXPECT_EQ(row[4] + row[5] + row[6], 1.0);
    if (index == 0) {
      EXPECT_EQ(row, std::vector<double>(labels.begin(), labels.end()));
    }
    seen.insert(row);
  }
  EXPECT_EQ(seen.size(), 18U);
  EXPECT_FALSE(label_permutations(labels, blocks, 17, 1, 0).exhaustive);
}

MatrixXd noise(Index rows, Index columns, std::uint64_t stream) {
  RandomStream random(20, stream);
  MatrixXd values(rows, columns);
  for (double& value : values.reshaped()) value = random.normal();
  return values;
}

TEST(PermutationTest, SameBytesForOneAndTwoThreads) {
  MatrixXd values = noise(20, 700, 1);
  for (Index e = 0; e < 700; e += 3) values(e % 20, e) = std::nan("");
  const std::vector<int> labels{0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
  const Labellings groups = label_permutations(labels, {}, 1000, 20, 0);
  const auto run = [&](int threads) {
    const ThreadLimit limit(threads);
    return permutation_test(values, PermutationStatistic::welch, groups);
  };
  const PermutationResult one = run(1);
  const PermutationResult two = run(2);
  EXPECT_EQ(one.p, two.p);
  EXPECT_EQ(one.p_fwe, two.p_fwe);
  EXPECT_EQ(one.largest_t, two.largest_t);
}

TEST(PermutationTest, NullPIsUniform) {
  const MatrixXd values = noise(24, 4000, 2);
  const PermutationResult result =
      permutation_test(values, PermutationStatistic::one_sample, sign_flips(24, 1000, 20, 0));
  // Kolmogorov–Smirnov distance of 4,000 independent p; 0.0308 is exceeded once in a thousand.
  std::vector<double> sorted(result.p.begin(), result.p.end());
  std::sort(sorted.begin(), sorted.end());
  double distance = 0.0;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    distance = std::max(distance, std::abs(sorted[i] - (static_cast<double>(i) + 0.5) / 4000.0));
  }
  EXPECT_LT(distance, 0.0308);
}

TEST(PermutationTest, EndpointsWithoutVarianceOrPeopleTakeNoPart) {
  MatrixXd values = noise(10, 3, 3);
  values.col(1).setConstant(0.25);
  values.col(2).setConstant(std::nan(""));
  const std::vector<int> labels{0, 0, 0, 0, 0, 1, 1, 1, 1, 1};
  const PermutationResult result = permutation_test(
      values, PermutationStatistic::pooled, label_permutations(labels, {}, 1000, 20, 0));
  EXPECT_TRUE(std::isnan(result.p[1]));
  EXPECT_TRUE(std::isnan(result.p_fwe[2]));
  EXPECT_DOUBLE_EQ(result.p[0], result.p_fwe[0]);
}

}  // namespace
}  // namespace rewire
