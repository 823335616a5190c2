#include "stages/load/load.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "stages/core/error.h"
#include "stages/core/field_check.h"
#include "stages/core/random.h"

namespace rewire {
namespace {

using ::testing::HasSubstr;

/// A ball of tissue with fluid in its middle; saturation recovers with the tissues' T1 from full
/// magnetisation at volume 0 (Ernst's steady state), to which volumes are added noise and drift.
BoldRun scan(int volumes, bool starts_steady, double flip_angle_deg, std::uint64_t seed) {
  BoldRun bold;
  bold.grid.dims = {16, 16, 12};
  bold.repetition_time_s = 2.0;
  const auto voxels = static_cast<Eigen::Index>(bold.grid.voxel_count());
  bold.values.resize(voxels, volumes);
  RandomStream random(seed, 0);
  const double cosine = std::cos(flip_angle_deg * std::acos(-1.0) / 180.0);
  double shared = 0.0;
  for (int t = 0; t < volumes; ++t) {
    shared = 0.8 * shared + 0.002 * random.normal();
    const auto level = [&](double t1_s) {
      const double recovery = std::exp(-bold.repetition_time_s / t1_s);
      const double steady = (1.0 - recovery) / (1.0 - recovery * cosine);
      const double left = starts_steady ? 0.0 : std::pow(recovery * cosine, t);
      return 1.0 + (1.0 / steady - 1.0) * left + shared + 0.01 * t / volumes;
    };
    for (Eigen::Index voxel = 0; voxel < voxels; ++voxel) {
      const auto i = static_cast<double>(voxel % 16) - 7.5;
      const auto j = static_cast<double>(voxel / 16 % 16) - 7.5;
      const auto k = static_cast<double>(voxel / 256) - 5.5;
      const double radius = std::sqrt(i * i + j * j + k * k);
      const double mean = radius > 6     ? 5.0
                          : radius < 2.5 ? 1200.0 * level(4.0)
                                         : 800.0 * level(1.3);
      bold.values(voxel, t) = static_cast<float>(mean + 8.0 * random.normal());
    }
  }
  return bold;
}

TEST(Load, KeepsAScanThatStartsSteady) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const BoldRun bold = scan(80, true, 75, seed);
    const Loaded loaded = load(bold, {});
    EXPECT_EQ(loaded.bold.volume_count(), 80) << seed;
    EXPECT_EQ(loaded.bold.dummy_volumes, 0);
    EXPECT_TRUE(loaded.warnings.empty());
    EXPECT_EQ(loaded.bold.values, bold.values);
  }
}

TEST(Load, TakesTheVolumesBeforeTheSteadyStateAway) {
  // At 90 degrees one repetition saturates fully; at 75 fluid keeps 16 % of its excess per volume.
  EXPECT_EQ(load(scan(80, false, 90, 1), {}).bold.dummy_volumes, 1);
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    BoldRun bold = scan(80, false, 75, seed);
    bold.dummy_volumes = 2;
    const Loaded loaded = load(bold, {});
    EXPECT_EQ(loaded.bold.dummy_volumes, 2 + 3) << seed;
    EXPECT_EQ(loaded.bold.values, bold.values.rightCols(77));
    ASSERT_EQ(loaded.warnings.size(), 1U);
    EXPECT_THAT(loaded.warnings[0].found, HasSubstr("3 volumes before the steady state"));
    EXPECT_EQ(loaded.warnings[0].severity, Severity::warning);
    EXPECT_TRUE(validate(loaded, "scan").empty());
  }
}

TEST(Load, TakesTheGivenNumberWhateverTheScanLooksLike) {
  const BoldRun bold = scan(40, false, 75, 1);
  EXPECT_EQ(load(bold, {.dummy_volumes = 0}).bold.values, bold.values);
  EXPECT_TRUE(load(bold, {.dummy_volumes = 0}).warnings.empty());
  const Loaded loaded = load(bold, {.dummy_volumes = 5});
  EXPECT_EQ(loaded.bold.values, bold.values.rightCols(35));
  EXPECT_EQ(loaded.bold.dummy_volumes, 5);
  EXPECT_EQ(loaded.warnings.size(), 1U);
}

TEST(Load, MarksTheVolumesBeforeTheSteadyStateWhenToldTo) {
  const BoldRun bold = scan(80, false, 75, 0);
  for (const std::optional<std::int64_t> given : {std::optional<std::int64_t>(), {3}}) {
    const Loaded loaded =
        load(bold, {.dummy_volumes = given, .non_steady = NonSteadyVolumes::mark});
    EXPECT_EQ(loaded.bold.values, bold.values);
    EXPECT_EQ(loaded.bold.non_steady_volumes, 3);
    EXPECT_EQ(loaded.bold.dummy_volumes, 0);
    ASSERT_EQ(loaded.warnings.size(), 1U);
    EXPECT_THAT(loaded.warnings[0].remedy, HasSubstr("marked in the confounds"));
    EXPECT_TRUE(validate(loaded, "scan").empty());
  }
}

TEST(Load, SaysWhenItCannotTell) {
  const Loaded loaded = load(scan(20, false, 75, 1), {});
  EXPECT_EQ(loaded.bold.volume_count(), 20);
  ASSERT_EQ(loaded.warnings.size(), 1U);
  EXPECT_THAT(loaded.warnings[0].found, HasSubstr("20 volumes"));

  BoldRun falling = scan(80, true, 75, 1);
  for (int t = 0; t < 80; ++t) falling.values.col(t) *= 1.0F + 0.5F * std::exp(-0.05F * float(t));
  const Loaded kept = load(falling, {});
  EXPECT_EQ(kept.bold.volume_count(), 80);
  EXPECT_EQ(kept.warnings.size(), 1U);
}

TEST(Load, RefusesWhatIsNoScan) {
  const auto refused = [](BoldRun bold, const std::string& reason, LoadParams params = {}) {
    const std::vector<Problem> problems = check_load(bold, params);
    ASSERT_TRUE(has_errors(problems)) << reason;
    EXPECT_THAT(to_text(problems[0]), HasSubstr(reason));
    EXPECT_THROW(load(bold, params), InputError);
  };
  const BoldRun good = scan(40, true, 75, 1);
  EXPECT_TRUE(check_load(good, {}).empty());
  EXPECT_TRUE(check_load(good, {.dummy_volumes = 38}).empty());
  refused(good, "at least 2 volumes left", {.dummy_volumes = 39});
  refused(good, "at least 2 volumes left", {.dummy_volumes = 1000});

  BoldRun bold = good;
  bold.repetition_time_s = 2000;
  refused(bold, "milliseconds? then it is 2 s");
  bold.repetition_time_s = 0;
  refused(bold, "a repetition time of 0 s");
  bold.repetition_time_s = std::numeric_limits<double>::quiet_NaN();
  refused(bold, "a repetition time");
  bold = good;
  bold.values(5, 7) = std::numeric_limits<float>::quiet_NaN();
  refused(bold, "not finite in volumes 7");
  bold = good;
  bold.values.col(3).setZero();
  refused(bold, "zero throughout: 3");
  bold = good;
  bold.values = Eigen::MatrixXf(good.values.leftCols(1));
  refused(bold, "1 volumes");
}

TEST(Load, SaysWhatItIs) {
  EXPECT_EQ(load_stage.name, "load");
  EXPECT_TRUE(check_fields(LoadParams{}, "defaults").empty());
  EXPECT_FALSE(check_fields(LoadParams{.dummy_volumes = -1}, "given").empty());
}

}  // namespace
}  // namespace rewire
