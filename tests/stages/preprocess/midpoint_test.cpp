#include "stages/preprocess/midpoint.h"

#include <gtest/gtest.h>

#include <Eigen/LU>

#include "stages/core/error.h"
#include "stages/kernels/registration/rigid.h"
#include "tests/stages/preprocess/synthetic_head.h"

namespace rewire {
namespace {

/// The synthetic head, moved; half of the sessions brighter.
Volume head_at(const Eigen::Matrix4d& head_from_world, double gain) {
  const Grid grid = testing::cubes({56, 64, 54}, 3.0);
  return {.grid = grid,
          .values = testing::sampled(grid, [&](const Eigen::Vector3d& p) {
            return static_cast<float>(
                gain * testing::t1w_at((head_from_world * p.homogeneous()).head<3>()));
          })};
}

Eigen::Matrix4d turned(double mm, double rad) {
  RigidParameters parameters;
  parameters << mm, -0.5 * mm, 0.7 * mm, rad, 0.0, -rad;
  return rigid_matrix(parameters, Eigen::Vector3d::Zero());
}

TEST(Midpoint, LiesHalfwayWhicheverSessionComesFirst) {
  const Eigen::Matrix4d motion = turned(8.0, 0.12);
  const Volume before = head_at(Eigen::Matrix4d::Identity(), 1.0);
  const Volume after = head_at(motion, 2.0);
  const Midpoint ours = find_midpoint({.names = {"ses-a", "ses-b"}, .images = {before, after}}, {});
  const Midpoint other =
      find_midpoint({.names = {"ses-b", "ses-a"}, .images = {after, before}}, {});
  EXPECT_TRUE(validate(ours, "midpoint").empty());
  const Eigen::Matrix4d between =
      ours.midpoint_from_session[1].inverse() * ours.midpoint_from_session[0];
  const Eigen::Vector3d place(30.0, -20.0, 25.0);
  // A point of the head lies at motion^-1 in the second session.
  const Eigen::Vector3d truth = (motion.inverse() * place.homogeneous()).head<3>();
  EXPECT_LT(((between * place.homogeneous()).head<3>() - truth).norm(), 0.3);
  for (int s = 0; s < 2; ++s) {
    const auto index = static_cast<std::size_t>(s);
    const Eigen::Matrix4d& mine = ours.midpoint_from_session[index];
    const Eigen::Matrix4d& theirs = other.midpoint_from_session[1 - index];
    EXPECT_LT(((mine - theirs) * place.homogeneous()).norm(), 0.3);
    // Each session moves half of the way.
    const Eigen::Vector3d moved = (mine * place.homogeneous()).head<3>() - place;
    EXPECT_NEAR(moved.norm() / (truth - place).norm(), 0.5, 0.2);
    EXPECT_GT(ours.correlations[index], 0.98);
  }
}

TEST(Midpoint, WarnsOfAnotherObjectAndRefusesAnEmptyImage) {
  const Volume head = head_at(Eigen::Matrix4d::Identity(), 1.0);
  Volume empty = head;
  std::fill(empty.values.begin(), empty.values.end(), 1.0F);
  EXPECT_THROW(find_midpoint({.names = {"a", "b"}, .images = {head, empty}}, {}), NumericalError);
  EXPECT_THROW(find_midpoint({}, {}), InputError);
}

}  // namespace
}  // namespace rewire
