#include "stages/preprocess/estimate_motion.h"

#include <gtest/gtest.h>

#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <functional>

#include "stages/core/error.h"
#include "stages/core/parallel.h"
#include "stages/core/random.h"
#include "stages/kernels/registration/rigid.h"
#include "stages/preprocess/dvars.h"
#include "stages/preprocess/mask_brain.h"
#include "tests/reference_file.h"

namespace rewire {
namespace {

/// A head with folds, known everywhere, so that moving it needs no interpolation.
double head(const Eigen::Vector3d& p) {
  const double radius = Eigen::Vector3d(p[0] / 62, p[1] / 78, p[2] / 60).norm();
  const double inside = 1.0 / (1.0 + std::exp((radius - 1.0) * 12.0));
  return 1000.0 * inside *
         (0.75 +
          0.25 * std::sin(p[0] / 6.0) * std::cos(p[1] / 7.0 + 0.4) * std::sin(p[2] / 8.0 + 1.0));
}

RigidParameters truth(int t) {
  RigidParameters motion = RigidParameters::Zero();
  motion << 2.0 * t / 11.0, std::sin(0.7 * t), -1.5 * t / 11.0, 0.03 * std::sin(0.5 * t),
      -0.035 * t / 11.0, 0.02 * std::cos(0.9 * t);
  return motion;
}

using MotionOf = std::function<RigidParameters(int)>;

BoldRun simulated_scan(double tsnr, const MotionOf& motion_of = truth) {
  BoldRun bold;
  bold.repetition_time_s = 2.0;
  bold.grid.dims = {48, 54, 34};
  bold.grid.world_from_voxel << -3.2, 0, 0, 75.2, 0, 3.1, -0.6, -70, 0, 0.6, 3.9, -80, 0, 0, 0, 1;
  bold.values.resize(static_cast<Eigen::Index>(bold.grid.voxel_count()), 12);
  const Eigen::Vector3d centre = lattice_centre(bold.grid.dims, bold.grid.world_from_voxel);
  for (int t = 0; t < 12; ++t) {
    RandomStream random(11, static_cast<std::uint64_t>(t));
    const Eigen::Matrix4d reference_from_volume = rigid_matrix(motion_of(t), centre);
    Eigen::Index row = 0;
    for (int k = 0; k < 34; ++k) {
      for (int j = 0; j < 54; ++j) {
        for (int i = 0; i < 48; ++i, ++row) {
          const Eigen::Vector4d world = bold.grid.world_from_voxel * Eigen::Vector4d(i, j, k, 1);
          const double value = head((reference_from_volume * world).head<3>() - centre) +
                               750 / tsnr * random.normal();
          bold.values(row, t) = static_cast<float>(value);
        }
      }
    }
  }
  return bold;
}

/// Found minus true motion of volume t, both from volume 0, about the centre of `grid`, which the
/// truth turns about; `found_grid` is that of the scan.
RigidParameters error_of(const Motion& motion,
                         const Grid& grid,
                         const MotionOf& motion_of,
                         int t,
                         const Grid& found_grid) {
  const Eigen::Vector3d centre = lattice_centre(grid.dims, grid.world_from_voxel);
  const Eigen::Vector3d own = lattice_centre(found_grid.dims, found_grid.world_from_voxel);
  const auto found = [&](int v) { return rigid_matrix(motion.parameters.row(v).transpose(), own); };
  const auto real = [&](int v) { return rigid_matrix(motion_of(v), centre); };
  return rigid_parameters(found(0).inverse() * found(t), centre) -
         rigid_parameters(real(0).inverse() * real(t), centre);
}

RigidParameters error_of(const Motion& motion, const Grid& grid, const MotionOf& motion_of, int t) {
  return error_of(motion, grid, motion_of, t, grid);
}

TEST(EstimateMotion, RecoversKnownMotionWithinTwoHundredthsOfAMillimetre) {
  const BoldRun bold = simulated_scan(60);
  const MotionEstimate scan = estimate_motion(bold, {});
  double mm2 = 0.0;
  double rad2 = 0.0;
  for (int t = 1; t < 12; ++t) {
    const RigidParameters error = error_of(scan.motion, bold.grid, truth, t);
    mm2 += error.head<3>().squaredNorm() / 33.0;
    rad2 += error.tail<3>().squaredNorm() / 33.0;
    EXPECT_LT(error.head<3>().norm(), 0.08) << t;
  }
  RecordProperty("rms_mm", std::to_string(std::sqrt(mm2)));
  RecordProperty("rms_deg", std::to_string(std::sqrt(rad2) * 57.29578));
  EXPECT_LT(std::sqrt(mm2), 0.02);
  EXPECT_LT(std::sqrt(rad2) * 57.29578, 0.02);
  EXPECT_TRUE(validate(scan, "scan").empty());
  const Mask mask = mask_brain(scan.reference, {});
  const double brain_mm3 = static_cast<double>(mask.count()) * mask.grid.voxel_volume_mm3();
  EXPECT_NEAR(brain_mm3 / (4.0 / 3.0 * 3.14159 * 62 * 78 * 60), 1.0, 0.15);
}

/// 12 volumes of which each lies up to 10 mm and 6 degrees from the one before.
TEST(EstimateMotion, FollowsJumpsOfTenMillimetresAndSeveralDegrees) {
  const auto jump = [](int t) {
    RigidParameters motion = RigidParameters::Zero();
    if (t == 4 || t == 5) motion << 8.0, -6.0, 3.0, 0.09, 0.0, -0.05;
    if (t == 9) motion << -2.0, 9.0, -4.0, -0.08, 0.05, 0.06;
    return motion;
  };
  const BoldRun bold = simulated_scan(60, jump);
  const MotionEstimate estimate = estimate_motion(bold, {});
  for (int t = 0; t < 12; ++t) {
    const RigidParameters error = error_of(estimate.motion, bold.grid, jump, t);
    EXPECT_LT(error.head<3>().norm(), 0.08) << t;
    EXPECT_LT(error.tail<3>().norm() * 57.29578, 0.08) << t;
  }
}

TEST(EstimateMotion, IsNotMisledByASpoiltVolume) {
  BoldRun bold = simulated_scan(60, truth);
  RandomStream random(3, 3);
  for (Eigen::Index voxel = 0; voxel < bold.values.rows(); ++voxel) {
    if (voxel / (48 * 54) % 2 == 0) bold.values(voxel, 7) *= 0.7F;
    bold.values(voxel, 2) = static_cast<float>(500.0 * std::abs(random.normal()));
  }
  const MotionEstimate estimate = estimate_motion(bold, {});
  EXPECT_TRUE(validate(estimate, "scan").empty());
  EXPECT_TRUE(
      std::any_of(estimate.warnings.begin(), estimate.warnings.end(), [](const Problem& problem) {
        return problem.found.find("volume 2 most") != std::string::npos;
      }));
  for (const int t : {1, 3, 4, 6, 8, 11}) {
    const RigidParameters error = error_of(estimate.motion, bold.grid, truth, t);
    EXPECT_LT(error.head<3>().norm(), 0.08) << t;
  }
}

TEST(EstimateMotion, AlignsAScanWithACroppedFieldOfView) {
  const BoldRun whole = simulated_scan(60, truth);
  BoldRun bold = whole;
  bold.grid.dims[2] = 16;
  bold.grid.world_from_voxel.col(3) += 9.0 * whole.grid.world_from_voxel.col(2);
  const Eigen::Index slice = 48 * 54;
  bold.values = whole.values.middleRows(9 * slice, 16 * slice);
  const MotionEstimate estimate = estimate_motion(bold, {});
  for (int t = 1; t < 12; ++t) {
    const RigidParameters error = error_of(estimate.motion, whole.grid, truth, t, bold.grid);
    EXPECT_LT(error.head<3>().norm(), 0.15) << t;
  }
}

TEST(EstimateMotion, GivesTheSameBytesWithOneAndTwoThreads) {
  const BoldRun bold = simulated_scan(40);
  const auto run = [&](int threads) {
    const ThreadLimit limit(threads);
    Digester digester;
    add_content(digester, estimate_motion(bold, {}));
    return digester.finish();
  };
  EXPECT_EQ(run(1), run(2));
}

TEST(EstimateMotion, AlignsExactlyTwoVolumes) {
  BoldRun bold = simulated_scan(60);
  bold.values.conservativeResize(Eigen::NoChange, 2);
  const MotionEstimate scan = estimate_motion(bold, {});
  EXPECT_TRUE(validate(scan, "scan").empty());
  const RigidParameters error = error_of(scan.motion, bold.grid, truth, 1);
  EXPECT_LT(error.head<3>().norm(), 0.1);
  EXPECT_LT(error.tail<3>().norm() * 57.29578, 0.1);
}

TEST(EstimateMotion, RefusesAScanWithoutContrast) {
  BoldRun bold = simulated_scan(60);
  bold.values.setConstant(100.0F);
  EXPECT_THROW(estimate_motion(bold, {}), NumericalError);
  bold.values.conservativeResize(Eigen::NoChange, 1);
  EXPECT_THROW(estimate_motion(bold, {}), InputError);
}

TEST(RmsDisplacement, AgreesWithNumpy) {
  const Eigen::MatrixXd expected = testing::read_reference_matrix("components/rmsd.txt");
  const Eigen::VectorXd found =
      rms_displacement_mm(expected.leftCols<6>(), Eigen::Vector3d(3.0, -20.0, 15.0), 80.0);
  EXPECT_TRUE(std::isnan(found[0]));
  for (Eigen::Index t = 1; t < found.size(); ++t) EXPECT_NEAR(found[t], expected(t, 6), 1e-9);
}

TEST(Dvars, AgreesWithNumpy) {
  const Eigen::MatrixXf values =
      testing::read_reference_matrix("preprocess/dvars_values.txt").cast<float>();
  const Eigen::MatrixXd expected = testing::read_reference_matrix("preprocess/dvars.txt");
  std::vector<std::size_t> voxels;
  for (std::size_t i = 0; i < 60; ++i) voxels.push_back(i);
  const Dvars dvars = compute_dvars(values, voxels);
  EXPECT_TRUE(std::isnan(dvars.raw[0]) && std::isnan(dvars.standardised[0]));
  for (Eigen::Index t = 1; t < 40; ++t) {
    EXPECT_NEAR(dvars.raw[t] / expected(t, 0), 1.0, 1e-6) << t;
    EXPECT_NEAR(dvars.standardised[t] / expected(t, 1), 1.0, 1e-6) << t;
  }
}

}  // namespace
}  // namespace rewire
