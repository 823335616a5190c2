#include "stages/kernels/spectral/power_spectrum.h"

#include <gtest/gtest.h>

#include <complex>
#include <numbers>

#include "stages/core/parallel.h"
#include "stages/core/random.h"

namespace rewire {
namespace {

Eigen::MatrixXd normal_series(Eigen::Index rows, Eigen::Index columns) {
  RandomStream random(9, 0);
  Eigen::MatrixXd values(rows, columns);
  for (double& value : values.reshaped()) value = random.normal();
  return values;
}

TEST(PowerSpectrum, OfSinesIsAnalytic) {
  for (const Eigen::Index n : {100, 101}) {
    const Eigen::ArrayXd turn = Eigen::ArrayXd::LinSpaced(n, 0, static_cast<double>(n - 1)) * 2.0 *
                                std::numbers::pi / static_cast<double>(n);
    const Eigen::VectorXd series = 3.0 + 2.0 * (7.0 * turn).sin() + 0.5 * (20.0 * turn).cos();
    const Eigen::MatrixXd power = power_spectrum(series);
    ASSERT_EQ(power.rows(), n / 2 + 1);
    Eigen::VectorXd expected = Eigen::VectorXd::Zero(n / 2 + 1);
    expected[0] = 9.0 * static_cast<double>(n);
    expected[7] = static_cast<double>(n);            // (2 / 2)² n
    expected[20] = 0.0625 * static_cast<double>(n);  // (0.5 / 2)² n
    EXPECT_LT((power.col(0) - expected).cwiseAbs().maxCoeff(), 1e-10);
  }
}

TEST(PowerSpectrum, EqualsTheDefinition) {
  for (const Eigen::Index n : {1, 2, 3, 16, 31}) {
    const Eigen::MatrixXd series = normal_series(n, 3);
    const Eigen::MatrixXd power = power_spectrum(series);
    for (Eigen::Index j = 0; j < 3; ++j) {
      for (Eigen::Index k = 0; k <= n / 2; ++k) {
        std::complex<double> sum = 0.0;
        for (Eigen::Index t = 0; t < n; ++t) {
          const double phase = -2.0 * std::numbers::pi * static_cast<double>(k * t % n);
          sum += series(t, j) * std::polar(1.0, phase / static_cast<double>(n));
        }
        EXPECT_NEAR(power(k, j), std::norm(sum) / static_cast<double>(n), 1e-12);
      }
    }
  }
}

TEST(PowerSpectrum, OfAnEmptySeriesIsZero) {
  EXPECT_EQ(power_spectrum(Eigen::MatrixXd(0, 2)), Eigen::MatrixXd::Zero(1, 2));
}

TEST(PowerSpectrum, MayBeCalledFromSeveralThreads) {
  const Eigen::MatrixXd series = normal_series(240, 4);
  const Eigen::MatrixXd expected = power_spectrum(series);
  std::vector<Eigen::MatrixXd> found(64);
  const ThreadLimit limit(4);
  parallel_for(found.size(), 1, [&](std::size_t begin, std::size_t) {
    found[begin] = power_spectrum(series);
  });
  for (const Eigen::MatrixXd& power : found) EXPECT_EQ(power, expected);
}

}  // namespace
}  // namespace rewire
