#include <nlohmann/json.hpp>

#include "pipeline/simulate/distortion.h"
#include "pipeline/simulate/field_maps.h"
#include "pipeline/simulate/magnetisation.h"
#include "pipeline/simulate/matrix_json.h"
#include "pipeline/simulate/region_signals.h"
#include "pipeline/simulate/rigid.h"
#include "pipeline/simulate/truth.h"
#include "stages/files/json.h"
#include "stages/files/nifti.h"
#include "stages/files/tsv.h"

namespace rewire::simulation {
namespace {

Table named_columns(const std::vector<std::string>& names, const Eigen::MatrixXd& values) {
  Table table;
  for (std::size_t i = 0; i < names.size(); ++i) {
    table.add(names[i], to_cells(values.col(static_cast<Eigen::Index>(i))));
  }
  return table;
}

std::vector<std::string> cells_of(const std::vector<double>& values) {
  return to_cells(
      Eigen::Map<const Eigen::VectorXd>(values.data(), static_cast<Eigen::Index>(values.size())));
}

void write_motion(const std::string& start, const ScanTruth& truth) {
  const Motion& motion = truth.head.motion;
  Table table = named_columns({"trans_x", "trans_y", "trans_z", "rot_x", "rot_y", "rot_z"},
                              motion.parameters);
  table.add("framewise_displacement", to_cells(motion.framewise_displacement_mm));
  table.add("jump", cells_of(truth.head.jumps_mm));
  write_tsv(start + "_desc-truth_motion.tsv", table);

  std::vector<std::string> names;
  for (int row = 0; row < 3; ++row) {
    for (int column = 0; column < 4; ++column) {
      names.push_back("m" + std::to_string(row) + std::to_string(column));
    }
  }
  Eigen::MatrixXd entries(motion.parameters.rows(), 12);
  for (Eigen::Index t = 0; t < entries.rows(); ++t) {
    const Eigen::Matrix4d matrix =
        rigid_about(grid_centre(truth.geometry.grid), motion.parameters.row(t).transpose());
    for (int i = 0; i < 12; ++i) entries(t, i) = matrix(i / 4, i % 4);
  }
  write_tsv(start + "_from-volume_to-reference_mode-points_desc-truth_xfm.tsv",
            named_columns(names, entries));
}

void write_physiology(const std::string& start, const ScanTruth& truth) {
  Table table;
  table.add("global", cells_of(truth.physiology.global));
  table.add("drift", cells_of(truth.physiology.drift));
  table.add("uneven_drift", cells_of(truth.physiology.uneven_drift));
  const std::size_t groups = group_times_s(truth.geometry).size();
  for (std::size_t group = 0; group < groups; ++group) {
    std::vector<double> beats;
    for (std::size_t t = 0; t < truth.physiology.global.size(); ++t) {
      beats.push_back(truth.physiology.pulsation[t * groups + group]);
    }
    table.add("pulsation_" + std::to_string(group + 1), cells_of(beats));
  }
  write_tsv(start + "_desc-truth_physiology.tsv", table);
}

void write_signals(const std::string& start,
                   const ScanTruth& truth,
                   const std::vector<std::string>& names) {
  write_tsv(start + "_atlas-AAL_desc-truth_relmat.tsv", named_columns(names, truth.correlation));
  const Eigen::Index volumes = truth.head.motion.parameters.rows();
  Eigen::MatrixXd at_volumes(volumes, truth.signals.cols());
  for (Eigen::Index t = 0; t < volumes; ++t) {
    at_volumes.row(t) = truth.signals.row(t * samples_per_volume);
  }
  write_tsv(start + "_atlas-AAL_desc-truth_timeseries.tsv", named_columns(names, at_volumes));
}

}  // namespace

void write_scan_truth(const std::string& start,
                      const ScanTruth& truth,
                      const SimulateParams& params,
                      const std::vector<std::string>& names) {
  write_motion(start, truth);
  write_physiology(start, truth);
  write_signals(start, truth, names);
  write_json(start + "_from-bold_to-T1w_mode-points_desc-truth_xfm.json",
             {{"t1w_from_bold", rows_of(truth.geometry.t1w_from_bold)}});
  const Eigen::Vector3d slope = params.receive_bias * truth.coil.receive_slope;
  write_json(start + "_desc-truth_scan.json",
             {{"dummy_volumes", dummy_volumes(params)},
              {"discarded_volumes", discarded_volumes(params)},
              {"receive_log_slope", {slope[0], slope[1], slope[2]}},
              {"spike_share", truth.coil.spike_share},
              {"thermal_noise_sd", 10.0 * params.thermal_noise_percent},
              {"physiological_noise_share", 0.01 * params.physiological_noise_percent},
              {"physiological_autocorrelation", params.physiological_autocorrelation}});
}

void write_scan_images(const std::string& start,
                       const TemplateBrain& brain,
                       const Shape& shape,
                       const ScanGeometry& geometry,
                       const SimulateParams& params) {
  const EpiView view = epi_view(params, geometry, scan_direction);
  write_labels(start + "_atlas-AAL_desc-truth_dseg.nii.gz",
               make_labels(brain, shape, view, geometry.grid, geometry.t1w_from_bold));
  if (params.distortion_mm == 0.0) return;
  write_labels(start + "_atlas-AAL_desc-undistorted_dseg.nii.gz",
               make_labels(brain, shape, EpiView{}, geometry.grid, geometry.t1w_from_bold));
  write_volume(start + "_desc-truth_fieldmap.nii.gz", true_field_hz(shape, geometry, params));
  write_json(start + "_desc-truth_fieldmap.json",
             {{"Units", "Hz"},
              {"VoxelsPerHertz", voxels_per_hertz(params, geometry.grid, scan_direction)}});
}

}  // namespace rewire::simulation
