#include "pipeline/field_map_reading.h"

#include <nlohmann/json.hpp>

#include "stages/core/content.h"
#include "stages/core/error.h"
#include "stages/files/nifti.h"
#include "stages/files/nifti_header.h"
#include "stages/preprocess/moved_volumes.h"
#include "stages/preprocess/phase_images.h"

namespace rewire {
namespace {

using nlohmann::json;

double number_of(const json& sidecar, const char* key) {
  const auto found = sidecar.find(key);
  return found != sidecar.end() && found->is_number() ? found->get<double>() : 0.0;
}

std::string text_of(const json& sidecar, const char* key) {
  const auto found = sidecar.find(key);
  return found != sidecar.end() && found->is_string() ? found->get<std::string>() : std::string();
}

json sidecar_of(const std::vector<std::filesystem::path>& files, const std::string& where) {
  SidecarCache cache;
  std::vector<Problem> problems;
  json sidecar = merge_sidecars(files, cache, where, problems);
  throw_if_errors(problems);
  return sidecar;
}

/// A still image, or the mean of several.
Volume read_still(const std::filesystem::path& path) {
  if (read_header(path).volume_count() < 2) return read_volume(path);
  const BoldRun series = read_bold(path);
  return {.grid = series.grid, .values = mean_of_columns(series.values, 0)};
}

PhaseEncoding encoding_of(const json& sidecar,
                          const Grid& grid,
                          const std::string& where,
                          std::vector<Problem>& problems) {
  return phase_encoding({.direction = text_of(sidecar, "PhaseEncodingDirection"),
                         .total_readout_s = number_of(sidecar, "TotalReadoutTime"),
                         .effective_echo_spacing_s = number_of(sidecar, "EffectiveEchoSpacing"),
                         .lines = static_cast<int>(number_of(sidecar, "ReconMatrixPE"))},
                        grid,
                        where,
                        problems);
}

/// Of one phasediff, or the second echo's time less the first's.
double echo_difference_s(const std::vector<json>& sidecars) {
  if (sidecars.size() == 2) {
    return number_of(sidecars[1], "EchoTime") - number_of(sidecars[0], "EchoTime");
  }
  return number_of(sidecars[0], "EchoTime2") - number_of(sidecars[0], "EchoTime1");
}

void read_images(FieldMeasurement& field, const FieldMapFiles& files) {
  std::vector<json> sidecars;
  for (const FieldMapImage& image : files.images) {
    const std::string where = image.path.string();
    sidecars.push_back(sidecar_of(image.sidecars, where));
    const json& sidecar = sidecars.back();
    field.sources.push_back(image.path.filename().string());
    Volume volume = read_still(image.path);
    if (files.kind == FieldMeasurementKind::opposed_pair) {
      field.encodings.push_back(encoding_of(sidecar, volume.grid, where, field.warnings));
    } else if (files.kind == FieldMeasurementKind::field) {
      volume = field_in_hertz(std::move(volume), text_of(sidecar, "Units"), where);
    } else {
      volume =
          phase_in_radians(std::move(volume), text_of(sidecar, "Units"), where, field.warnings);
    }
    field.images.push_back(std::move(volume));
  }
  if (files.kind != FieldMeasurementKind::phase_difference) return;
  field.echo_difference_s = echo_difference_s(sidecars);
  if (field.images.size() == 2) {
    throw_if_errors(field.images[0].values.size() == field.images[1].values.size()
                        ? std::vector<Problem>{}
                        : std::vector<Problem>{{.found = "phase1 and phase2 of different sizes",
                                                .expected = "one grid",
                                                .where = files.images[1].path.string(),
                                                .remedy = "look at the fmap directory"}});
    field.images = {phase_difference(field.images[0], field.images[1])};
  }
}

}  // namespace

Digest field_measurement_content(const ScanFiles& scan, engine::Records& records) {
  Digester content;
  add_content(content, grid_of(read_header(scan.bold)));
  const auto add_files = [&](const std::vector<std::filesystem::path>& files) {
    for (const auto& file : files) content.digest(records.file_content(file));
  };
  add_files(scan.sidecars);
  if (!scan.field_map) return content.finish();
  add_content(content, scan.field_map->kind);
  for (const FieldMapImage& image : scan.field_map->images) {
    add_files({image.path});
    add_files(image.sidecars);
  }
  if (!scan.field_map->magnitude.empty()) add_files({scan.field_map->magnitude});
  return content.finish();
}

FieldMeasurement read_field_measurement(const ScanFiles& scan) {
  FieldMeasurement field;
  const std::string where = scan.bold.string();
  field.scan = encoding_of(
      sidecar_of(scan.sidecars, where), grid_of(read_header(scan.bold)), where, field.warnings);
  if (!scan.field_map) return field;
  field.kind = scan.field_map->kind;
  read_images(field, *scan.field_map);
  if (!scan.field_map->magnitude.empty()) field.magnitude = read_still(scan.field_map->magnitude);
  return field;
}

}  // namespace rewire
