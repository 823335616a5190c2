#include "stages/dynamics/dynamics.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "stages/core/error.h"
#include "stages/core/parallel.h"
#include "stages/dynamics/edge_series.h"
#include "stages/dynamics/state_use.h"
#include "stages/kernels/spectral/phase_surrogates.h"
#include "stages/kernels/statistics/k_means.h"
#include "stages/kernels/statistics/windowed_correlation.h"
#include "tests/reference_file.h"
#include "tests/stages/connectivity/example_series.h"

// Windows, clusters and states against NumPy and scikit-learn (scripts/make-reference/dynamics.py),
// and against what is known of simulated sessions.
namespace rewire {
namespace {

using Eigen::Index;
using testing::noise;
using testing::read_reference_matrix;
using testing::series_of;

CohortSeries cohort_of(std::initializer_list<RegionSeries> series) {
  CohortSeries cohort;
  for (const RegionSeries& one : series) {
    const std::string number = std::to_string(cohort.sessions.size() + 1);
    cohort.sessions.push_back({.name = "sub-" + number, .session = number, .series = one});
  }
  return cohort;
}

RegionSeries reference_session() {
  const Eigen::MatrixXd table = read_reference_matrix("dynamics/series.txt");
  RegionSeries series = series_of(table.rightCols(5));
  for (Index t = 0; t < table.rows(); ++t) {
    series.kept[static_cast<std::size_t>(t)] = table(t, 0) != 0.0 ? 1 : 0;
  }
  return series;
}

TEST(Dynamics, WindowsEqualNumPy) {
  const Dynamics found =
      cohort_dynamics(cohort_of({reference_session()}), {.surrogates = 20, .states = 2});
  EXPECT_FALSE(has_errors(validate(found, "test")));
  const SessionDynamics& session = found.sessions[0];
  EXPECT_EQ(session.variability.windows, 21);
  const Eigen::MatrixXd expected = read_reference_matrix("dynamics/variability.txt");
  Index edge = 0;
  for (Index i = 0; i < 5; ++i) {
    for (Index j = i + 1; j < 5; ++j, ++edge) {
      EXPECT_NEAR(session.variability.deviation(i, j), expected(0, edge), 1e-12);
      EXPECT_NEAR(session.variability.deviation(j, i), expected(0, edge), 1e-12);
      EXPECT_NEAR(session.variability.excursion(i, j), expected(1, edge), 1e-10);
    }
  }
  const Eigen::MatrixXd amplitude = read_reference_matrix("dynamics/edge_amplitude.txt");
  ASSERT_EQ(session.edge_amplitude.size(), amplitude.rows());
  EXPECT_LT((session.edge_amplitude - amplitude.col(0)).cwiseAbs().maxCoeff(), 1e-10);
  const EdgeSeries edges = edge_series(reference_session());
  ASSERT_EQ(edges.values.cols(), 10);
  EXPECT_EQ(edges.edges[4], "region2--region3");
  EXPECT_LT((edges.values.rowwise().norm() - amplitude.col(0)).cwiseAbs().maxCoeff(), 1e-10);
  // The two states' matrices, weighted by their windows, have the mean Fisher z of all windows.
  const Eigen::MatrixXd z = read_reference_matrix("dynamics/windows.txt");
  double mean = 0.0;
  for (Index k = 0; k < 2; ++k) {
    mean += session.states.occupancy[k] *
            std::atanh(found.states.centroids[static_cast<std::size_t>(k)](0, 1));
  }
  EXPECT_NEAR(mean, z.col(0).mean(), 1e-5);
}

TEST(Clusters, EqualScikitLearn) {
  const Eigen::MatrixXd table = read_reference_matrix("dynamics/points.txt");
  const Eigen::MatrixXd expected = read_reference_matrix("dynamics/clusters.txt");
  const Eigen::MatrixXf points = table.rightCols(6).transpose().cast<float>();
  const Clusters found = k_means(points, 4, 50, 1);
  EXPECT_NEAR(found.inertia / expected(0, 0), 1.0, 1e-5);
  const Silhouettes widths = silhouettes(points, found.labels, 1000, 1);
  EXPECT_NEAR(widths.mean, expected(0, 1), 1e-5);
  for (Index i = 0; i < table.rows(); ++i) {
    const auto at = static_cast<std::size_t>(i);
    EXPECT_EQ(found.labels[at], static_cast<int>(table(i, 0))) << i;
    EXPECT_NEAR(widths.widths[at], table(i, 1), 1e-4) << i;
  }
  EXPECT_EQ(silhouettes(points, found.labels, 40, 1).points.size(), 40U);
  EXPECT_TRUE(std::isnan(silhouettes(points, std::vector<int>(150, 0), 1000, 1).mean));
  EXPECT_EQ(k_means(points.leftCols(3), 5, 2, 1).centroids.cols(), 3);
}

TEST(PhaseSurrogates, KeepSpectraAndCrossSpectra) {
  Eigen::MatrixXd values = noise(101, 3);
  values.col(1) += values.col(0);
  for (Index t = 1; t < 101; ++t) values.row(t) += 0.6 * values.row(t - 1);
  const Eigen::MatrixXd made = PhaseSurrogates(values).draw(RandomStream(3, 0));
  EXPECT_GT((made - values).cwiseAbs().maxCoeff(), 0.5);
  const auto covariance = [](const Eigen::MatrixXd& x, Index lag) {
    const Eigen::MatrixXd centred = x.rowwise() - x.colwise().mean();
    Eigen::MatrixXd later(centred.rows(), centred.cols());
    for (Index t = 0; t < centred.rows(); ++t)
      later.row(t) = centred.row((t + lag) % centred.rows());
    return (centred.transpose() * later).eval();
  };
  for (const Index lag : {0, 1, 7}) {
    EXPECT_LT((covariance(made, lag) - covariance(values, lag)).cwiseAbs().maxCoeff(), 1e-9) << lag;
  }
  EXPECT_LT((PhaseSurrogates(noise(2, 1)).draw(RandomStream(1, 0)) - noise(2, 1)).norm(), 1e-12);
}

TEST(Excursions, OfAColumnByHand) {
  // Median 2: 1 above for two windows (largest 3), one at or below for two (largest 2).
  Eigen::MatrixXd series(5, 1);
  series << 4, 5, 2, 0, 1;
  EXPECT_NEAR(excursions(series)[0], std::pow(2.0, 0.9) * 3.0 + std::pow(3.0, 0.9) * 2.0, 1e-12);
}

/// 400 volumes; the first pair's correlation changes sign every 100.
RegionSeries switching(std::uint64_t seed) {
  Eigen::MatrixXd values = noise(400, 5, seed);
  for (Index t = 0; t < 400; ++t) {
    const double sign = (t / 100) % 2 == 0 ? 1.0 : -1.0;
    values(t, 1) = sign * values(t, 0) + 0.5 * values(t, 1);
    values(t, 3) = values(t, 2) + 0.5 * values(t, 3);
  }
  return series_of(values);
}

TEST(Dynamics, FindsWhatChangesAndNotWhatDoesNot) {
  const Dynamics found =
      cohort_dynamics(cohort_of({switching(1), switching(2)}), {.surrogates = 99, .states = 2});
  EXPECT_FALSE(has_errors(validate(found, "test")));
  for (const SessionDynamics& session : found.sessions) {
    EXPECT_EQ(session.variability.deviation_p(0, 1), 0.01);
    EXPECT_EQ(session.variability.excursion_p(0, 1), 0.01);
    EXPECT_GT(session.variability.deviation_p(2, 3), 0.01) << "strong but constant";
    EXPECT_NEAR(session.states.occupancy[0], 0.5, 0.15);
    EXPECT_NEAR(session.states.dwell_s[0], 200.0, 70.0);
    EXPECT_GT(session.states.transitions(0, 0), 0.85);
  }
  EXPECT_LT(found.states.centroids[0](0, 1) * found.states.centroids[1](0, 1), -0.2);
  EXPECT_GT(found.states.centroids[0](2, 3), 0.8);
  EXPECT_GT(found.states.centroids[1](2, 3), 0.8);
  const Dynamics chosen = cohort_dynamics(cohort_of({switching(1), switching(2)}),
                                          {.surrogates = 0, .states = std::nullopt});
  EXPECT_EQ(chosen.states.centroids.size(), 2U) << "by silhouette";
  EXPECT_EQ(chosen.states.silhouette_by_count.size(), 7U);
  EXPECT_TRUE(std::isnan(chosen.sessions[0].variability.deviation_p(0, 1)));
}

TEST(Dynamics, NullHasTheSizeItSays) {
  // Autocorrelated series of constant correlation: p is below 0.1 for a tenth of the edges.
  double below = 0.0;
  double edges = 0.0;
  for (std::uint64_t scan = 0; scan < 12; ++scan) {
    Eigen::MatrixXd values = noise(240, 8, 40 + scan);
    for (Index j = 1; j < 8; ++j) values.col(j) += 0.4 * values.col(0);
    for (Index t = 1; t < 240; ++t) values.row(t) += 0.5 * values.row(t - 1);
    RegionSeries series = series_of(values);
    for (std::size_t t = 3; t < 240; t += 10) series.kept[t] = 0;
    const Dynamics found =
        cohort_dynamics(cohort_of({series}), {.surrogates = 59, .states = 1, .patterns = 0});
    for (Index j = 0; j < 8; ++j) {
      for (Index i = 0; i < j; ++i) {
        below += found.sessions[0].variability.deviation_p(i, j) <= 0.1 ? 1.0 : 0.0;
        edges += 1.0;
      }
    }
  }
  EXPECT_NEAR(below / edges, 0.1, 0.05);
}

TEST(Dynamics, PatternsOfASeedAndOfTheBaselineOnly) {
  // Volumes with region 1 high have either region 2 or region 3 high beside it.
  const auto simulate = [](std::uint64_t seed) {
    Eigen::MatrixXd values = 0.3 * noise(300, 4, seed);
    for (Index t = 0; t < 300; t += 6) {
      values(t, 0) += 4.0;
      values(t, t % 12 == 0 ? 1 : 2) += 4.0;
    }
    return series_of(values);
  };
  DynamicsParams params{.surrogates = 0, .states = 1, .fit = StateFit::baseline, .baseline = "1"};
  params.patterns = 2;
  params.pattern_seed = "region1";
  const Dynamics found = cohort_dynamics(cohort_of({simulate(1), simulate(2)}), params);
  for (const SessionDynamics& session : found.sessions) {
    EXPECT_EQ(session.patterns.sequence.size(), 45U);  // 15 % of 300
    EXPECT_NEAR(session.patterns.occupancy[0], 0.5, 0.1);
    EXPECT_DOUBLE_EQ(session.patterns.dwell_s[0], 2.0);
  }
  const Eigen::MatrixXd difference = found.patterns.centroids[0] - found.patterns.centroids[1];
  EXPECT_GT(std::abs(difference(1, 0)), 2.0);
  EXPECT_LT(difference(1, 0) * difference(2, 0), 0.0);
  EXPECT_NEAR(difference(0, 0), 0.0, 0.3);
  params.pattern_seed = "nowhere";
  EXPECT_THROW(cohort_dynamics(cohort_of({simulate(1)}), params), InputError);
}

TEST(StateUse, OfASequenceByHand) {
  const StateUse use = use_of_states({0, 0, 1, 1, 0, 2},
                                     {.starts = {0, 5, 10, 15, 100, 110},
                                      .runs = {1, 1, 1, 1, 2, 2},
                                      .step = 5,
                                      .repetition_time_s = 2.0},
                                     4);
  EXPECT_DOUBLE_EQ(use.occupancy[0], 0.5);
  EXPECT_DOUBLE_EQ(use.dwell_s[0], 15.0);  // visits of 20 and 10 s
  EXPECT_DOUBLE_EQ(use.dwell_s[2], 10.0);
  EXPECT_TRUE(std::isnan(use.dwell_s[3]));
  EXPECT_DOUBLE_EQ(use.transitions(0, 0), 0.5);
  EXPECT_DOUBLE_EQ(use.transitions(0, 1), 0.5);
  EXPECT_TRUE(std::isnan(use.transitions(2, 0)));
  EXPECT_DOUBLE_EQ(use.changes_per_minute, 60.0 / 30.0);
}

TEST(Dynamics, RefusesWhatCannotBeTold) {
  const CohortSeries cohort = cohort_of({series_of(noise(120, 4))});
  EXPECT_THROW(cohort_dynamics(cohort, {.window_s = 60.0}), InputError) << "below 1 / 0.01 Hz";
  EXPECT_NO_THROW(cohort_dynamics(
      cohort, {.window_s = 60.0, .slowest_hz = 0.02, .surrogates = 0, .states = 2}));
  EXPECT_THROW(cohort_dynamics(cohort, {.window_s = 236.0}), InputError) << "one window";
  EXPECT_THROW(cohort_dynamics(cohort, {.fit = StateFit::baseline}), Error);
  EXPECT_THROW(cohort_dynamics(cohort, {.fit = StateFit::baseline, .baseline = "9"}), InputError);
  RegionSeries broken = series_of(noise(120, 4));
  broken.values.col(2).setConstant(1.0);
  const Dynamics found =
      cohort_dynamics(cohort_of({broken}), {.surrogates = 5, .states = 2, .patterns = 2});
  EXPECT_FALSE(has_errors(validate(found, "test")));
  EXPECT_TRUE(std::isnan(found.sessions[0].variability.deviation(2, 0)));
  EXPECT_EQ(found.warnings.size(), 1U);
  broken.kept.assign(120, 0);
  std::fill(broken.kept.begin(), broken.kept.begin() + 15, std::uint8_t{1});
  EXPECT_THROW(cohort_dynamics(cohort_of({broken}), {}), InputError);
}

TEST(Dynamics, SaysWhyARegionIsMissingAndWhichAreCopies) {
  RegionSeries series = series_of(noise(120, 5));
  series.values.col(1).setConstant(std::numeric_limits<double>::quiet_NaN());
  series.regions[1].missing_reason = "coverage 0.49 below 0.5";
  series.values.col(4) = -3.0 * series.values.col(2);
  const DynamicsParams params{.surrogates = 5, .states = 2, .patterns = 2};
  const Dynamics found = cohort_dynamics(cohort_of({series}), params);
  ASSERT_EQ(found.warnings.size(), 2U);
  EXPECT_NE(found.warnings[0].found.find("coverage 0.49 below 0.5"), std::string::npos);
  EXPECT_NE(found.warnings[1].found.find("region3--region5"), std::string::npos);
  EXPECT_FALSE(has_errors(validate(found, "test")));
  series.values *= 1e-200;  // squares are below what numbers hold
  const Dynamics small = cohort_dynamics(cohort_of({series}), params);
  EXPECT_NEAR(small.sessions[0].variability.deviation(0, 2),
              found.sessions[0].variability.deviation(0, 2),
              1e-12);
}

TEST(Dynamics, GivesTheSameBytesOnOneAndTwoThreads) {
  const auto with_threads = [&](int threads) {
    const ThreadLimit limit(threads);
    Digester digester;
    add_content(digester,
                cohort_dynamics(cohort_of({switching(4), switching(5)}), {.surrogates = 20}));
    return digester.finish();
  };
  EXPECT_EQ(with_threads(1), with_threads(2));
}

}  // namespace
}  // namespace rewire
