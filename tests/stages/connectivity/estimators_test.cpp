#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "stages/connectivity/connect.h"
#include "stages/core/error.h"
#include "stages/core/parallel.h"
#include "tests/reference_file.h"
#include "tests/stages/connectivity/example_series.h"

// Every kind against scikit-learn and SciPy (scripts/make-reference/connect.py), and what it does
// with series that do not determine it.
namespace rewire {
namespace {

using testing::noise;
using testing::read_reference_matrix;
using testing::series_of;

constexpr double tolerance = 1e-8;

Connectome connect_kind(const RegionSeries& series, const std::string& kind) {
  // Short series need wide tapers and short wavelets.
  const Connectome connectome =
      connect(series, {.kind = {kind}, .estimator = {.low_hz = 0.02, .bandwidth_hz = 0.05}});
  EXPECT_FALSE(has_errors(validate(connectome, kind))) << kind;
  return connectome;
}

RegionSeries reference_series() {
  const Eigen::MatrixXd table = read_reference_matrix("connect/series.txt");
  RegionSeries series = series_of(table.rightCols(6));
  for (Eigen::Index t = 0; t < table.rows(); ++t) {
    series.kept[static_cast<std::size_t>(t)] = table(t, 0) != 0.0 ? 1 : 0;
  }
  return series;
}

TEST(ConnectivityKinds, EqualScikitLearn) {
  for (const std::string kind : {"ledoit_wolf", "oas", "partial", "partial_shrunk"}) {
    const Eigen::MatrixXd expected = read_reference_matrix("connect/" + kind + ".txt");
    const Connectome connectome = connect_kind(reference_series(), kind);
    EXPECT_LT((connectome.values - expected).cwiseAbs().maxCoeff(), tolerance) << kind;
    EXPECT_NEAR(connectome.transformed(3, 1), std::atanh(expected(3, 1)), tolerance) << kind;
    EXPECT_GT(connectome.standard_errors(3, 1), 0.0) << kind;
  }
}

TEST(ConnectivityKinds, SpearmanEqualsSciPyWithTies) {
  RegionSeries series = reference_series();
  for (Eigen::Index j = 0; j < series.values.cols(); ++j) {
    Eigen::VectorXd kept(series.values.rows());
    Eigen::Index rows = 0;
    for (Eigen::Index t = 0; t < kept.size(); ++t) {
      if (series.kept[static_cast<std::size_t>(t)] != 0) kept[rows++] = series.values(t, j);
    }
    const double mean = kept.head(rows).mean();
    const double deviation =
        std::sqrt((kept.head(rows).array() - mean).square().sum() / static_cast<double>(rows));
    series.values.col(j) =
        ((series.values.col(j).array() - mean) / deviation * 2.0).unaryExpr([](double value) {
          return std::nearbyint(value);
        });
  }
  const Eigen::MatrixXd expected = read_reference_matrix("connect/spearman.txt");
  EXPECT_LT((connect_kind(series, "spearman").values - expected).cwiseAbs().maxCoeff(), tolerance);
}

TEST(ConnectivityKinds, CovarianceEqualsNumPyAtEveryScale) {
  const Eigen::MatrixXd expected = read_reference_matrix("connect/covariance.txt");
  const Connectome connectome = connect_kind(reference_series(), "covariance");
  const Eigen::VectorXd scale = expected.diagonal().cwiseSqrt().cwiseInverse();
  const Eigen::MatrixXd difference =
      scale.asDiagonal() * (connectome.values - expected) * scale.asDiagonal();
  EXPECT_LT(difference.cwiseAbs().maxCoeff(), tolerance);
  EXPECT_EQ(connectome.transformed, connectome.values);
}

TEST(ConnectivityKinds, ShrinkageIsRecordedAndKeepsWideSeriesDefinite) {
  const Eigen::RowVectorXd shrinkage = read_reference_matrix("connect/shrinkage.txt").row(0);
  EXPECT_NEAR(
      connect_kind(reference_series(), "ledoit_wolf").fit.at("shrinkage"), shrinkage[0], tolerance);
  EXPECT_NEAR(connect_kind(reference_series(), "oas").fit.at("shrinkage"), shrinkage[1], tolerance);
  const RegionSeries wide = series_of(read_reference_matrix("connect/wide.txt"));
  EXPECT_NEAR(connect_kind(wide, "ledoit_wolf").fit.at("shrinkage"), shrinkage[2], tolerance);
  EXPECT_NEAR(connect_kind(wide, "oas").fit.at("shrinkage"), shrinkage[3], tolerance);
  const Connectome connectome = connect_kind(wide, "partial_shrunk");
  const Eigen::MatrixXd expected = read_reference_matrix("connect/wide_partial_shrunk.txt");
  EXPECT_LT((connectome.values - expected).cwiseAbs().maxCoeff(), tolerance);
  EXPECT_THROW(connect(wide, {.kind = {"partial"}}), NumericalError);
}

TEST(ConnectivityKinds, PartialCorrelationOfAChainHasNoEdgeBetweenItsEnds) {
  Eigen::MatrixXd values = noise(20000, 3);
  values.col(1) += values.col(0);
  values.col(2) += values.col(1);
  const Connectome connectome = connect_kind(series_of(values), "partial");
  EXPECT_NEAR(connectome.values(0, 2), 0.0, 0.03);
  EXPECT_GT(connectome.values(0, 1), 0.45);
  EXPECT_NEAR(connectome.standard_errors(0, 2), 1.0 / std::sqrt(20000.0 - 4.0), 1e-4);
}

TEST(ConnectivityKinds, RepeatedSeriesAreRefusedOrShrunk) {
  Eigen::MatrixXd values = noise(60, 4);
  values.col(2) = 2.0 * values.col(0);
  const RegionSeries series = series_of(values);
  try {
    connect(series, {.kind = {"partial"}});
    FAIL() << "an inverse of a singular matrix";
  } catch (const NumericalError& error) {
    EXPECT_NE(error.message().find("series 1 and 3"), std::string::npos) << error.message();
  }
  const Connectome shrunk = connect_kind(series, "partial_shrunk");
  EXPECT_LT(std::abs(shrunk.values(0, 2)), 1.0);
  values.col(3) = values.col(0) + values.col(1);
  values.col(2) = noise(61, 1).col(0).tail(60);
  EXPECT_THROW(connect(series_of(values), {.kind = {"partial"}}), NumericalError);
}

TEST(ConnectivityKinds, SmallAndBrokenSeriesEndInNumbersNaNOrAnError) {
  for (const ConnectivityDeclaration& kind : connectivity_table()) {
    if (kind.estimated_from() != EstimatedFrom::session) continue;
    const std::string name(kind.name);
    EXPECT_EQ(connect_kind(series_of(noise(40, 1)), name).values.size(), 1) << name;
    EXPECT_THROW(connect(series_of(noise(3, 4)), {.kind = {name}}), NumericalError) << name;
    Eigen::MatrixXd values = noise(40, 4);
    values.col(1).setConstant(2.0);
    values(5, 3) = std::numeric_limits<double>::quiet_NaN();
    const Connectome connectome = connect_kind(series_of(values), name);
    EXPECT_TRUE(std::isfinite(connectome.values(0, 2))) << name;
    for (const Eigen::Index region : {1, 3}) {
      EXPECT_TRUE(connectome.values.row(region).array().isNaN().all()) << name;
      EXPECT_FALSE(connectome.regions[static_cast<std::size_t>(region)].missing_reason.empty());
    }
    values.setConstant(1.0);
    EXPECT_TRUE(connect_kind(series_of(values), name).values.array().isNaN().all()) << name;
    const auto with_threads = [&](int threads) {
      const ThreadLimit limit(threads);
      const Connectome made = connect(series_of(noise(100, 60)), {.kind = {name}});
      Digester digester;
      add_content(digester, made);
      return digester.finish();
    };
    EXPECT_EQ(with_threads(1), with_threads(2)) << name;
  }
}

TEST(ConnectivityKinds, RefuseWhatNumbersCannotHoldAndLagsOfFewPairs) {
  for (const double scale : {1e-200, 1e200}) {
    const RegionSeries series = series_of(scale * noise(40, 3));
    EXPECT_THROW(connect(series, {.kind = {"covariance"}}), NumericalError) << scale;
    const Connectome r = connect_kind(series, "pearson");
    EXPECT_LT((r.values - connect_kind(series_of(noise(40, 3)), "pearson").values).norm(), 1e-12);
  }
  EXPECT_THROW(connect(series_of(noise(12, 3)), {.kind = {"lagged"}}), InputError);
  EXPECT_NO_THROW(connect(series_of(noise(13, 3)), {.kind = {"lag"}})) << "10 pairs at 6 s";
}

TEST(ConnectivityKinds, UnknownAndRepeatedNamesAreRefused) {
  EXPECT_THROW(connect(series_of(noise(40, 2)), {.kind = {"pearsn"}}), Error);
  EXPECT_THROW(connect(series_of(noise(40, 2)), {.kind = {"pearson", "pearson"}}), Error);
  EXPECT_THROW(connect(series_of(noise(40, 2)), {.kind = {"fisher_z"}}), Error);
  EXPECT_THROW(connect(series_of(noise(40, 2)), {.kind = {}}), Error);
}

TEST(ConnectivityTable, HasOneRowPerKindAndDistinctFileLabels) {
  std::set<std::string> labels;
  std::size_t expected = 0;
  for (const ConnectivityDeclaration& kind : connectivity_table()) {
    EXPECT_EQ(&declaration_of(kind.kind), &kind);
    EXPECT_EQ(parse_connectivity_kind(kind.name), kind.kind);
    EXPECT_EQ(parse_connectivity_kind(kind.stat), kind.kind);
    EXPECT_FALSE(kind.paper.doi.empty()) << kind.name;
    const ConnectivityLabels names = labels_of(kind.kind);
    if (kind.estimated_from() != EstimatedFrom::session) continue;
    for (const std::string& label :
         {names.values, names.transformed, names.standard_errors, names.degrees_of_freedom}) {
      if (label.empty()) continue;
      ++expected;
      labels.insert(label);
      EXPECT_TRUE(std::all_of(label.begin(), label.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
      })) << label;
    }
  }
  EXPECT_EQ(labels.size(), expected);
  EXPECT_EQ(labels_of(ConnectivityKind::pearson_correlation).standard_errors, "fisherzse");
}

}  // namespace
}  // namespace rewire
