#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "stages/core/random.h"
#include "stages/kernels/registration/field_solver.h"
#include "stages/kernels/registration/unwrap_phase.h"

namespace rewire {
namespace {

constexpr float turn = 2.0F * std::numbers::pi_v<float>;

TEST(FitField, GoesOnAsAMembraneWhereNothingIsKnown) {
  // Between two ends that are held a membrane is a straight line.
  const Lattice line{{21, 1, 1}, Eigen::Matrix4d::Identity()};
  std::vector<float> values(21, 0.0F);
  std::vector<float> weights(21, 0.0F);
  values[20] = 5.0F;
  weights[0] = weights[20] = 100.0F;
  const std::vector<float> field = fit_field(line, values, weights, 1.0);
  for (std::size_t i = 0; i <= 20; ++i) EXPECT_NEAR(field[i], 0.25F * static_cast<float>(i), 0.01F);
}

TEST(FitField, KeepsWhatIsBroadAndTakesNoiseAway) {
  const Lattice box{{30, 30, 30}, Eigen::Matrix4d::Identity() * 3.0};
  RandomStream random(3, 1);
  std::vector<float> truth;
  std::vector<float> noisy;
  for (int k = 0; k < 30; ++k) {
    for (int j = 0; j < 30; ++j) {
      for (int i = 0; i < 30; ++i) {
        truth.push_back(static_cast<float>(50.0 * std::sin(i / 6.0) * std::cos(j / 6.0)));
        noisy.push_back(truth.back() + static_cast<float>(2.0 * random.normal()));
      }
    }
  }
  const std::vector<float> field =
      fit_field(box, noisy, std::vector<float>(truth.size(), 1.0F), 3.0);
  double error = 0.0;
  for (std::size_t v = 0; v < truth.size(); ++v) error += std::pow(field[v] - truth[v], 2);
  EXPECT_LT(std::sqrt(error / static_cast<double>(truth.size())), 1.2);
}

TEST(UnwrapPhase, GivesBackASmoothPhaseExactlyButForWholeTurnsOfAll) {
  const std::array<int, 3> dims{24, 20, 16};
  std::vector<float> truth;
  for (int k = 0; k < dims[2]; ++k) {
    for (int j = 0; j < dims[1]; ++j) {
      for (int i = 0; i < dims[0]; ++i) {
        truth.push_back(static_cast<float>(0.04 * (i - 12) * (i - 12) + 0.9 * (j - 10) +
                                           std::sin(k / 3.0) * 2.0));
      }
    }
  }
  std::vector<float> wrapped;
  for (const float phase : truth) wrapped.push_back(std::remainder(phase, turn));
  std::vector<std::uint8_t> mask(truth.size(), 1);
  // Two parts that do not touch.
  for (std::size_t v = 0; v < mask.size(); ++v) mask[v] = (v / 480) != 8 ? 1 : 0;
  const std::vector<float> phase = unwrap_phase(dims, wrapped, {}, mask);
  const float offset = truth[0] - phase[0];
  EXPECT_NEAR(std::remainder(offset, turn), 0.0F, 1e-4F);
  const float other = truth.back() - phase.back();
  EXPECT_NEAR(std::remainder(other, turn), 0.0F, 1e-4F);
  for (std::size_t v = 0; v < mask.size(); ++v) {
    if (mask[v] == 0) {
      EXPECT_EQ(phase[v], wrapped[v]);
    } else {
      EXPECT_NEAR(phase[v], truth[v] - (v / 480 < 8 ? offset : other), 1e-3F) << v;
    }
  }
}

TEST(UnwrapPhase, GoesRoundNoiseThatTheMagnitudeShows) {
  const std::array<int, 3> dims{40, 40, 1};
  RandomStream random(5, 1);
  std::vector<float> truth(1600);
  std::vector<float> wrapped(1600);
  std::vector<float> magnitude(1600);
  for (std::size_t v = 0; v < 1600; ++v) {
    const bool hole = v % 40 > 14 && v % 40 < 24 && v / 40 > 5 && v / 40 < 34;
    truth[v] = 0.7F * static_cast<float>(v / 40) - 14.0F;
    magnitude[v] = hole ? 1.0F : 100.0F;
    wrapped[v] =
        hole ? static_cast<float>((random.uniform() - 0.5) * 6.28) : std::remainder(truth[v], turn);
  }
  const std::vector<float> phase =
      unwrap_phase(dims, wrapped, magnitude, std::vector<std::uint8_t>(1600, 1));
  const float offset = truth[0] - phase[0];
  for (std::size_t v = 0; v < 1600; ++v) {
    if (magnitude[v] > 50.0F) {
      EXPECT_NEAR(phase[v] + offset, truth[v], 1e-3F) << v;
    }
  }
}

}  // namespace
}  // namespace rewire
