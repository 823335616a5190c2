#include "stages/kernels/statistics/permutation_inference.h"

#include <gtest/gtest.h>

#include <set>

#include "stages/core/parallel.h"
#include "stages/core/random.h"
#include "stages/kernels/statistics/distributions.h"
#include "stages/kernels/statistics/permutation_test.h"
#include "tests/stages/kernels/statistics/models/permutation_reference.h"

namespace rewire {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using testing::all_edges;
using testing::PermutationReference;
using testing::read_reference_matrix;

constexpr int regions = 10;

TEST(FreedmanLane, AgreesWithPlainLeastSquaresOnTheSameShuffles) {
  using enum ShuffledStatistic;
  const PermutationReference reference;
  const MatrixXd expected = read_reference_matrix("permutation/freedman_lane.txt");
  const ShuffledStatistic statistics[] = {t, t, t, f, variance_t, variance_t, t, f};
  for (Index number = 0; number < 8; ++number) {
    const ShuffledStatistic statistic = statistics[number];
    const LinearDesign design =
        reference.design(number > 0, number == 2 || number == 5 || number == 7);
    Exchangeability exchangeability = reference.within_sites;
    if (number == 6) exchangeability.symmetry = ErrorSymmetry::symmetric;
    const ShuffledScores scores(reference.values,
                                design,
                                PermutationReference::contrasts(design, statistic),
                                statistic,
                                exchangeability);
    const PermutationInference found = permutation_inference(
        scores, number == 6 ? reference.signs : reference.sources, Tail::two_sided, std::nullopt);
    for (Index column = 0; column < 45; ++column) {
      const auto row = expected.row(45 * number + column);
      EXPECT_NEAR(found.statistic[column], row[2], 1e-9 * (1.0 + std::abs(row[2])))
          << number << ' ' << column;
      EXPECT_DOUBLE_EQ(found.p[column], row[3]) << number << ' ' << column;
      EXPECT_DOUBLE_EQ(found.p_fwe[column], row[4]) << number << ' ' << column;
    }
  }
}

TEST(NetworkTests, AgreeWithPlainSearchOnTheSameShuffles) {
  const PermutationReference reference;
  const LinearDesign design = reference.design(true, false);
  const ShuffledScores scores(reference.values,
                              design,
                              PermutationReference::contrasts(design, ShuffledStatistic::t),
                              ShuffledStatistic::t,
                              reference.within_sites);
  NetworkTests tests{all_edges(regions), {1.3, 2.0}, EnhancementParams{}, {}};
  for (std::size_t e = 0; e < 45; ++e) {
    tests.sets.push_back(tests.ends.to[e] < 5 ? 0 : tests.ends.from[e] < 5 ? 1 : 2);
  }
  const auto run = [&](Tail tail) {
    return permutation_inference(scores, reference.sources, tail, tests);
  };
  const PermutationInference both = run(Tail::two_sided);
  const PermutationInference greater = run(Tail::greater);
  const PermutationInference less = run(Tail::less);
  const MatrixXd null = read_reference_matrix("permutation/networks.txt");
  for (Index k = 0; k < 2; ++k) {
    const auto at = static_cast<std::size_t>(k);
    EXPECT_EQ(greater.networks[at].largest_extent, null.col(4 * k));
    EXPECT_TRUE(greater.networks[at].largest_intensity.isApprox(null.col(4 * k + 1), 1e-9));
    EXPECT_EQ(less.networks[at].largest_extent, null.col(4 * k + 2));
    EXPECT_EQ(both.networks[at].largest_extent, null.col(4 * k).cwiseMax(null.col(4 * k + 2)));
    for (const TestedComponent& tested : both.networks[at].components) {
      const VectorXd largest = both.networks[at].largest_extent;
      const auto reached = (largest.array() >= tested.component.extent).count();
      EXPECT_DOUBLE_EQ(tested.p_extent, static_cast<double>(reached) / 150.0);
    }
  }
  EXPECT_TRUE(greater.largest_enhanced.isApprox(null.col(8), 1e-9));
  EXPECT_TRUE(less.largest_enhanced.isApprox(null.col(9), 1e-9));
  const MatrixXd edges = read_reference_matrix("permutation/enhanced.txt");
  EXPECT_TRUE(both.enhanced.cwiseAbs().isApprox(edges.rowwise().maxCoeff(), 1e-9));
  const MatrixXd sets = read_reference_matrix("permutation/sets.txt");
  ASSERT_TRUE(both.sets.has_value());
  EXPECT_TRUE(both.sets->mean_t.isApprox(sets.col(0), 1e-9));
  EXPECT_TRUE(both.sets->p.isApprox(sets.col(1), 1e-12));
  EXPECT_TRUE(both.sets->p_fwe.isApprox(sets.col(2), 1e-12));
}

TEST(NetworkTests, AgreeWithConnectomestatsWithinMonteCarloError) {
  const PermutationReference reference;
  const MatrixXd expected = read_reference_matrix("permutation/mrtrix.txt");
  // Its input had no gaps and no third arm.
  MatrixXd shared(15, 3);
  for (Index i = 0; i < 15; ++i) {
    const double arm = reference.table(i, 0);
    shared.row(i) << 1.0 - arm, arm, reference.table(i, 2);
  }
  const LinearDesign design{shared};
  const MatrixXd contrast = Eigen::Vector3d(-1.0, 1.0, 0.0);
  MatrixXd values = reference.values.topRows(15);
  std::set<Index> gaps;
  for (Index c = 0; c < 45; ++c) {
    if (!values.col(c).allFinite()) gaps.insert(c);
  }
  const Exchangeability free;
  const ShuffledScores scores(values, design, contrast, ShuffledStatistic::t, free);
  const Shuffles shuffles = make_shuffles(free, row_kinds(shared), 20000, 5, 0);
  const PermutationInference found = permutation_inference(
      scores, shuffles, Tail::greater, NetworkTests{all_edges(regions), {1.5}, {}, {}});
  // Each p of 20,000 shuffles has a standard error of at most 0.0035: 0.02 is four of a difference.
  for (Index e = 0; e < 45; ++e) {
    if (gaps.contains(e)) continue;
    EXPECT_NEAR(found.statistic[e], expected(e, 0), 2e-4 * (1.0 + std::abs(expected(e, 0)))) << e;
    EXPECT_NEAR(found.p_fwe[e], 1.0 - expected(e, 6), 0.02) << e;
    EXPECT_NEAR(found.p[e], 1.0 - expected(e, 7), 0.02) << e;
  }
  // Its enhancement of its own Z, without the width of the steps.
  const VectorXd z = expected.col(1);
  std::vector<double> enhanced(45);
  NetworkEnhancement(all_edges(regions), {}).enhance({z.data(), 45}, 1, enhanced);
  for (std::size_t e = 0; e < 45; ++e) {
    const double theirs = 0.1 * expected(static_cast<Index>(e), 5);
    EXPECT_NEAR(enhanced[e], theirs, 1e-3 * (1.0 + theirs)) << e;
  }
}

TEST(PermutationInference, IsTheTwoSampleTestOnAllLabellings) {
  // The whole group, so that no shuffles are random: the older test of two groups gives the same p.
  RandomStream random(2, 1);
  MatrixXd values(9, 40);
  for (double& value : values.reshaped()) value = random.normal();
  const std::vector<int> labels{0, 0, 0, 0, 1, 1, 1, 1, 1};
  const ArmModel model = arm_model(labels, MatrixXd(9, 0), {});
  const Exchangeability free;
  const Shuffles shuffles = make_shuffles(free, row_kinds(model.design.shared), 126, 1, 0);
  ASSERT_TRUE(shuffles.exhaustive);
  ASSERT_EQ(shuffles.count, 126U);
  const ShuffledScores scores(
      values, model.design, model.contrasts.col(2), ShuffledStatistic::t, free);
  const PermutationInference found =
      permutation_inference(scores, shuffles, Tail::two_sided, std::nullopt);
  const PermutationResult older = permutation_test(
      values, PermutationStatistic::pooled, label_permutations(labels, {}, 126, 1, 0));
  EXPECT_EQ(found.p, older.p);
  EXPECT_EQ(found.p_fwe, older.p_fwe);
}

TEST(NormalScore, IsNearlyTheNormalDeviateOfTheSameTail) {
  for (const double df : {3.0, 8.5, 20.0, 200.0}) {
    double last = 0.0;
    for (double t = 0.5; t < 7.0; t += 0.5) {
      const double z = normal_score_of_t(t, df);
      // As a tail probability within a tenth of itself from 8 degrees of freedom on.
      const double upper = 0.5 * student_t_two_sided_p(t, df);
      EXPECT_NEAR(z, -normal_quantile(upper), df < 8.0 ? 0.06 : 0.02) << t << " " << df;
      EXPECT_EQ(normal_score_of_t(-t, df), -z);
      EXPECT_GT(z, last);
      last = z;
    }
  }
}

// Two ways of the same statistic: sums over labelled groups, and shuffled residuals.
TEST(PermutationInference, AVarianceOfEachArmIsWelchsTestWithItsDegreesOfFreedom) {
  RandomStream random(12, 0);
  MatrixXd values(14, 6);
  std::vector<int> labels;
  for (Index i = 0; i < 14; ++i) {
    labels.push_back(i % 3 == 0 ? 1 : 0);
    for (double& value : values.row(i)) value = random.normal() * (labels.back() == 1 ? 3.0 : 1.0);
  }
  LinearDesign design;
  design.shared = MatrixXd::Zero(14, 2);
  for (Index i = 0; i < 14; ++i) design.shared(i, labels[static_cast<std::size_t>(i)]) = 1.0;
  design.variance_groups = labels;
  const auto kinds = row_kinds(design.shared);
  const Shuffles all = make_shuffles({}, kinds, 5000, 1, 0);
  const Labellings labellings = label_permutations(labels, {}, 5000, 1, 0);
  ASSERT_TRUE(all.exhaustive && labellings.exhaustive);
  const PermutationResult welch = permutation_test(values, PermutationStatistic::welch, labellings);
  const PermutationInference found = permutation_inference(
      ShuffledScores(values, design, Eigen::Vector2d(-1, 1), ShuffledStatistic::variance_z, {}),
      all,
      Tail::two_sided,
      std::nullopt);
  for (Index e = 0; e < values.cols(); ++e) {
    EXPECT_NEAR(found.p[e], welch.p[e], 1e-12);
    EXPECT_NEAR(found.p_fwe[e], welch.p_fwe[e], 1e-12);
  }
}

TEST(PermutationInference, GapsLeaveTheTestOfTheRowsPresent) {
  // All 252 labellings of 10; column by column one row is missing, whose exact test has 126.
  RandomStream random(2, 2);
  const std::vector<int> labels{0, 0, 0, 0, 0, 1, 1, 1, 1, 1};
  MatrixXd values(10, 200);
  for (double& value : values.reshaped()) value = random.normal();
  for (Index c = 0; c < 200; ++c) values(c % 10, c) = std::nan("");
  const ArmModel model = arm_model(labels, MatrixXd(10, 0), {});
  const Shuffles shuffles = make_shuffles({}, row_kinds(model.design.shared), 252, 1, 0);
  ASSERT_TRUE(shuffles.exhaustive);
  const ShuffledScores scores(
      values, model.design, model.contrasts.col(2), ShuffledStatistic::t, {});
  const VectorXd found = permutation_inference(scores, shuffles, Tail::two_sided, std::nullopt).p;
  VectorXd differences(200);
  for (Index c = 0; c < 200; ++c) {
    std::vector<Index> rows;
    std::vector<int> present;
    for (Index i = 0; i < 10; ++i) {
      if (i == c % 10) continue;
      rows.push_back(i);
      present.push_back(labels[static_cast<std::size_t>(i)]);
    }
    const MatrixXd column = values(rows, Eigen::seqN(c, 1));
    const Labellings all = label_permutations(present, {}, 126, 1, 0);
    differences[c] = found[c] - permutation_test(column, PermutationStatistic::pooled, all).p[0];
  }
  // A standard error of 0.03 each, and of shared draws 0.01 of their mean.
  EXPECT_LT(differences.cwiseAbs().maxCoeff(), 0.12);
  EXPECT_LT(std::abs(differences.mean()), 0.015);
}

TEST(PermutationInference, SameBytesForOneAndTwoThreads) {
  const PermutationReference reference;
  const LinearDesign design = reference.design(true, true);
  const ShuffledScores scores(reference.values,
                              design,
                              PermutationReference::contrasts(design, ShuffledStatistic::t),
                              ShuffledStatistic::t,
                              reference.within_sites);
  const std::vector<int> apart = [] {
    std::vector<int> kinds(22);
    for (std::size_t i = 0; i < kinds.size(); ++i) kinds[i] = static_cast<int>(i);
    return kinds;
  }();
  const Shuffles shuffles = make_shuffles(reference.within_sites, apart, 500, 9, 0);
  const auto run = [&](int threads) {
    const ThreadLimit limit(threads);
    return permutation_inference(scores,
                                 shuffles,
                                 Tail::two_sided,
                                 NetworkTests{all_edges(regions), {2.0}, EnhancementParams{}, {}});
  };
  const PermutationInference one = run(1);
  const PermutationInference two = run(2);
  EXPECT_EQ(one.largest, two.largest);
  EXPECT_EQ(one.p, two.p);
  EXPECT_EQ(one.largest_enhanced, two.largest_enhanced);
  EXPECT_EQ(one.enhanced_p, two.enhanced_p);
}

}  // namespace
}  // namespace rewire
