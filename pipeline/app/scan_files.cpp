#include "pipeline/app/scan_files.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "pipeline/atlas/atlas_library.h"
#include "pipeline/bids/entities.h"
#include "pipeline/engine/records.h"
#include "pipeline/field_map_reading.h"
#include "stages/core/error.h"
#include "stages/core/log.h"
#include "stages/core/number_text.h"
#include "stages/core/requirements.h"
#include "stages/files/bold_stream.h"
#include "stages/files/nifti.h"
#include "stages/files/nifti_audit.h"
#include "stages/parcellate/parcellate_stream.h"

namespace rewire::app {
namespace {

std::filesystem::path sidecar_of(const std::filesystem::path& bold) {
  std::filesystem::path path = bold;
  if (path.extension() == ".gz") path.replace_extension();
  return path.replace_extension(".json");
}

/// The sidecar of the scan's name, where there is one, after a look at header and sidecar.
BoldSidecar audited_sidecar(const std::filesystem::path& bold) {
  const std::filesystem::path sidecar_file = sidecar_of(bold);
  BoldSidecar sidecar;
  if (std::filesystem::exists(sidecar_file)) sidecar = read_bold_sidecar(sidecar_file);
  const std::vector<Problem> problems = audit_bold_header(bold, sidecar);
  for (const Problem& problem : problems) {
    if (problem.severity == Severity::warning) log::warning(to_text(problem));
  }
  throw_if_errors(problems);
  return sidecar;
}

float quantile(std::vector<float> values, double share) {
  const auto place = static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), values.begin() + place, values.end());
  return values[static_cast<std::size_t>(place)];
}

/// The mean of the first volumes' absolute values; volumes that are zero throughout (censored ones
/// of a cleaned scan) make it small, not wrong.
std::vector<float> brightness_of(const std::filesystem::path& bold, const BoldSidecar& sidecar) {
  constexpr int most_volumes = 8;
  BoldReader reader(bold, sidecar);
  std::vector<float> brightness(reader.grid().voxel_count(), 0.0F);
  std::vector<float> volume(brightness.size());
  for (int t = 0; t < most_volumes && reader.next(volume); ++t) {
    for (std::size_t v = 0; v < volume.size(); ++v) brightness[v] += std::abs(volume[v]);
  }
  return brightness;
}

/// Refuses a mask that lies beside the head: its voxels are as dark as air.
void require_signal(const std::vector<float>& brightness,
                    const Mask& mask,
                    const std::filesystem::path& file) {
  std::vector<float> inside;
  for (const std::size_t voxel : mask.indices()) inside.push_back(brightness[voxel]);
  constexpr double bright_share = 0.98;
  constexpr float darkest = 0.05F;
  const float bright = quantile(brightness, bright_share);
  const float typical = quantile(std::move(inside), 0.5);
  if (bright == 0.0F || !(typical <= darkest * bright)) return;
  throw InputError({.found = "a mask whose voxels have " +
                             format_fixed(100.0 * typical / bright, 1) +
                             " % of the scan's bright signal",
                    .expected = "a mask that lies on the head",
                    .where = file.string(),
                    .remedy = "look at the mask over the scan, or leave it out"});
}

/// A mask of the scan, which lies on its grid and on the head.
Mask read_scan_mask(const std::filesystem::path& bold,
                    const BoldSidecar& sidecar,
                    const std::filesystem::path& file) {
  Mask mask = read_mask(file);
  const Grid grid = grid_of(read_header(bold));
  if (!same_grid(grid, mask.grid)) {
    const bool elsewhere = describe(mask.grid) == describe(grid);
    throw InputError({.found = "a mask of " + describe(mask.grid) +
                               (elsewhere ? " that lies elsewhere in the world" : ""),
                      .expected = "the scan's grid of " + describe(grid),
                      .where = file.string(),
                      .remedy = "resample the mask to the scan"});
  }
  throw_if_errors(validate(mask, file.string()));
  require_signal(brightness_of(bold, sidecar), mask, file);
  return mask;
}

/// The atlas- or seg- entity of a label image's name.
std::string atlas_name(const std::filesystem::path& labels) {
  const auto name = parse_bids_name(labels.filename().string(), nullptr);
  if (!name) return "custom";
  for (const char* entity : {"atlas", "seg"}) {
    if (!name->label(entity).empty()) return std::string(name->label(entity));
  }
  return "custom";
}

