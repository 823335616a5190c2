#pragma once

#include <Eigen/Core>
#include <limits>
#include <string>
#include <vector>

#include "stages/data/volume.h"
#include "stages/data/warp.h"

namespace rewire {

/// Whose anatomy it is: the participant's T1w, the template that stands in for a missing one, or
/// the common image of the participant's scans with the template's tissues.
enum class AnatomySource { own_t1w, brain_template, common_bold };

/// What is known of a brain's anatomy. All images lie on one grid, that of the T1w shrunk by whole
/// factors to the working resolution.
struct Anatomy {
  AnatomySource source = AnatomySource::own_t1w;
  std::string space;  ///< of the template: "MNIColin27"
  Volume head;        ///< intensities with everything outside the brain (where the image has it)
  Mask brain;
  Mask white_matter;  ///< sure white matter, eroded
  Mask csf;           ///< sure cerebrospinal fluid deep in the brain
  Mask grey_matter;   ///< where grey matter is the most probable of the three
  /// Probability of each tissue, 0 outside the brain; they add up to 1 inside it, or are all 0 when
  /// the intensities do not part.
  Volume grey_probability;
  Volume white_probability;
  Volume csf_probability;
  /// A point of the T1w goes to the template by the affine (RAS mm), then by the warp.
  Eigen::Matrix4d template_from_t1w = Eigen::Matrix4d::Identity();
  Warp warp;
  /// Pearson correlation of T1w and template intensities around the template's brain, through
  /// affine and warp; 1 for the template itself.
  double template_correlation = 0.0;
  /// Dice overlap of the scans' own brain with the template's, through the affine, where the
  /// anatomy is their common image: contrasts differ, so that a correlation says little. NaN: there
  /// is a T1w, or the template itself.
  double template_brain_dice = std::numeric_limits<double>::quiet_NaN();
  /// Share of the template's brain within the T1w's field of view.
  double template_coverage = 1.0;
  std::vector<Problem> warnings;
};

/// One grid, a brain that is not empty, probabilities, an invertible transform, a valid warp.
std::vector<Problem> validate(const Anatomy& anatomy, const std::string& where);

void add_content(Digester& digester, const Anatomy& anatomy);

}  // namespace rewire
