#include "stages/preprocess/measure_volumes.h"

#include <gtest/gtest.h>

#include "stages/core/error.h"
#include "stages/preprocess/session_volumes.h"
#include "tests/stages/preprocess/synthetic_head.h"

namespace rewire {
namespace {

/// A ball of half the brain's radius, and the rest of it.
Atlas two_regions() {
  return testing::synthetic_atlas(
      2, [](const Eigen::Vector3d& p) { return testing::brain_radius(p) < 0.5 ? 1 : 2; });
}

constexpr double brain_mm3 = 4.0 / 3.0 * 3.14159265358979 * 62.0 * 78.0 * 60.0;

TEST(Volumes, CountsAndJacobianAgreeWithTheTruth) {
  Anatomy anatomy = testing::synthetic_anatomy();
  // The template is 1.1 times as large as the head.
  anatomy.template_from_t1w.diagonal().head<3>().setConstant(1.1);
  BrainTemplate brain_template;
  brain_template.name = "synthetic";
  brain_template.brain_mask = testing::ball(testing::cubes({70, 84, 66}, 2.0), 1.0);
  const RegionVolumes found = measure_volumes(anatomy, brain_template, two_regions(), {});
  EXPECT_TRUE(validate(found, "volumes").empty());
  const double size = 1.0 / (1.1 * 1.1 * 1.1);
  EXPECT_NEAR(found.jacobian_mm3[0] / (0.125 * brain_mm3 * size), 1.0, 0.02);
  EXPECT_NEAR(found.jacobian_mm3[1] / (0.875 * brain_mm3 * size), 1.0, 0.02);
  EXPECT_NEAR(found.counted_mm3[0] / found.jacobian_mm3[0], 1.0, 0.06);
  EXPECT_NEAR(found.intracranial_mm3 / (brain_mm3 * size), 1.0, 0.02);
  Atlas elsewhere = two_regions();
  elsewhere.space = "other";
  EXPECT_THROW(measure_volumes(anatomy, brain_template, elsewhere, {}), InputError);
}

TEST(SessionVolumes, AShrunkenHeadHasSmallerRegions) {
  const Anatomy anatomy = testing::synthetic_anatomy();
  Volume shrunken = anatomy.head;
  static constexpr double scale = 1.03;
  shrunken.values = testing::sampled(shrunken.grid, [](const Eigen::Vector3d& p) {
    return static_cast<float>(testing::t1w_at(scale * p));
  });
  const SessionImages images{.names = {"ses-a", "ses-b"}, .images = {anatomy.head, shrunken}};
  Midpoint midpoint;
  midpoint.names = images.names;
  midpoint.image = anatomy.head;
  midpoint.midpoint_from_session.assign(2, Eigen::Matrix4d::Identity());
  midpoint.correlations.assign(2, 1.0);
  const SessionVolumes found =
      measure_session_volumes(images, midpoint, anatomy, two_regions(), {});
  EXPECT_TRUE(validate(found, "volumes").empty());
  EXPECT_NEAR(found.jacobian_mm3(0, 0) / (0.125 * brain_mm3), 1.0, 0.03);
  const double ratio = found.jacobian_mm3(0, 1) / found.jacobian_mm3(0, 0);
  EXPECT_NEAR(ratio, 1.0 / (scale * scale * scale), 0.03);
}

}  // namespace
}  // namespace rewire
