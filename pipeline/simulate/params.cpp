#include "pipeline/simulate/params.h"

#include "stages/core/error.h"
#include "stages/core/number_text.h"

namespace rewire {
namespace {

void trial_fields(FieldVisitor& v, SimulateParams& p) {
  v.integer("seed", p.seed, Unit::none, {0, 4294967295.0}, "Everything random comes from it.");
  v.text("template_directory",
         p.template_directory,
         "Where ch2.nii.gz, ch2bet.nii.gz and aal.nii.gz lie (Debian's mricron-data).");
  v.texts("arms", p.arms, "The arms, the reference arm first; the others get the planted effects.");
  v.integer("participants_per_arm",
            p.participants_per_arm,
            Unit::none,
            {1, 10000},
            "Participants in each arm.");
  v.texts("sessions", p.sessions, "The sessions, baseline first.");
  v.numbers("session_days",
            p.session_days,
            Unit::none,
            {-3650, 3650},
            "Days from the dose to each session.");
  v.texts("sites", p.sites, "Sites; participants are spread over them evenly.");
  v.number("missing_share",
           p.missing_share,
           Unit::none,
           {0, 0.9},
           "Share of the sessions after the baseline that do not take place.");
}

void effect_fields(FieldVisitor& v, SimulateParams& p) {
  v.texts(
      "planted_effects",
      p.planted_effects,
      "Region pairs and their share of the effect, as region:region:share; a name without _L or "
      "_R means both hemispheres.");
  v.number("effect_fisher_z",
           p.effect_fisher_z,
           Unit::none,
           {0, 2},
           "Change of the Fisher z of a planted pair at full effect; 0 makes a trial without "
           "effects.");
  v.numbers("session_effects",
            p.session_effects,
            Unit::none,
            {-2, 2},
            "Share of the effect that is present in each session.");
  v.number("response_spread",
           p.response_spread,
           Unit::none,
           {0, 1},
           "Standard deviation of the response to treatment among participants, with a mean of 1.");
  v.number("hippocampus_change",
           p.hippocampus_change_percent,
           Unit::percent,
           {-20, 20},
           "Change of volume in the middle of each hippocampus at full effect; T1-weighted images "
           "show it when every session has one.");
  v.number("participant_spread",
           p.participant_spread,
           Unit::none,
           {0, 0.3},
           "Standard deviation of a true Fisher z among participants.");
  v.number("session_spread",
           p.session_spread,
           Unit::none,
           {0, 0.3},
           "Standard deviation of a true Fisher z among sessions of one participant, beyond the "
           "sampling error of a scan.");
}

void scan_fields(FieldVisitor& v, SimulateParams& p) {
  v.number("voxel_mm", p.voxel_mm, Unit::millimetres, {1.5, 10}, "Edge of a BOLD voxel.");
  v.number("anatomy_voxel_mm",
           p.anatomy_voxel_mm,
           Unit::millimetres,
           {0.7, 6},
           "Edge of a T1-weighted voxel.");
  v.choice("anatomy_sessions",
           p.anatomy_sessions,
           {"baseline", "every"},
           "The sessions with a T1-weighted image.");
  v.choice("field_map",
           p.field_map,
           {"none", "phasediff", "fieldmap", "epi_pair"},
           "What each session measures of the field: the phase difference of two gradient echoes, "
           "the field in Hz, or a pair of spin-echo images of opposite phase encoding.");
  v.choice("image_numbers",
           p.image_numbers,
           {"float32", "int16", "scaled"},
           "How images are stored: 32-bit floating point, whole numbers as most scanners write "
           "them, or 16-bit numbers over their full range with scl_slope.");
  v.integer(
      "volumes", p.volumes, Unit::volumes, {20, 5000}, "Volumes of a scan, dummies included.");
  v.number("repetition_time", p.repetition_time_s, Unit::seconds, {0.3, 10}, "Repetition time.");
  v.number("echo_time", p.echo_time_s, Unit::seconds, {0.001, 0.2}, "Echo time.");
  v.integer("multiband_factor",
            p.multiband_factor,
            Unit::none,
            {1, 12},
            "Slices that are excited at once.");
  v.number("flip_angle", p.flip_angle_deg, Unit::degrees, {5, 90}, "Flip angle.");
  v.optional_integer("dummy_volumes",
                     p.dummy_volumes,
                     "all",
                     Unit::volumes,
                     {0, 50},
                     "Volumes at the start of the file in which the magnetisation is not yet "
                     "steady; the scanner kept those before them to itself.");
  v.number("echo_spacing",
           p.echo_spacing_s,
           Unit::seconds,
           {0.0001, 0.002},
           "Effective time between the lines of a slice.");
}

void content_fields(FieldVisitor& v, SimulateParams& p) {
  const Range percent{0, 20};
  v.number("signal", p.signal_percent, Unit::percent, percent, "Fluctuation of region signals.");
  v.number("thermal_noise", p.thermal_noise_percent, Unit::percent, percent, "White noise.");
  v.number("physiological_noise",
           p.physiological_noise_percent,
           Unit::percent,
           percent,
           "First-order autoregressive noise of each voxel.");
  v.number("physiological_autocorrelation",
           p.physiological_autocorrelation,
           Unit::none,
           {0, 0.95},
           "Its correlation from one volume to the next.");
  v.number("cardiac", p.cardiac_percent, Unit::percent, percent, "Heartbeat in CSF.");
  v.number("respiratory", p.respiratory_percent, Unit::percent, percent, "Breathing in CSF.");
  v.number("global", p.global_percent, Unit::percent, percent, "Slow fluctuation of all tissue.");
  v.number("drift", p.drift_percent, Unit::percent, percent, "Scanner drift, peak over the scan.");
  v.number("motion",
           p.motion_mm,
           Unit::millimetres,
           {0, 5},
           "Typical head displacement during a scan in the reference arm.");
  v.number("motion_arm_factor",
           p.motion_arm_factor,
           Unit::none,
           {0.1, 10},
           "Motion after the dose in the other arms, relative to the reference arm.");
  v.number("jumps_per_minute",
           p.jumps_per_minute,
           Unit::none,
           {0, 10},
           "Sudden movements, each with a spin-history spike.");
  v.number("dropout",
           p.dropout,
           Unit::none,
           {0, 1},
           "Share of the signal lost at the worst place of the orbitofrontal cortex.");
  v.number("distortion",
           p.distortion_mm,
           Unit::millimetres,
           {0, 10},
           "Largest displacement along the phase-encode axis, near the same places; the field that "
           "does it follows from the echo spacing.");
  v.number("receive_bias",
           p.receive_bias,
           Unit::none,
           {0, 0.6},
           "Unevenness of the receive coil over the field of view.");
}

void head_fields(FieldVisitor& v, SimulateParams& p) {
  v.number("size_spread", p.size_spread, Unit::none, {0, 0.08}, "Spread of head sizes.");
  v.number("tilt", p.tilt_deg, Unit::degrees, {0, 15}, "Spread of head rotations in the scanner.");
  v.number("shift", p.shift_mm, Unit::millimetres, {0, 15}, "Spread of head positions.");
  v.number("warp",
           p.warp_mm,
           Unit::millimetres,
           {0, 4},
           "Size of the smooth displacements that make brains differ in shape.");
}

}  // namespace

void fields(FieldVisitor& visitor, SimulateParams& params) {
  trial_fields(visitor, params);
  effect_fields(visitor, params);
  scan_fields(visitor, params);
  content_fields(visitor, params);
  head_fields(visitor, params);
}

SimulateParams simulate_preset(SimulatePreset preset) {
  SimulateParams params;
  if (preset == SimulatePreset::trial) {
    params.distortion_mm = 4.0;
    params.field_map = FieldMap::epi_pair;
    return params;
  }
  params.sessions = {"baseline", "day1"};
  params.session_days = {-1, 1};
  params.session_effects = {0, 1};
  params.anatomy_voxel_mm = 3.0;
  if (preset == SimulatePreset::tiny) {
    params.participants_per_arm = 4;
    params.voxel_mm = 6.0;
    params.volumes = 100;
    // Five minutes in all: less leaves too few degrees of freedom after denoising.
    params.repetition_time_s = 3.0;
    params.missing_share = 0.0;
  } else {
    params.participants_per_arm = 20;
    params.voxel_mm = 6.0;
    params.volumes = 180;
    params.effect_fisher_z = 1.0;
  }
  return params;
}

}  // namespace rewire
