#include <gtest/gtest.h>

#include <cmath>

#include "stages/connectivity/connect.h"
#include "stages/connectivity/tangent.h"
#include "stages/core/error.h"
#include "stages/core/parallel.h"
#include "tests/reference_file.h"
#include "tests/stages/connectivity/example_series.h"

// Several runs, sessions of one length, reliability and the tangent space, against NumPy, SciPy and
// scikit-learn (scripts/make-reference/connect.py).
namespace rewire {
namespace {

using Eigen::Index;
using testing::noise;
using testing::read_reference_matrix;
using testing::series_of;

RegionSeries two_runs(const Eigen::MatrixXd& values, std::int64_t second) {
  RegionSeries series = series_of(values);
  series.run_starts = {0, second};
  return series;
}

TEST(Runs, AveragedEqualNumPy) {
  const RegionSeries series = two_runs(read_reference_matrix("connect/process.txt"), 80);
  const Connectome mean = connect(series, {.runs = RunCombination::averaged});
  EXPECT_FALSE(has_errors(validate(mean, "test")));
  const Eigen::MatrixXd expected = read_reference_matrix("connect/run_average.txt");
  EXPECT_LT((mean.values - expected).cwiseAbs().maxCoeff(), 1e-12);
  EXPECT_NEAR(mean.transformed(0, 1), std::atanh(expected(0, 1)), 1e-12);
  EXPECT_EQ(mean.fit.at("runs"), 2.0);
  // White noise's standard error of the mean is that of all volumes less three per run.
  const Connectome white = connect(
      series, {.standard_error = StandardErrorMethod::white, .runs = RunCombination::averaged});
  EXPECT_NEAR(white.standard_errors(0, 1), 1.0 / std::sqrt(77.0 + 117.0), 1e-12);
  EXPECT_NEAR(white.effective_degrees_of_freedom(0, 1), 77.0 + 117.0 + 1.0, 1e-9);
  const Connectome joined = connect(series, {});
  EXPECT_GT((joined.values - mean.values).cwiseAbs().maxCoeff(), 1e-4);
}

TEST(Runs, AveragesOfEveryKindAreValid) {
  const Eigen::MatrixXd values = noise(300, 4);
  for (const char* kind : {"spearman",
                           "covariance",
                           "partial",
                           "mutual_information",
                           "coherence",
                           "coherence_phase",
                           "lag",
                           "wavelet_coherence"}) {
    const Connectome mean =
        connect(two_runs(values, 120), {.kind = {kind}, .runs = RunCombination::averaged});
    EXPECT_FALSE(has_errors(validate(mean, kind))) << kind;
    EXPECT_TRUE(std::isfinite(mean.values(0, 1))) << kind;
  }
  // Phases near pi and -pi lie next to each other: 180 degrees, not 0.
  Eigen::MatrixXd opposite(300, 2);
  opposite.col(0) = values.col(0);
  opposite.col(1) = -values.col(0) + 0.05 * values.col(1);
  const Connectome phase = connect(two_runs(opposite, 150),
                                   {.kind = {"coherence_phase"}, .runs = RunCombination::averaged});
  EXPECT_GT(std::abs(phase.values(0, 1)), 3.0);
}

TEST(Runs, StandardErrorOfTheMeanIsItsSpread) {
  constexpr int scans = 1000;
  Eigen::ArrayXd z(scans);
  double error = 0.0;
  for (int scan = 0; scan < scans; ++scan) {
    Eigen::MatrixXd values = noise(200, 2, 500 + static_cast<std::uint64_t>(scan));
    values.col(1) += 0.5 * values.col(0);
    for (Index t = 1; t < 200; ++t) {
      if (t != 70) values.row(t) += 0.5 * values.row(t - 1);
    }
    const Connectome mean = connect(two_runs(values, 70), {.runs = RunCombination::averaged});
    z[scan] = mean.transformed(0, 1);
    error += mean.standard_errors(0, 1) / scans;
  }
  EXPECT_NEAR(error / std::sqrt((z - z.mean()).square().mean()), 1.0, 0.07);
}

TEST(Runs, TooShortARunIsAnErrorThatNamesIt) {
  try {
    connect(two_runs(noise(60, 3), 57), {.runs = RunCombination::averaged});
    FAIL() << "three volumes were enough";
  } catch (const NumericalError& error) {
    EXPECT_NE(error.message().find("run 2"), std::string::npos) << error.message();
  }
}

TEST(Volumes, SessionsAreCutToOneLength) {
  RegionSeries series = series_of(noise(120, 3));
  for (std::size_t t = 0; t < 120; t += 5) series.kept[t] = 0;  // 96 kept
  series.degrees_of_freedom = 48.0;
  const ConnectParams params{.volumes = 60};
  const Connectome cut = connect(series, params);
  EXPECT_DOUBLE_EQ(cut.nominal_degrees_of_freedom, 48.0 * 60.0 / 96.0 - 1.0);
  EXPECT_EQ(connect(series, params).values, cut.values) << "seeded";
  // One of the 37 stretches of 60 kept volumes in a row.
  std::vector<std::size_t> kept;
  for (std::size_t t = 0; t < 120; ++t) {
    if (series.kept[t] != 0) kept.push_back(t);
  }
  int equal = 0;
  for (std::size_t first = 0; first + 60 <= kept.size(); ++first) {
    RegionSeries stretch = series;
    stretch.kept.assign(120, 0);
    for (std::size_t k = first; k < first + 60; ++k) stretch.kept[kept[k]] = 1;
    equal += (connect(stretch, {}).values - cut.values).cwiseAbs().maxCoeff() < 1e-12 ? 1 : 0;
  }
  EXPECT_EQ(equal, 1);
  ConnectParams other = params;
  bool differs = false;
  for (std::int64_t seed = 2; seed < 6; ++seed) {
    other.bootstrap.seed = seed;
    differs = differs || connect(series, other).values != cut.values;
  }
  EXPECT_TRUE(differs);
  EXPECT_THROW(connect(series, {.volumes = 97}), InputError);
  EXPECT_EQ(connect(series, {.volumes = 96}).values, connect(series, {}).values);
}

TEST(SplitHalves, EqualNumPy) {
  const Connectome connectome =
      connect(series_of(read_reference_matrix("connect/process.txt")), {});
  const Eigen::MatrixXd expected = read_reference_matrix("connect/split_half.txt");
  EXPECT_NEAR(connectome.fit.at("split_half_r"), expected(0, 0), 1e-12);
  EXPECT_NEAR(connectome.fit.at("split_half_reliability"), expected(0, 1), 1e-12);
  EXPECT_FALSE(connect(series_of(noise(60, 4)), {.reliability = Reliability::none})
                   .fit.contains("split_half_r"));
  EXPECT_FALSE(connect(series_of(noise(60, 2)), {}).fit.contains("split_half_r"))
      << "one edge has no correlation";
  EXPECT_FALSE(
      connect(series_of(noise(50, 30)), {.kind = {"partial"}}).fit.contains("split_half_r"))
      << "25 volumes for 30 regions";
}

CohortSeries five_sessions() {
  const Eigen::MatrixXd values = read_reference_matrix("connect/tangent_series.txt");
  CohortSeries cohort;
  for (Index i = 0; i < 5; ++i) {
    cohort.sessions.push_back({.name = "sub-0" + std::to_string(i),
                               .session = i < 3 ? "pre" : "post",
                               .series = series_of(values.middleRows(60 * i, 60))});
  }
  return cohort;
}

void expect_tangents(const TangentParams& params, const std::string& name) {
  const TangentConnectomes found = tangent_connectomes(five_sessions(), params);
  EXPECT_FALSE(has_errors(validate(found, "test")));
  const Eigen::MatrixXd expected = read_reference_matrix("connect/" + name + ".txt");
  EXPECT_LT((found.reference.values - expected.topRows(6)).cwiseAbs().maxCoeff(), 1e-7) << name;
  for (Index i = 0; i < 5; ++i) {
    const Eigen::MatrixXd& values = found.sessions[static_cast<std::size_t>(i)].values;
    EXPECT_LT((values - expected.middleRows(6 * (i + 1), 6)).cwiseAbs().maxCoeff(), 1e-7) << name;
  }
}

TEST(Tangent, EqualsSciPyWithEitherReference) {
  expect_tangents({}, "tangent");
  expect_tangents({.reference = TangentReference::baseline, .baseline = "ses-pre"},
                  "tangent_baseline");
}

TEST(Tangent, HasMoreRegionsThanVolumesAndTheSameBytesOnOneAndTwoThreads) {
  CohortSeries cohort;
  for (std::uint64_t i = 0; i < 3; ++i) {
    cohort.sessions.push_back(
        {.name = std::to_string(i), .session = "", .series = series_of(noise(40, 60, i))});
  }
  const auto with_threads = [&](int threads) {
    const ThreadLimit limit(threads);
    const TangentConnectomes found = tangent_connectomes(cohort, {});
    EXPECT_FALSE(has_errors(validate(found, "test")));
    EXPECT_LT(found.reference.fit.at("residual"), 1e-7);
    Digester digester;
    add_content(digester, found);
    return digester.finish();
  };
  EXPECT_EQ(with_threads(1), with_threads(2));
}

TEST(Tangent, OfEqualSessionsIsZero) {
  CohortSeries cohort;
  for (const char* name : {"a", "b"}) {
    cohort.sessions.push_back({.name = name, .session = "", .series = series_of(noise(30, 40))});
  }
  const TangentConnectomes found = tangent_connectomes(cohort, {});
  EXPECT_LT(found.sessions[0].values.cwiseAbs().maxCoeff(), 1e-10);
}

TEST(Tangent, LeavesOutWhatOneSessionLacks) {
  CohortSeries cohort = five_sessions();
  cohort.sessions[2].series.values.col(4).setConstant(1.0);
  const TangentConnectomes found =
      tangent_connectomes(cohort, {.duration = SessionDuration::equal});
  EXPECT_FALSE(has_errors(validate(found, "test")));
  EXPECT_EQ(found.warnings.size(), 1U);
  for (const Connectome& session : found.sessions) {
    EXPECT_TRUE(std::isnan(session.values(4, 0)));
    EXPECT_NE(session.regions[4].missing_reason.find("sub-02"), std::string::npos);
  }
  EXPECT_THROW(
      tangent_connectomes(cohort, {.reference = TangentReference::baseline, .baseline = "never"}),
      InputError);
  EXPECT_THROW(tangent_connectomes(cohort, {.reference = TangentReference::baseline}), Error);
  cohort.sessions[1].series = series_of(noise(60, 5));
  EXPECT_THROW(tangent_connectomes(cohort, {}), InputError);
  cohort.sessions.resize(1);
  EXPECT_THROW(tangent_connectomes(cohort, {}), InputError);
}

TEST(Tangent, StandardErrorIsTheSpreadOfSimulatedSessions) {
  // The reference comes from many sessions; one more is simulated again and again.
  constexpr int scans = 400;
  const auto simulate = [](std::uint64_t seed) {
    Eigen::MatrixXd values = noise(300, 4, seed);
    for (Index j = 1; j < 4; ++j) values.col(j) += 0.5 * values.col(0);
    for (Index t = 1; t < 300; ++t) values.row(t) += 0.4 * values.row(t - 1);
    return series_of(values);
  };
  CohortSeries cohort;
  for (std::uint64_t i = 0; i < scans; ++i) {
    cohort.sessions.push_back(
        {.name = std::to_string(i), .session = "", .series = simulate(7000 + i)});
  }
  const TangentConnectomes found = tangent_connectomes(cohort, {});
  for (const auto& [i, j] : {std::pair<Index, Index>{0, 1}, {1, 2}}) {
    Eigen::ArrayXd values(scans);
    double error = 0.0;
    for (int scan = 0; scan < scans; ++scan) {
      const Connectome& session = found.sessions[static_cast<std::size_t>(scan)];
      values[scan] = session.values(i, j);
      error += session.standard_errors(i, j) / scans;
    }
    EXPECT_NEAR(error / std::sqrt((values - values.mean()).square().mean()), 1.0, 0.12);
  }
}

}  // namespace
}  // namespace rewire
