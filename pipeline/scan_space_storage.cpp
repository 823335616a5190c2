#include <Eigen/LU>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "pipeline/scan_storage.h"
#include "stages/files/derivative_sidecar.h"
#include "stages/files/itk_transform_file.h"
#include "stages/files/json.h"
#include "stages/files/motion_files.h"
#include "stages/files/nifti.h"
#include "stages/preprocess/moved_volumes.h"

// What preprocessing gives: where the scan lies, and its images.
namespace rewire {

using engine::Storage;

namespace {

nlohmann::json bold_sidecar(const BoldRun& bold) {
  nlohmann::json content{{"RepetitionTime", bold.repetition_time_s},
                         {"NumberOfVolumesDiscardedByUser", bold.dummy_volumes},
                         {"SkullStripped", false}};
  const std::vector<double>& times_s = bold.slice_times_s;
  const bool one_time =
      !times_s.empty() && std::all_of(times_s.begin(), times_s.end(), [&](double time_s) {
        return time_s == times_s.front();
      });
  content["SliceTimingCorrected"] = one_time;
  if (one_time) content["StartTime"] = times_s.front();
  return content;
}

nlohmann::json distortion_facts(const Distortion& distortion) {
  nlohmann::json facts{{"SusceptibilityDistortionCorrection", distortion.method}};
  facts["MutualInformationBefore"] = number_or_null(distortion.agreement_before);
  facts["MutualInformationAfter"] = number_or_null(distortion.agreement_after);
  facts["BoundaryCostBefore"] = number_or_null(distortion.boundary_before);
  facts["BoundaryCostAfter"] = number_or_null(distortion.boundary_after);
  if (!distortion.is_known()) return facts;
  facts["Units"] = "voxels";
  facts["ShiftAxis"] = std::string(1, "ijk"[distortion.axis]);
  facts["IntensityModulation"] =
      distortion.modulation == IntensityModulation::jacobian ? "jacobian" : "none";
  if (distortion.voxels_per_hertz != 0.0) facts["VoxelsPerHertz"] = distortion.voxels_per_hertz;
  return facts;
}

/// How the scan came onto its anatomy.
nlohmann::json alignment_facts(const BoundaryAlignment& boundary) {
  nlohmann::json facts{
      {"Registration",
       boundary.taken == Alignment::boundary ? "boundary-based" : "mutual information"}};
  if (boundary.points > 0) {
    facts["BoundaryPoints"] = boundary.points;
    facts["BoundaryCostBefore"] = boundary.cost_before;
    facts["BoundaryCostAfter"] = boundary.cost_after;
    facts["BoundaryCostMirrored"] = boundary.cost_mirrored;
    facts["BoundaryMovedMm"] = boundary.moved_mm;
  }
  return facts;
}

}  // namespace

Storage<MotionEstimate> ScanStorage::motion() const {
  const auto table = file("desc-motion_timeseries.tsv");
  const auto transforms = file("from-orig_to-boldref_mode-image_desc-hmc_xfm.txt");
  return {.files = {table, sidecar_path(table), transforms},
          .write =
              [=](const MotionEstimate& estimate, const Provenance& provenance) {
                write_motion(table, estimate.motion, provenance);
                std::vector<Eigen::Matrix4d> volume_from_reference =
                    reference_from_volumes(estimate.motion, estimate.reference.grid);
                for (Eigen::Matrix4d& matrix : volume_from_reference)
                  matrix = matrix.inverse().eval();
                write_itk_transforms(transforms, volume_from_reference);
              },
          .read = {}};
}

Storage<Distortion> ScanStorage::distortion() const {
  const auto map = file("desc-shift_fieldmap.nii.gz");
  return {.files = {sidecar_path(map)},
          .write =
              [=](const Distortion& distortion, const Provenance& provenance) {
                write_sidecar(map, distortion_facts(distortion), provenance);
                if (!distortion.is_known()) {
                  std::filesystem::remove(map);
                  return;
                }
                write_volume(map, {.grid = distortion.grid, .values = distortion.shift_voxels});
              },
          .read = {}};
}

Storage<Realigned> ScanStorage::realigned() const {
  const auto mean = file("boldref.nii.gz");
  return {.files = {mean, sidecar_path(mean)},
          .write =
              [=](const Realigned& scan, const Provenance& provenance) {
                write_sidecar(mean, nlohmann::json::object(), provenance);
                write_volume(mean, scan.reference);
              },
          .read = {}};
}

Storage<Realigned> ScanStorage::preprocessed_bold() const {
  const auto bold = file("desc-preproc_bold" + image_extension_);
  return {.files = {bold, sidecar_path(bold)},
          .write =
              [=](const Realigned& scan, const Provenance& provenance) {
                write_sidecar(bold, bold_sidecar(scan.bold), provenance);
                write_bold(bold, scan.bold);
              },
          .read = {}};
}

Storage<ScanSpace> ScanStorage::space() const {
  const auto brain = file("desc-brain_mask.nii.gz");
  const auto white_matter = file("label-WM_mask.nii.gz");
  const auto csf = file("label-CSF_mask.nii.gz");
  const auto to_t1w = file("from-boldref_to-T1w_mode-image_xfm.txt");
  const auto to_template = file("from-boldref_to-template_mode-image_xfm.txt");
  return {.files = {brain,
                    sidecar_path(brain),
                    white_matter,
                    csf,
                    to_t1w,
                    sidecar_path(to_t1w),
                    to_template},
          .write =
              [=](const ScanSpace& space, const Provenance& provenance) {
                write_sidecar(brain,
                              {{"Type", "Brain"}, {"AnatomyOverlapDice", space.brain_dice}},
                              provenance);
                write_sidecar(to_t1w, alignment_facts(space.boundary), provenance);
                write_mask(brain, space.brain);
                write_mask(white_matter, space.white_matter);
                write_mask(csf, space.csf);
                // ITK's files lead from the target image's points to the moving one's.
                write_itk_transform(to_t1w, space.t1w_from_bold.inverse());
                write_itk_transform(to_template, space.template_from_bold.inverse());
              },
          .read = {}};
}

Storage<Realigned> ScanStorage::realigned_scan() const {
  Storage<Realigned> mean = realigned();
  Storage<Realigned> scan = preprocessed_bold();
  mean.files.insert(mean.files.end(), scan.files.begin(), scan.files.end());
  mean.write = [write_mean = mean.write, write_scan = scan.write](const Realigned& value,
                                                                  const Provenance& provenance) {
    write_mean(value, provenance);
    write_scan(value, provenance);
  };
  return mean;
}

Storage<TemplateScan> ScanStorage::template_scan(const std::string& space) const {
  const auto bold = file("space-" + space + "_desc-preproc_bold" + image_extension_);
  const auto brain = file("space-" + space + "_desc-brain_mask.nii.gz");
  return {.files = {bold, sidecar_path(bold), brain},
          .write =
              [=](const TemplateScan& scan, const Provenance& provenance) {
                write_sidecar(bold, bold_sidecar(scan.bold), provenance);
                const NiftiWriting writing{.space = NiftiSpace::mni};
                write_bold(bold, scan.bold, writing);
                write_mask(brain, scan.brain, writing);
              },
          .read = {}};
}

Storage<ScanAtlas> ScanStorage::scan_atlas() const {
  const auto path = file("atlas-" + atlas_ + "_dseg.nii.gz");
  return {.files = {path, sidecar_path(path)},
          .write =
              [=](const ScanAtlas& scan_atlas, const Provenance& provenance) {
                write_sidecar(path, {{"Atlas", scan_atlas.atlas.name}}, provenance);
                write_labels(path, scan_atlas.atlas.label_map);
              },
          .read = {}};
}

}  // namespace rewire
