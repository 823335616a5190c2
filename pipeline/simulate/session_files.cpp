#include "pipeline/simulate/session_files.h"

#include "pipeline/simulate/covariance.h"
#include "pipeline/simulate/distortion.h"
#include "pipeline/simulate/field_maps.h"
#include "pipeline/simulate/region_signals.h"
#include "pipeline/simulate/sidecars.h"
#include "pipeline/simulate/streams.h"
#include "pipeline/simulate/truth.h"

namespace rewire::simulation {
namespace {

namespace fs = std::filesystem;

/// The names of one session's files.
struct Names {
  std::string session;  ///< "ses-day1"
  std::string both;     ///< "sub-01_ses-day1"
  fs::path within;      ///< "sub-01/ses-day1"
};

Names names_of(const SimulateParams& params, const Participant& participant, const Visit& visit) {
  const std::string session = "ses-" + params.sessions[visit.session];
  return {.session = session,
          .both = participant.label + "_" + session,
          .within = fs::path(participant.label) / session};
}

fs::path truth_directory(const fs::path& out) { return out / "derivatives" / "truth"; }

void write_anatomy(const SimulateParams& params,
                   const fs::path& out,
                   const TemplateBrain& brain,
                   const Shape& shape,
                   const Names& names,
                   const Job& job) {
  const std::size_t s = job.visit->session;
  if (s > 0 && params.anatomy_sessions == AnatomySessions::baseline) return;
  const Eigen::Matrix4d pose = draw_anatomy_pose(params, job.participant, s);
  const Volume image = make_t1w(brain, shape, pose, params, job.participant, s);
  const fs::path anat = names.within / "anat";
  write_anatomy_truth(
      (truth_directory(out) / anat / names.both).string(), brain, shape, image.grid, pose);
  write_volume(out / anat / (names.both + "_T1w.nii.gz"), image, image_writing(params));
}

Eigen::MatrixXd draw_correlation(const SimulateParams& params,
                                 const TemplateBrain& brain,
                                 const Job& job) {
  const std::vector<Plant> plants = find_plants(params, brain.names);
  return session_correlation(params,
                             base_correlation(params, brain.names, plants, job.participant),
                             plants,
                             job.participant,
                             job.visit->session,
                             job.visit->effect_fisher_z);
}

void write_scan(const SimulateParams& params,
                const fs::path& out,
                const TemplateBrain& brain,
                const Shape& shape,
                const Names& names,
                const Job& job) {
  const std::size_t p = job.participant;
  const std::size_t s = job.visit->session;
  const Eigen::MatrixXd correlation = draw_correlation(params, brain, job);
  RandomStream signal_stream = stream(params.seed, Draw::signals, p, s);
  const Eigen::MatrixXd signals =
      draw_region_signals(correlation, params.volumes, params.repetition_time_s, signal_stream);
  RandomStream motion_stream = stream(params.seed, Draw::motion, p, s);
  const HeadMotion head = draw_motion(params, job.visit->motion_scale, motion_stream);
  const ScanGeometry geometry = draw_geometry(params, p, s);
  RandomStream physiology_stream = stream(params.seed, Draw::physiology, p, s);
  const Physiology physiology = draw_physiology(params, group_times_s(geometry), physiology_stream);
  RandomStream coil_stream = stream(params.seed, Draw::coil, p, s);
  const Coil coil = draw_coil(geometry, coil_stream);

  const std::string task = names.both + "_task-rest";
  const std::string truth = (truth_directory(out) / names.within / "func" / task).string();
  write_scan_truth(
      truth, {head, geometry, physiology, coil, correlation, signals}, params, brain.names);
  write_scan_images(truth, brain, shape, geometry, params);
  RandomStream field_stream = stream(params.seed, Draw::field_map, p, s);
  write_field_map({.directory = out / names.within / "fmap",
                   .name = names.both,
                   .intended_for = names.session + "/func/" + task + "_bold.nii.gz"},
                  brain,
                  shape,
                  geometry,
                  params,
                  field_stream);
  const HeadMap map =
      make_head_map(brain, shape, epi_view(params, geometry, scan_direction), params);
  const BoldRun bold = make_bold(map, geometry, head, signals, physiology, coil, params, p, s);
  const std::string scan = (out / names.within / "func" / task).string() + "_bold";
  write_bold_sidecar(scan + ".json", names.both, geometry, params);
  write_bold(scan + ".nii.gz", bold, image_writing(params));
}

}  // namespace

fs::path scan_path(const SimulateParams& params,
                   const Participant& participant,
                   const Visit& visit) {
  const Names names = names_of(params, participant, visit);
  return names.within / "func" / (names.both + "_task-rest_bold.nii.gz");
}

void write_session(const SimulateParams& params,
                   const fs::path& out,
                   const TemplateBrain& brain,
                   const Participant& participant,
                   const Job& job) {
  const Names names = names_of(params, participant, *job.visit);
  const Shape shape =
      with_hippocampus_change(draw_shape(params, job.participant),
                              params.hippocampus_change_percent * job.visit->effect_share);
  write_anatomy(params, out, brain, shape, names, job);
  write_scan(params, out, brain, shape, names, job);
}

}  // namespace rewire::simulation
