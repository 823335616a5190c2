#include "pipeline/scan_storage.h"

#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "pipeline/bids/derivative_names.h"
#include "stages/files/bold_stream.h"
#include "stages/files/cleaning_files.h"
#include "stages/files/confounds_files.h"
#include "stages/files/connectome_files.h"
#include "stages/files/derivative_sidecar.h"
#include "stages/files/graph_metrics_files.h"
#include "stages/files/local_activity_files.h"
#include "stages/files/multilayer_files.h"
#include "stages/files/nifti.h"
#include "stages/files/quality_files.h"
#include "stages/files/region_series_files.h"
#include "stages/files/scan_picture_files.h"

namespace rewire {

using engine::Storage;

ScanStorage::ScanStorage(const std::filesystem::path& output,
                         const ScanKey& key,
                         std::string atlas,
                         std::string image_extension)
    : prefix_((derivative_directory(output, key) / to_text(key)).string()),
      atlas_(std::move(atlas)),
      image_extension_(std::move(image_extension)) {}

ScanStorage::ScanStorage(const std::filesystem::path& prefix, std::string atlas)
    : prefix_(prefix.string()), atlas_(std::move(atlas)) {}

std::filesystem::path ScanStorage::file(const std::string& rest) const {
  return prefix_ + "_" + rest;
}

Storage<Confounds> ScanStorage::confounds() const {
  const auto path = file("desc-confounds_timeseries.tsv");
  return {
      .files = {path, sidecar_path(path)},
      .write = [=](const Confounds& confounds,
                   const Provenance& provenance) { write_confounds(path, confounds, provenance); },
      .read = [=] { return read_confounds(path); }};
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

Storage<Denoised> ScanStorage::cleaned_scan(const std::string& desc) const {
  const auto path = file("desc-" + desc + "_bold" + image_extension_);
  return {
      .files = {path, sidecar_path(path)},
      .write =
          [=](const Denoised& denoised, const Provenance& provenance) {
            write_cleaning(
                sidecar_path(path), denoised.report, denoised.bold.repetition_time_s, provenance);
            write_masked_bold(path, denoised.bold);
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

Storage<ScanPictures> ScanStorage::pictures() const {
  const auto path = file("desc-registration_bold.svg");
  const std::string title = std::filesystem::path(prefix_).filename().string();
  return {.files = {path, sidecar_path(path)},
          .write =
              [=](const ScanPictures& pictures, const Provenance& provenance) {
                write_scan_pictures(path, pictures, title, provenance);
              },
          .read = {}};
}

Storage<Connectome> ScanStorage::connectome(ConnectivityKind kind) const {
  const ConnectomeFiles files = connectome_files(
      file("atlas-" + atlas_ + "_stat-" + std::string(to_text(kind)) + "_relmat.tsv"), kind);
  return {.files = files.all(),
          .write =
              [=](const Connectome& connectome, const Provenance& provenance) {
                write_connectome(files.values, connectome, provenance);
              },
          .read = [=] { return read_connectome(files.values); }};
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
