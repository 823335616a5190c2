#include <gtest/gtest.h>

#include "stages/data/anatomy.h"
#include "stages/data/confounds.h"
#include "stages/data/distortion.h"
#include "stages/data/loaded.h"
#include "stages/data/motion_estimate.h"
#include "stages/data/realigned.h"
#include "stages/data/scan_space.h"
#include "stages/data/target_space.h"
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

TEST(MotionEstimate, RefusesPartsThatAreNotValid) {
  const MotionEstimate estimate{
      .motion = example_motion(), .reference = example_volume(), .warnings = {}};
  expect_valid(estimate);
  expect_refused<MotionEstimate>(
      estimate, [](MotionEstimate& m) { m.motion.reference_volume = 3; }, "volume 3");
  expect_refused<MotionEstimate>(
      estimate, [](MotionEstimate& m) { m.reference.values[0] = NAN; }, "not finite");
  expect_distinguished<MotionEstimate>(
      estimate,
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
  expect_distinguished<Distortion>(
      distortion,
      {[](Distortion& d) { d.shift_voxels.clear(); },
       [](Distortion& d) { d.shift_voxels[3] = 0.6F; },
       [](Distortion& d) { d.axis = 2; },
       [](Distortion& d) { d.modulation = IntensityModulation::none; },
       [](Distortion& d) { d.method = "other"; },
       [](Distortion& d) { d.grid = shifted(d.grid); }});
}

TEST(TargetSpace, RefusesWhatLeadsNowhere) {
  const TargetSpace target{.space = "test",
                           .grid = example_grid(),
                           .displacement_mm = std::vector<float>(72, 0.5F)};
  expect_valid(target);
  expect_refused<TargetSpace>(
      target, [](TargetSpace& t) { t.bold_from_target.setZero(); }, "cannot be inverted");
  expect_refused<TargetSpace>(
      target, [](TargetSpace& t) { t.displacement_mm.pop_back(); }, "71 displacement");
  expect_refused<TargetSpace>(
      target, [](TargetSpace& t) { t.displacement_mm[3] = NAN; }, "not finite");
  expect_distinguished<TargetSpace>(
      target,
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

TEST(Anatomy, RefusesPartsThatDoNotBelongTogether) {
  const Anatomy anatomy{.space = "MNIColin27",
                        .head = example_volume(),
                        .brain = example_mask(),
                        .white_matter = empty_mask(),
                        .csf = empty_mask(),
                        .warnings = {}};
  expect_valid(anatomy);
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
  expect_distinguished<Anatomy>(anatomy,
                                {[](Anatomy& a) { a.source = AnatomySource::brain_template; },
                                 [](Anatomy& a) { a.space = "MNI152"; },
                                 [](Anatomy& a) { a.head.values[0] = 9.0F; },
                                 [](Anatomy& a) { a.brain.inside[1] = 0; },
                                 [](Anatomy& a) { a.white_matter.inside[1] = 1; },
                                 [](Anatomy& a) { a.csf.inside[1] = 1; },
                                 [](Anatomy& a) { a.template_from_t1w(0, 3) = 1.0; },
                                 [](Anatomy& a) { a.template_correlation = 0.5; }});
}

TEST(ScanSpace, RefusesPartsThatDoNotBelongTogether) {
  const ScanSpace space{.brain = example_mask(),
                        .white_matter = empty_mask(),
                        .csf = empty_mask(),
                        .brain_dice = 0.9,
                        .warnings = {}};
  expect_valid(space);
  expect_refused<ScanSpace>(
      space, [](ScanSpace& s) { s.brain = empty_mask(); }, "an empty mask");
  expect_refused<ScanSpace>(
      space, [](ScanSpace& s) { s.csf.inside.clear(); }, "cerebrospinal fluid with 0");
  expect_refused<ScanSpace>(
      space, [](ScanSpace& s) { s.white_matter.grid = shifted(s.grid()); }, "white matter");
  expect_refused<ScanSpace>(
      space, [](ScanSpace& s) { s.t1w_from_bold(2, 2) = 0.0; }, "cannot be inverted");
  expect_refused<ScanSpace>(
      space, [](ScanSpace& s) { s.template_from_bold(0, 0) = NAN; }, "cannot be inverted");
  for (const double dice : {-0.1, 1.1, std::nan("")}) {
    expect_refused<ScanSpace>(
        space, [&](ScanSpace& s) { s.brain_dice = dice; }, "Dice");
  }
  expect_distinguished<ScanSpace>(space,
                                  {[](ScanSpace& s) { s.t1w_from_bold(0, 3) = 1.0; },
                                   [](ScanSpace& s) { s.template_from_bold(0, 3) = 1.0; },
                                   [](ScanSpace& s) { s.brain.inside[2] = 0; },
                                   [](ScanSpace& s) { s.white_matter.inside[2] = 1; },
                                   [](ScanSpace& s) { s.csf.inside[2] = 1; },
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
