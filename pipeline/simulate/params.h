#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "stages/core/fields.h"
#include "stages/core/problem.h"

namespace rewire {

/// How the numbers of images are stored: as they are; whole numbers as most scanners write them;
/// whole numbers over the full range of 16 bits with scl_slope.
enum class ImageNumbers { float32, int16, scaled };

/// The sessions with a T1-weighted image.
enum class AnatomySessions { baseline, every };

/// What is measured beside each scan to correct its distortion.
enum class FieldMap { none, phasediff, fieldmap, epi_pair };

/// What a simulated trial is made of. Shares of signal are in percent of the mean grey-matter
/// intensity; standard deviations unless a field says otherwise.
struct SimulateParams {
  std::int64_t seed = 1;
  /// Where ch2.nii.gz, ch2bet.nii.gz and aal.nii.gz (Colin27, AAL) lie.
  std::string template_directory = "/usr/share/mricron/templates";

  // The trial.
  std::vector<std::string> arms{"placebo", "ketamine"};  ///< reference arm first
  std::int64_t participants_per_arm = 40;
  std::vector<std::string> sessions{"baseline", "day1", "day7"};  ///< baseline first
  std::vector<double> session_days{-1, 1, 7};
  std::vector<std::string> sites{"north", "south"};
  double missing_share = 0.05;

  // What the treatment does.
  std::vector<std::string> planted_effects{"Amygdala:Frontal_Sup_Medial:-1",
                                           "Hippocampus:Frontal_Mid:1"};
  double effect_fisher_z = 0.6;
  std::vector<double> session_effects{0, 1, 0.7};
  double response_spread = 0.2;
  double hippocampus_change_percent = 0.0;

  // How connections differ, as standard deviations of a true Fisher z. With the sampling error of a
  // scan of some minutes both together give edges a test-retest reliability (ICC) near 0.3: Noble,
  // Scheinost & Constable 2019 found 0.29 on average (doi:10.1016/j.neuroimage.2019.116157).
  double participant_spread = 0.1;
  double session_spread = 0.1;

  // The scan.
  double voxel_mm = 3.0;
  double anatomy_voxel_mm = 1.0;
  std::int64_t volumes = 240;
  double repetition_time_s = 2.0;
  double echo_time_s = 0.03;
  std::int64_t multiband_factor = 3;
  double flip_angle_deg = 75.0;
  std::optional<std::int64_t> dummy_volumes;  ///< nothing: all of the way to the steady state
  double echo_spacing_s = 0.0005;
  AnatomySessions anatomy_sessions = AnatomySessions::baseline;
  FieldMap field_map = FieldMap::none;
  ImageNumbers image_numbers = ImageNumbers::int16;

  // What is in the scan.
  double signal_percent = 1.0;
  double thermal_noise_percent = 1.0;
  double physiological_noise_percent = 0.7;
  double physiological_autocorrelation = 0.4;
  double cardiac_percent = 2.0;
  double respiratory_percent = 1.5;
  double global_percent = 0.2;
  double drift_percent = 1.0;
  double motion_mm = 0.3;
  double motion_arm_factor = 1.3;
  double jumps_per_minute = 0.3;
  double dropout = 0.7;
  double distortion_mm = 0.0;
  double receive_bias = 0.15;

  // How heads differ.
  double size_spread = 0.03;
  double tilt_deg = 4.0;
  double shift_mm = 5.0;
  double warp_mm = 2.0;
};

void fields(FieldVisitor& visitor, SimulateParams& params);

/// tiny: 2 arms x 4 participants x 2 sessions, 6 mm, 100 volumes; demo: enough of a trial to find
/// the planted effects, in minutes; trial: 2 x 40 x 3 sessions, 3 mm, 240 volumes, distorted, with
/// a pair of images to correct that.
enum class SimulatePreset { tiny, demo, trial };

SimulateParams simulate_preset(SimulatePreset preset);

/// One of `planted_effects` for one pair of regions of the template.
struct PlantedEdge {
  std::string region_a;
  std::string region_b;
  double share = 0.0;  ///< of effect_fisher_z, with sign
};

/// "A:B:share" read as edges; a name without "_L" or "_R" means both hemispheres, hence up to four
/// edges. Throws ConfigError for texts of another form.
std::vector<PlantedEdge> planted_edges(const SimulateParams& params);

/// Every contradiction between parameters; does not look at files.
std::vector<Problem> check_simulate(const SimulateParams& params);

}  // namespace rewire
