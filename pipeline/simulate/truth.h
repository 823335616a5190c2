#pragma once

#include <Eigen/Core>
#include <filesystem>
#include <string>
#include <vector>

#include "pipeline/simulate/covariance.h"
#include "pipeline/simulate/scan.h"
#include "pipeline/simulate/trial_plan.h"

namespace rewire::simulation {

/// README, dataset_description.json, the table of regions, the planted edges and the responses.
void write_trial_truth(const std::filesystem::path& truth,
                       const SimulateParams& params,
                       const std::vector<std::string>& names,
                       const std::vector<Participant>& participants);

/// What was put into one scan.
struct ScanTruth {
  const HeadMotion& head;
  const ScanGeometry& geometry;
  const Physiology& physiology;
  const Coil& coil;
  const Eigen::MatrixXd& correlation;  ///< expected correlation of the region signals
  const Eigen::MatrixXd& signals;      ///< of draw_region_signals
};

/// Tables and transforms of one scan; `start` is the path of its files up to "_task-rest".
void write_scan_truth(const std::string& start,
                      const ScanTruth& truth,
                      const SimulateParams& params,
                      const std::vector<std::string>& names);

/// Images of one scan: labels as the scan shows them and as they are, and the field.
void write_scan_images(const std::string& start,
                       const TemplateBrain& brain,
                       const Shape& shape,
                       const ScanGeometry& geometry,
                       const SimulateParams& params);

/// What is true of an anatomical scan: labels, the map to the template as a formula and as
/// displacements, the pose. `start` is the path of its files up to the session.
void write_anatomy_truth(const std::string& start,
                         const TemplateBrain& brain,
                         const Shape& shape,
                         const Grid& grid,
                         const Eigen::Matrix4d& baseline_from_world);

}  // namespace rewire::simulation
