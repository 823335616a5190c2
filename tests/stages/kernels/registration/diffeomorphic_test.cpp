#include "stages/kernels/registration/diffeomorphic.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "stages/core/parallel.h"
#include "stages/kernels/registration/label_volumes.h"
#include "stages/kernels/registration/point_map.h"
#include "stages/kernels/registration/vector_field.h"

namespace rewire {
namespace {

using Eigen::Vector3d;

constexpr double radius_mm = 52.0;

/// A folded ball; known everywhere, so that moving it needs no interpolation.
float folds(const Vector3d& p) {
  const double inside = 1.0 / (1.0 + std::exp((p.norm() - radius_mm) / 1.5));
  const double waves = std::sin(p[0] / 4.0 + 0.3) * std::cos(p[1] / 5.0 + 0.4) +
                       std::sin(p[2] / 4.5 + 1.0) * std::cos(p[0] / 6.0) +
                       0.6 * std::sin((p[1] + p[2]) / 7.0);
  return static_cast<float>(inside * (600.0 + 120.0 * waves));
}

/// Where a point of the fixed image lies in the moving one: up to 5 mm away.
Vector3d truth(const Vector3d& p) {
  return p + Vector3d(3.0 * std::sin(p[1] / 16.0 + 0.5),
                      2.5 * std::cos(p[2] / 18.0 - 0.4),
                      3.0 * std::sin(p[0] / 20.0 + 1.0));
}

struct DrawnImage {
  Lattice lattice;
  std::vector<float> values;
  ImageView view() const { return {lattice.dims, lattice.world_from_voxel, values}; }
};

template <class Value>
DrawnImage drawn(int dim, double spacing_mm, const Value& value) {
  DrawnImage image{{{dim, dim, dim}, Eigen::Matrix4d::Identity()}, {}};
  image.lattice.world_from_voxel.diagonal().head<3>().setConstant(spacing_mm);
  image.lattice.world_from_voxel.topRightCorner<3, 1>().setConstant(-0.5 * spacing_mm * (dim - 1));
  for (int k = 0; k < dim; ++k) {
    for (int j = 0; j < dim; ++j) {
      for (int i = 0; i < dim; ++i) {
        const Eigen::Vector4d world =
            image.lattice.world_from_voxel * Eigen::Vector4d(i, j, k, 1.0);
        image.values.push_back(value(world.head<3>()));
      }
    }
  }
  return image;
}

/// fixed(x) = folds(truth(x)), so that moving = folds is met at truth(x).
struct Case {
  DrawnImage fixed = drawn(62, 2.0, [](const Vector3d& p) { return folds(truth(p)); });
  DrawnImage moving = drawn(64, 2.0, folds);
  std::vector<std::uint8_t> region;

  Case() {
    for (const float value : drawn(62, 2.0, [](const Vector3d& p) {
                               return p.norm() < radius_mm ? 1.0F : 0.0F;
                             }).values) {
      region.push_back(value > 0.5F ? 1 : 0);
    }
  }

