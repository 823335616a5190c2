#include "stages/data/warp.h"

#include <span>

#include "stages/core/content.h"
#include "stages/core/number_text.h"
#include "stages/core/requirements.h"

namespace rewire {
namespace {

std::span<const float> numbers(const Eigen::Matrix3Xf& field) {
  return {field.data(), static_cast<std::size_t>(field.size())};
}

}  // namespace

std::vector<Problem> validate(const Warp& warp, const std::string& where) {
  Requirements requirements(where, "register the T1w again");
  const Eigen::Index forth = warp.template_from_affine_mm.cols();
  const Eigen::Index back = warp.affine_from_template_mm.cols();
  if (forth == 0 && back == 0) return {};
  requirements.add(validate(warp.grid, where));
  const auto voxels = static_cast<Eigen::Index>(warp.grid.voxel_count());
  requirements.require(forth == voxels && back == voxels,
                       std::to_string(forth) + " and " + std::to_string(back) + " displacements",
                       "one each way per voxel of " + describe(warp.grid));
  requirements.require(
      warp.template_from_affine_mm.allFinite() && warp.affine_from_template_mm.allFinite(),
      "displacements that are not finite",
      "finite displacements");
  requirements.require(!(warp.least_jacobian <= 0.0),
                       "a Jacobian determinant of " + format_number(warp.least_jacobian),
                       "determinants above 0 (no folds)");
  requirements.require(!(warp.brain_jacobian_least <= 0.0) &&
                           !(warp.brain_jacobian_largest < warp.brain_jacobian_least),
                       "Jacobian determinants in the brain of " +
                           format_number(warp.brain_jacobian_least) + " to " +
                           format_number(warp.brain_jacobian_largest),
                       "a range above 0");
  return requirements.take();
}

void add_content(Digester& digester, const Warp& warp) {
  digester.values(numbers(warp.template_from_affine_mm));
  digester.values(numbers(warp.affine_from_template_mm));
  if (warp.is_identity()) return;
  add_content(digester, warp.grid);
  add_content(digester, warp.least_jacobian);
  add_content(digester, warp.brain_jacobian_least);
  add_content(digester, warp.brain_jacobian_largest);
  add_content(digester, warp.brain_strained_share);
}

}  // namespace rewire
