#include "stages/preprocess/coregister.h"

#include <Eigen/LU>
#include <algorithm>
#include <array>
#include <string>

#include "stages/core/error.h"
#include "stages/core/field_list.h"
#include "stages/core/number_text.h"
#include "stages/kernels/registration/boundary.h"
#include "stages/kernels/registration/coarse_search.h"
#include "stages/kernels/registration/morphology.h"
#include "stages/kernels/registration/mutual_information.h"
#include "stages/kernels/registration/resample.h"
#include "stages/kernels/registration/sample_points.h"
#include "stages/kernels/registration/smooth.h"
#include "stages/preprocess/judge_scan_space.h"
#include "stages/preprocess/mirrored.h"
#include "stages/preprocess/shrunk.h"
#include "stages/preprocess/views.h"

namespace rewire {
namespace {

/// Around the scan's brain mask, so that its edge takes part.
constexpr double margin_mm = 6.0;
constexpr double search_smoothing_mm = 8.0;
/// How far the scan's brain may reach beyond the anatomical one.
constexpr double anatomical_margin_mm = 4.0;
constexpr double anatomical_spacing_mm = 2.0;
constexpr std::size_t enough_voxels = 20;
constexpr std::size_t boundary_points = 12000;
/// What mutual information leaves is less than this; what leads farther is lost.
constexpr double farthest_refinement_mm = 6.0;
constexpr std::array papers{
    Paper{"Mattes D, Haynor DR, Vesselle H, Lewellen TK, Eubank W",
          2003,
          "PET-CT image registration in the chest using free-form deformations",
          "10.1109/TMI.2003.809072",
          "mutual information"},
    Paper{"Greve DN, Fischl B",
          2009,
          "Accurate and robust brain image alignment using boundary-based registration",
          "10.1016/j.neuroimage.2009.06.060",
          "cost of the percent contrast across the white matter's surface"},
    Paper{"Dice LR",
          1945,
          "Measures of the amount of ecologic association between species",
          "10.2307/1932409",
          "overlap of brain masks"}};

constexpr std::array<RegistrationLevel, 2> rigid_levels{RegistrationLevel{.smoothing_mm = 8.0,
                                                                          .spacing_mm = 6.0,
                                                                          .first_step_mm = 2.0,
                                                                          .last_step_mm = 0.1,
                                                                          .most_iterations = 60},
                                                        RegistrationLevel{.smoothing_mm = 3.0,
                                                                          .spacing_mm = 3.0,
                                                                          .first_step_mm = 1.0,
                                                                          .last_step_mm = 0.02,
                                                                          .most_iterations = 100}};
constexpr std::array<RegistrationLevel, 1> affine_levels{RegistrationLevel{.smoothing_mm = 4.0,
                                                                           .spacing_mm = 3.0,
                                                                           .first_step_mm = 1.0,
                                                                           .last_step_mm = 0.02,
                                                                           .most_iterations = 200}};

bool is_affine(const Anatomy& anatomy, const CoregisterParams& params) {
  if (params.transform == CoregisterTransform::automatic) {
    return anatomy.source == AnatomySource::brain_template;
  }
  return params.transform == CoregisterTransform::affine;
}

/// The header's position, and the two brains' middles on each other.
std::vector<Eigen::Matrix4d> starts(const Volume& mean, const Mask& brain, const Anatomy& anatomy) {
  Eigen::Matrix4d centred = Eigen::Matrix4d::Identity();
  centred.topRightCorner<3, 1>() = mask_centre(view_of(anatomy.head), anatomy.brain.inside) -
                                   mask_centre(view_of(mean), brain.inside);
  return {Eigen::Matrix4d::Identity(), centred};
}

/// The anatomy at the resolution of a scan.
Volume brain_only(const Anatomy& anatomy) {
  const Mask mask = shrunk(anatomy.brain, anatomical_spacing_mm);
  const MaskValues wide = dilate(lattice_of(mask.grid), mask.inside, anatomical_margin_mm);
  Volume brain = shrunk(anatomy.head, anatomical_spacing_mm);
  for (std::size_t i = 0; i < wide.size(); ++i) {
    if (wide[i] == 0) brain.values[i] = 0.0F;
  }
  return brain;
}

Eigen::Matrix4d anatomy_from_bold(const Volume& mean,
                                  const Mask& brain,
                                  const Anatomy& anatomy,
                                  const CoregisterParams& params) {
  const MaskValues region = dilate(lattice_of(brain.grid), brain.inside, margin_mm);
  const Volume target = brain_only(anatomy);
  const std::vector<float> smooth_scan = smooth(view_of(mean), search_smoothing_mm);
  const std::vector<float> smooth_target = smooth(view_of(target), search_smoothing_mm);
  const bool affine = is_affine(anatomy, params);
  Eigen::Matrix4d found = search_alignment(view_of(mean.grid, smooth_scan),
                                           region,
                                           view_of(target.grid, smooth_target),
                                           {.starts = starts(mean, brain, anatomy)});
  found = register_mutual_information(
      view_of(mean), region, view_of(target), found, TransformFamily::rigid, rigid_levels);
  if (!affine) return found;
  return register_mutual_information(
      view_of(mean), region, view_of(target), found, TransformFamily::affine, affine_levels);
}

/// Refines t1w_from_bold on the white matter's surface, where that is better.
void refine(ScanSpace& space, const Volume& mean, const Mask& brain, const Anatomy& anatomy) {
  const std::vector<BoundaryPoint> sheet = white_matter_boundary(
      view_of(anatomy.white_probability), view_of(anatomy.grey_probability), boundary_points);
  const Eigen::Matrix4d start = space.t1w_from_bold.inverse();
  const BoundaryFit fit = register_boundary(sheet, view_of(mean), start);
  BoundaryAlignment& boundary = space.boundary;
  boundary.points = fit.points;
  boundary.cost_before = fit.cost_at_start;
  boundary.cost_after = fit.cost;
  boundary.moved_mm = fit.moved_mm;
  if (fit.points == 0) return;
  boundary.cost_mirrored =
      mirrored_cost(mean, brain, anatomy, sheet, fit.image_from_boundary.inverse());
  if (fit.cost >= fit.cost_at_start || fit.cost >= 1.0 || fit.moved_mm > farthest_refinement_mm) {
    return;
  }
  boundary.taken = Alignment::boundary;
  space.t1w_from_bold = fit.image_from_boundary.inverse();
}

/// Voxels that are nearly pure; where those are few, mostly pure ones.
Mask carried_tissue(const Mask& tissue, const Mask& brain, const Eigen::Matrix4d& from_bold) {
  const std::vector<float> share =
      resample_share(lattice_of(tissue.grid), tissue.inside, lattice_of(brain.grid), from_bold, 4);
  Mask carried{.grid = brain.grid, .inside = {}};
  for (const float least : {0.85F, 0.6F, 0.4F}) {
    carried.inside.assign(share.size(), 0);
    for (std::size_t i = 0; i < share.size(); ++i) {
      carried.inside[i] = brain.inside[i] != 0 && share[i] >= least ? 1 : 0;
    }
    if (carried.count() >= enough_voxels) break;
  }
  return carried;
}

Volume carried_grey_matter(const Mask& grey, const Mask& brain, const Eigen::Matrix4d& from_bold) {
  Volume share{.grid = brain.grid,
               .values = resample_share(
                   lattice_of(grey.grid), grey.inside, lattice_of(brain.grid), from_bold, 4)};
  for (std::size_t i = 0; i < share.values.size(); ++i) {
    if (brain.inside[i] == 0) share.values[i] = 0.0F;
  }
  return share;
}

}  // namespace

void fields(FieldVisitor& visitor, CoregisterParams& params) {
  visitor.choice(
      "transform",
      params.transform,
      {"auto", "rigid", "affine"},
      "How the scan is brought onto the anatomy; auto is rigid to a T1w and affine to the "
      "template.");
  visitor.choice("refinement",
                 params.refinement,
                 {"none", "boundary"},
                 "Whether the rigid way to a T1w is refined on the surface of its white matter; "
                 "the result by mutual information stays where that is no better.");
  visitor.number("boundary_warning",
                 params.boundary_warning,
                 Unit::none,
                 {0, 2},
                 "A boundary cost above this is a warning: 0 is best, 1 what chance gives.");
  visitor.number("dice_warning",
                 params.dice_warning,
                 Unit::none,
                 {0, 1},
                 "An overlap of the brain masks below this is a warning.");
  visitor.number("dice_limit",
                 params.dice_limit,
                 Unit::none,
                 {0, 1},
                 "An overlap of the brain masks below this is a failed registration.");
  visitor.number("view_warning",
                 params.view_warning,
                 Unit::none,
                 {0, 1},
                 "Less of the brain than this within the scan's field of view is a warning.");
  visitor.rule(params.dice_limit <= params.dice_warning,
               "dice_limit " + format_number(params.dice_limit) + " above dice_warning " +
                   format_number(params.dice_warning),
               "the warning before the failure",
               "lower dice_limit or raise dice_warning");
}

std::vector<Problem> check_coregister(const Volume& mean,
                                      const Mask& brain,
                                      const Anatomy& anatomy,
                                      const CoregisterParams& params) {
  std::vector<Problem> problems = validate(anatomy.head.grid, "anatomy");
  if (!same_grid(mean.grid, brain.grid)) {
    problems.push_back({.found = "a brain mask of " + describe(brain.grid),
                        .expected = "the scan's grid of " + describe(mean.grid),
                        .where = "coregister",
                        .remedy = "give a mask of this scan"});
  }
  append(problems, broken_rules(params, "coregister"));
  return problems;
}

ScanSpace coregister(const Volume& mean,
                     const Mask& brain,
                     const Anatomy& anatomy,
                     const CoregisterParams& params) {
  throw_if_errors(check_coregister(mean, brain, anatomy, params));
  ScanSpace space;
  space.t1w_from_bold = anatomy_from_bold(mean, brain, anatomy, params);
  const bool has_surface = anatomy.source == AnatomySource::own_t1w && !is_affine(anatomy, params);
  if (has_surface && params.refinement == CoregisterRefinement::boundary) {
    refine(space, mean, brain, anatomy);
    judge_boundary(space, params);
  }
  space.template_from_bold = anatomy.template_from_t1w * space.t1w_from_bold;
  space.warp = anatomy.warp;
  const Lattice scan_lattice = lattice_of(brain.grid);
  const std::vector<float> share = resample_share(
      lattice_of(anatomy.brain.grid), anatomy.brain.inside, scan_lattice, space.t1w_from_bold, 2);
  MaskValues anatomical(share.size(), 0);
  for (std::size_t i = 0; i < share.size(); ++i) anatomical[i] = share[i] > 0.49F;
  space.brain = brain;
  space.brain_dice = dice(brain.inside, anatomical);
  judge_overlap(space, anatomy, params);
  judge_view(space, anatomy, params);
  const MaskValues wide = dilate(scan_lattice, anatomical, anatomical_margin_mm);
  for (std::size_t i = 0; i < wide.size(); ++i) space.brain.inside[i] &= wide[i];
  space.white_matter = carried_tissue(anatomy.white_matter, space.brain, space.t1w_from_bold);
  space.csf = carried_tissue(anatomy.csf, space.brain, space.t1w_from_bold);
  space.grey_share = carried_grey_matter(anatomy.grey_matter, space.brain, space.t1w_from_bold);
  warn_of_empty(space);
  return space;
}

const Stage<ScanSpace, CoregisterParams, Volume, Mask, Anatomy> coregister_stage{
    .name = "coregister",
    .version = 4,
    .summary = "Register the scan to the anatomy and carry brain and tissues to it",
    .run = &coregister,
    .check = &check_coregister,
    .papers = papers};

}  // namespace rewire
