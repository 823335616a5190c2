#include "stages/preprocess/coregister.h"

#include <gtest/gtest.h>

#include <Eigen/LU>

#include "stages/core/error.h"
#include "stages/core/parallel.h"
#include "stages/kernels/registration/rigid.h"
#include "stages/preprocess/anatomy.h"
#include "stages/preprocess/bold_anatomy.h"
#include "stages/preprocess/brain_overlap.h"
#include "stages/preprocess/mask_brain.h"
#include "stages/preprocess/normalize.h"
#include "tests/stages/preprocess/synthetic_head.h"

namespace rewire {
namespace {

Eigen::Matrix4d moved() {
  RigidParameters pose;
  pose << 7.0, -9.0, 6.0, 0.1, -0.06, 0.12;
  return rigid_matrix(pose, Eigen::Vector3d::Zero());
}

template <class Make>
auto digest_with(int threads, const Make& make) {
  const ThreadLimit limit(threads);
  Digester digester;
  add_content(digester, make());
  return digester.finish();
}

TEST(Coregister, FindsAKnownPoseWithinHalfAMillimetre) {
  const Volume scan = testing::synthetic_scan(moved());
  const ScanSpace space = coregister(scan, mask_brain(scan, {}), testing::synthetic_anatomy(), {});
  EXPECT_TRUE(validate(space, "space").empty());
  EXPECT_TRUE(space.warnings.empty());
  EXPECT_GT(space.brain_dice, 0.9);
  double worst_mm = 0.0;
  for (const Eigen::Vector3d& p : {Eigen::Vector3d(-24, -2, -18),
                                   Eigen::Vector3d(26, -2, -18),
                                   Eigen::Vector3d(0, 60, 5),
                                   Eigen::Vector3d(0, -60, 20)}) {
    const Eigen::Vector4d truth = moved() * p.homogeneous();
    worst_mm = std::max(worst_mm, (space.t1w_from_bold * p.homogeneous() - truth).head<3>().norm());
  }
  RecordProperty("pose_worst_mm", std::to_string(worst_mm));
  EXPECT_LT(worst_mm, 0.5);
}

TEST(BrainOverlap, IsTheGatesWithTheAnatomyAndFallsWithTheFieldOfViewInTheTemplate) {
  const Volume scan = testing::synthetic_scan(moved());
  const Anatomy anatomy = testing::synthetic_anatomy();
  Mask brain = mask_brain(scan, {});
  const ScanSpace space = coregister(scan, brain, anatomy, {});
  // The anatomy lies in the template's space.
  const BrainTemplate brain_template{
      .name = "synthetic", .brain = anatomy.head, .head = {}, .brain_mask = anatomy.brain};
  const BrainOverlap whole = brain_overlap(brain, space, anatomy, brain_template, {});
  EXPECT_EQ(whole.anatomy.dice, space.brain_dice);
  EXPECT_NEAR(whole.brain_template.dice, whole.anatomy.dice, 0.03);
  EXPECT_GT(whole.brain_template.correlation, 0.85);
  EXPECT_TRUE(validate(whole, "overlap").empty());
  for (std::size_t v = 0; v < brain.inside.size() / 2; ++v) brain.inside[v] = 0;
  const BrainOverlap half = brain_overlap(brain, space, anatomy, brain_template, {});
  EXPECT_LT(half.brain_template.dice, whole.brain_template.dice - 0.2);
  EXPECT_GT(half.brain_template.overlap, 0.8);
}

TEST(Coregister, CarriedTissueIsWhereTheAnatomyHasIt) {
  const Volume scan = testing::synthetic_scan(moved());
  const ScanSpace space = coregister(scan, mask_brain(scan, {}), testing::synthetic_anatomy(), {});
  ASSERT_GT(space.white_matter.count(), 500U);
  ASSERT_GT(space.csf.count(), 10U);
  const std::vector<double> radius = testing::sampled(space.grid(), [](const Eigen::Vector3d& p) {
    return testing::brain_radius((moved() * p.homogeneous()).head<3>());
  });
  for (const std::size_t i : space.white_matter.indices()) EXPECT_LT(radius[i], 0.65) << i;
  for (const std::size_t i : space.csf.indices()) EXPECT_LT(radius[i], 0.25) << i;
}

TEST(Coregister, AMaskOfAPartOfTheBrainWarnsAndOfASmallPartFails) {
  const Volume scan = testing::synthetic_scan(Eigen::Matrix4d::Identity());
  const Anatomy anatomy = testing::synthetic_anatomy();
  // Dice of balls with radius ratio q is 2 q^3 / (1 + q^3): 0.76 at 0.85, 0.43 at 0.65.
  const ScanSpace space = coregister(scan, testing::ball(scan.grid, 0.85), anatomy, {});
  EXPECT_NEAR(space.brain_dice, 0.76, 0.03);
  ASSERT_EQ(space.warnings.size(), 1U);
  EXPECT_EQ(space.warnings[0].severity, Severity::warning);
  EXPECT_THROW(coregister(scan, testing::ball(scan.grid, 0.65), anatomy, {}), NumericalError);
}

TEST(Coregister, RefusesAMaskOfAnotherGridAndLimitsInTheWrongOrder) {
  const Volume scan = testing::synthetic_scan(Eigen::Matrix4d::Identity());
  const Mask other = testing::ball(testing::cubes({20, 20, 20}, 6.0), 1.0);
  const CoregisterParams params{.dice_warning = 0.5, .dice_limit = 0.6};
  EXPECT_EQ(check_coregister(scan, other, testing::synthetic_anatomy(), params).size(), 2U);
}

TEST(Coregister, GivesTheSameBytesWithOneAndTwoThreads) {
  const Volume scan = testing::synthetic_scan(moved());
  const Mask brain = mask_brain(scan, {});
  const Anatomy anatomy = testing::synthetic_anatomy();
  const auto make = [&] { return coregister(scan, brain, anatomy, {}); };
  const auto once = digest_with(1, make);
  EXPECT_EQ(once, digest_with(1, make));
  EXPECT_EQ(once, digest_with(2, make));
}

TEST(Anatomy, GivesTheSameBytesWithOneAndTwoThreads) {
  const Anatomy synthetic = testing::synthetic_anatomy();
  const BrainTemplate brain_template{.name = "synthetic",
                                     .brain = synthetic.head,
                                     .head = synthetic.head,
                                     .brain_mask = synthetic.brain};
  const Grid grid = testing::cubes({44, 52, 42}, 3.4);
  const Volume t1w{.grid = grid, .values = testing::sampled(grid, [](const Eigen::Vector3d& p) {
                                   return static_cast<float>(
                                       testing::t1w_at((moved() * p.homogeneous()).head<3>()));
                                 })};
  const auto make = [&] { return find_anatomy(t1w, brain_template, {}); };
  const auto once = digest_with(1, make);
  EXPECT_EQ(once, digest_with(1, make));
  EXPECT_EQ(once, digest_with(2, make));
}

TEST(BoldAnatomy, BringsBothSessionsToTheTemplateTheSameWay) {
  const Anatomy synthetic = testing::synthetic_anatomy();
  const BrainTemplate brain_template{.name = "synthetic",
                                     .brain = synthetic.head,
                                     .head = synthetic.head,
                                     .brain_mask = synthetic.brain};
  const Volume common = testing::synthetic_scan(Eigen::Matrix4d::Identity());
  const Anatomy standard = template_anatomy(brain_template, {});
  const ScanSpace to_template = coregister(common, mask_brain(common, {}), standard, {});
  const Anatomy anatomy = bold_anatomy(common, to_template, standard, brain_template, {});
  EXPECT_TRUE(validate(anatomy, "anatomy").empty());
  EXPECT_GT(anatomy.template_brain_dice, 0.85);
  EXPECT_EQ(anatomy.template_brain_dice, to_template.brain_dice);
  EXPECT_EQ(anatomy.template_correlation,
            template_correlation(common, brain_template, anatomy.template_from_t1w, {}));
  EXPECT_NE(anatomy.template_correlation, anatomy.template_brain_dice);
  const Volume scan = testing::synthetic_scan(moved());
  const ScanSpace space = coregister(scan, mask_brain(scan, {}), anatomy, {});
  EXPECT_EQ(space.boundary.points, 0U);
  double worst_mm = 0.0;
  for (const Eigen::Vector3d& p : {Eigen::Vector3d(-24, -2, -18), Eigen::Vector3d(0, 60, 5)}) {
    const Eigen::Vector4d truth = moved() * p.homogeneous();
    worst_mm = std::max(worst_mm, (space.t1w_from_bold * p.homogeneous() - truth).head<3>().norm());
  }
  EXPECT_LT(worst_mm, 0.5);
  EXPECT_EQ(space.template_from_bold, anatomy.template_from_t1w * space.t1w_from_bold);
  EXPECT_GT(space.white_matter.count(), 100U);
}

TEST(MaskBrain, RefusesAnEmptyScanAndOneOfATinyObject) {
  Volume scan = testing::synthetic_scan(Eigen::Matrix4d::Identity());
  std::fill(scan.values.begin(), scan.values.end(), 5.0F);
  EXPECT_THROW(mask_brain(scan, {}), NumericalError);
  const std::vector<std::uint8_t> tiny = testing::ball(scan.grid, 0.25).inside;
  for (std::size_t i = 0; i < tiny.size(); ++i) scan.values[i] = tiny[i] * 900.0F;
  EXPECT_THROW(mask_brain(scan, {}), NumericalError);
}

}  // namespace
}  // namespace rewire
