#include "stages/kernels/spectral/amplitude_spectrum.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "stages/core/parallel.h"
#include "stages/core/random.h"
#include "stages/kernels/spectral/power_spectrum.h"
#include "tests/reference_file.h"

namespace rewire {
namespace {

using Eigen::Index;

std::vector<Index> all_of(Index volumes) {
  std::vector<Index> kept;
  for (Index t = 0; t < volumes; ++t) kept.push_back(t);
  return kept;
}

/// Every volume but each fifth.
std::vector<Index> most_of(Index volumes) {
  std::vector<Index> kept;
  for (Index t = 0; t < volumes; ++t) {
    if (t % 5 != 2) kept.push_back(t);
  }
  return kept;
}

Eigen::VectorXd sine(Index volumes, int cycles, double amplitude, double phase) {
  Eigen::VectorXd values(volumes);
  for (Index t = 0; t < volumes; ++t) {
    values[t] =
        50.0 + amplitude * std::sin(2.0 * std::numbers::pi * cycles * static_cast<double>(t) /
                                        static_cast<double>(volumes) +
                                    phase);
  }
  return values;
}

Eigen::MatrixXd noise(Index rows, Index columns) {
  RandomStream random(3, 1);
  return Eigen::MatrixXd::NullaryExpr(rows, columns, [&] { return random.normal(); });
}

TEST(AmplitudeSpectrum, ASineHasItsAmplitudeAtItsFrequencyWithAndWithoutGaps) {
  for (const auto& kept : {all_of(120), most_of(120)}) {
    const AmplitudeBasis basis = amplitude_basis(120, 2.0, kept);
    const Eigen::MatrixXd spectrum = amplitude_spectrum(basis, sine(120, 9, 3.5, 0.4));
    EXPECT_NEAR(spectrum(8, 0), 3.5, 0.02);
    EXPECT_DOUBLE_EQ(basis.frequencies_hz[8], 9.0 / 240.0);
  }
  const AmplitudeBasis whole = amplitude_basis(120, 2.0, all_of(120));
  const Eigen::MatrixXd spectrum = amplitude_spectrum(whole, sine(120, 9, 3.5, 0.4));
  EXPECT_NEAR(spectrum(8, 0), 3.5, 1e-12);
  EXPECT_NEAR(spectrum.sum(), 3.5, 1e-10);
}

TEST(AmplitudeSpectrum, WithoutGapsItIsFouriers) {
  for (const Index volumes : {60, 61}) {
    const Eigen::MatrixXd series = noise(volumes, 5);
    const AmplitudeBasis basis = amplitude_basis(volumes, 2.0, all_of(volumes));
    const Eigen::MatrixXd spectrum = amplitude_spectrum(basis, series);
    const auto n = static_cast<double>(volumes);
    Eigen::MatrixXd fourier =
        2.0 * (power_spectrum(series) / n).cwiseSqrt().bottomRows(volumes / 2);
    if (volumes % 2 == 0) fourier.bottomRows(1) *= 0.5;
    EXPECT_LT((spectrum - fourier).cwiseAbs().maxCoeff(), 1e-12);
  }
}

TEST(AmplitudeSpectrum, AgreesWithScipysLombScargle) {
  const Eigen::MatrixXd table = testing::read_reference_matrix("local_activity/series.txt");
  const Eigen::MatrixXd expected = testing::read_reference_matrix("local_activity/amplitudes.txt");
  const Eigen::MatrixXd series = table.rightCols(table.cols() - 1);
  std::vector<Index> kept;
  for (Index t = 0; t < table.rows(); ++t) {
    if (table(t, 0) > 0.5) kept.push_back(t);
  }
  Index row = 0;
  for (const auto& volumes : {all_of(series.rows()), kept}) {
    const AmplitudeBasis basis = amplitude_basis(series.rows(), 1.7, volumes);
    const Eigen::MatrixXd spectrum = amplitude_spectrum(basis, series);
    const BandAmplitude band = band_amplitude(
        basis, frequencies_within(basis, 0.01, 0.1), series.transpose().cast<float>());
    for (Index voxel = 0; voxel < series.cols(); ++voxel, ++row) {
      const double alff = expected(row, 0);
      EXPECT_LT((spectrum.col(voxel).transpose() - expected.row(row).tail(spectrum.rows()))
                    .cwiseAbs()
                    .maxCoeff(),
                1e-9 * alff);
      EXPECT_NEAR(static_cast<double>(band.mean[voxel]), alff, 1e-4 * alff);
      EXPECT_NEAR(static_cast<double>(band.share[voxel]), expected(row, 1), 1e-4);
    }
  }
}

TEST(AmplitudeSpectrum, CollinearColumnsOfARegularGapCountOnce) {
  std::vector<Index> even;
  for (Index t = 0; t < 40; t += 2) even.push_back(t);
  const AmplitudeBasis basis = amplitude_basis(40, 1.0, even);
  // A quarter of the sampling rate: only +1 and -1 are seen of the cosine, nothing of the sine.
  Eigen::VectorXd series(40);
  for (Index t = 0; t < 40; ++t)
    series[t] = 2.0 * std::cos(std::numbers::pi / 2.0 * static_cast<double>(t));
  EXPECT_NEAR(amplitude_spectrum(basis, series)(9, 0), 2.0, 1e-12);
}

TEST(AmplitudeSpectrum, TheBandHasBothItsEnds) {
  const AmplitudeBasis basis = amplitude_basis(100, 2.0, all_of(100));
  const FrequencyRange band = frequencies_within(basis, 0.01, 0.1);
  EXPECT_EQ(band.first, 1);
  EXPECT_EQ(band.count, 19);
  EXPECT_EQ(frequencies_within(basis, 0.011, 0.0145).count, 0);
  EXPECT_EQ(frequencies_within(basis, 0.3, 0.4).count, 0);
}

TEST(AmplitudeSpectrum, AConstantSeriesHasNoShareAndTheThreadsDoNotMatter) {
  Eigen::MatrixXf series = noise(1500, 50).cast<float>();
  series.row(7).setConstant(900.0F);
  const AmplitudeBasis basis = amplitude_basis(50, 2.0, most_of(50));
  const FrequencyRange band = frequencies_within(basis, 0.01, 0.1);
  const BandAmplitude many = band_amplitude(basis, band, series);
  EXPECT_EQ(many.mean[7], 0.0F);
  EXPECT_TRUE(std::isnan(many.share[7]));
  const ThreadLimit one(1);
  const BandAmplitude single = band_amplitude(basis, band, series);
  EXPECT_EQ(many.mean, single.mean);
}

}  // namespace
}  // namespace rewire
