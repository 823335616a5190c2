#include "pipeline/scan_storage.h"

#include <Eigen/LU>
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "pipeline/bids/derivative_names.h"
#include "stages/files/cleaning_files.h"
#include "stages/files/confounds_files.h"
#include "stages/files/connectome_files.h"
#include "stages/files/derivative_sidecar.h"
#include "stages/files/graph_metrics_files.h"
#include "stages/files/itk_transform_file.h"
#include "stages/files/local_activity_files.h"
#include "stages/files/motion_files.h"
#include "stages/files/multilayer_files.h"
#include "stages/files/nifti.h"
#include "stages/files/quality_files.h"
#include "stages/files/region_series_files.h"
#include "stages/preprocess/moved_volumes.h"

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
  if (!distortion.is_known()) return facts;
  facts["Units"] = "voxels";
  facts["ShiftAxis"] = std::string(1, "ijk"[distortion.axis]);
  facts["IntensityModulation"] =
      distortion.modulation == IntensityModulation::jacobian ? "jacobian" : "none";
  facts["MutualInformationBefore"] = distortion.agreement_before;
  facts["MutualInformationAfter"] = distortion.agreement_after;
  if (distortion.voxels_per_hertz != 0.0) facts["VoxelsPerHertz"] = distortion.voxels_per_hertz;
  return facts;
}

}  // namespace

ScanStorage::ScanStorage(const std::filesystem::path& output, const ScanKey& key, std::string atlas)
    : prefix_((derivative_directory(output, key) / to_text(key)).string()),
      atlas_(std::move(atlas)) {}

ScanStorage::ScanStorage(const std::filesystem::path& prefix, std::string atlas)
    : prefix_(prefix.string()), atlas_(std::move(atlas)) {}

std::filesystem::path ScanStorage::file(const std::string& rest) const {
  return prefix_ + "_" + rest;
}

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
  const auto bold = file("desc-preproc_bold.nii.gz");
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
  return {.files = {brain, sidecar_path(brain), white_matter, csf, to_t1w, to_template},
          .write =
              [=](const ScanSpace& space, const Provenance& provenance) {
                write_sidecar(brain,
                              {{"Type", "Brain"}, {"AnatomyOverlapDice", space.brain_dice}},
                              provenance);
                write_mask(brain, space.brain);
                write_mask(white_matter, space.white_matter);
                write_mask(csf, space.csf);
                // ITK's files lead from the target image's points to the moving one's.
                write_itk_transform(to_t1w, space.t1w_from_bold.inverse());
                write_itk_transform(to_template, space.template_from_bold.inverse());
              },
          .read = {}};
}

