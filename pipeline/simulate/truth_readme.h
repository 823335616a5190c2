#pragma once

namespace rewire::simulation {

/// README of derivatives/truth: what is in each file.
inline constexpr const char* truth_readme =
    R"(What was put into a simulated trial, file by file. World coordinates are in mm, axes to the right,
anterior, superior (RAS). A transform from-A_to-B takes points of A to points of B.

Of the trial
  atlas-AAL_dseg.tsv       the regions: index is the value in every dseg image
  planted_effects.tsv      region pairs; the change of their Fisher z at full effect; the same in
                           standard deviations of the change between two sessions without treatment
                           (session_spread * sqrt 2; n/a when that is 0)
  responses.tsv            per participant and session: the share of the full effect, the change of
                           the Fisher z of a pair with share 1, and whether the session takes place
                           (a missing session is a row with takes_place 0)
  simulation.json          the parameters

sub-*/ses-*/anat/*
  _atlas-AAL_desc-truth_dseg.nii.gz
                           regions on the grid of the T1w image
  _from-T1w_to-MNIColin27_mode-points_desc-truth_xfm.json
                           the map to the template as a formula: y = x + sum of
                           amplitude_mm * sin(direction_rad_per_mm . x + phase_rad); z = affine * y;
                           template = z + sum of rate * exp(-|z - centre_mm|^2 / (2 width_mm^2)) *
                           (z - centre_mm), after x = baseline_from_world * world
  _from-T1w_to-MNIColin27_mode-points_desc-truth_xfm.nii.gz
                           the same as displacements: template - world at the voxels of a 4 mm grid,
                           the last axis holds x, y, z

sub-*/ses-*/func/*_task-rest
  _desc-truth_motion.tsv   per volume: trans_x, trans_y, trans_z (mm) and rot_x, rot_y, rot_z (rad) of
                           x_reference = R (x_volume - centre) + centre + trans, R = Rz Ry Rx, about
                           the middle of the grid; framewise displacement (Power 2012); jump (mm) just
                           before it. The reference is the first steady volume
  _from-volume_to-reference_mode-points_desc-truth_xfm.tsv
                           the same as matrices, a row per volume, the first three rows of each
  _from-bold_to-T1w_mode-points_desc-truth_xfm.json
                           from the reference volume to the T1w image of the baseline
  _atlas-AAL_desc-truth_dseg.nii.gz
                           regions on the grid of the scan as its reference volume shows them, with
                           distortion
  _atlas-AAL_desc-undistorted_dseg.nii.gz
                           regions where the tissue really is (when there is distortion)
  _desc-truth_fieldmap.nii.gz, .json
                           off-resonance (Hz) at the true places (when there is distortion); tissue
                           there appears VoxelsPerHertz * field further along +j
  _atlas-AAL_desc-truth_relmat.tsv
                           expected correlations of the region signals of this session
  _atlas-AAL_desc-truth_timeseries.tsv
                           region signals (variance 1) at the start of every volume
  _desc-truth_physiology.tsv
                           per volume, as shares of the signal: global, drift, uneven_drift (times the
                           place along j from -1 to 1), and pulsation in pure CSF at each excitation
                           pulsation_1, pulsation_2 ... in the order of the slice times
  _desc-truth_scan.json    dummy_volumes: those in the file before CSF is within 0.5 % of its steady
                           state; discarded_volumes: those before them that are not in the file; the
                           receive coil; the noise
)";

}  // namespace rewire::simulation
