#include "stages/preprocess/judge_scan_space.h"

#include <Eigen/LU>
#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "stages/core/error.h"
#include "stages/core/number_text.h"
#include "stages/kernels/registration/resample.h"
#include "stages/preprocess/shrunk.h"
#include "stages/preprocess/views.h"

namespace rewire {
namespace {

constexpr double anatomical_spacing_mm = 2.0;
/// Chance alone makes no difference of costs this large, and nothing but a header one like the
/// second (a real scan costs 0.3 as it is and 0.8 with its sides exchanged).
constexpr double mirrored_margin = 0.02;
constexpr double mirrored_for_sure = 0.2;

/// Share of the anatomical brain that lies within the scan's field of view.
double brain_in_view(const ScanSpace& space, const Anatomy& anatomy) {
  const Mask brain = shrunk(anatomy.brain, anatomical_spacing_mm);
  const std::vector<std::int32_t> inside(space.grid().voxel_count(), 1);
  const std::vector<std::int32_t> seen = resample_labels(lattice_of(space.grid()),
                                                         inside,
                                                         lattice_of(brain.grid),
                                                         space.t1w_from_bold.inverse().eval(),
                                                         0);
  std::size_t covered = 0;
  for (std::size_t v = 0; v < seen.size(); ++v) {
    if (brain.inside[v] != 0 && seen[v] != 0) ++covered;
  }
  return static_cast<double>(covered) /
         static_cast<double>(std::max<std::size_t>(brain.count(), 1));
}

}  // namespace

void judge_boundary(ScanSpace& space, const CoregisterParams& params) {
  const BoundaryAlignment& boundary = space.boundary;
  if (boundary.cost_mirrored < boundary.cost_after - mirrored_margin) {
    Problem problem{
        .found = "a scan that fits the T1w better with left and right exchanged (boundary cost " +
                 format_fixed(boundary.cost_mirrored, 3) + ", as it is " +
                 format_fixed(boundary.cost_after, 3) + ")",
        .expected = "the lower cost as it is",
        .where = "scan to T1w",
        .remedy = "one of the headers exchanges the sides: look at both and mend it",
        .severity = Severity::warning};
    if (boundary.cost_mirrored < boundary.cost_after - mirrored_for_sure) {
      problem.severity = Severity::error;
      throw NumericalError(problem);
    }
    space.warnings.push_back(problem);
  }
  if (boundary.cost_after > params.boundary_warning) {
    space.warnings.push_back(
        {.found = "a boundary cost of " + format_fixed(boundary.cost_after, 3) +
                  " (0 is best, 1 is chance)",
         .expected = "at most " + format_fixed(params.boundary_warning, 2),
         .where = "scan to T1w",
         .remedy = "look whether the T1w is this person's and the scan lies on it",
         .severity = Severity::warning});
  }
}

void judge_overlap(ScanSpace& space, const Anatomy& anatomy, const CoregisterParams& params) {
  Problem problem{.found = "a Dice overlap of " + format_fixed(space.brain_dice, 3) +
                           " between the scan's brain and the anatomical one",
                  .expected = "at least " + format_fixed(params.dice_warning, 2) +
                              " (failed below " + format_fixed(params.dice_limit, 2) + ")",
                  .where = anatomy.source == AnatomySource::own_t1w ? "scan to T1w"
                                                                    : "scan to " + anatomy.space,
                  .remedy = "look at the scan over its anatomy",
                  .severity = Severity::warning};
  if (!(space.brain_dice >= params.dice_limit)) {
    problem.severity = Severity::error;
    throw NumericalError(problem);
  }
  if (space.brain_dice < params.dice_warning) space.warnings.push_back(problem);
}

void judge_view(ScanSpace& space, const Anatomy& anatomy, const CoregisterParams& params) {
  const double covered = brain_in_view(space, anatomy);
  if (covered >= params.view_warning) return;
  space.warnings.push_back(
      {.found =
           format_fixed(100.0 * covered, 1) + " % of the brain within the scan's field of view",
       .expected = "at least " + format_fixed(100.0 * params.view_warning, 0) + " %",
       .where = "scan of " + describe(space.grid()),
       .remedy = "regions beyond it have no signal: see their coverage; scan the whole brain",
       .severity = Severity::warning});
}

void warn_of_empty(ScanSpace& space) {
  for (const auto& [mask, name] : {std::pair{&space.white_matter, "white matter"},
                                   std::pair{&space.csf, "cerebrospinal fluid"}}) {
    if (mask->count() > 0) continue;
    space.warnings.push_back({.found = std::string("no voxel of nearly pure ") + name,
                              .expected = "at least one",
                              .where = "scan of " + describe(space.grid()),
                              .remedy = "its mean signal is left out of the confounds",
                              .severity = Severity::warning});
  }
}

}  // namespace rewire
