#include "stages/preprocess/normalize.h"

#include <Eigen/LU>
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

#include "stages/kernels/registration/coarse_search.h"
#include "stages/kernels/registration/diffeomorphic.h"
#include "stages/kernels/registration/morphology.h"
#include "stages/kernels/registration/mutual_information.h"
#include "stages/kernels/registration/resample.h"
#include "stages/kernels/registration/sample_points.h"
#include "stages/kernels/registration/smooth.h"
#include "stages/kernels/registration/threshold.h"
#include "stages/preprocess/shrunk.h"
#include "stages/preprocess/views.h"

namespace rewire {
namespace {

/// Around the template's brain, so that its edge takes part.
constexpr double margin_mm = 6.0;
constexpr double search_smoothing_mm = 8.0;
constexpr double template_spacing_mm = 2.0;

constexpr std::array<RegistrationLevel, 2> rigid_levels{RegistrationLevel{.smoothing_mm = 8.0,
                                                                          .spacing_mm = 6.0,
                                                                          .first_step_mm = 2.0,
                                                                          .last_step_mm = 0.1,
                                                                          .most_iterations = 60},
                                                        RegistrationLevel{.smoothing_mm = 4.0,
                                                                          .spacing_mm = 5.0,
                                                                          .first_step_mm = 1.0,
                                                                          .last_step_mm = 0.05,
                                                                          .most_iterations = 60}};
constexpr std::array<RegistrationLevel, 2> affine_levels{RegistrationLevel{.smoothing_mm = 6.0,
                                                                           .spacing_mm = 5.0,
                                                                           .first_step_mm = 2.0,
                                                                           .last_step_mm = 0.05,
                                                                           .most_iterations = 150},
                                                         RegistrationLevel{.smoothing_mm = 3.0,
                                                                           .spacing_mm = 4.0,
                                                                           .first_step_mm = 1.0,
                                                                           .last_step_mm = 0.02,
                                                                           .most_iterations = 200}};

/// Volumes change by a factor of e at most beyond the affine: real brains ask for more only in
/// sulci and where the images do not agree, and no structure comes to lie better for it.
constexpr double most_divergence = 1.0;

/// Finer levels than the T1w's voxels say nothing new.
constexpr double finest_share_of_voxel = 0.7;
const std::array<DiffeomorphicLevel, 3> warp_levels{DiffeomorphicLevel{.spacing_mm = 4.0,
                                                                       .field_spacing_mm = 4.0,
                                                                       .smoothing_mm = 4.0,
                                                                       .window_radius = 2,
                                                                       .update_smoothing_mm = 8.0,
                                                                       .field_smoothing_mm = 2.0,
                                                                       .most_iterations = 40},
                                                    DiffeomorphicLevel{.spacing_mm = 2.0,
                                                                       .field_spacing_mm = 2.0,
                                                                       .smoothing_mm = 2.0,
                                                                       .window_radius = 2,
                                                                       .update_smoothing_mm = 4.0,
                                                                       .field_smoothing_mm = 1.0,
                                                                       .most_iterations = 30},
                                                    DiffeomorphicLevel{.spacing_mm = 1.0,
                                                                       .field_spacing_mm = 2.0,
                                                                       .smoothing_mm = 0.0,
                                                                       .window_radius = 3,
                                                                       .update_smoothing_mm = 4.0,
                                                                       .field_smoothing_mm = 1.0,
                                                                       .most_iterations = 10}};

/// The template at the resolution of the registration.
struct Target {
  Volume image;
  Mask brain;
  Mask region;  ///< the brain and what is close to it
};

Target target_of(const BrainTemplate& brain_template) {
  Target target{
      .image = shrunk(brain_template.has_head() ? brain_template.head : brain_template.brain,
                      template_spacing_mm),
      .brain = shrunk(brain_template.brain_mask, template_spacing_mm),
      .region = {}};
  target.region = {.grid = target.brain.grid,
                   .inside = dilate(lattice_of(target.brain.grid), target.brain.inside, margin_mm)};
  return target;
}

/// Middle of what is brighter than Otsu's threshold.
Eigen::Vector3d foreground_centre(const Volume& volume) {
  const float threshold = otsu_threshold(volume.values).value_or(0.0F);
  MaskValues bright(volume.values.size());
  for (std::size_t i = 0; i < bright.size(); ++i) bright[i] = volume.values[i] > threshold;
  return mask_centre(view_of(volume), bright);
}

Eigen::Matrix4d t1w_from_template(const Volume& t1w, const Target& target) {
  const std::vector<float> smooth_t1w = smooth(view_of(t1w), search_smoothing_mm);
  const std::vector<float> smooth_target = smooth(view_of(target.image), search_smoothing_mm);
  Eigen::Matrix4d start = Eigen::Matrix4d::Identity();
  start.topRightCorner<3, 1>() =
      foreground_centre(t1w) - mask_centre(view_of(target.image), target.brain.inside);
  Eigen::Matrix4d found =
      search_alignment(view_of(target.image.grid, smooth_target),
                       target.region.inside,
                       view_of(t1w.grid, smooth_t1w),
                       {.starts = {start}, .reach_mm = {24.0, 48.0, 96.0}, .sizing = Sizing::free});
  const Eigen::Matrix3d linear = found.topLeftCorner<3, 3>();
  if (std::abs(std::cbrt(linear.determinant()) - 1.0) < 0.05) {
    // Rigid steps would keep the size that the search found; it is only rough.
    const Eigen::Vector3d centre = mask_centre(view_of(target.image), target.brain.inside);
    const Eigen::Vector3d moved = linear * centre + found.topRightCorner<3, 1>();
    found.topLeftCorner<3, 3>() = linear / std::cbrt(linear.determinant());
    found.topRightCorner<3, 1>() = moved - found.topLeftCorner<3, 3>() * centre;
    found = register_mutual_information(view_of(target.image),
                                        target.region.inside,
                                        view_of(t1w),
                                        found,
                                        TransformFamily::rigid,
                                        rigid_levels);
  }
  return register_mutual_information(view_of(target.image),
                                     target.region.inside,
                                     view_of(t1w),
                                     found,
                                     TransformFamily::affine,
                                     affine_levels);
}

double correlation(const Volume& a, const std::vector<float>& b, const Mask& region) {
  double n = 0.0, sa = 0.0, sb = 0.0, saa = 0.0, sbb = 0.0, sab = 0.0;
  for (const std::size_t i : region.indices()) {
    const auto x = static_cast<double>(a.values[i]);
    const auto y = static_cast<double>(b[i]);
    n += 1.0;
    sa += x;
    sb += y;
    saa += x * x;
    sbb += y * y;
    sab += x * y;
  }
  const double spread = (saa - sa * sa / n) * (sbb - sb * sb / n);
  return spread > 0.0 ? (sab - sa * sb / n) / std::sqrt(spread) : 0.0;
}

/// Of what is brain for the most part.
void set_brain_range(Warp& warp, const std::vector<float>& jacobian, const Mask& brain) {
  const std::vector<float> share = resample_share(lattice_of(brain.grid),
                                                  brain.inside,
                                                  lattice_of(warp.grid),
                                                  Eigen::Matrix4d::Identity().eval(),
                                                  2);
  bool first = true;
  double voxels = 0.0;
  double strained = 0.0;
  for (std::size_t v = 0; v < share.size(); ++v) {
    if (share[v] < 0.5F) continue;
    voxels += 1.0;
    strained += jacobian[v] < 0.5F || jacobian[v] > 2.0F ? 1.0 : 0.0;
    const auto here = static_cast<double>(jacobian[v]);
    warp.brain_jacobian_least = first ? here : std::min(warp.brain_jacobian_least, here);
    warp.brain_jacobian_largest = first ? here : std::max(warp.brain_jacobian_largest, here);
    first = false;
  }
  if (voxels > 0.0) warp.brain_strained_share = strained / voxels;
}

const Volume& shown(const BrainTemplate& brain_template) {
  return brain_template.has_head() ? brain_template.head : brain_template.brain;
}

}  // namespace

Eigen::Matrix4d affine_to_template(const Volume& t1w, const BrainTemplate& brain_template) {
  return t1w_from_template(shrunk(t1w, template_spacing_mm), target_of(brain_template)).inverse();
}

Warp warp_to_template(const Volume& t1w,
                      const BrainTemplate& brain_template,
                      const Eigen::Matrix4d& template_from_t1w,
                      const DiffeomorphicSettings& settings) {
  const Volume& target = shown(brain_template);
  // A stripped template has no edge that the T1w with its skull could be held against.
  const double reach_mm = brain_template.has_head() ? margin_mm : 0.0;
  const MaskValues region = dilate(
      lattice_of(brain_template.brain_mask.grid), brain_template.brain_mask.inside, reach_mm);
  Diffeomorphism found = register_diffeomorphic(
      view_of(target), region, view_of(t1w), template_from_t1w.inverse(), settings);
  Warp warp;
  warp.grid = grid_of(found.lattice);
  warp.grid.world_from_voxel = warp.grid.world_from_voxel.cast<float>().cast<double>().eval();
  warp.affine_from_template_mm = std::move(found.phi_mm);
  warp.template_from_affine_mm = std::move(found.inverse_mm);
  warp.least_jacobian = found.least_jacobian;
  set_brain_range(warp, found.jacobian, brain_template.brain_mask);
  return warp;
}

DiffeomorphicSettings diffeomorphic_settings(const Grid& t1w) {
  const std::array<double, 3> spacing = t1w.spacing_mm();
  const double voxel = *std::max_element(spacing.begin(), spacing.end());
  DiffeomorphicSettings settings;
  settings.most_divergence = most_divergence;
  for (const DiffeomorphicLevel& level : warp_levels) {
    const bool first = settings.levels.empty();
    if (first || level.spacing_mm >= finest_share_of_voxel * voxel) {
      settings.levels.push_back(level);
    }
  }
  return settings;
}

double template_coverage(const Grid& t1w,
                         const BrainTemplate& brain_template,
                         const Eigen::Matrix4d& template_from_t1w) {
  const Mask brain = shrunk(brain_template.brain_mask, template_spacing_mm);
  const std::vector<std::int32_t> inside(t1w.voxel_count(), 1);
  const std::vector<std::int32_t> seen = resample_labels(
      lattice_of(t1w), inside, lattice_of(brain.grid), template_from_t1w.inverse(), 0);
  std::size_t covered = 0;
  for (std::size_t i = 0; i < seen.size(); ++i) {
    if (brain.inside[i] != 0 && seen[i] != 0) ++covered;
  }
  return static_cast<double>(covered) / static_cast<double>(brain.count());
}

double template_correlation(const Volume& t1w,
                            const BrainTemplate& brain_template,
                            const Eigen::Matrix4d& template_from_t1w,
                            const Warp& warp) {
  const Target target = target_of(brain_template);
  const std::vector<float> carried =
      resample_linear(view_of(shrunk(t1w, template_spacing_mm)),
                      lattice_of(target.image.grid),
                      from_template(template_from_t1w.inverse(), warp),
                      0.0F);
  return correlation(
      target.image, carried, brain_template.has_head() ? target.region : target.brain);
}

}  // namespace rewire
