#include <gtest/gtest.h>

#include <cmath>

#include "stages/connectivity/connection_maps.h"
#include "stages/core/error.h"
#include "stages/core/parallel.h"
#include "stages/kernels/linalg/global_connectivity.h"
#include "tests/stages/connectivity/example_series.h"

// Maps of seeds and global connectivity against all pairs, one by one.
namespace rewire {
namespace {

using Eigen::Index;
using testing::noise;

/// More than two blocks of series, with something in common; two are constant.
Eigen::MatrixXf voxels() {
  Eigen::MatrixXd values = noise(40, 1300);
  const Eigen::VectorXd shared = noise(40, 1, 5).col(0);
  for (Index j = 0; j < values.cols(); ++j) {
    values.col(j) += (j % 3 == 0 ? 0.8 : -0.2) * shared;
  }
  values.col(7).setConstant(100.0);
  values.col(1200).setZero();
  return values.cast<float>();
}

TEST(GlobalConnectivity, EqualsMeansOverAllPairs) {
  Eigen::MatrixXf unit = voxels();
  make_unit_columns(unit);
  const Eigen::MatrixXd r =
      (unit.transpose() * unit).cast<double>().cwiseMax(-0.999999).cwiseMin(0.999999);
  const GlobalConnectivity z = global_connectivity(unit, GlobalMeasure::fisher_z, 0.25F);
  const GlobalConnectivity plain = global_connectivity(unit, GlobalMeasure::r, 0.25F);
  const Eigen::VectorXf mean = mean_correlation(unit);
  for (const Index i : {0, 1, 511, 512, 1023, 1299}) {
    double sum = 0.0;
    double positive = 0.0;
    double sum_r = 0.0;
    int degree = 0;
    for (Index j = 0; j < r.cols(); ++j) {
      if (j == i) continue;
      sum += std::atanh(r(i, j));
      positive += std::max(std::atanh(r(i, j)), 0.0);
      sum_r += r(i, j);
      degree += r(i, j) > 0.25 ? 1 : 0;
    }
    EXPECT_NEAR(z.mean[i], sum / 1297.0, 1e-5) << i;
    EXPECT_NEAR(z.positive[i], positive / 1297.0, 1e-5) << i;
    EXPECT_NEAR(z.negative[i], (sum - positive) / 1297.0, 1e-5) << i;
    EXPECT_NEAR(z.degree[i], degree, 1) << i;
    EXPECT_NEAR(plain.mean[i], sum_r / 1297.0, 1e-5) << i;
    EXPECT_NEAR(mean[i], sum_r / 1297.0, 1e-5) << i;
  }
  for (const Index empty : {7, 1200}) {
    EXPECT_TRUE(std::isnan(z.mean[empty]) && std::isnan(mean[empty]) &&
                std::isnan(z.degree[empty]));
  }
}

TEST(GlobalConnectivity, GivesTheSameBytesOnOneAndTwoThreads) {
  Eigen::MatrixXf unit = voxels();
  make_unit_columns(unit);
  unit.col(7) = unit.col(8);
  unit.col(1200) = unit.col(9);
  const auto with_threads = [&](int threads) {
    const ThreadLimit limit(threads);
    return global_connectivity(unit, GlobalMeasure::fisher_z, 0.25F);
  };
  const GlobalConnectivity one = with_threads(1);
  const GlobalConnectivity two = with_threads(2);
  EXPECT_EQ(one.mean, two.mean);
  EXPECT_EQ(one.positive, two.positive);
  EXPECT_EQ(one.degree, two.degree);
}

/// 4 x 3 x 2 voxels; the first three are the left amygdala, the next two a frontal region.
Denoised scan() {
  Denoised scan;
  scan.bold.mask.grid.dims = {4, 3, 2};
  scan.bold.mask.inside.assign(24, 1);
  scan.bold.values = voxels().leftCols(24).transpose();
  scan.bold.repetition_time_s = 2.0;
  scan.report.kept.assign(40, 1);
  scan.report.kept[4] = scan.report.kept[5] = 0;
  scan.bold.values.col(4).setConstant(1e6F);
  return scan;
}

ScanAtlas atlas() {
  ScanAtlas atlas;
  atlas.atlas.name = "Example";
  atlas.atlas.regions = {{.label = 1, .name = "Amygdala_L", .structure = Structure::amygdala},
                         {.label = 2,
                          .name = "Front",
                          .structure = Structure::prefrontal,
                          .prefrontal_area = PrefrontalArea::sgACC},
                         {.label = 3, .name = "Far", .structure = Structure::hippocampus}};
  atlas.atlas.label_map.grid.dims = {4, 3, 2};
  atlas.atlas.label_map.labels = {1, 1, 1, 2, 2};
  atlas.atlas.label_map.labels.resize(24, 0);
  atlas.expected_voxels = {3.0, 2.0, 4.0};
  return atlas;
}

const Eigen::VectorXf& map(const ActivityMaps& maps, const std::string& name) {
  for (const ActivityMap& one : maps.maps) {
    if (one.name == name) return one.values;
  }
  throw std::runtime_error("no map " + name);
}

TEST(ConnectionMaps, CorrelateASeedOverTheKeptVolumes) {
  const Denoised bold = scan();
  const ActivityMaps maps = connection_maps(bold, atlas(), {.seeds = {"amygdala", "sgACC"}});
  EXPECT_FALSE(has_errors(validate(maps, "test")));
  std::vector<Index> kept;
  for (Index t = 0; t < 40; ++t) {
    if (t != 4 && t != 5) kept.push_back(t);
  }
  const Eigen::MatrixXd values = bold.bold.values(Eigen::all, kept).cast<double>();
  Eigen::RowVectorXd seed = values.topRows(3).colwise().mean();
  seed.array() -= seed.mean();
  Eigen::RowVectorXd voxel = values.row(11);
  voxel.array() -= voxel.mean();
  const double r = seed.dot(voxel) / seed.norm() / voxel.norm();
  EXPECT_NEAR(map(maps, "amygdalar")[11], r, 1e-5);
  EXPECT_NEAR(map(maps, "amygdalafisherz")[11], std::atanh(r), 1e-5);
  EXPECT_GT(map(maps, "sgACCr")[3], 0.5);
  EXPECT_TRUE(std::isnan(map(maps, "amygdalar")[7])) << "a voxel without signal";
  EXPECT_TRUE(std::isfinite(map(maps, "gbc")[11]));
}

/// The mean standardised series regressed out of every voxel with signal, then artanh(r) of all
/// pairs, all in double precision.
Eigen::VectorXd regressed_connectivity(const Denoised& bold) {
  std::vector<Index> kept;
  for (Index t = 0; t < 40; ++t) {
    if (bold.report.kept[static_cast<std::size_t>(t)] != 0) kept.push_back(t);
  }
  Eigen::MatrixXd series = bold.bold.values(Eigen::all, kept).transpose().cast<double>();
  const auto standardise = [&] {
    for (auto column : series.colwise()) {
      column.array() -= column.mean();
      if (column.norm() > 1e-3) column.normalize();
    }
  };
  standardise();
  const Eigen::VectorXd mean = series.rowwise().mean();
  series -= mean * (mean.transpose() * series) / mean.squaredNorm();
  standardise();
  const Eigen::MatrixXd r = series.transpose() * series;
  Eigen::VectorXd found(r.cols());
  for (Index i = 0; i < r.cols(); ++i) {
    double sum = 0.0;
    int others = 0;
    for (Index j = 0; j < r.cols(); ++j) {
      if (j == i || j == 7) continue;  // 7 has no signal
      sum += std::atanh(r(i, j));
      ++others;
    }
    found[i] = sum / others;
  }
  return found;
}

TEST(ConnectionMaps, GlobalSignalRegressionTakesOutWhatVoxelsShare) {
  // Half of every voxel's variance is the same: without it nothing positive is left on average.
  Denoised bold = scan();
  const Eigen::VectorXd shared = noise(40, 1, 9).col(0);
  for (Index voxel = 0; voxel < 24; ++voxel) {
    if (voxel != 7) bold.bold.values.row(voxel) += shared.transpose().cast<float>();
  }
  ConnectionMapParams params{.seeds = {}, .global = GlobalForm::fisher_z};
  const ActivityMaps with = connection_maps(bold, atlas(), params);
  params.global_signal = GlobalSignal::regress;
  const ActivityMaps without = connection_maps(bold, atlas(), params);
  const Eigen::VectorXd expected = regressed_connectivity(bold);
  for (const Index voxel : {0, 1, 11, 23}) {
    EXPECT_NEAR(map(without, "gbc")[voxel], expected[voxel], 1e-5) << voxel;
  }
  const auto mean = [](const Eigen::VectorXf& values) { return over_brain(values).mean; };
  EXPECT_GT(mean(map(with, "gbc")), 0.4);
  // Series whose sum is 0 have a mean r of -1 / (voxels - 1) with each other.
  EXPECT_NEAR(mean(map(without, "gbc")), -1.0 / 22.0, 0.02);
  EXPECT_GE(map(with, "gbcpositive")[0], 0.0F);
  EXPECT_LE(map(with, "gbcnegative")[0], 0.0F);
}

TEST(ConnectionMaps, ASeedIsTheMeanOfItsVoxelsWithAndWithoutTheGlobalSignal) {
  Denoised bold = scan();
  bold.bold.values.row(1) *= 5.0F;  // the loudest voxel counts most, either way
  std::vector<Index> kept;
  for (Index t = 0; t < 40; ++t) {
    if (t != 4 && t != 5) kept.push_back(t);
  }
  const Eigen::MatrixXd series = bold.bold.values(Eigen::all, kept).transpose().cast<double>();
  const auto centred = [](Eigen::VectorXd values) {
    values.array() -= values.mean();
    return values;
  };
  Eigen::VectorXd shared = Eigen::VectorXd::Zero(series.rows());
  for (Index voxel = 0; voxel < 24; ++voxel) {
    if (voxel != 7) shared += centred(series.col(voxel)).normalized();
  }
  shared.normalize();
  const auto residual = [&](const Eigen::VectorXd& values) {
    const Eigen::VectorXd own = centred(values);
    return Eigen::VectorXd(own - shared * shared.dot(own)).normalized();
  };
  const ConnectionMapParams params{.seeds = {"amygdala"}, .global_signal = GlobalSignal::regress};
  const ActivityMaps maps = connection_maps(bold, atlas(), params);
  const Eigen::VectorXd seed = residual(series.leftCols(3).rowwise().mean());
  for (const Index voxel : {0, 1, 11, 23}) {
    EXPECT_NEAR(map(maps, "amygdalar")[voxel], seed.dot(residual(series.col(voxel))), 1e-5);
  }
}

TEST(ConnectionMaps, SeedsWithoutVoxelsHaveAWarningAndNoMap) {
  const ConnectionMapParams params{.seeds = {"hippocampus", "nowhere"}};
  EXPECT_EQ(check_connection_maps(scan(), atlas(), params).size(), 2U);
  EXPECT_EQ(connection_maps(scan(), atlas(), params).maps.size(), 1U);
  ScanAtlas other = atlas();
  other.atlas.label_map.grid.dims = {4, 3, 3};
  EXPECT_THROW(connection_maps(scan(), other, params), InputError);
  Denoised censored = scan();
  censored.report.kept.assign(40, 0);
  EXPECT_THROW(connection_maps(censored, atlas(), params), InputError);
}

}  // namespace
}  // namespace rewire
