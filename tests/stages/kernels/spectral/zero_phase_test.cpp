#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "stages/kernels/spectral/cosine_basis.h"
#include "stages/kernels/spectral/gap_interpolation.h"
#include "stages/kernels/spectral/second_order_sections.h"
#include "tests/reference_file.h"

namespace rewire {
namespace {

using testing::read_reference_matrix;

/// Column `index` of the reference, and the largest difference from it.
void expect_filtered(Eigen::Index index,
                     const std::vector<Section>& sections,
                     EdgeExtension edges,
                     std::optional<Eigen::Index> extension = {}) {
  const Eigen::MatrixXd table = read_reference_matrix("spectral/zero_phase.txt");
  const Eigen::VectorXd found = filter_zero_phase(
      sections, table.col(0), edges, extension.value_or(default_extension(sections)));
  EXPECT_LT((found - table.col(index)).cwiseAbs().maxCoeff(), 1e-8) << "column " << index;
}

TEST(ZeroPhase, EqualsSciPy) {
  expect_filtered(1, butterworth(2, {0.01, 0.1}, 0.5), EdgeExtension::odd);
  expect_filtered(2, butterworth(5, {0.02, 0.3}, 1.0), EdgeExtension::even);
  expect_filtered(3, butterworth(1, {0.001, 0.2}, 0.5), EdgeExtension::odd);
  expect_filtered(4, butterworth(3, {{}, 0.1}, 0.5), EdgeExtension::constant);
  expect_filtered(5, butterworth(1, {0.01, {}}, 0.5), EdgeExtension::odd, 40);
  expect_filtered(6, butterworth(4, {0.03, {}}, 0.5), EdgeExtension::odd);
  expect_filtered(7, notch(0.25, 0.1, 1.25), EdgeExtension::constant, 89);
}

TEST(ZeroPhase, HasHalfThePowerAtItsEdgesInEachDirection) {
  const Eigen::Index n = 4000;
  const auto passed = [&](const std::vector<Section>& sections, double cycles_per_value) {
    const Eigen::VectorXd wave =
        (Eigen::ArrayXd::LinSpaced(n, 0, n - 1) * 2.0 * std::numbers::pi * cycles_per_value).sin();
    const Eigen::VectorXd out = filter_zero_phase(sections, wave, EdgeExtension::odd, 200);
    return out.segment(1000, 2000).norm() / wave.segment(1000, 2000).norm();
  };
  const auto band = butterworth(3, {0.1, 0.2}, 1.0);
  EXPECT_NEAR(passed(band, 0.1), 0.5, 1e-3);
  EXPECT_NEAR(passed(band, 0.2), 0.5, 1e-3);
  EXPECT_NEAR(passed(band, 0.1425), 1.0, 1e-3);
  EXPECT_LT(passed(band, 0.02), 1e-3);
  EXPECT_LT(passed(notch(0.1, 0.02, 1.0), 0.1), 1e-3);
  EXPECT_NEAR(passed(notch(0.1, 0.02, 1.0), 0.11), 0.5, 0.03);
}

TEST(CosineStopBand, IsAnOrthogonalHalfOfTheTransform) {
  const StopBandBasis basis = cosine_stop_band(50, 2.0, {0.05, 0.1});
  // Frequencies k / 200 Hz: 0.05 ... 0.1 Hz are k = 10 ... 20.
  EXPECT_EQ(basis.kept_frequencies, 11);
  EXPECT_EQ(basis.columns.cols(), 49 - 11);
  EXPECT_DOUBLE_EQ(basis.frequencies_hz.front(), 0.005);
  const Eigen::MatrixXd gram = basis.columns.transpose() * basis.columns;
  EXPECT_LT((gram - 25.0 * Eigen::MatrixXd::Identity(38, 38)).cwiseAbs().maxCoeff(), 1e-12);
  EXPECT_LT(basis.columns.colwise().sum().cwiseAbs().maxCoeff(), 1e-12);
}

std::vector<Eigen::Index> without_every_fifth(Eigen::Index volumes) {
  std::vector<Eigen::Index> kept;
  for (Eigen::Index t = 0; t < volumes; ++t) {
    if (t % 5 != 2) kept.push_back(t);
  }
  return kept;
}

TEST(GapInterpolation, KeepsWhatIsThereAndFillsLinesExactly) {
  const auto kept = without_every_fifth(100);
  const Eigen::MatrixXd map = gap_interpolation(100, 2.0, kept, 0.1);
  const Eigen::VectorXd line = Eigen::VectorXd::LinSpaced(100, -3.0, 900.0);
  EXPECT_LT((map * line(kept) - line).cwiseAbs().maxCoeff(), 1e-8);
  const Eigen::VectorXd wave =
      (Eigen::ArrayXd::LinSpaced(100, 0, 99) * 2.0 * std::numbers::pi * 0.05 * 2.0).sin();
  const Eigen::VectorXd filled = map * wave(kept);
  EXPECT_TRUE((filled(kept).array() == wave(kept).array()).all());
  EXPECT_LT((filled - wave).norm(), 0.05 * wave.norm());
}

}  // namespace
}  // namespace rewire
