#include <gtest/gtest.h>

#include <Eigen/Geometry>
#include <algorithm>
#include <cmath>
#include <functional>

#include "stages/core/error.h"
#include "stages/kernels/registration/rigid.h"
#include "stages/preprocess/coregister.h"
#include "tests/stages/preprocess/synthetic_head.h"

namespace rewire {
namespace {

using testing::cubes;
using testing::sampled;

/// Millimetres outside (positive) a white matter that no two sides fold alike.
double outside_mm(const Eigen::Vector3d& p, double folding) {
  const double radius = Eigen::Vector3d(p[0], p[1] / 1.25, p[2] / 0.95).norm();
  const double folds = 4.0 * std::sin(p[0] / (7.0 * folding) + 0.9) * std::cos(p[1] / 8.0) +
                       3.0 * std::sin(p[2] / 6.0 + p[1] / (15.0 * folding) + p[0] / 20.0);
  return radius - 45.0 - folds;
}

double step_at(double mm) { return 1.0 / (1.0 + std::exp(-2.0 * mm)); }

Volume volume_of(const Grid& grid, const std::function<double(double)>& value, double folding) {
  return {.grid = grid, .values = sampled(grid, [&](const Eigen::Vector3d& p) {
                          return static_cast<float>(value(outside_mm(p, folding)));
                        })};
}

Anatomy folded_anatomy(double folding) {
  const Grid grid = cubes({80, 92, 78}, 1.6);
  Anatomy anatomy;
  anatomy.space = "synthetic";
  anatomy.white_probability = volume_of(
      grid, [](double mm) { return 1.0 - step_at(mm); }, folding);
  anatomy.grey_probability = volume_of(
      grid, [](double mm) { return step_at(mm) * (1.0 - step_at(mm - 4.0)); }, folding);
  anatomy.csf_probability = volume_of(
      grid, [](double) { return 0.0; }, folding);
  anatomy.head = volume_of(
      grid,
      [](double mm) { return (1.0 - step_at(mm - 4.0)) * (900.0 - 300.0 * step_at(mm)); },
      folding);
  const auto mask = [&](double low, double high) {
    return Mask{.grid = grid,
                .inside = sampled(grid, [&](const Eigen::Vector3d& p) -> std::uint8_t {
                  const double mm = outside_mm(p, folding);
                  return mm >= low && mm < high ? 1 : 0;
                })};
  };
  anatomy.brain = mask(-1e3, 4.0);
  anatomy.white_matter = mask(-1e3, -3.0);
  anatomy.grey_matter = mask(0.0, 4.0);
  anatomy.csf = mask(-1e3, -30.0);
  return anatomy;
}

/// The scan of the head of folding 1, and the brain in it.
struct Scan {
  Volume mean;
  Mask brain;
};

Scan folded_scan() {
  const Grid grid = cubes({46, 52, 44}, 3.0);
  RigidParameters pose;
  pose << 3.0, -4.0, 2.0, 0.05, 0.03, -0.04;
  const Eigen::Matrix4d head_from_bold = rigid_matrix(pose, Eigen::Vector3d::Zero());
  const auto place = [&](const Eigen::Vector3d& p) {
    return outside_mm((head_from_bold * p.homogeneous()).head<3>(), 1.0);
  };
  return {.mean = {.grid = grid,
                   .values = sampled(grid,
                                     [&](const Eigen::Vector3d& p) {
                                       const double mm = place(p);
                                       return static_cast<float>((1.0 - step_at(mm - 4.0)) *
                                                                 (700.0 + 200.0 * step_at(mm)));
                                     })},
          .brain = {.grid = grid, .inside = sampled(grid, [&](const Eigen::Vector3d& p) {
                                    return static_cast<std::uint8_t>(place(p) < 4.0 ? 1 : 0);
                                  })}};
}

/// As a header gives it that says left for right.
Scan exchanged(Scan scan) {
  const auto row = static_cast<std::ptrdiff_t>(scan.mean.grid.dims[0]);
  for (std::ptrdiff_t start = 0; start < std::ssize(scan.mean.values); start += row) {
    std::reverse(scan.mean.values.begin() + start, scan.mean.values.begin() + start + row);
    std::reverse(scan.brain.inside.begin() + start, scan.brain.inside.begin() + start + row);
  }
  return scan;
}

TEST(Mirrored, AScanAsItIsGivesNoWarning) {
  const Scan scan = folded_scan();
  const ScanSpace space = coregister(scan.mean, scan.brain, folded_anatomy(1.0), {});
  EXPECT_EQ(space.boundary.taken, Alignment::boundary);
  EXPECT_LT(space.boundary.cost_after, 0.5);
  EXPECT_GT(space.boundary.cost_mirrored, space.boundary.cost_after + 0.2);
  EXPECT_TRUE(space.warnings.empty()) << to_text(space.warnings.front());
}

TEST(Mirrored, ExchangedSidesStopTheScanWithBothCosts) {
  const Scan scan = exchanged(folded_scan());
  try {
    coregister(scan.mean, scan.brain, folded_anatomy(1.0), {});
    FAIL() << "nothing was said";
  } catch (const NumericalError& error) {
    ASSERT_EQ(error.problems().size(), 1U);
    EXPECT_NE(error.problems()[0].found.find("left and right exchanged"), std::string::npos);
  }
}

TEST(Mirrored, TheAnatomyOfAnotherPersonIsSaid) {
  const Scan scan = folded_scan();
  const ScanSpace space = coregister(scan.mean, scan.brain, folded_anatomy(1.6), {});
  EXPECT_GT(space.boundary.cost_after, 0.3);
  CoregisterParams strict;
  strict.boundary_warning = 0.3;
  const ScanSpace judged = coregister(scan.mean, scan.brain, folded_anatomy(1.6), strict);
  ASSERT_FALSE(judged.warnings.empty());
}

}  // namespace
}  // namespace rewire
