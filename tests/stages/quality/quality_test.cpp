#include "stages/quality/quality.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "stages/core/error.h"
#include "stages/core/random.h"
#include "stages/quality/head_displacement.h"

namespace rewire {
namespace {

using Eigen::Index;

constexpr Index volumes = 60;

/// A cube of 4 x 4 x 4 voxels of 1000 with noise; half of it is an amygdala, four voxels are white
/// matter, four CSF.
struct Example {
  MaskedBold before;
  Denoised denoised;
  Confounds confounds;
  ScanSpace space;
  BrainOverlap overlap;
  RegionSeries series;
  ScanAtlas atlas;

  Example() {
    const Grid grid{.dims = {4, 4, 4}};
    RandomStream random(2, 9);
    before = {.mask = {.grid = grid, .inside = std::vector<std::uint8_t>(64, 1)},
              .values = Eigen::MatrixXf::NullaryExpr(
                  64, volumes, [&] { return static_cast<float>(500.0 + 5.0 * random.normal()); }),
              .repetition_time_s = 2.0};
    denoised.bold = before;
    denoised.bold.values.colwise() -= before.values.rowwise().mean().eval();
    denoised.report.kept.assign(volumes, 1);
    denoised.report.degrees_of_freedom.before = volumes;
    denoised.report.degrees_of_freedom.after = 40;
    Eigen::VectorXd displacement = Eigen::VectorXd::Constant(volumes, 0.1);
    displacement[0] = std::nan("");
    displacement[20] = 1.0;
    confounds.add("framewise_displacement", displacement);
    space.brain = before.mask;
    space.white_matter = before.mask;
    space.white_matter.inside.assign(64, 0);
    space.csf = space.white_matter;
    for (std::size_t v = 0; v < 4; ++v) {
      space.white_matter.inside[v] = 1;
      space.csf.inside[v + 4] = 1;
    }
    overlap.anatomy = {.dice = 0.93, .correlation = 0.9, .overlap = 0.97};
    overlap.brain_template = {.dice = 0.88, .correlation = 0.85, .overlap = std::nan("")};
    before.dummy_volumes = 4;
    Region region;
    region.label = 1;
    region.name = "Amygdala_L";
    region.structure = Structure::amygdala;
    atlas.atlas.regions.push_back(region);
    atlas.atlas.label_map = {.grid = grid, .labels = std::vector<std::int32_t>(64, 0)};
    for (std::size_t v = 32; v < 64; ++v) atlas.atlas.label_map.labels[v] = 1;
    atlas.expected_voxels = {40.0};
    RegionSignal signal;
    signal.region = region;
    signal.coverage = 0.8;
    signal.tsnr = 55.0;
    series.regions.push_back(signal);
  }

