#include "pipeline/app/scan_files.h"

#include <map>
#include <utility>

#include "stages/core/error.h"
#include "stages/core/log.h"
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
  throw_if_errors(validate(inside, mask.empty() ? bold.string() : mask.string()));
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
