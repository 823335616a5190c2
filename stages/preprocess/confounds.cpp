#include "stages/preprocess/confounds.h"

#include <array>
#include <numeric>
#include <string>

#include "stages/core/error.h"
#include "stages/kernels/linalg/cosine_basis.h"
#include "stages/preprocess/component_confounds.h"
#include "stages/preprocess/confound_columns.h"
#include "stages/preprocess/dvars.h"

namespace rewire {
namespace {

constexpr std::array papers{
    Paper{"Friston KJ, Williams S, Howard R, Frackowiak RSJ, Turner R",
          1996,
          "Movement-related effects in fMRI time-series",
          "10.1002/mrm.1910350312",
          "motion parameters as regressors"},
    Paper{"Power JD, Barnes KA, Snyder AZ, Schlaggar BL, Petersen SE",
          2012,
          "Spurious but systematic correlations in functional connectivity MRI networks arise from "
          "subject motion",
          "10.1016/j.neuroimage.2011.10.018",
          "framewise displacement and DVARS"},
    Paper{"Afyouni S, Nichols TE",
          2018,
          "Insight and inference for DVARS",
          "10.1016/j.neuroimage.2017.12.098",
          "standardised DVARS"},
    Paper{"Behzadi Y, Restom K, Liau J, Liu TT",
          2007,
          "A component based noise correction method (CompCor) for BOLD and perfusion based fMRI",
          "10.1016/j.neuroimage.2007.04.042",
          "principal components of white matter and fluid, and of the most variable voxels"},
    Paper{"Muschelli J, Nebel MB, Caffo BS, Barber AD, Pekar JJ, Mostofsky SH",
          2014,
          "Reduction of motion-related artifacts in resting state fMRI using aCompCor",
          "10.1016/j.neuroimage.2014.03.028",
          "as many components as explain half of the variance"}};

Eigen::VectorXd mean_series(const Eigen::MatrixXf& values, const std::vector<std::size_t>& voxels) {
  Eigen::VectorXd mean(values.cols());
  for (Eigen::Index t = 0; t < values.cols(); ++t) {
    double sum = 0.0;
    for (const std::size_t voxel : voxels) {
      sum += static_cast<double>(values(static_cast<Eigen::Index>(voxel), t));
    }
    mean[t] = sum / static_cast<double>(voxels.size());
  }
  return mean;
}

std::vector<std::size_t> together(const Mask& a, const Mask& b) {
  Mask both = a;
  for (std::size_t i = 0; i < both.inside.size(); ++i) both.inside[i] |= b.inside[i];
  return both.indices();
}

void add_means(const Eigen::MatrixXf& values, const ScanSpace& space, Confounds& confounds) {
  const auto add = [&](const char* name, const std::vector<std::size_t>& voxels) {
    if (!voxels.empty()) add_expanded(name, mean_series(values, voxels), confounds);
  };
  add("global_signal", space.brain.indices());
  add("csf", space.csf.indices());
  add("white_matter", space.white_matter.indices());
  if (space.csf.count() > 0 && space.white_matter.count() > 0) {
    add("csf_wm", together(space.csf, space.white_matter));
  }
}

/// Volumes above either limit; what is undefined is above none.
std::vector<Eigen::Index> outliers(const Motion& motion,
                                   const Dvars& dvars,
                                   Eigen::Index first_steady,
                                   const ConfoundsParams& params) {
  std::vector<Eigen::Index> volumes;
  for (Eigen::Index t = first_steady; t < motion.parameters.rows(); ++t) {
    if (motion.framewise_displacement_mm[t] > params.displacement_outlier_mm ||
        dvars.standardised[t] > params.std_dvars_outlier) {
      volumes.push_back(t);
    }
  }
  return volumes;
}

}  // namespace

void fields(FieldVisitor& visitor, ConfoundsParams& params) {
  visitor.number("longest_period",
                 params.longest_period_s,
                 Unit::seconds,
                 {10, 10000},
                 "Slower cosines are columns of the table, and are removed before CompCor.");
  visitor.number("component_variance",
                 params.component_variance,
                 Unit::none,
                 {0.01, 0.99},
                 "Components are retained until they explain this share of the variance.");
  visitor.integer("least_components",
                  params.least_components,
                  Unit::none,
                  {0, 100},
                  "So many components of each mask are columns of the table even where fewer are "
                  "retained, for strategies that take a fixed number.");
  visitor.number("variable_share",
                 params.variable_share,
                 Unit::none,
                 {0.001, 0.5},
                 "Share of the brain's voxels, those that vary most, behind t_comp_cor.");
  visitor.number("most_grey",
                 params.most_grey,
                 Unit::none,
                 {0, 1},
                 "White matter and fluid voxels with a larger share of grey matter are left out of "
                 "CompCor.");
  visitor.integer("erosion",
                  params.erosion_voxels,
                  Unit::none,
                  {0, 5},
                  "Layers of voxels taken off white matter and fluid before CompCor.");
  visitor.number("displacement_outlier",
                 params.displacement_outlier_mm,
                 Unit::millimetres,
                 {0, 100},
                 "Volumes with a larger framewise displacement are motion outliers.");
  visitor.number("std_dvars_outlier",
                 params.std_dvars_outlier,
                 Unit::none,
                 {0, 1000},
                 "Volumes with a larger standardised DVARS are motion outliers.");
}

std::vector<Problem> check_confounds(const Realigned& scan,
                                     const ScanSpace& space,
                                     const ConfoundsParams&) {
  std::vector<Problem> problems;
  if (!same_grid(scan.bold.grid, space.grid())) {
    problems.push_back({.found = "masks of " + describe(space.grid()),
                        .expected = "the scan's grid of " + describe(scan.bold.grid),
                        .where = "confounds",
                        .remedy = "give masks on the scan's grid"});
  }
  if (scan.motion.parameters.rows() != scan.bold.volume_count()) {
    problems.push_back({.found = std::to_string(scan.motion.parameters.rows()) + " motion rows",
                        .expected = std::to_string(scan.bold.volume_count()) + ", one per volume",
                        .where = "confounds",
                        .remedy = "give the motion of this scan"});
  }
  return problems;
}

Confounds make_confounds(const Realigned& scan,
                         const ScanSpace& space,
                         const ConfoundsParams& params) {
  throw_if_errors(check_confounds(scan, space, params));
  const Eigen::MatrixXf& values = scan.bold.values;
  const Eigen::Index volumes = values.cols();
  const Eigen::Index first_steady = scan.bold.non_steady_volumes;
  Confounds confounds;
  add_means(values, space, confounds);
  const Dvars dvars = compute_dvars(values, space.brain.indices());
  confounds.add("dvars", dvars.raw);
  confounds.add("std_dvars", dvars.standardised);
  confounds.add("framewise_displacement", scan.motion.framewise_displacement_mm);
  confounds.add("rmsd", scan.motion.rmsd_mm);
  add_motion(scan.motion, confounds);
  const Eigen::MatrixXd cosines =
      cosine_basis(volumes, scan.bold.repetition_time_s, params.longest_period_s);
  add_components(values,
                 space,
                 cosines,
                 {.variance_share = params.component_variance,
                  .least = params.least_components,
                  .variable_share = params.variable_share,
                  .most_grey = params.most_grey,
                  .erosion_voxels = params.erosion_voxels,
                  .first_steady = first_steady},
                 confounds);
  add_numbered("cosine", cosines, confounds);
  std::vector<Eigen::Index> non_steady(static_cast<std::size_t>(first_steady));
  std::iota(non_steady.begin(), non_steady.end(), Eigen::Index{0});
  add_indicators("non_steady_state_outlier", non_steady, volumes, confounds);
  add_indicators(
      "motion_outlier", outliers(scan.motion, dvars, first_steady, params), volumes, confounds);
  return confounds;
}

const Stage<Confounds, ConfoundsParams, Realigned, ScanSpace> confounds_stage{
    .name = "confounds",
    .version = 4,
    .summary = "Motion, tissue and quality time courses under fMRIPrep's names",
    .run = &make_confounds,
    .check = &check_confounds,
    .papers = papers};

}  // namespace rewire