  ScanQuality measure(const QualityParams& params = {}) const {
    return scan_quality(before, denoised, confounds, space, overlap, series, atlas, params);
  }
};

std::map<std::string, double> numbers(const ScanQuality& quality) {
  std::map<std::string, double> result;
  for (const QualityValue& value : quality.values) result[value.name] = value.value;
  return result;
}

TEST(Quality, NumbersAreWhatTheyAreCalled) {
  const Example example;
  const ScanQuality quality = example.measure();
  EXPECT_FALSE(has_errors(validate(quality, "quality")));
  auto value = numbers(quality);
  EXPECT_NEAR(value["mean_fd"], (58 * 0.1 + 1.0) / 59, 1e-12);
  EXPECT_EQ(value["max_fd"], 1.0);
  // Noise of 1 % of the mean: differences have sqrt(2) of it, where the mean is 1000.
  EXPECT_NEAR(value["mean_dvars_initial"], 10.0 * std::sqrt(2.0), 0.5);
  EXPECT_NEAR(value["mean_dvars_final"], value["mean_dvars_initial"], 1e-3);
  EXPECT_EQ(value["num_retained_volumes"], 60.0);
  EXPECT_EQ(value["minutes_retained"], 2.0);
  EXPECT_EQ(value["degrees_of_freedom"], 40.0);
  EXPECT_EQ(value["num_dummy_volumes"], 4.0);
  EXPECT_EQ(value["coreg_dice"], 0.93);
  EXPECT_EQ(value["coreg_correlation"], 0.9);
  EXPECT_EQ(value["coreg_overlap"], 0.97);
  EXPECT_EQ(value["norm_dice"], 0.88);
  EXPECT_TRUE(std::isnan(value["norm_overlap"]));
  EXPECT_EQ(value["coverage_amygdala"], 0.8);
  EXPECT_EQ(value["tsnr_amygdala"], 55.0);
  EXPECT_TRUE(std::isnan(value["coverage_hippocampus"]));
  EXPECT_TRUE(std::isnan(value["mean_relative_rms"]));
  EXPECT_NEAR(value["gcor_final"], 1.0 / 64.0, 0.01);
}

TEST(Quality, ASpikeCouplesMotionAndSignalUntilItIsCensored) {
  Example example;
  example.before.values.col(20).array() += 100.0F;
  example.denoised.bold.values.col(20).array() += 100.0F;
  auto spiked = numbers(example.measure());
  EXPECT_GT(spiked["fd_dvars_correlation_initial"], 0.6);
  EXPECT_GT(spiked["fd_dvars_correlation_final"], 0.6);
  example.denoised.bold.values.col(20).setZero();
  example.denoised.report.kept[20] = 0;
  const ScanQuality censored = example.measure();
  auto value = numbers(censored);
  EXPECT_GT(value["fd_dvars_correlation_initial"], 0.6);
  // Displacement is the same everywhere else.
  EXPECT_TRUE(std::isnan(value["fd_dvars_correlation_final"]));
  EXPECT_NEAR(value["mean_fd_post_censoring"], 0.1, 1e-12);
  EXPECT_EQ(value["num_censored_volumes"], 1.0);
  for (const Index t : {0, 20, 21}) EXPECT_TRUE(std::isnan(censored.dvars_after[t]));
  EXPECT_FALSE(std::isnan(censored.dvars_after[22]));
}

TEST(Quality, TheCarpetIsOrderedByTissueInPercentOfTheMean) {
  const Example example;
  const ScanQuality all = example.measure();
  ASSERT_EQ(all.carpet.tissues.size(), 64U);
  EXPECT_TRUE(std::is_sorted(all.carpet.tissues.begin(), all.carpet.tissues.end()));
  EXPECT_EQ(all.carpet.tissues.front(), CarpetTissue::regions);
  EXPECT_EQ(all.carpet.tissues.back(), CarpetTissue::csf);
  // The first row is the first voxel of the region.
  const double mean = example.before.values.row(32).cast<double>().mean();
  EXPECT_NEAR(all.carpet.before(0, 7),
              (static_cast<double>(example.before.values(32, 7)) / mean - 1.0) * 100.0,
              0.006);
  EXPECT_NEAR(all.carpet.after(0, 7), all.carpet.before(0, 7), 0.011);
  const ScanQuality few = example.measure({.carpet_rows = 8});
  EXPECT_EQ(few.carpet.before.rows(), 8);
  EXPECT_EQ(few.carpet.tissues.front(), CarpetTissue::regions);
}

TEST(Quality, PartsOfOtherScansAreRefused) {
  Example example;
  example.confounds.values.conservativeResize(volumes - 1, 1);
  EXPECT_THROW(example.measure(), InputError);
  Example cut;
  cut.denoised.report.kept.pop_back();
  EXPECT_THROW(cut.measure(), InputError);
  Example moved;
  moved.atlas.atlas.label_map.grid.dims = {4, 4, 5};
  EXPECT_THROW(moved.measure(), InputError);
}

TEST(HeadDisplacement, IsTheRootMeanSquareOverTheSphere) {
  Confounds confounds;
  const Eigen::Vector3d shift(0.0, 0.3, 0.3);
  const Eigen::Vector3d turn(0.0, 0.0, 0.01);
  confounds.add("trans_x", shift);
  for (const char* name : {"trans_y", "trans_z", "rot_x", "rot_y"}) {
    confounds.add(name, Eigen::Vector3d::Zero());
  }
  confounds.add("rot_z", turn);
  const Eigen::VectorXd rms = relative_rms_mm(confounds);
  EXPECT_TRUE(std::isnan(rms[0]));
  EXPECT_NEAR(rms[1], 0.3, 1e-12);
  // A turn of a: 2 (1 - cos a) * 2/5 R², and the shift of the point that was at -shift.
  const double spread = 4.0 * (1.0 - std::cos(0.01)) * 80.0 * 80.0 / 5.0;
  const double moved = 2.0 * 0.3 * 0.3 * (1.0 - std::cos(0.01));
  EXPECT_NEAR(rms[2], std::sqrt(spread + moved), 1e-12);
  confounds.add("rmsd", Eigen::Vector3d(std::nan(""), 0.5, 0.6));
  EXPECT_EQ(relative_rms_mm(confounds)[2], 0.6);
}

}  // namespace
}  // namespace rewire
