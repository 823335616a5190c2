#include "stages/preprocess/despike.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "stages/core/error.h"
#include "stages/core/parallel.h"
#include "stages/core/random.h"

namespace rewire {
namespace {

constexpr Eigen::Index spiky_volumes = 200;
constexpr double spiky_noise = 5.0;

double course(Eigen::Index voxel, Eigen::Index t) {
  const double x = static_cast<double>(t) / static_cast<double>(spiky_volumes);
  return 1000.0 + 10.0 * static_cast<double>(voxel % 7) + 30.0 * x - 40.0 * x * x +
         12.0 * std::sin(2.0 * std::numbers::pi * 3.0 * x + static_cast<double>(voxel));
}

BoldRun noisy_scan() {
  BoldRun bold;
  bold.grid.dims = {10, 8, 5};
  bold.repetition_time_s = 2.0;
  bold.values.resize(400, spiky_volumes);
  for (Eigen::Index t = 0; t < spiky_volumes; ++t) {
    RandomStream random(5, static_cast<std::uint64_t>(t));
    for (Eigen::Index voxel = 0; voxel < 400; ++voxel) {
      bold.values(voxel, t) = static_cast<float>(course(voxel, t) + spiky_noise * random.normal());
    }
  }
  return bold;
}

bool spiked(Eigen::Index voxel, Eigen::Index t) {
  return t == 0 || t == 57 || t == 58 || t == 199 || (voxel + 3 * t) % 97 == 0;
}

DespikeParams squash() { return {.method = DespikeMethod::squash}; }

TEST(Despike, DrawsKnownSpikesToTheCurveAndLittleElse) {
  const BoldRun clean = noisy_scan();
  BoldRun bold = clean;
  for (Eigen::Index t = 0; t < spiky_volumes; ++t) {
    for (Eigen::Index voxel = 0; voxel < 400; ++voxel) {
      if (spiked(voxel, t)) bold.values(voxel, t) += voxel % 2 == 0 ? 150.0F : -80.0F;
    }
  }
  const CorrectedScan scan = despike(bold, squash());
  EXPECT_TRUE(validate(scan, "scan").empty());
  double farthest = 0.0;
  double farthest_at_ends = 0.0;
  double change2 = 0.0;
  double others = 0.0;
  for (Eigen::Index t = 0; t < spiky_volumes; ++t) {
    for (Eigen::Index voxel = 0; voxel < 400; ++voxel) {
      const double value = static_cast<double>(scan.bold.values(voxel, t));
      if (spiked(voxel, t)) {
        // At the ends two spikes in a row pull at a curve that nothing holds beyond them.
        double& largest = t < 2 || t > spiky_volumes - 3 ? farthest_at_ends : farthest;
        largest = std::max(largest, std::abs(value - course(voxel, t)));
        continue;
      }
      change2 += std::pow(value - static_cast<double>(clean.values(voxel, t)), 2);
      others += 1.0;
    }
  }
  // Squashed to four deviations, of which the spikes widen the estimate a little.
  EXPECT_LT(farthest, 6.5 * spiky_noise);
  EXPECT_LT(farthest_at_ends, 11.0 * spiky_noise);
  EXPECT_LT(std::sqrt(change2 / others), 0.08 * spiky_noise);
  ASSERT_EQ(scan.warnings.size(), 1U);
  EXPECT_NE(scan.warnings[0].found.find("% of the values despiked"), std::string::npos);
}

TEST(Despike, LeavesConstantVoxelsAndSmoothCoursesAlone) {
  BoldRun bold = noisy_scan();
  for (Eigen::Index t = 0; t < spiky_volumes; ++t)
    bold.values(1, t) = static_cast<float>(course(1, t));
  bold.values.row(0).setConstant(321.0F);
  const CorrectedScan scan = despike(bold, squash());
  EXPECT_EQ(scan.bold.values.row(0), bold.values.row(0));
  EXPECT_LT((scan.bold.values.row(1) - bold.values.row(1)).cwiseAbs().maxCoeff(), 0.1F);
}

TEST(Despike, KeepsShortScansAndDoesNothingByDefault) {
  BoldRun bold = noisy_scan();
  EXPECT_EQ(despike(bold, {}).bold.values, bold.values);
  bold.values.conservativeResize(Eigen::NoChange, 2);
  const CorrectedScan scan = despike(bold, squash());
  EXPECT_EQ(scan.bold.values, bold.values);
  ASSERT_EQ(scan.warnings.size(), 1U);
  EXPECT_EQ(scan.warnings[0].found, "2 volumes");
}

TEST(Despike, RefusesDeviationsInTheWrongOrder) {
  DespikeParams params = squash();
  params.last_deviation = 2.0;
  EXPECT_THROW(despike(noisy_scan(), params), InputError);
}

TEST(Despike, GivesTheSameBytesWithOneAndTwoThreads) {
  const BoldRun bold = noisy_scan();
  const auto run = [&](int threads) {
    const ThreadLimit limit(threads);
    Digester digester;
    add_content(digester, despike(bold, squash()));
    return digester.finish();
  };
  EXPECT_EQ(run(1), run(2));
}

}  // namespace
}  // namespace rewire
