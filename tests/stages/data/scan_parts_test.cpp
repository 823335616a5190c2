#include <gtest/gtest.h>

#include "stages/data/anatomy.h"
#include "stages/data/brain_overlap.h"
#include "stages/data/confounds.h"
#include "stages/data/distortion.h"
#include "stages/data/loaded.h"
#include "stages/data/motion_estimate.h"
#include "stages/data/realigned.h"
#include "stages/data/scan_space.h"
#include "stages/data/target_space.h"
#include "stages/data/warp.h"
#include "tests/stages/data/examples.h"
#include "tests/stages/data/expectations.h"

namespace rewire::testing {
namespace {

Mask empty_mask() { return {.grid = example_grid(), .inside = std::vector<std::uint8_t>(24, 0)}; }

TEST(Motion, RefusesRowsThatAreNoMotion) {
  const Motion motion = example_motion();
  expect_valid(motion);
  expect_refused<Motion>(
      motion, [](Motion& m) { m.parameters.setZero(3, 5); }, "5 motion");
  expect_refused<Motion>(
      motion, [](Motion& m) { m.parameters(1, 1) = NAN; }, "not finite");
  expect_refused<Motion>(
      motion, [](Motion& m) { m.framewise_displacement_mm.setZero(2); }, "2 framewise");
  expect_refused<Motion>(
      motion, [](Motion& m) { m.framewise_displacement_mm(1) = -0.1; }, "negative or not finite");
  expect_refused<Motion>(
      motion, [](Motion& m) { m.framewise_displacement_mm(2) = NAN; }, "negative or not finite");
  expect_refused<Motion>(
      motion, [](Motion& m) { m.rmsd_mm.setZero(2); }, "2 root mean square");
  expect_refused<Motion>(
      motion, [](Motion& m) { m.reference_volume = 3; }, "volume 3");
  expect_refused<Motion>(
      motion, [](Motion& m) { m.reference_volume = -1; }, "volume -1");
  expect_distinguished<Motion>(motion,
                               {[](Motion& m) { m.parameters(1, 1) = 0.1; },
                                [](Motion& m) { m.framewise_displacement_mm(1) = 0.1; },
                                [](Motion& m) { m.rmsd_mm(1) = 0.1; },
                                [](Motion& m) { m.reference_volume = 1; }});
}

TEST(BrainOverlap, RefusesWhatIsNoShareAndAllOfItIsContent) {
  const BrainOverlap overlap{.anatomy = {.dice = 0.9, .correlation = 0.8, .overlap = NAN},
                             .brain_template = {.dice = 0.7, .correlation = 0.6, .overlap = 0.9}};
  expect_valid(overlap);
  expect_refused<BrainOverlap>(
      overlap, [](BrainOverlap& o) { o.anatomy.dice = 1.2; }, "outside 0 to 1");
  expect_refused<BrainOverlap>(
      overlap, [](BrainOverlap& o) { o.brain_template.overlap = -0.1; }, "outside 0 to 1");
  expect_refused<BrainOverlap>(
      overlap, [](BrainOverlap& o) { o.anatomy.correlation = -1.1; }, "outside -1 to 1");
  expect_distinguished<BrainOverlap>(overlap,
                                     {[](BrainOverlap& o) { o.anatomy.dice = 0.8; },
                                      [](BrainOverlap& o) { o.anatomy.correlation = 0.7; },
                                      [](BrainOverlap& o) { o.anatomy.overlap = 0.7; },
                                      [](BrainOverlap& o) { o.brain_template.overlap = 0.8; }});
}

TEST(MotionEstimate, RefusesPartsThatAreNotValid) {
  const MotionEstimate estimate{
      .motion = example_motion(), .reference = example_volume(), .warnings = {}};
  expect_valid(estimate);
  expect_refused<MotionEstimate>(
      estimate, [](MotionEstimate& m) { m.motion.reference_volume = 3; }, "volume 3");
  expect_refused<MotionEstimate>(
      estimate, [](MotionEstimate& m) { m.reference.values[0] = NAN; }, "not finite");
  expect_distinguished<MotionEstimate>(estimate,
                                       {[](MotionEstimate& m) { m.motion.parameters(1, 1) = 0.1; },
                                        [](MotionEstimate& m) { m.reference.values[0] = 9.0F; }});
}

TEST(Distortion, RefusesShiftsThatAreNoMap) {
  expect_valid(Distortion());
  const Distortion distortion{.grid = example_grid(),
                              .shift_voxels = std::vector<float>(24, 0.5F),
                              .axis = 1,
                              .modulation = IntensityModulation::jacobian,
                              .method = "test",
                              .warnings = {}};
  expect_valid(distortion);
  expect_refused<Distortion>(
      distortion, [](Distortion& d) { d.shift_voxels.pop_back(); }, "23 shifts");
  expect_refused<Distortion>(
      distortion, [](Distortion& d) { d.shift_voxels[3] = NAN; }, "not finite");
  expect_refused<Distortion>(
      distortion, [](Distortion& d) { d.axis = 3; }, "axis 3");
  expect_distinguished<Distortion>(distortion,
                                   {[](Distortion& d) { d.shift_voxels.clear(); },
                                    [](Distortion& d) { d.shift_voxels[3] = 0.6F; },
                                    [](Distortion& d) { d.axis = 2; },
                                    [](Distortion& d) { d.modulation = IntensityModulation::none; },
                                    [](Distortion& d) { d.method = "other"; },
                                    [](Distortion& d) { d.grid = shifted(d.grid); }});
}

TEST(TargetSpace, RefusesWhatLeadsNowhere) {
  const TargetSpace target{
      .space = "test", .grid = example_grid(), .displacement_mm = std::vector<float>(72, 0.5F)};
  expect_valid(target);
  expect_refused<TargetSpace>(
      target, [](TargetSpace& t) { t.bold_from_target.setZero(); }, "cannot be inverted");
  expect_refused<TargetSpace>(
      target, [](TargetSpace& t) { t.displacement_mm.pop_back(); }, "71 displacement");
  expect_refused<TargetSpace>(
      target, [](TargetSpace& t) { t.displacement_mm[3] = NAN; }, "not finite");
  expect_distinguished<TargetSpace>(target,
                                    {[](TargetSpace& t) { t.displacement_mm.clear(); },
                                     [](TargetSpace& t) { t.bold_from_target(0, 3) = 1.0; },
                                     [](TargetSpace& t) { t.grid = shifted(t.grid); },
                                     [](TargetSpace& t) { t.space = "other"; }});
}

TEST(Loaded, IsItsScan) {
  const Loaded loaded{.bold = example_bold(), .warnings = {}};
  expect_valid(loaded);
  expect_refused<Loaded>(
      loaded, [](Loaded& l) { l.bold.values(0, 0) = NAN; }, "not finite");
  expect_distinguished<Loaded>(loaded, {[](Loaded& l) { l.bold.values(0, 0) = 1.0F; }});
}

TEST(Realigned, RefusesPartsThatDoNotBelongTogether) {
  const Realigned scan{.bold = example_bold(),
                       .motion = example_motion(),
                       .reference = example_volume(),
                       .warnings = {}};
  expect_valid(scan);
  expect_refused<Realigned>(
      scan, [](Realigned& r) { r.bold.values = Eigen::MatrixXf::Ones(24, 4); }, "3 rows of motion");
  expect_refused<Realigned>(
      scan, [](Realigned& r) { r.reference.grid = shifted(r.reference.grid); }, "a reference of");
  expect_refused<Realigned>(
      scan, [](Realigned& r) { r.bold.repetition_time_s = 0.0; }, "repetition");
  expect_refused<Realigned>(
      scan, [](Realigned& r) { r.motion.parameters(0, 0) = NAN; }, "motion");
  expect_distinguished<Realigned>(scan,
                                  {[](Realigned& r) { r.bold.values(0, 0) = 1.0F; },
                                   [](Realigned& r) { r.motion.parameters(1, 0) = 1.0; },
                                   [](Realigned& r) { r.reference.values[1] = 0.5F; }});
}

Volume no_volume() { return {.grid = example_grid(), .values = std::vector<float>(24, 0.0F)}; }

Warp example_warp() {
  return {.grid = example_grid(),
          .template_from_affine_mm = Eigen::Matrix3Xf::Constant(3, 24, 0.5F),
          .affine_from_template_mm = Eigen::Matrix3Xf::Constant(3, 24, -0.5F),
          .least_jacobian = 0.9};
}

TEST(Warp, RefusesFoldsAndHalves) {
  expect_valid(Warp{});
  const Warp warp = example_warp();
  expect_valid(warp);
  expect_refused<Warp>(
      warp, [](Warp& w) { w.affine_from_template_mm.resize(3, 0); }, "24 and 0 displacements");
  expect_refused<Warp>(
      warp, [](Warp& w) { w.template_from_affine_mm(1, 3) = NAN; }, "not finite");
  expect_refused<Warp>(
      warp, [](Warp& w) { w.least_jacobian = -0.1; }, "Jacobian");
  expect_refused<Warp>(
      warp, [](Warp& w) { w.grid.dims[0] = 3; }, "24 and 24 displacements");
  expect_distinguished<Warp>(warp,
                             {[](Warp& w) { w.template_from_affine_mm(0, 0) = 0.1F; },
                              [](Warp& w) { w.affine_from_template_mm(2, 23) = 0.1F; },
                              [](Warp& w) { w.least_jacobian = 0.8; },
                              [](Warp& w) { w.grid = shifted(w.grid); },
                              [](Warp& w) { w = {}; }});
}

TEST(Anatomy, RefusesPartsThatDoNotBelongTogether) {
  const Anatomy anatomy{.space = "MNIColin27",
                        .head = example_volume(),
                        .brain = example_mask(),
                        .white_matter = empty_mask(),
                        .csf = empty_mask(),
                        .grey_matter = empty_mask(),
                        .grey_probability = no_volume(),
                        .white_probability = no_volume(),
                        .csf_probability = no_volume(),
                        .warp = {},
                        .warnings = {}};
  expect_valid(anatomy);
  expect_refused<Anatomy>(
      anatomy, [](Anatomy& a) { a.grey_matter.inside.clear(); }, "grey matter with 0");
  expect_refused<Anatomy>(
      anatomy, [](Anatomy& a) { a.grey_probability.values.pop_back(); }, "with 23 voxels");
  expect_refused<Anatomy>(
      anatomy, [](Anatomy& a) { a.white_probability.values[3] = NAN; }, "outside 0 to 1");
  expect_refused<Anatomy>(
      anatomy, [](Anatomy& a) { a.csf_probability.grid = shifted(a.brain.grid); }, "cerebro");
  expect_refused<Anatomy>(
      anatomy,
      [](Anatomy& a) {
        a.warp = example_warp();
        a.warp.least_jacobian = 0.0;
      },
      "Jacobian");
  expect_refused<Anatomy>(
      anatomy, [](Anatomy& a) { a.head.grid = shifted(a.head.grid); }, "a head of");
  expect_refused<Anatomy>(
      anatomy, [](Anatomy& a) { a.brain = empty_mask(); }, "an empty mask");
  expect_refused<Anatomy>(
      anatomy, [](Anatomy& a) { a.white_matter.inside.pop_back(); }, "white matter with 23");
  expect_refused<Anatomy>(
      anatomy, [](Anatomy& a) { a.csf.grid = shifted(a.csf.grid); }, "cerebrospinal fluid");
  expect_refused<Anatomy>(
      anatomy, [](Anatomy& a) { a.template_from_t1w.setZero(); }, "cannot be inverted");
  expect_refused<Anatomy>(
      anatomy, [](Anatomy& a) { a.template_correlation = 1.1; }, "outside -1 to 1");
  expect_refused<Anatomy>(
      anatomy, [](Anatomy& a) { a.template_correlation = NAN; }, "outside -1 to 1");
  expect_refused<Anatomy>(
      anatomy, [](Anatomy& a) { a.template_coverage = NAN; }, "a covered share");
  expect_refused<Anatomy>(
      anatomy, [](Anatomy& a) { a.template_brain_dice = 1.5; }, "an overlap with");
  expect_distinguished<Anatomy>(anatomy,
                                {[](Anatomy& a) { a.source = AnatomySource::brain_template; },
                                 [](Anatomy& a) { a.space = "MNI152"; },
                                 [](Anatomy& a) { a.head.values[0] = 9.0F; },
                                 [](Anatomy& a) { a.brain.inside[1] = 0; },
                                 [](Anatomy& a) { a.white_matter.inside[1] = 1; },
                                 [](Anatomy& a) { a.csf.inside[1] = 1; },
                                 [](Anatomy& a) { a.grey_matter.inside[1] = 1; },
                                 [](Anatomy& a) { a.grey_probability.values[1] = 0.5F; },
                                 [](Anatomy& a) { a.white_probability.values[1] = 0.5F; },
                                 [](Anatomy& a) { a.csf_probability.values[1] = 0.5F; },
                                 [](Anatomy& a) { a.warp = example_warp(); },
                                 [](Anatomy& a) { a.template_from_t1w(0, 3) = 1.0; },
                                 [](Anatomy& a) { a.template_coverage = 0.5; },
                                 [](Anatomy& a) { a.template_brain_dice = 0.5; },
                                 [](Anatomy& a) { a.template_correlation = 0.5; }});
}

TEST(ScanSpace, RefusesPartsThatDoNotBelongTogether) {
  const ScanSpace space{.warp = {},
                        .brain = example_mask(),
                        .white_matter = empty_mask(),
                        .csf = empty_mask(),
                        .grey_share = no_volume(),
                        .brain_dice = 0.9,
                        .warnings = {}};
  expect_valid(space);
  expect_refused<ScanSpace>(
      space, [](ScanSpace& s) { s.brain = empty_mask(); }, "an empty mask");
  expect_refused<ScanSpace>(
      space, [](ScanSpace& s) { s.csf.inside.clear(); }, "cerebrospinal fluid with 0");
  expect_refused<ScanSpace>(
      space, [](ScanSpace& s) { s.grey_share.values.pop_back(); }, "grey matter of");
  expect_refused<ScanSpace>(
      space, [](ScanSpace& s) { s.grey_share.values[0] = 1.5F; }, "outside 0 to 1");
  expect_refused<ScanSpace>(
      space,
      [](ScanSpace& s) { s.warp.template_from_affine_mm.setZero(3, 2); },
      "2 and 0 displacements");
  expect_refused<ScanSpace>(
      space, [](ScanSpace& s) { s.white_matter.grid = shifted(s.grid()); }, "white matter");
  expect_refused<ScanSpace>(
      space, [](ScanSpace& s) { s.t1w_from_bold(2, 2) = 0.0; }, "cannot be inverted");
  expect_refused<ScanSpace>(
      space, [](ScanSpace& s) { s.template_from_bold(0, 0) = NAN; }, "cannot be inverted");
  for (const double dice : {-0.1, 1.1}) {
    expect_refused<ScanSpace>(
        space, [&](ScanSpace& s) { s.brain_dice = dice; }, "Dice");
  }
  expect_distinguished<ScanSpace>(space,
                                  {[](ScanSpace& s) { s.t1w_from_bold(0, 3) = 1.0; },
                                   [](ScanSpace& s) { s.template_from_bold(0, 3) = 1.0; },
                                   [](ScanSpace& s) { s.brain.inside[2] = 0; },
                                   [](ScanSpace& s) { s.white_matter.inside[2] = 1; },
                                   [](ScanSpace& s) { s.csf.inside[2] = 1; },
                                   [](ScanSpace& s) { s.grey_share.values[2] = 0.5F; },
                                   [](ScanSpace& s) { s.warp = example_warp(); },
                                   [](ScanSpace& s) { s.brain_dice = 0.8; }});
}

TEST(Confounds, RefusesColumnsWithoutANameOfTheirOwn) {
  Confounds confounds;
  confounds.add("trans_x", Eigen::Vector3d(0.0, 0.1, 0.2));
  confounds.add("trans_x_derivative1", Eigen::Vector3d(NAN, 0.1, 0.1));
  expect_valid(confounds);
  EXPECT_EQ(confounds.find("trans_x_derivative1"), 1);
  EXPECT_FALSE(confounds.find("csf"));
  expect_refused<Confounds>(
      confounds, [](Confounds& c) { c.names[1] = "trans_x"; }, "trans_x");
  expect_refused<Confounds>(
      confounds, [](Confounds& c) { c.names[0].clear(); }, "confound");
  expect_refused<Confounds>(
      confounds, [](Confounds& c) { c.names.pop_back(); }, "2 columns");
  expect_refused<Confounds>(
      confounds, [](Confounds& c) { c.values(2, 0) = INFINITY; }, "infinite values of trans_x");
  expect_distinguished<Confounds>(confounds,
                                  {[](Confounds& c) { c.names[0] = "trans_y"; },
                                   [](Confounds& c) { c.values(1, 0) = NAN; },
                                   [](Confounds& c) { c.values(1, 0) = 0.3; }});
}

}  // namespace
}  // namespace rewire::testing
