#include "pipeline/preprocessed_transforms.h"

#include <Eigen/LU>
#include <algorithm>
#include <limits>
#include <utility>

#include "stages/core/error.h"
#include "stages/core/number_text.h"
#include "stages/core/requirements.h"
#include "stages/files/itk_transform_read.h"

namespace rewire {
namespace {

namespace fs = std::filesystem;

constexpr double same_way_mm = 0.1;

bool leads(const DerivativeFile& file, std::string_view from, std::string_view to) {
  return file.name.label("from") == from && file.name.label("to") == to;
}

bool is_matrix_or_composite(const DerivativeFile& file) {
  return file.name.extension == ".h5" || file.name.extension == ".txt";
}

std::vector<DerivativeFile> transforms_in(const fs::path& root, const Filter& filter) {
  std::vector<Problem> ignored;
  std::vector<DerivativeFile> files = find_derivatives(root, {.suffix = "xfm"}, filter, ignored);
  std::erase_if(files, [](const DerivativeFile& file) { return !is_matrix_or_composite(file); });
  return files;
}

/// The corners of a box of a head's size, through both.
double farthest_mm(const Eigen::Matrix4d& there, const Eigen::Matrix4d& back) {
  double farthest = 0.0;
  for (const double x : {-80.0, 80.0}) {
    for (const double y : {-100.0, 80.0}) {
      for (const double z : {-60.0, 90.0}) {
        const Eigen::Vector4d place(x, y, z, 1.0);
        farthest = std::max(farthest, (back * there * place - place).norm());
      }
    }
  }
  return farthest;
}

}  // namespace

bool is_person_space(const std::string& space) { return space.empty() || space == "T1w"; }

std::vector<std::string> spaces_with_transforms(const fs::path& root) {
  const std::vector<DerivativeFile> files = transforms_in(root, {});
  std::vector<std::string> spaces;
  for (const DerivativeFile& file : files) {
    const std::string space(file.name.label("to"));
    if (file.name.label("from") != "T1w" || file.name.extension != ".h5") continue;
    const bool known = std::find(spaces.begin(), spaces.end(), space) != spaces.end();
    const bool back = std::any_of(files.begin(), files.end(), [&](const DerivativeFile& other) {
      return leads(other, space, "T1w") && other.name.extension == ".h5";
    });
    if (!known && back) spaces.push_back(space);
  }
  return spaces;
}

std::string atlas_space_with_transforms(const AtlasDescriptor& atlas, const fs::path& root) {
  const std::vector<std::string> there = spaces_with_transforms(root);
  std::vector<std::string> wanted;
  for (const AtlasVolume& volume : atlas.volumes) {
    wanted.push_back(volume.space);
    if (std::find(there.begin(), there.end(), volume.space) != there.end()) return volume.space;
  }
  throw InputError({.found = there.empty() ? "no transforms between T1w and a template"
                                           : "transforms to " + enumerate(there),
                    .expected = "a space of atlas " + atlas.name + ": " + enumerate(wanted),
                    .where = root.string(),
                    .remedy = "choose an atlas in that space (rewire atlas list), or keep the "
                              "*_xfm.h5 of the preprocessing"});
}

std::filesystem::path anatomy_of_scan(const std::vector<DerivativeFile>& files,
                                      const ScanKey& scan) {
  const auto of_session = [&](const std::string& session) {
    return std::find_if(files.begin(), files.end(), [&](const DerivativeFile& file) {
      return file.key.ses == session;
    });
  };
  for (const std::string& session : {scan.ses, std::string()}) {
    if (const auto file = of_session(session); file != files.end()) return file->path;
  }
  const bool is_shared = !files.empty() && std::all_of(files.begin(), files.end(), [&](auto& file) {
    return file.key.ses == files.front().key.ses;
  });
  return is_shared ? files.front().path : fs::path();
}

PersonTransforms find_person_transforms(const PreprocessedScan& scan,
                                        const fs::path& root,
                                        const std::string& template_space) {
  Filter only;
  only.participants = {scan.key.sub};
  PersonTransforms found;
  std::vector<DerivativeFile> forth;
  std::vector<DerivativeFile> back;
  for (const DerivativeFile& file : transforms_in(root, only)) {
    const bool of_scan = file.key == scan.key;
    // fMRIPrep says boldref since version 23, scanner before.
    if (of_scan && (leads(file, "boldref", "T1w") || leads(file, "scanner", "T1w"))) {
      found.scan_and_t1w = file.path;
    }
    if (!file.key.task.empty() || file.name.extension != ".h5") continue;
    if (leads(file, "T1w", template_space)) forth.push_back(file);
    if (leads(file, template_space, "T1w")) back.push_back(file);
  }
  found.t1w_to_template = anatomy_of_scan(forth, scan.key);
  found.template_to_t1w = anatomy_of_scan(back, scan.key);
  Requirements requirements(scan.bold.string(), "keep the *_xfm files of the preprocessing");
  requirements.require(!found.t1w_to_template.empty() && !found.template_to_t1w.empty(),
                       "no transforms between the T1w and " + template_space,
                       "*_from-T1w_to-" + template_space + "_mode-image_xfm.h5 and back");
  if (scan.space.empty()) {
    requirements.require(!found.scan_and_t1w.empty(),
                         "no transform from the scan to the T1w",
                         "*_from-boldref_to-T1w_*xfm.txt");
  } else {
    found.scan_and_t1w.clear();
  }
  throw_if_errors(requirements.take());
  return found;
}

void set_transforms(ScanSpace& space, const PersonTransforms& files) {
  // The file that resamples the template to the T1w leads from the T1w's points to the template's.
  TransformStep to_template =
      affine_then_warp(read_itk_transform(files.template_to_t1w), files.template_to_t1w.string());
  TransformStep to_t1w =
      warp_then_affine(read_itk_transform(files.t1w_to_template), files.t1w_to_template.string());
  const double apart_mm = farthest_mm(to_template.affine, to_t1w.affine);
  const bool alike = to_template.is_affine() == to_t1w.is_affine() &&
                     (to_template.is_affine() || same_grid(to_template.grid, to_t1w.grid, 1e-2));
  if (!alike || apart_mm > same_way_mm) {
    throw InputError({.found = alike ? "matrices that lead " + format_fixed(apart_mm, 2) +
                                           " mm away when there and back"
                                     : "displacement fields on two grids",
                      .expected = "the two ways of one registration",
                      .where = files.template_to_t1w.string(),
                      .remedy = "take both files from one preprocessing"});
  }
  if (!files.scan_and_t1w.empty()) {
    const TransformStep bold_from_t1w =
        affine_then_warp(read_itk_transform(files.scan_and_t1w), files.scan_and_t1w.string());
    space.t1w_from_bold = bold_from_t1w.affine.inverse();
  }
  space.template_from_bold = to_template.affine * space.t1w_from_bold;
  if (to_template.is_affine()) return;
  space.warp.grid = to_template.grid;
  space.warp.template_from_affine_mm = std::move(to_template.displacement_mm);
  space.warp.affine_from_template_mm = std::move(to_t1w.displacement_mm);
  // Another program's warp is taken as it is.
  constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
  space.warp.least_jacobian = unknown;
  space.warp.brain_jacobian_least = unknown;
  space.warp.brain_jacobian_largest = unknown;
  space.warp.brain_strained_share = unknown;
}

}  // namespace rewire
