#pragma once

#include <Eigen/Core>
#include <filesystem>
#include <string>
#include <vector>

#include "pipeline/simulate/covariance.h"
#include "pipeline/simulate/scan.h"
#include "pipeline/simulate/trial_plan.h"

namespace rewire::simulation {

/// What was put into one scan.
struct ScanTruth {
  const HeadMotion& head;
  const ScanGeometry& geometry;
  const LabelMap& labels;              ///< on the BOLD grid, head as in the reference volume
  const Eigen::MatrixXd& correlation;  ///< expected correlation of the region signals
  const Eigen::MatrixXd& signals;      ///< of draw_region_signals
};

/// dataset_description.json, the table of regions, the planted edges and the responses.
void write_trial_truth(const std::filesystem::path& truth,
                       const SimulateParams& params,
                       const std::vector<std::string>& names,
                       const std::vector<Participant>& participants);

/// Motion, labels, pose, correlation and signals of one scan; `start` is the path of its files up
/// to "_task-rest".
void write_scan_truth(const std::string& start,
                      const ScanTruth& truth,
                      const std::vector<std::string>& names);

}  // namespace rewire::simulation
