#include <gtest/gtest.h>

#include <Eigen/LU>
#include <cmath>
#include <numbers>

#include "stages/connectivity/connect.h"
#include "stages/core/error.h"
#include "stages/kernels/spectral/multitaper.h"
#include "stages/kernels/statistics/graphical_lasso.h"
#include "tests/reference_file.h"
#include "tests/stages/connectivity/example_series.h"

// Sparse, information and frequency kinds against scikit-learn, SciPy and NumPy, and against what
// is known of simulated series.
namespace rewire {
namespace {

using Eigen::Index;
using testing::noise;
using testing::read_reference_matrix;
using testing::series_of;

Connectome connect_with(const RegionSeries& series, const ConnectParams& params) {
  const Connectome connectome = connect(series, params);
  EXPECT_FALSE(has_errors(validate(connectome, "test"))) << params.kind.front();
  return connectome;
}

RegionSeries process() { return series_of(read_reference_matrix("connect/process.txt")); }

TEST(SparseKind, EqualsScikitLearnAtOnePenalty) {
  const Eigen::MatrixXd expected = read_reference_matrix("connect/graphical_lasso.txt");
  const Connectome connectome =
      connect_with(process(), {.kind = {"graphical_lasso"}, .estimator = {.penalty = 0.1}});
  EXPECT_LT((connectome.values - expected).cwiseAbs().maxCoeff(), 1e-4);
  EXPECT_LT(std::abs(connectome.fit.at("duality_gap")), 1e-4);
}

TEST(SparseKind, MeetsTheConditionsOfTheMaximumWithFewerVolumesThanRegions) {
  Eigen::MatrixXd values = noise(40, 60);
  for (Index j = 1; j < 60; ++j) values.col(j) += 0.9 * values.col(j - 1);
  values.rowwise() -= values.colwise().mean();
  values.colwise().normalize();
  const Eigen::MatrixXd r = values.transpose() * values;
  SparsePrecision fit;
  for (const double penalty : penalty_path(r, 8, 0.05)) {
    fit = graphical_lasso(r, penalty, fit, {});
    ASSERT_TRUE(fit.converged) << penalty;
    const Eigen::MatrixXd slope = r - fit.precision.inverse();
    for (Index j = 0; j < 60; ++j) {
      for (Index i = 0; i < j; ++i) {
        const double size = fit.precision(i, j);
        if (size == 0.0) {
          EXPECT_LT(std::abs(slope(i, j)), penalty + 1e-5);
        } else {
          EXPECT_NEAR(slope(i, j), -std::copysign(penalty, size), 1e-5) << penalty;
        }
      }
    }
    const SparsePrecision cold = graphical_lasso(r, penalty, {}, {});
    EXPECT_LT((cold.precision - fit.precision).cwiseAbs().maxCoeff(),
              1e-4 * fit.precision.cwiseAbs().maxCoeff());
  }
  EXPECT_GT((fit.precision.array() != 0.0).count(), 300);
}

TEST(SparseKind, CriterionFindsTheEdgesOfAChain) {
  Eigen::MatrixXd values = noise(400, 10);
  for (Index j = 1; j < 10; ++j) values.col(j) += 0.8 * values.col(j - 1);
  const Connectome connectome = connect_with(series_of(values), {.kind = {"graphical_lasso"}});
  int wrong = 0;
  for (Index j = 0; j < 10; ++j) {
    for (Index i = 0; i < j; ++i) {
      if (j == i + 1) {
        EXPECT_GT(connectome.values(i, j), 0.1);
      } else {
        wrong += std::abs(connectome.values(i, j)) > 0.1 ? 1 : 0;
      }
    }
  }
  EXPECT_LE(wrong, 3);
  const Connectome none = connect_with(series_of(noise(400, 10)), {.kind = {"graphical_lasso"}});
  EXPECT_LE((none.values.array() != 0.0).count() - 10, 4);
}

TEST(InformationKind, EqualsSciPyAndIsInfiniteForSeriesOfOneOrder) {
  const Eigen::MatrixXd expected = read_reference_matrix("connect/mutual_information.txt");
  const Connectome connectome = connect_with(process(), {.kind = {"mutual_information"}});
  EXPECT_NEAR(connectome.values(0, 3), expected(0, 3), 1e-10);
  EXPECT_NEAR(connectome.values(6, 2), expected(6, 2), 1e-10);
  EXPECT_NEAR(connectome.transformed(6, 2),
              std::atanh(std::sqrt(1.0 - std::exp2(-2.0 * expected(6, 2)))),
              1e-10);
  EXPECT_GT(connectome.standard_errors(6, 2), 0.0);
  Eigen::MatrixXd values = noise(50, 3);
  values.col(2) = values.col(0).array().exp();
  const Connectome same = connect_with(series_of(values), {.kind = {"mutual_information"}});
  ASSERT_EQ(same.undefined_edges.size(), 1U);
  EXPECT_TRUE(std::isnan(same.values(0, 2)));
  EXPECT_TRUE(std::isfinite(same.values(0, 1)));
}

void expect_coherence(const RegionSeries& series, const std::string& name) {
  const Eigen::MatrixXd expected = read_reference_matrix("connect/" + name + ".txt");
  const Connectome coherence = connect_with(series, {.kind = {"coherence"}});
  const Connectome phase = connect_with(series, {.kind = {"coherence_phase"}});
  EXPECT_LT((coherence.values - expected.leftCols(8)).cwiseAbs().maxCoeff(), 1e-8) << name;
  EXPECT_LT((phase.values - expected.rightCols(8)).cwiseAbs().maxCoeff(), 1e-8) << name;
}

TEST(CoherenceKinds, EqualNumPyWithAndWithoutGaps) {
  expect_coherence(process(), "coherence");
  RegionSeries gaps = process();
  const Eigen::MatrixXd volumes = read_reference_matrix("connect/coherence_volumes.txt");
  gaps.kept.assign(gaps.kept.size(), 0);
  for (const double volume : volumes.reshaped()) gaps.kept[static_cast<std::size_t>(volume)] = 1;
  expect_coherence(gaps, "coherence_gaps");
}

TEST(WaveletCoherence, EqualsNumPyWithAndWithoutGaps) {
  const ConnectParams params{.kind = {"wavelet_coherence"}};  // 0.01 to 0.1 Hz of 2 s volumes
  const Connectome whole = connect_with(process(), params);
  EXPECT_LT((whole.values - read_reference_matrix("connect/wavelet.txt")).cwiseAbs().maxCoeff(),
            1e-7);
  EXPECT_TRUE(whole.standard_errors.array().isNaN().all());
  RegionSeries gaps = process();
  const Eigen::MatrixXd volumes = read_reference_matrix("connect/wavelet_volumes.txt");
  gaps.kept.assign(gaps.kept.size(), 0);
  for (const double volume : volumes.reshaped()) gaps.kept[static_cast<std::size_t>(volume)] = 1;
  EXPECT_LT((connect_with(gaps, params).values - read_reference_matrix("connect/wavelet_gaps.txt"))
                .cwiseAbs()
                .maxCoeff(),
            1e-7);
}

TEST(WaveletCoherence, SeesWhatComesLateAndKeepsRunsApart) {
  const Eigen::MatrixXd source = noise(402, 2);
  Eigen::MatrixXd values(400, 3);
  values.col(0) = source.col(0).tail(400);
  values.col(1) = source.col(0).head(400);  // 4 s later: Pearson's r of 0
  values.col(2) = source.col(1).tail(400);
  const ConnectParams params{.kind = {"wavelet_coherence"}, .estimator = {.high_hz = 0.06}};
  const Connectome found = connect_with(series_of(values), params);
  EXPECT_GT(found.values(0, 1), 0.9);
  EXPECT_LT(found.values(0, 2), 0.7);
  RegionSeries runs = series_of(values);
  runs.run_starts = {0, 200};
  const Connectome apart = connect_with(runs, params);
  EXPECT_GT(apart.values(0, 1), 0.85);
  EXPECT_NE(apart.values(0, 2), found.values(0, 2));
  EXPECT_THROW(connect(series_of(noise(20, 3)), params), InputError);
  EXPECT_THROW(
      connect(series_of(values), {.kind = {"wavelet_coherence"}, .estimator = {.high_hz = 0.3}}),
      InputError);
}

TEST(CoherenceKinds, KnowADelay) {
  const Eigen::MatrixXd source = noise(603, 1);
  Eigen::MatrixXd values(600, 2);
  values.col(0) = source.bottomRows(600);
  values.col(1) = source.topRows(600);  // three volumes later
  const ConnectParams band{.estimator = {.low_hz = 0.03, .high_hz = 0.05}};
  ConnectParams params = band;
  params.kind = {"coherence"};
  EXPECT_GT(connect_with(series_of(values), params).values(0, 1), 0.9);
  params.kind = {"coherence_phase"};
  const Connectome phase = connect_with(series_of(values), params);
  EXPECT_NEAR(phase.values(0, 1), 2.0 * std::numbers::pi * 0.04 * 6.0, 0.1);
  EXPECT_EQ(phase.values(0, 1), -phase.values(1, 0));
  params.kind = {"lag"};
  const Connectome lag = connect_with(series_of(values), params);
  EXPECT_NEAR(lag.values(0, 1), 6.0, 0.3);
  EXPECT_EQ(lag.values(1, 0), -lag.values(0, 1));
}

TEST(CoherenceKinds, StandardErrorIsTheSpreadOfSimulatedScans) {
  for (const double shared : {0.0, 1.0}) {
    constexpr int scans = 600;
    Eigen::ArrayXd z(scans);
    double error = 0.0;
    for (int scan = 0; scan < scans; ++scan) {
      Eigen::MatrixXd values = noise(240, 2, 300 + static_cast<std::uint64_t>(scan));
      values.col(1) += shared * values.col(0);
      const Connectome connectome = connect(series_of(values), {.kind = {"coherence"}});
      z[scan] = connectome.transformed(0, 1);
      error += connectome.standard_errors(0, 1) / scans;
    }
    const double spread = std::sqrt((z - z.mean()).square().mean());
    EXPECT_GT(error / spread, 0.92) << "shared " << shared;
    EXPECT_LT(error / spread, 1.3) << "shared " << shared;
  }
}

TEST(CoherenceKinds, RefuseABandThatTheSeriesDoNotHave) {
  const RegionSeries series = process();
  EXPECT_THROW(connect(series, {.kind = {"coherence"}, .estimator = {.high_hz = 0.3}}), InputError);
  EXPECT_THROW(connect(series_of(noise(20, 3)), {.kind = {"coherence"}}), InputError);
  EXPECT_THROW(
      connect(series, {.kind = {"coherence"}, .estimator = {.low_hz = 0.1, .high_hz = 0.01}}),
      Error);
}

TEST(SlepianTapers, AreOrthonormalAndConcentrated) {
  std::vector<Index> times;
  for (Index t = 0; t < 120; ++t) {
    if (t % 7 != 3 && (t < 40 || t > 52)) times.push_back(t);
  }
  const Eigen::MatrixXd tapers = slepian_tapers(times, 0.03, 4);
  ASSERT_EQ(tapers.cols(), 4);
  EXPECT_LT((tapers.transpose() * tapers - Eigen::MatrixXd::Identity(4, 4)).cwiseAbs().maxCoeff(),
            1e-10);
}

TEST(GrangerCausality, EqualsStatsmodels) {
  const RegionSeries series = series_of(read_reference_matrix("connect/process.txt").leftCols(5));
  for (const char* name : {"granger", "granger_2"}) {
    const Eigen::MatrixXd expected = read_reference_matrix(std::string("connect/") + name + ".txt");
    ConnectParams params{.kind = {"granger"}};
    if (std::string(name) == "granger_2") params.estimator.granger_order = 2;
    const Connectome found = connect_with(series, params);
    EXPECT_EQ(found.fit.at("order"), expected(0, 0)) << name;
    EXPECT_LT((found.values - expected.bottomRows(5)).cwiseAbs().maxCoeff(), 1e-10) << name;
  }
}

TEST(GrangerCausality, FindsDirectInfluencesOnly) {
  // 0 drives 1, 1 drives 2; a gap and a second run in between.
  Eigen::MatrixXd values = noise(600, 3);
  for (Index t = 1; t < 600; ++t) {
    values(t, 1) += 0.6 * values(t - 1, 0);
    values(t, 2) += 0.6 * values(t - 1, 1);
  }
  RegionSeries series = series_of(values);
  series.run_starts = {0, 300};
  series.kept[100] = 0;
  const Connectome found = connect_with(series, {.kind = {"granger"}});
  EXPECT_EQ(found.fit.at("order"), 1.0);
  EXPECT_EQ(found.fit.at("rows"), 600.0 - 1.0 - 2.0 - 1.0);
  EXPECT_NEAR(found.values(0, 1), std::log(1.36), 0.12);
  EXPECT_NEAR(found.values(1, 2), std::log(1.0 + 0.36 * 1.36), 0.12);
  for (const auto& [i, j] : {std::pair<Index, Index>{1, 0}, {2, 1}, {0, 2}, {2, 0}}) {
    EXPECT_LT(found.values(i, j), 0.02) << i << " to " << j;
  }
  EXPECT_THROW(connect(series_of(noise(60, 60)), {.kind = {"granger"}}), NumericalError);
}

TEST(LaggedKinds, EqualNumPy) {
  const Eigen::MatrixXd expected = read_reference_matrix("connect/lagged.txt");
  const Connectome r = connect_with(process(), {.kind = {"lagged"}});
  const Connectome lag = connect_with(process(), {.kind = {"lag"}});
  EXPECT_LT((r.values - expected.leftCols(8)).cwiseAbs().maxCoeff(), 1e-10);
  EXPECT_LT((lag.values - 2.0 * expected.rightCols(8)).cwiseAbs().maxCoeff(), 1e-8);
  EXPECT_TRUE(r.standard_errors.array().isNaN().all());
}

}  // namespace
}  // namespace rewire
