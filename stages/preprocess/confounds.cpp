#include "stages/preprocess/confounds.h"

#include <array>
#include <limits>
#include <string>

#include "stages/core/error.h"
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
          "standardised DVARS"}};

constexpr std::array<const char*, 6> motion_names{
    "trans_x", "trans_y", "trans_z", "rot_x", "rot_y", "rot_z"};

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

Eigen::VectorXd backward_difference(const Eigen::VectorXd& series) {
  Eigen::VectorXd difference(series.size());
  difference[0] = std::numeric_limits<double>::quiet_NaN();
  const Eigen::Index n = series.size() - 1;
  difference.tail(n) = series.tail(n) - series.head(n);
  return difference;
}

/// `name` and fMRIPrep's three derivates of it.
void add_expanded(const std::string& name, const Eigen::VectorXd& series, Confounds& confounds) {
  const Eigen::VectorXd derivative = backward_difference(series);
  confounds.add(name, series);
  confounds.add(name + "_derivative1", derivative);
  confounds.add(name + "_power2", series.cwiseAbs2());
  confounds.add(name + "_derivative1_power2", derivative.cwiseAbs2());
}

}  // namespace

void fields(FieldVisitor&, ConfoundsParams&) {}

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
  Confounds confounds;
  const auto add_mean = [&](const char* name, const Mask& mask) {
    const std::vector<std::size_t> voxels = mask.indices();
    if (!voxels.empty()) add_expanded(name, mean_series(scan.bold.values, voxels), confounds);
  };
  add_mean("global_signal", space.brain);
  add_mean("csf", space.csf);
  add_mean("white_matter", space.white_matter);
  const Dvars dvars = compute_dvars(scan.bold.values, space.brain.indices());
  confounds.add("dvars", dvars.raw);
  confounds.add("std_dvars", dvars.standardised);
  confounds.add("framewise_displacement", scan.motion.framewise_displacement_mm);
  for (std::size_t i = 0; i < motion_names.size(); ++i) {
    add_expanded(
        motion_names[i], scan.motion.parameters.col(static_cast<Eigen::Index>(i)), confounds);
  }
  return confounds;
}

const Stage<Confounds, ConfoundsParams, Realigned, ScanSpace> confounds_stage{
    .name = "confounds",
    .version = 1,
    .summary = "Motion, tissue and quality time courses under fMRIPrep's names",
    .run = &make_confounds,
    .check = &check_confounds,
    .papers = papers};

}  // namespace rewire
