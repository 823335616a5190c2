#include "stages/kernels/registration/tissue_field.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "stages/core/random.h"
#include "stages/kernels/registration/bias_field.h"

namespace rewire {
namespace {

constexpr int dim = 48;

/// Fluid, grey and white matter in shells with folds, 0 outside; 2 mm voxels.
struct Phantom {
  std::vector<std::uint8_t> mask;
  std::vector<int> tissue;
  std::vector<float> values;
  std::vector<double> bias;
  Eigen::Matrix4d world_from_voxel = Eigen::Matrix4d::Identity();

  Phantom(double noise, double bias_strength) {
    world_from_voxel.diagonal().head<3>().setConstant(2.0);
    RandomStream random(11, 3);
    for (int k = 0; k < dim; ++k) {
      for (int j = 0; j < dim; ++j) {
        for (int i = 0; i < dim; ++i) {
          const Eigen::Vector3d p = Eigen::Vector3d(i, j, k).array() - 0.5 * (dim - 1);
          const double folds = std::sin(p[0] / 2.0) + std::cos(p[1] / 2.5) + std::sin(p[2] / 2.2);
          const double radius = p.norm() + folds;
          mask.push_back(p.norm() < 21.0 ? 1 : 0);
          tissue.push_back(radius < 5.0 || radius > 18.0 ? 0 : radius > 13.5 ? 1 : 2);
          bias.push_back(1.0 + bias_strength * (p[0] / 24.0 + 0.5 * p[1] * p[2] / 576.0));
          const double clean = 100.0 + 100.0 * tissue.back();
          values.push_back(mask.back() == 0 ? 0.0F
                                            : static_cast<float>(
                                                  bias.back() * (clean + noise * random.normal())));
        }
      }
    }
  }

  ImageView view() const { return {{dim, dim, dim}, world_from_voxel, values}; }

  std::optional<TissueMixture> mixture() const {
    std::vector<float> inside;
    for (std::size_t i = 0; i < mask.size(); ++i) {
      if (mask[i] != 0) inside.push_back(values[i]);
    }
    return fit_tissue_mixture(inside);
  }

  /// Dice overlap of the most probable class with the truth, the least of the three.
  double worst_dice(const TissueField& field) const {
    std::array<std::array<double, 3>, 3> counts{};
    for (std::size_t i = 0; i < mask.size(); ++i) {
      if (mask[i] == 0) continue;
      std::size_t found = 0;
      for (std::size_t c = 1; c < 3; ++c) {
        if (field.probability[c][i] > field.probability[found][i]) found = c;
      }
      const auto truth = static_cast<std::size_t>(tissue[i]);
      counts[found][0] += 1.0;
      counts[truth][1] += 1.0;
      if (found == truth) counts[truth][2] += 1.0;
    }
    double worst = 1.0;
    for (const auto& c : counts) worst = std::min(worst, 2.0 * c[2] / (c[0] + c[1]));
    return worst;
  }
};

TEST(TissueField, NeighboursMendWhatNoiseBreaks) {
  const Phantom phantom(40.0, 0.0);
  const auto start = phantom.mixture();
  ASSERT_TRUE(start);
  const TissueField alone = fit_tissue_field(
      phantom.view(), phantom.mask, *start, {.neighbour_weight = 0.0, .rounds = 10});
  const TissueField field = fit_tissue_field(phantom.view(), phantom.mask, *start, {});
  EXPECT_GT(phantom.worst_dice(field), phantom.worst_dice(alone) + 0.02);
  EXPECT_GT(phantom.worst_dice(field), 0.82);
  for (std::size_t i = 0; i < phantom.mask.size(); ++i) {
    const float sum = field.probability[0][i] + field.probability[1][i] + field.probability[2][i];
    ASSERT_NEAR(sum, phantom.mask[i] != 0 ? 1.0F : 0.0F, 1e-5F);
  }
}

TEST(BiasField, AKnownSlopeIsEvenedOut) {
  const Phantom phantom(8.0, 0.3);
  const std::vector<float> field = estimate_bias(phantom.view(), phantom.mask, {});
  double count = 0.0, sum = 0.0, squares = 0.0, before = 0.0, before_squares = 0.0;
  for (std::size_t i = 0; i < field.size(); ++i) {
    if (phantom.mask[i] == 0) continue;
    const double left = phantom.bias[i] / static_cast<double>(field[i]);
    count += 1.0;
    sum += left;
    squares += left * left;
    before += phantom.bias[i];
    before_squares += phantom.bias[i] * phantom.bias[i];
  }
  const auto variation = [&](double first, double second) {
    const double mean = first / count;
    return std::sqrt(second / count - mean * mean) / mean;
  };
  EXPECT_GT(variation(before, before_squares), 0.1);
  EXPECT_LT(variation(sum, squares), 0.02);
}

TEST(BiasField, AnEvenImageStaysAsItIs) {
  const Phantom phantom(8.0, 0.0);
  const std::vector<float> field = estimate_bias(phantom.view(), phantom.mask, {});
  for (std::size_t i = 0; i < field.size(); ++i) {
    if (phantom.mask[i] == 0) continue;
    ASSERT_NEAR(field[i], 1.0F, 0.06F);
  }
}

TEST(BiasField, ConstantAndEmptyImagesHaveNone) {
  Phantom phantom(0.0, 0.0);
  std::fill(phantom.values.begin(), phantom.values.end(), 5.0F);
  EXPECT_EQ(estimate_bias(phantom.view(), phantom.mask, {}),
            std::vector<float>(phantom.values.size(), 1.0F));
  std::fill(phantom.values.begin(), phantom.values.end(), 0.0F);
  EXPECT_EQ(estimate_bias(phantom.view(), phantom.mask, {}),
            std::vector<float>(phantom.values.size(), 1.0F));
}

}  // namespace
}  // namespace rewire
