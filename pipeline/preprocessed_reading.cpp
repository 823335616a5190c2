#include "pipeline/preprocessed_reading.h"

#include <cmath>
#include <optional>

#include "pipeline/bids/preprocessed_dataset.h"
#include "pipeline/bids/sidecar.h"
#include "pipeline/preprocessed_transforms.h"
#include "stages/core/error.h"
#include "stages/core/log.h"
#include "stages/files/bold_stream.h"
#include "stages/files/confounds_files.h"
#include "stages/files/nifti.h"
#include "stages/files/nifti_audit.h"
#include "stages/kernels/registration/resample.h"

namespace rewire {
namespace {

namespace fs = std::filesystem;

/// fMRIPrep's labels in *_dseg.nii.gz.
constexpr std::int32_t grey_label = 1;
constexpr std::int32_t white_label = 2;
constexpr std::int32_t fluid_label = 3;

/// The three tissues of the scan's person in the scan's space, or in the T1w for scans that lie
/// with their person; empty when they are not there.
fs::path tissue_file(const PreprocessedScan& scan, const fs::path& root) {
  std::vector<Problem> ignored;
  Filter only;
  only.participants = {scan.key.sub};
  const bool of_person = is_person_space(scan.space);
  std::vector<DerivativeFile> files = find_derivatives(
      root, {.suffix = "dseg", .space = of_person ? "" : scan.space}, only, ignored);
  std::erase_if(files, [&](const DerivativeFile& file) {
    const bool is_plain = file.name.label("desc").empty() && file.atlas.empty() &&
                          file.key.task.empty() && file.name.extension.starts_with(".nii");
    return !is_plain || (of_person && !file.name.label("space").empty());
  });
  return anatomy_of_scan(files, scan.key);
}

BoldSidecar sidecar_of(const ScanFiles& scan) {
  BoldSidecar sidecar;
  if (!scan.sidecars.empty()) sidecar = read_bold_sidecar(scan.sidecars.back());
  return sidecar;
}

Mask mask_of(const ScanFiles& scan) {
  const fs::path& file = scan.preprocessed->mask;
  Mask mask = file.empty() ? varying_voxels(scan.bold, sidecar_of(scan)) : read_mask(file);
  mask.grid = grid_of(read_header(scan.bold));
  throw_if_errors(validate(mask, file.empty() ? scan.bold.string() : file.string()));
  return mask;
}

MaskedBold read_voxels(const ScanFiles& scan) {
  const BoldSidecar sidecar = sidecar_of(scan);
  const std::vector<Problem> problems = audit_bold_header(scan.bold, sidecar);
  throw_if_errors(problems);
  for (const Problem& problem : problems) log::warning(to_text(problem));
  return read_masked_bold(scan.bold, sidecar, mask_of(scan));
}

/// Without transforms the scan lies in template space already.
ScanSpace read_space(const ScanFiles& scan,
                     const fs::path& tissues,
                     const std::optional<PersonTransforms>& transforms) {
  ScanSpace space;
  if (transforms) set_transforms(space, *transforms);
  space.brain = mask_of(scan);
  const Grid& grid = space.brain.grid;
  space.brain_dice = std::nan("");
  space.white_matter = {.grid = grid, .inside = std::vector<std::uint8_t>(grid.voxel_count(), 0)};
  space.csf = space.white_matter;
  space.grey_share = {.grid = grid, .values = std::vector<float>(grid.voxel_count(), 0.0F)};
  if (tissues.empty()) return space;
  const LabelMap labels = read_labels(tissues);
  const std::vector<std::int32_t> here =
      resample_labels({labels.grid.dims, labels.grid.world_from_voxel},
                      labels.labels,
                      {grid.dims, grid.world_from_voxel},
                      transforms ? space.t1w_from_bold : Eigen::Matrix4d::Identity().eval(),
                      0);
  for (const std::size_t v : space.brain.indices()) {
    space.grey_share.values[v] = here[v] == grey_label ? 1.0F : 0.0F;
    space.white_matter.inside[v] = here[v] == white_label ? 1 : 0;
    space.csf.inside[v] = here[v] == fluid_label ? 1 : 0;
  }
  return space;
}

}  // namespace

PreprocessedSources preprocessed_sources(const ScanFiles& scan,
                                         const fs::path& root,
                                         const std::string& template_space,
                                         engine::Records& records) {
  throw_if_errors(check_preprocessed(*scan.preprocessed));
  const fs::path tissues = tissue_file(*scan.preprocessed, root);
  std::optional<PersonTransforms> transforms;
  if (is_person_space(scan.preprocessed->space)) {
    transforms = find_person_transforms(*scan.preprocessed, root, template_space);
  }
  const PersonTransforms ways = transforms.value_or(PersonTransforms());
  const auto content_of = [&](std::initializer_list<fs::path> files) {
    Digester content;
    for (const fs::path& file : files) {
      content.text(file.empty() ? "none" : "file");
      if (!file.empty()) content.digest(records.file_content(file));
    }
    return content.finish();
  };
  const PreprocessedScan& files = *scan.preprocessed;
  return {
      .voxels = {content_of({files.bold, files.bold_sidecar, files.mask}),
                 [&scan] { return read_voxels(scan); }},
      .confounds = {content_of({files.confounds, files.confounds_sidecar}),
                    [&scan] { return read_confounds(scan.preprocessed->confounds); }},
      .space = {content_of({files.bold,
                            files.mask,
                            tissues,
                            ways.scan_and_t1w,
                            ways.t1w_to_template,
                            ways.template_to_t1w}),
                [&scan, tissues, transforms] { return read_space(scan, tissues, transforms); }}};
}

}  // namespace rewire
