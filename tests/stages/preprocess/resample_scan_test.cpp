#include "stages/preprocess/resample_scan.h"

#include <gtest/gtest.h>

#include <Eigen/Geometry>
#include <Eigen/LU>
#include <cmath>

#include "stages/core/error.h"
#include "stages/core/parallel.h"
#include "stages/kernels/registration/rigid.h"
#include "stages/preprocess/template_target.h"
#include "tests/stages/preprocess/synthetic_head.h"

namespace rewire {
namespace {

using testing::cubes;
using testing::sampled;

Grid small_grid() { return cubes({40, 44, 36}, 4.0); }

/// A smooth object whose value is known everywhere (mm).
double object(const Eigen::Vector3d& p) {
  return 100.0 * std::exp(-0.5 * (p.array() / Eigen::Array3d(24, 28, 22)).square().sum()) *
         (2.0 + std::sin(p[0] / 11.0) + std::cos(p[1] / 13.0 + 0.4) * std::sin(p[2] / 12.0));
}

/// Shift in voxels along j at a place of the reference.
double shift_at(const Eigen::Vector3d& p) { return 0.8 * std::sin(p[1] / 25.0) + p[0] / 80.0; }
/// 1 + its derivative per voxel along j (4 mm).
double squeeze_at(const Eigen::Vector3d& p) {
  return 1.0 + 4.0 * 0.8 / 25.0 * std::cos(p[1] / 25.0);
}

MotionEstimate estimate_of(const Grid& grid, const Eigen::MatrixXd& parameters) {
  MotionEstimate estimate;
  estimate.reference = {.grid = grid, .values = std::vector<float>(grid.voxel_count(), 1.0F)};
  estimate.motion.parameters = parameters;
  estimate.motion.framewise_displacement_mm = framewise_displacement_mm(parameters, 50.0);
  estimate.motion.rmsd_mm =
      rms_displacement_mm(parameters, lattice_centre(grid.dims, grid.world_from_voxel), 80.0);
  return estimate;
}

Eigen::MatrixXd some_motion() {
  Eigen::MatrixXd parameters(2, 6);
  parameters << 1.3, -0.7, 2.1, 0.03, -0.02, 0.05,  //
      -2.2, 1.6, 0.4, -0.04, 0.03, 0.01;
  return parameters;
}

/// Where x of the reference is recorded: the place y with reference_from_volume * y = x, plus the
/// shift along j. Recorded volumes are made by inverting that at each voxel centre.
BoldRun recorded(const Grid& grid, const Eigen::MatrixXd& parameters, bool distorted) {
  BoldRun bold;
  bold.grid = grid;
  bold.repetition_time_s = 2.0;
  bold.values.resize(static_cast<Eigen::Index>(grid.voxel_count()), parameters.rows());
  const Eigen::Vector3d centre = lattice_centre(grid.dims, grid.world_from_voxel);
  for (Eigen::Index t = 0; t < parameters.rows(); ++t) {
    const Eigen::Matrix4d matrix = rigid_matrix(parameters.row(t).transpose(), centre);
    const std::vector<double> values = sampled(grid, [&](const Eigen::Vector3d& y) {
      Eigen::Vector3d place = (matrix * y.homogeneous()).head<3>();
      if (!distorted) return object(place);
      for (int i = 0; i < 30; ++i) {
        Eigen::Vector3d undistorted = y;
        undistorted[1] -= 4.0 * shift_at(place);
        place = (matrix * undistorted.homogeneous()).head<3>();
      }
      return object(place) / squeeze_at(place);
    });
    bold.values.col(t) =
        Eigen::Map<const Eigen::VectorXd>(values.data(), static_cast<Eigen::Index>(values.size()))
            .cast<float>();
  }
  return bold;
}

Distortion known_distortion(const Grid& grid) {
  return {.grid = grid,
          .shift_voxels = sampled(
              grid, [](const Eigen::Vector3d& p) { return static_cast<float>(shift_at(p)); }),
          .axis = 1,
          .modulation = IntensityModulation::jacobian,
          .method = "test",
          .warnings = {}};
}

/// Largest difference from the object at `place`(world of the result), away from the borders.
template <class Place>
double largest_error(const BoldRun& result, const Place& place) {
  double largest = 0.0;
  for (Eigen::Index t = 0; t < result.volume_count(); ++t) {
    std::size_t row = 0;
    sampled(result.grid, [&](const Eigen::Vector3d& p) {
      const Eigen::Vector3d at = place(p);
      const double value = static_cast<double>(result.values(static_cast<Eigen::Index>(row++), t));
      if (at.cwiseAbs().maxCoeff() < 55.0)
        largest = std::max(largest, std::abs(value - object(at)));
      return 0;
    });
  }
  return largest;
}

TEST(ResampleScan, UndoesKnownMotion) {
  const BoldRun bold = recorded(small_grid(), some_motion(), false);
  const Realigned scan =
      resample_scan(bold, estimate_of(bold.grid, some_motion()), Distortion(), {});
  EXPECT_TRUE(validate(scan, "scan").empty());
  EXPECT_LT(largest_error(scan.bold, [](const Eigen::Vector3d& p) { return p; }), 0.3);
  BoldRun mean;
  mean.grid = bold.grid;
  mean.values =
      Eigen::Map<const Eigen::MatrixXf>(scan.reference.values.data(), scan.bold.values.rows(), 1);
  EXPECT_LT(largest_error(mean, [](const Eigen::Vector3d& p) { return p; }), 0.3);
}

TEST(ResampleScan, UndoesMotionAndDistortionInOneStep) {
  const BoldRun bold = recorded(small_grid(), some_motion(), true);
  const MotionEstimate estimate = estimate_of(bold.grid, some_motion());
  const auto here = [](const Eigen::Vector3d& p) { return p; };
  Distortion distortion = known_distortion(bold.grid);
  EXPECT_LT(largest_error(resample_scan(bold, estimate, distortion, {}).bold, here), 0.8);
  distortion.modulation = IntensityModulation::none;
  EXPECT_GT(largest_error(resample_scan(bold, estimate, distortion, {}).bold, here), 10.0);
}

TEST(ResampleToTarget, ComposesEverythingOnAnotherGrid) {
  const BoldRun bold = recorded(small_grid(), some_motion(), true);
  TargetSpace target;
  target.space = "elsewhere";
  target.grid = cubes({30, 34, 28}, 3.0);
  RigidParameters turn;
  turn << 4.0, -3.0, 5.0, 0.1, -0.05, 0.08;
  target.bold_from_target = rigid_matrix(turn, Eigen::Vector3d::Zero());
  target.bold_from_target.topLeftCorner<3, 3>() *= 1.05;
  const auto bend = [](const Eigen::Vector3d& p) {
    return Eigen::Vector3d(2.0 * std::sin(p[2] / 30.0), 0.0, 1.5 * std::cos(p[0] / 30.0));
  };
  sampled(target.grid, [&](const Eigen::Vector3d& p) {
    for (const double component : bend(p)) {
      target.displacement_mm.push_back(static_cast<float>(component));
    }
    return 0;
  });
  const BoldRun result = resample_to_target(
      bold, estimate_of(bold.grid, some_motion()), known_distortion(bold.grid), target, {});
  EXPECT_TRUE(validate(result, "result").empty());
  EXPECT_LT(largest_error(result,
                          [&](const Eigen::Vector3d& p) {
                            return Eigen::Vector3d(
                                (target.bold_from_target * p.homogeneous()).head<3>() + bend(p));
                          }),
            0.8);
  target.bold_from_target(0, 3) = 1000.0;
  EXPECT_THROW(
      resample_to_target(
          bold, estimate_of(bold.grid, some_motion()), known_distortion(bold.grid), target, {}),
      NumericalError);
}

TEST(TemplateTarget, LeadsWhereAffineAndWarpLead) {
  ScanSpace space;
  RigidParameters turn;
  turn << 4.0, -3.0, 5.0, 0.1, -0.05, 0.08;
  space.template_from_bold = rigid_matrix(turn, Eigen::Vector3d::Zero());
  space.template_from_bold.topLeftCorner<3, 3>() *= 1.1;
  const Grid grid = cubes({12, 14, 10}, 6.0);
  EXPECT_TRUE(template_target(space, grid, "T").displacement_mm.empty());
  space.warp.grid = cubes({40, 44, 36}, 3.0);
  const auto bend = [](const Eigen::Vector3d& p) {
    return Eigen::Vector3f(2.0F, 0.0F, static_cast<float>(0.05 * p[0]));
  };
  const std::vector<Eigen::Vector3f> columns = sampled(space.warp.grid, bend);
  space.warp.affine_from_template_mm.resize(3, static_cast<Eigen::Index>(columns.size()));
  for (std::size_t i = 0; i < columns.size(); ++i) {
    space.warp.affine_from_template_mm.col(static_cast<Eigen::Index>(i)) = columns[i];
  }
  space.warp.template_from_affine_mm = -space.warp.affine_from_template_mm;
  const TargetSpace target = template_target(space, grid, "T");
  EXPECT_TRUE(validate(target, "target").empty());
  std::size_t voxel = 0;
  sampled(grid, [&](const Eigen::Vector3d& y) {
    const Eigen::Vector3d affine = y + bend(y).cast<double>();
    const Eigen::Vector3d expected =
        (space.template_from_bold.inverse() * affine.homogeneous()).head<3>();
    const Eigen::Vector3d found =
        (target.bold_from_target * y.homogeneous()).head<3>() +
        Eigen::Map<const Eigen::Vector3f>(target.displacement_mm.data() + 3 * voxel++)
            .cast<double>();
    EXPECT_LT((found - expected).norm(), 1e-4);
    return 0;
  });
}

TEST(ResampleScan, GivesTheSameBytesWithOneAndTwoThreads) {
  const BoldRun bold = recorded(small_grid(), some_motion(), false);
  const MotionEstimate estimate = estimate_of(bold.grid, some_motion());
  const auto run = [&](int threads) {
    const ThreadLimit limit(threads);
    Digester digester;
    add_content(digester, resample_scan(bold, estimate, known_distortion(bold.grid), {}));
    return digester.finish();
  };
  EXPECT_EQ(run(1), run(2));
}

TEST(ResampleScan, RefusesWhatWasEstimatedFromAnotherScan) {
  const BoldRun bold = recorded(small_grid(), some_motion(), false);
  const MotionEstimate three = estimate_of(bold.grid, Eigen::MatrixXd::Zero(3, 6));
  EXPECT_THROW(resample_scan(bold, three, Distortion(), {}), InputError);
  const MotionEstimate estimate = estimate_of(bold.grid, some_motion());
  EXPECT_THROW(resample_scan(bold, estimate, known_distortion(cubes({40, 44, 36}, 3.9)), {}),
               InputError);
}

}  // namespace
}  // namespace rewire