Storage<Confounds> ScanStorage::confounds() const {
  const auto path = file("desc-confounds_timeseries.tsv");
  return {
      .files = {path, sidecar_path(path)},
      .write = [=](const Confounds& confounds,
                   const Provenance& provenance) { write_confounds(path, confounds, provenance); },
      .read = [=] { return read_confounds(path); }};
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

Storage<Denoised> ScanStorage::cleaning() const {
  const auto path = file("desc-denoising_timeseries.json");
  return {.files = {path},
          .write =
              [=](const Denoised& denoised, const Provenance& provenance) {
                write_cleaning(path, denoised.report, denoised.bold.repetition_time_s, provenance);
              },
          .read = {}};
}

Storage<DenoisedSeries> ScanStorage::cleaning_of_series() const {
  const auto path = file("desc-denoising_timeseries.json");
  return {.files = {path},
          .write =
              [=](const DenoisedSeries& denoised, const Provenance& provenance) {
                write_cleaning(
                    path, denoised.report, denoised.series.repetition_time_s, provenance);
              },
          .read = {}};
}

Storage<RegionSeries> ScanStorage::series() const {
  const auto series_file = file("atlas-" + atlas_ + "_stat-mean_timeseries.tsv");
  const auto coverage = file("atlas-" + atlas_ + "_stat-coverage_bold.tsv");
  const auto tsnr = file("atlas-" + atlas_ + "_stat-tsnr_bold.tsv");
  return {.files = {series_file, sidecar_path(series_file), coverage, tsnr},
          .write =
              [=](const RegionSeries& series, const Provenance& provenance) {
                write_region_series(series_file, series, provenance);
                write_coverage(coverage, series, provenance);
                write_tsnr(tsnr, series, provenance);
              },
          .read = [=] { return read_region_series(series_file); }};
}

Storage<LocalActivity> ScanStorage::local_activity() const {
  const auto table = file("atlas-" + atlas_ + "_localactivity.tsv");
  std::vector<std::filesystem::path> files{table, sidecar_path(table)};
  std::map<std::string, std::filesystem::path> rows;
  for (const char* measure : {"alff", "falff", "reho"}) {
    const auto row = file("atlas-" + atlas_ + "_stat-" + measure + "_bold.tsv");
    rows.emplace(measure, row);
    files.insert(files.end(), {row, sidecar_path(row)});
  }
  return {.files = std::move(files),
          .write =
              [=](const LocalActivity& activity, const Provenance& provenance) {
                write_local_activity(table, activity, provenance);
                for (const RegionActivity& measure : activity.measures) {
                  write_region_activity(rows.at(measure.name), activity, measure, provenance);
                }
              },
          .read = [=] { return read_local_activity(table); }};
}

Storage<ActivityMaps> ScanStorage::activity_maps(const std::vector<std::string>& names) const {
  struct MapFile {
    std::string measure;
    Standardisation standardisation;
    std::filesystem::path path;
  };
  std::vector<MapFile> maps;
  std::vector<std::filesystem::path> files;
  for (const std::string& name : names) {
    for (const auto& [standardisation, desc] : {std::pair(Standardisation::none, ""),
                                                std::pair(Standardisation::z, "_desc-z"),
                                                std::pair(Standardisation::ratio, "_desc-ratio")}) {
      const auto path = file("stat-" + name + desc + "_boldmap.nii.gz");
      maps.push_back({name, standardisation, path});
      files.insert(files.end(), {path, sidecar_path(path)});
    }
  }
  return {.files = std::move(files),
          .write =
              [=](const ActivityMaps& activity, const Provenance& provenance) {
                for (const MapFile& target : maps) {
                  for (const ActivityMap& map : activity.maps) {
                    if (map.name != target.measure) continue;
                    write_activity_map(
                        target.path, activity, map, target.standardisation, provenance);
                  }
                }
              },
          .read = {}};
}

Storage<ScanQuality> ScanStorage::quality() const {
  const auto row = file("desc-linc_qc.tsv");
  const auto carpet = file("desc-carpet_bold.h5");
  std::vector<std::pair<std::string, std::string>> entities;
  if (const auto name = parse_bids_name(row.filename().string())) {
    for (const auto& entity : name->entities) {
      if (entity.first != "desc") entities.push_back(entity);
    }
  }
  return {.files = {row, sidecar_path(row), carpet},
          .write =
              [=](const ScanQuality& quality, const Provenance& provenance) {
                write_quality(row, quality, entities, provenance);
                write_carpet(carpet, quality, provenance);
              },
          .read = {}};
}

Storage<Connectome> ScanStorage::connectome() const {
  const ConnectomeFiles files =
      connectome_files(file("atlas-" + atlas_ + "_stat-pearsoncorrelation_relmat.tsv"));
  return {.files = {files.r,
                    sidecar_path(files.r),
                    files.fisher_z,
                    sidecar_path(files.fisher_z),
                    files.standard_errors,
                    sidecar_path(files.standard_errors)},
          .write =
              [=](const Connectome& connectome, const Provenance& provenance) {
                write_connectome(files.r, connectome, provenance);
              },
          .read = [=] { return read_connectome(files.r); }};
}

Storage<GraphMetrics> ScanStorage::metrics() const {
  const auto path = file("atlas-" + atlas_ + "_graphmetrics.tsv");
  return {.files = {path, sidecar_path(path)},
          .write =
              [=](const GraphMetrics& metrics, const Provenance& provenance) {
                write_graph_metrics(path, metrics, provenance);
              },
          .read = [=] { return read_graph_metrics(path); }};
}

Storage<MultilayerCommunities> ScanStorage::multilayer() const {
  const auto path = file("atlas-" + atlas_ + "_multilayer.tsv");
  return {.files = {path, sidecar_path(path), allegiance_path(path)},
          .write =
              [=](const MultilayerCommunities& communities, const Provenance& provenance) {
                write_multilayer(path, communities, provenance);
              },
          .read = [=] { return read_multilayer(path); }};
}

Storage<SessionResults> ScanStorage::session_results() const {
  const auto path = file("atlas-" + atlas_ + "_results.h5");
  return {.files = {path},
          .write =
              [=](const SessionResults& results, const Provenance& provenance) {
                write_session_hdf5(path,
                                   results.series,
                                   results.connectome,
                                   results.graph,
                                   results.confounds,
                                   results.activity,
                                   provenance);
              },
          .read = {}};
}

}  // namespace rewire