  Diffeomorphism run() const {
    DiffeomorphicSettings settings;
    settings.levels = {{.spacing_mm = 4.0,
                        .field_spacing_mm = 4.0,
                        .smoothing_mm = 4.0,
                        .update_smoothing_mm = 8.0,
                        .field_smoothing_mm = 2.0},
                       {.spacing_mm = 2.0, .field_spacing_mm = 4.0, .most_iterations = 12}};
    return register_diffeomorphic(
        fixed.view(), region, moving.view(), Eigen::Matrix4d::Identity(), settings);
  }
};

std::span<const float> numbers(const Eigen::Matrix3Xf& field) {
  return {field.data(), static_cast<std::size_t>(field.size())};
}

TEST(Diffeomorphic, AKnownSmoothMotionIsRecoveredAndInverted) {
  const Case made;
  const Diffeomorphism found = made.run();
  EXPECT_GT(found.correlation_after, found.correlation_before + 0.2);
  EXPECT_GT(found.least_jacobian, 0.3);
  const Displacer phi({found.lattice, numbers(found.phi_mm)});
  const Displacer inverse({found.lattice, numbers(found.inverse_mm)});
  double before_mm = 0.0;
  double after_mm = 0.0;
  double inconsistency_mm = 0.0;
  int count = 0;
  for (int k = -40; k <= 40; k += 8) {
    for (int j = -40; j <= 40; j += 8) {
      for (int i = -40; i <= 40; i += 8) {
        const Vector3d p(i, j, k);
        if (p.norm() > 44.0) continue;
        before_mm += (truth(p) - p).norm();
        after_mm += (truth(p) - phi(p)).norm();
        inconsistency_mm = std::max(inconsistency_mm, (inverse(phi(p)) - p).norm());
        ++count;
      }
    }
  }
  EXPECT_GT(before_mm / count, 2.5);
  EXPECT_LT(after_mm / count, 0.25);
  EXPECT_LT(inconsistency_mm, 0.1);
}

TEST(VectorField, LimitedDivergenceKeepsVolumesWithinItsExponentialAndCalmPlacesAsTheyAre) {
  VectorField velocity = VectorField::zero({32, 32, 32});
  std::size_t index = 0;
  for (int k = 0; k < 32; ++k) {
    for (int j = 0; j < 32; ++j) {
      for (int i = 0; i < 32; ++i, ++index) {
        const auto near = [&](float x) {
          const float dx = static_cast<float>(i) - x;
          const float dy = static_cast<float>(j) - 16.0F;
          const float dz = static_cast<float>(k) - 16.0F;
          return dx * std::exp(-(dx * dx + dy * dy + dz * dz) / 8.0F);
        };
        // Into one place far too strongly, out of another a little.
        velocity.part[0][index] = 0.1F * near(24.0F) - 2.0F * near(8.0F);
      }
    }
  }
  const VectorField before = velocity;
  limit_divergence(velocity, 0.8, 60);
  const std::size_t calm = 25 + 32 * (16 + 32 * 16);
  EXPECT_EQ(velocity.part[0][calm], before.part[0][calm]);
  const auto range = [](const VectorField& field) {
    const std::vector<float> jacobian = jacobian_determinants(exponential(field, 1.0F));
    return std::minmax_element(jacobian.begin(), jacobian.end());
  };
  EXPECT_LT(*range(before).first, 0.3F);
  EXPECT_GT(*range(velocity).first, std::exp(-0.85F));
  EXPECT_LT(*range(velocity).first, 0.7F);
}

TEST(Diffeomorphic, TheSameImageStaysWhereItIs) {
  Case same;
  same.fixed = drawn(62, 2.0, folds);
  const Diffeomorphism found = same.run();
  EXPECT_LT(found.phi_mm.cwiseAbs().maxCoeff(), 0.3F);
}

TEST(Diffeomorphic, TheNumberOfThreadsChangesNoBit) {
  const Case made;
  Diffeomorphism one;
  {
    const ThreadLimit limit(1);
    one = made.run();
  }
  const ThreadLimit limit(2);
  const Diffeomorphism two = made.run();
  EXPECT_EQ(one.phi_mm, two.phi_mm);
  EXPECT_EQ(one.inverse_mm, two.inverse_mm);
  EXPECT_EQ(one.correlation_after, two.correlation_after);
}

TEST(VectorField, OppositeFlowsAreInverseAndVolumesFollowTheJacobian) {
  VectorField velocity = VectorField::zero({24, 24, 24});
  std::size_t index = 0;
  for (int k = 0; k < 24; ++k) {
    for (int j = 0; j < 24; ++j) {
      for (int i = 0; i < 24; ++i, ++index) {
        // Away from the middle along x at 10 % per unit of time.
        velocity.part[0][index] = 0.1F * (static_cast<float>(i) - 11.5F);
      }
    }
  }
  const VectorField flow = exponential(velocity, 1.0F);
  const VectorField back = exponential(velocity, -1.0F);
  const std::size_t middle = 15 + 24 * (12 + 24 * 12);
  EXPECT_NEAR(flow.part[0][middle], 3.5 * (std::exp(0.1) - 1.0), 2e-3);
  EXPECT_NEAR(composed(flow, back).part[0][middle], 0.0, 2e-3);
  EXPECT_NEAR(jacobian_determinants(flow)[middle], std::exp(0.1), 1e-3);
}

TEST(LabelVolumes, FollowAffineAndDisplacement) {
  const Lattice lattice{{10, 10, 10}, Eigen::Matrix4d::Identity()};
  std::vector<std::int32_t> labels(1000, 0);
  for (std::size_t i = 300; i < 700; ++i) labels[i] = i % 10 < 5 ? 1 : 2;
  Eigen::Matrix4d affine = Eigen::Matrix4d::Identity();
  affine.diagonal() << 2.0, 1.0, 1.5, 1.0;
  EXPECT_NEAR(label_volumes_mm3(lattice, labels, affine).at(2), 200 * 3.0, 1e-6);
  std::vector<float> mm(3000, 0.0F);
  for (std::size_t i = 0; i < 1000; ++i) mm[3 * i] = 0.25F * static_cast<float>(i % 10);
  const PointMap stretched({lattice, mm}, affine, {});
  const auto volumes = label_volumes_mm3(lattice, labels, stretched);
  EXPECT_EQ(volumes.size(), 2U);
  EXPECT_NEAR(
      volumes.at(1), 200 * 3.0 * 1.25, 25.0);  // the outermost voxel reaches out of the field
}

}  // namespace
}  // namespace rewire
