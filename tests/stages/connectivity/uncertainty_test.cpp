#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "stages/connectivity/connect.h"
#include "stages/kernels/statistics/product_variance.h"
#include "tests/reference_file.h"
#include "tests/stages/connectivity/example_series.h"

// Standard errors: the sums against their definition, and calibration by simulation.
namespace rewire {
namespace {

using Eigen::Index;
using testing::noise;
using testing::read_reference_matrix;
using testing::series_of;

TEST(ProductVariances, EqualTheirDefinitionOverPairsOfVolumesThatAreThere) {
  const Eigen::MatrixXd table = read_reference_matrix("connect/gaps.txt");
  const Eigen::MatrixXd expected = read_reference_matrix("connect/variances.txt");
  std::vector<Index> times;
  for (const double time : table.col(0)) times.push_back(static_cast<Index>(time));
  const std::vector<int> runs(times.size(), 0);
  const TimedSeries series = at_true_times(table.rightCols(3), times, runs, 20);
  const std::vector<Index> lengths(3, 6);
  Eigen::MatrixXd slopes = Eigen::MatrixXd::Identity(3, 3);
  for (const auto row : expected.rowwise()) {
    slopes(static_cast<Index>(row[0]), static_cast<Index>(row[1])) = row[2];
  }
  const Eigen::MatrixXd own = autocovariances(series);
  const ProductVariances r = product_variances(series, own, slopes, lengths);
  const ProductVariances covariance =
      product_variances(series, own, Eigen::MatrixXd::Zero(3, 3), lengths);
  for (const auto row : expected.rowwise()) {
    const auto i = static_cast<Index>(row[0]);
    const auto j = static_cast<Index>(row[1]);
    EXPECT_NEAR(r.variances(i, j), row[3], 1e-10);
    EXPECT_NEAR(covariance.variances(i, j), row[4], 1e-10);
    EXPECT_NEAR(r.independent(i, j), std::pow(1.0 - row[2] * row[2], 2), 1e-10);
  }
}

TEST(ProductVariances, RunsAreNoNeighbours) {
  const Eigen::MatrixXd values = noise(60, 2);
  std::vector<Index> times(60);
  std::vector<int> runs(60, 0);
  for (std::size_t t = 0; t < 60; ++t) {
    times[t] = static_cast<Index>(t);
    runs[t] = t < 25 ? 0 : 1;
  }
  const TimedSeries series = at_true_times(values, times, runs, 10);
  for (Index lag = 0; lag <= 10; ++lag) {
    EXPECT_EQ(series.pairs[lag], static_cast<double>(25 - lag + 35 - lag));
  }
  double sum = 0.0;
  for (Index t = 0; t + 3 < 60; ++t) {
    if ((t < 25) == (t + 3 < 25)) sum += values(t, 0) * values(t + 3, 0);
  }
  EXPECT_NEAR(autocovariances(series)(3, 0), sum / 54.0, 1e-12);
}

/// Two series of an autoregressive process of order 1 or 2 whose correlation is `r`.
struct Simulation {
  double r = 0.0;
  double first = 0.0;   ///< coefficient of the last volume
  double second = 0.0;  ///< of the one before
  double censored = 0.0;
};

RegionSeries simulate(const Simulation& simulation, Index volumes, std::uint64_t stream) {
  constexpr Index warm_up = 100;
  RandomStream random(5, stream);
  Eigen::MatrixXd values = Eigen::MatrixXd::Zero(volumes + warm_up, 2);
  for (Index t = 2; t < values.rows(); ++t) {
    const double shared = random.normal();
    const double own = random.normal();
    values(t, 0) = shared;
    values(t, 1) = simulation.r * shared + std::sqrt(1.0 - simulation.r * simulation.r) * own;
    values.row(t) += simulation.first * values.row(t - 1) + simulation.second * values.row(t - 2);
  }
  RegionSeries series = series_of(values.bottomRows(volumes));
  for (std::uint8_t& kept : series.kept) kept = random.uniform() < simulation.censored ? 0 : 1;
  return series;
}

/// Mean standard error over the standard deviation of Fisher z, and the deviation of z / SE.
struct Calibration {
  double error_ratio = 0.0;
  double null_deviation = 0.0;
};

Calibration calibrate(const Simulation& simulation,
                      Index volumes,
                      int scans,
                      StandardErrorMethod method) {
  double error = 0.0;
  double sum = 0.0;
  double square = 0.0;
  double quotient = 0.0;
  for (int scan = 0; scan < scans; ++scan) {
    const Connectome connectome =
        connect(simulate(simulation, volumes, static_cast<std::uint64_t>(scan)),
                {.standard_error = method});
    const double z = connectome.transformed(0, 1);
    error += connectome.standard_errors(0, 1);
    sum += z;
    square += z * z;
    quotient += std::pow(z / connectome.standard_errors(0, 1), 2);
  }
  const double mean = sum / scans;
  return {.error_ratio = error / scans / std::sqrt(square / scans - mean * mean),
          .null_deviation = std::sqrt(quotient / scans)};
}

TEST(StandardErrors, AreTheSpreadOfSimulatedScansWithAndWithoutCensoring) {
  const std::vector<Simulation> simulations{{.r = 0.0, .first = 0.5},
                                            {.r = 0.0, .first = 0.5, .censored = 0.2},
                                            {.r = 0.5, .first = 0.5, .censored = 0.2},
                                            {.r = 0.0, .first = 1.2, .second = -0.6},
                                            {.r = 0.5, .first = 1.2, .second = -0.6},
                                            {.r = 0.0, .first = 0.0}};
  for (const Simulation& simulation : simulations) {
    const Calibration found = calibrate(simulation, 300, 3000, StandardErrorMethod::xdf);
    // Two standard errors of a standard deviation from 3000 scans are 2.6 %.
    EXPECT_NEAR(found.error_ratio, 1.0, 0.05)
        << "r " << simulation.r << ", AR " << simulation.first << " " << simulation.second
        << ", censored " << simulation.censored;
    if (simulation.r == 0.0) {
      EXPECT_NEAR(found.null_deviation, 1.0, 0.05)
          << "AR " << simulation.first << " " << simulation.second << ", censored "
          << simulation.censored;
    }
  }
}

TEST(StandardErrors, OfTheGlobalFormSuitSeriesThatAreAlike) {
  const Simulation simulation{.r = 0.0, .first = 0.5};
  EXPECT_NEAR(
      calibrate(simulation, 300, 3000, StandardErrorMethod::bartlett).error_ratio, 1.0, 0.05);
  EXPECT_LT(calibrate(simulation, 300, 1000, StandardErrorMethod::white).error_ratio, 0.85);
}

TEST(StandardErrors, OfIndependentVolumesAreFishers) {
  const Connectome connectome =
      connect(series_of(noise(500, 20)), {.standard_error = StandardErrorMethod::white});
  EXPECT_NEAR(connectome.standard_errors(2, 7), 1.0 / std::sqrt(497.0), 1e-12);
  EXPECT_NEAR(connectome.effective_degrees_of_freedom(2, 7), 498.0, 1e-9);
  const Connectome edgewise = connect(series_of(noise(500, 20)), {});
  EXPECT_LT(edgewise.effective_degrees_of_freedom(2, 7), 498.0 + 1e-9);
}

TEST(StandardErrors, PayForConfoundRegression) {
  RegionSeries series = series_of(noise(240, 2));
  series.degrees_of_freedom = 60.0;
  series.nuisance_degrees_of_freedom = 20.0;
  const Connectome connectome = connect(series, {});
  EXPECT_NEAR(connectome.standard_errors(0, 1), 1.0 / std::sqrt(58.0), 1e-12)
      << "white series cannot have more than were left";
  Eigen::MatrixXd slow = noise(240, 2);
  for (Index t = 1; t < 240; ++t) slow.row(t) += 0.9 * slow.row(t - 1);
  RegionSeries smooth = series_of(slow);
  const double free = connect(smooth, {}).effective_degrees_of_freedom(0, 1);
  smooth.degrees_of_freedom = 60.0;
  smooth.nuisance_degrees_of_freedom = 60.0;
  EXPECT_NEAR(
      connect(smooth, {}).effective_degrees_of_freedom(0, 1), (free + 2.0) / 2.0 - 2.0, 1e-9);
}

TEST(StandardErrors, AreUnknownWhereTooFewVolumesCount) {
  Eigen::MatrixXd values(40, 2);
  for (Index t = 0; t < 40; ++t) {
    values(t, 0) = static_cast<double>(t);
    values(t, 1) = static_cast<double>(t) + 3.0 * std::sin(0.3 * static_cast<double>(t));
  }
  const Connectome connectome = connect(series_of(values), {});
  EXPECT_FALSE(has_errors(validate(connectome, "test")));
  EXPECT_FALSE(std::isinf(connectome.standard_errors(0, 1)));
}

/// Spread of a value over simulated scans for its mean standard error.
double ratio_for(const std::string& kind, Index volumes, Index regions) {
  constexpr int scans = 1000;
  Eigen::ArrayXd z(scans);
  double error = 0.0;
  for (int scan = 0; scan < scans; ++scan) {
    Eigen::MatrixXd values = noise(volumes, regions, 100 + static_cast<std::uint64_t>(scan));
    values.col(1) += 0.7 * values.col(0);
    for (Index j = 2; j < regions; ++j) values.col(j) += 0.3 * values.col(0);
    for (Index t = 1; t < volumes; ++t) values.row(t) += 0.4 * values.row(t - 1);
    const Connectome connectome = connect(series_of(values), {.kind = {kind}});
    z[scan] = connectome.transformed(0, 1);
    error += connectome.standard_errors(0, 1) / scans;
  }
  return error / std::sqrt((z - z.mean()).square().mean());
}

TEST(StandardErrors, OfOtherKindsAreTheirSpread) {
  EXPECT_NEAR(ratio_for("covariance", 200, 3), 1.0, 0.07);
  EXPECT_NEAR(ratio_for("spearman", 200, 3), 1.0, 0.07);
  EXPECT_NEAR(ratio_for("ledoit_wolf", 200, 6), 1.0, 0.07);
  EXPECT_NEAR(ratio_for("partial", 200, 20), 1.0, 0.07);
  EXPECT_NEAR(ratio_for("partial_shrunk", 200, 20), 1.0, 0.1);
  Eigen::MatrixXd slow = noise(60, 80);
  for (Index t = 1; t < 60; ++t) slow.row(t) += 0.9 * slow.row(t - 1);
  const Connectome crowded = connect(series_of(slow), {.kind = {"partial_shrunk"}});
  EXPECT_TRUE(crowded.standard_errors.array().isNaN().all());
}

TEST(StandardErrors, OfTheBlockBootstrapAgree) {
  for (const double censored : {0.0, 0.2}) {
    Eigen::ArrayXd ratio(40);
    for (Index scan = 0; scan < ratio.size(); ++scan) {
      const RegionSeries series = simulate({.r = 0.3, .first = 0.5, .censored = censored},
                                           400,
                                           900 + static_cast<std::uint64_t>(scan));
      ConnectParams params;
      const double closed = connect(series, params).standard_errors(0, 1);
      params.standard_error = StandardErrorMethod::bootstrap;
      ratio[scan] = connect(series, params).standard_errors(0, 1) / closed;
    }
    EXPECT_NEAR(ratio.mean(), 1.0, 0.1) << "censored " << censored;
  }
}

/// The reason of the edge between the first two regions; empty without one.
std::string reason_of_first_edge(const Connectome& connectome) {
  for (const UndefinedEdge& edge : connectome.undefined_edges) {
    if (edge.first == 0 && edge.second == 1) return edge.reason;
  }
  return "";
}

TEST(StandardErrors, ThatOneEdgeLacksHaveAReason) {
  Eigen::MatrixXd values = noise(200, 4);
  values.col(1) = values.col(0) + 1e-5 * values.col(1);
  for (const char* kind : {"pearson", "ledoit_wolf", "oas"}) {
    const Connectome connectome = connect(series_of(values), {.kind = {kind}});
    EXPECT_TRUE(std::isfinite(connectome.transformed(0, 1))) << kind;
    EXPECT_TRUE(std::isnan(connectome.standard_errors(0, 1))) << kind;
    EXPECT_NE(reason_of_first_edge(connectome).find("nearly the same"), std::string::npos) << kind;
    EXPECT_EQ(connectome.undefined_edges.size(), 1U) << kind;
    EXPECT_FALSE(has_errors(validate(connectome, kind)));
  }
  values.col(1) = values.col(0);
  EXPECT_EQ(reason_of_first_edge(connect(series_of(values), {})),
            "series are the same up to scale: r is 1.0");
  EXPECT_EQ(reason_of_first_edge(connect(series_of(values), {.kind = {"spearman"}})),
            "no Fisher z of a value of 1.0");
}

TEST(StandardErrors, OfLaggedCorrelationsAreTheirSpread) {
  // The largest of several lags varies less than each, and blocks must hold the lags.
  constexpr int scans = 60;
  Eigen::ArrayXd z(scans);
  double error = 0.0;
  ConnectParams params{.kind = {"lagged"}, .standard_error = StandardErrorMethod::bootstrap};
  params.bootstrap.samples = 40;
  const auto simulate = [](int scan) {
    Eigen::MatrixXd values = noise(203, 3, 5000 + static_cast<std::uint64_t>(scan));
    for (Index t = 2; t < 203; ++t) values(t, 1) += values(t - 2, 0);
    return series_of(values.bottomRows(200));
  };
  for (int scan = 0; scan < scans; ++scan) {
    const Connectome connectome = connect(simulate(scan), params);
    z[scan] = connectome.transformed(0, 1);
    error += connectome.standard_errors(0, 1) / scans;
  }
  // One standard error of a standard deviation from 60 scans is 9 %.
  EXPECT_NEAR(error / std::sqrt((z - z.mean()).square().mean()), 1.0, 0.25);
  params.bootstrap.block_s = 20.0;
  EXPECT_THROW(connect(simulate(0), params), InputError) << "five times 6 s";
}

TEST(StandardErrors, OfTheBootstrapExistForKindsWithoutAClosedForm) {
  const RegionSeries series = series_of(noise(120, 5));
  for (const char* kind : {"lagged", "partial_shrunk"}) {
    const ConnectParams params{.kind = {kind},
                               .standard_error = StandardErrorMethod::bootstrap,
                               .bootstrap = {.samples = 40}};
    const Connectome connectome = connect(series, params);
    EXPECT_GT(connectome.standard_errors(0, 1), 0.0) << kind;
    EXPECT_EQ(connect(series, params).standard_errors(0, 1), connectome.standard_errors(0, 1));
    EXPECT_FALSE(has_errors(validate(connectome, kind)));
  }
}

}  // namespace
}  // namespace rewire
