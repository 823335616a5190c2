#include "pipeline/app/scan_files.h"

#include <algorithm>
#include <map>
#include <utility>

#include "stages/core/error.h"
#include "stages/core/log.h"
#include "stages/core/number_text.h"
#include "stages/files/nifti.h"
#include "stages/files/nifti_audit.h"

namespace rewire::app {
namespace {

std::filesystem::path sidecar_of(const std::filesystem::path& bold) {
  std::filesystem::path path = bold;
  if (path.extension() == ".gz") path.replace_extension();
  return path.replace_extension(".json");
}

Mask voxels_that_vary(const BoldRun& bold) {
  Mask mask{.grid = bold.grid, .inside = std::vector<std::uint8_t>(bold.grid.voxel_count(), 0)};
  for (Eigen::Index voxel = 0; voxel < bold.values.rows(); ++voxel) {
    const auto series = bold.values.row(voxel);
    if (series.maxCoeff() > series.minCoeff()) mask.inside[static_cast<std::size_t>(voxel)] = 1;
  }
  return mask;
}

float quantile(std::vector<float> values, double share) {
  const auto place = static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), values.begin() + place, values.end());
  return values[static_cast<std::size_t>(place)];
}

/// Refuses a mask that lies beside the head: its voxels are as dark as air.
void require_signal(const BoldRun& scan, const Mask& mask, const std::filesystem::path& file) {
  const Eigen::VectorXf brightness = scan.values.cwiseAbs().rowwise().mean();
  std::vector<float> inside;
  for (const std::size_t voxel : mask.indices()) {
    inside.push_back(brightness[static_cast<Eigen::Index>(voxel)]);
  }
  constexpr double bright_share = 0.98;
  constexpr float darkest = 0.05F;
  const float bright = quantile({brightness.begin(), brightness.end()}, bright_share);
  const float typical = quantile(std::move(inside), 0.5);
  if (typical > darkest * bright) return;
  throw InputError({.found = "a mask whose voxels have " +
                             format_fixed(bright > 0.0F ? 100.0 * typical / bright : 0.0, 1) +
                             " % of the scan's bright signal",
                    .expected = "a mask that lies on the head",
                    .where = file.string(),
                    .remedy = "look at the mask over the scan, or leave it out"});
}

}  // namespace

BoldRun read_scan(const std::filesystem::path& bold) {
  const std::filesystem::path sidecar_file = sidecar_of(bold);
  BoldSidecar sidecar;
  if (std::filesystem::exists(sidecar_file)) sidecar = read_bold_sidecar(sidecar_file);
  const std::vector<Problem> problems = audit_bold_header(bold, sidecar);
  for (const Problem& problem : problems) {
    if (problem.severity == Severity::warning) log::warning(to_text(problem));
  }
  throw_if_errors(problems);
  return read_bold(bold, sidecar);
}

MaskedBold read_masked_bold(const std::filesystem::path& bold, const std::filesystem::path& mask) {
  const BoldRun scan = read_scan(bold);
  Mask inside = mask.empty() ? voxels_that_vary(scan) : read_mask(mask);
  if (!same_grid(scan.grid, inside.grid)) {
    const bool elsewhere = describe(inside.grid) == describe(scan.grid);
    throw InputError({.found = "a mask of " + describe(inside.grid) +
                               (elsewhere ? " that lies elsewhere in the world" : ""),
                      .expected = "the scan's grid of " + describe(scan.grid),
                      .where = mask.string(),
                      .remedy = "resample the mask to the scan"});
  }
  if (mask.empty() && inside.count() == 0) {
    throw InputError({.found = "a scan in which no voxel changes from volume to volume",
                      .expected = "a time series",
                      .where = bold.string(),
                      .remedy = "look at the scan in a viewer and make it again"});
  }
  throw_if_errors(validate(inside, mask.empty() ? bold.string() : mask.string()));
  if (!mask.empty()) require_signal(scan, inside, mask);
  return apply_mask(scan, std::move(inside));
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