/// What the series depends on, for its record.
Provenance provenance_of(const std::vector<std::string>& files, ParcellateParams params) {
  Digester key;
  key.text(program_version).text(parcellate_raw_stage.name).integer(parcellate_raw_stage.version);
  Provenance provenance{.program_version = std::string(program_version),
                        .stage = std::string(parcellate_raw_stage.name),
                        .stage_version = parcellate_raw_stage.version};
  for (const FieldInfo& field : list_fields(params)) {
    provenance.parameters.emplace_back(field.name, value_text(field));
    key.text(field.name).text(value_text(field));
  }
  for (const std::string& file : files) {
    if (!file.empty()) key.digest(engine::digest_of_file(file));
  }
  provenance.key = to_text(key.finish());
  return provenance;
}

}  // namespace

BoldRun read_scan(const std::filesystem::path& bold) {
  return read_bold(bold, audited_sidecar(bold));
}

FieldMeasurement read_field_map(const std::filesystem::path& bold,
                                const std::vector<std::string>& images,
                                const std::filesystem::path& magnitude) {
  ScanFiles scan;
  scan.bold = bold;
  const auto existing_sidecar = [](const std::filesystem::path& image) {
    const std::filesystem::path sidecar = sidecar_of(image);
    return std::filesystem::exists(sidecar) ? std::vector{sidecar}
                                            : std::vector<std::filesystem::path>{};
  };
  scan.sidecars = existing_sidecar(bold);
  if (images.empty()) return read_field_measurement(scan);
  std::vector<std::string> suffixes;
  FieldMapFiles field{.kind = FieldMeasurementKind::none, .images = {}, .magnitude = magnitude};
  for (const std::string& image : images) {
    const auto name = parse_bids_name(std::filesystem::path(image).filename().string());
    suffixes.push_back(name ? name->suffix : "");
    field.images.push_back({.path = image, .sidecars = existing_sidecar(image)});
  }
  using Names = std::vector<std::string>;
  if (suffixes == Names{"fieldmap"}) field.kind = FieldMeasurementKind::field;
  if (suffixes == Names{"phasediff"} || suffixes == Names{"phase1", "phase2"}) {
    field.kind = FieldMeasurementKind::phase_difference;
  }
  if (suffixes == Names{"epi", "epi"}) field.kind = FieldMeasurementKind::opposed_pair;
  if (field.kind == FieldMeasurementKind::none) {
    throw ConfigError({.found = "images named " + enumerate(suffixes),
                       .expected = "a phasediff, a fieldmap, phase1 and phase2, or two epi",
                       .where = "--field-map",
                       .remedy = "give the images under their BIDS names, in that order"});
  }
  scan.field_map = std::move(field);
  return read_field_measurement(scan);
}

MaskedBold read_masked_bold(const std::filesystem::path& bold, const std::filesystem::path& mask) {
  const BoldSidecar sidecar = audited_sidecar(bold);
  Mask inside = mask.empty() ? varying_voxels(bold, sidecar) : read_scan_mask(bold, sidecar, mask);
  if (inside.count() == 0) {
    throw InputError({.found = "a scan in which no voxel changes from volume to volume",
                      .expected = "a time series",
                      .where = bold.string(),
                      .remedy = "look at the scan in a viewer and make it again"});
  }
  return rewire::read_masked_bold(bold, sidecar, std::move(inside));
}

StageResult<RegionSeries> parcellate_file(const std::filesystem::path& bold,
                                          const std::filesystem::path& mask,
                                          const LabelFiles& labels,
                                          const ParcellateParams& params) {
  const ScanAtlas atlas =
      whole_atlas(load_atlas(labels.image, labels.table, atlas_name(labels.image), "scan"));
  const BoldSidecar sidecar = audited_sidecar(bold);
  BoldReader reader(bold, sidecar);
  Mask inside;
  if (mask.empty()) {
    inside.grid = reader.grid();
    inside.inside.assign(inside.grid.voxel_count(), 1);
  } else {
    inside = read_scan_mask(bold, sidecar, mask);
  }
  const VolumeStream scan{.grid = reader.grid(),
                          .volumes = reader.volume_count(),
                          .repetition_time_s = reader.repetition_time_s(),
                          .next = [&](std::span<float> values) { return reader.next(values); }};
  StageResult<RegionSeries> result{
      .value = parcellate_stream(scan, inside, atlas, params),
      .provenance =
          provenance_of({bold.string(), mask.string(), labels.image, labels.table}, params)};
  throw_if_errors(validate(result.value, bold.string()));
  return result;
}

ScanAtlas whole_atlas(Atlas atlas) {
  std::map<std::int32_t, double> voxels;
  for (const std::int32_t label : atlas.label_map.labels) ++voxels[label];
  ScanAtlas scan_atlas{.atlas = std::move(atlas), .expected_voxels = {}};
  for (const Region& region : scan_atlas.atlas.regions) {
    scan_atlas.expected_voxels.push_back(voxels[region.label]);
  }
  return scan_atlas;
}

}  // namespace rewire::app
