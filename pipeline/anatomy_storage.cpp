#include "pipeline/anatomy_storage.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "pipeline/anatomy_images.h"
#include "pipeline/bids/derivative_names.h"
#include "stages/files/derivative_sidecar.h"
#include "stages/files/displacement_files.h"
#include "stages/files/json.h"
#include "stages/files/nifti.h"
#include "stages/files/region_volumes_files.h"
#include "stages/preprocess/tissue.h"

namespace rewire {
namespace {

using engine::Storage;
using nlohmann::json;

std::string prefix_of(const std::filesystem::path& output, const ScanFiles& scan) {
  ScanKey key;
  key.sub = scan.key.sub;
  const bool of_session = anatomy_case(scan) == AnatomyCase::own_session ||
                          anatomy_case(scan) == AnatomyCase::one_for_all;
  if (of_session && scan.t1w->session.starts_with("ses-")) key.ses = scan.t1w->session.substr(4);
  return (derivative_directory(output, key, "anat") / to_text(key)).string();
}

Warp warp_of(const json& facts,
             const std::filesystem::path& forth,
             const std::filesystem::path& back) {
  Warp warp;
  warp.least_jacobian = number_or_nan(facts.at("LeastJacobian"));
  warp.brain_jacobian_least = number_or_nan(facts.at("BrainJacobianRange").at(0));
  warp.brain_jacobian_largest = number_or_nan(facts.at("BrainJacobianRange").at(1));
  warp.brain_strained_share = number_or_nan(facts.at("BrainStrainedShare"));
  if (!facts.contains("WarpGrid")) return warp;
  warp.grid = grid_of(facts.at("WarpGrid"));
  warp.affine_from_template_mm = read_displacement(forth, warp.grid);
  warp.template_from_affine_mm = read_displacement(back, warp.grid);
  return warp;
}

Mask read_mask_on(const std::filesystem::path& path, const Grid& grid) {
  Mask mask = read_mask(path);
  mask.grid = grid;
  return mask;
}

}  // namespace

AnatomyCase anatomy_case(const ScanFiles& scan) {
  if (!scan.t1w) {
    return scan.session_bold.size() > 1 ? AnatomyCase::common_bold : AnatomyCase::only_template;
  }
  if (scan.session_t1w.size() > 1) return AnatomyCase::midpoint;
  return scan.t1w->same_session ? AnatomyCase::own_session : AnatomyCase::one_for_all;
}

std::string describe(AnatomyCase which) {
  switch (which) {
    case AnatomyCase::own_session:
      return "the T1w of the scan's session";
    case AnatomyCase::one_for_all:
      return "the participant's only T1w, of another session";
    case AnatomyCase::midpoint:
      return "halfway between the T1w of several sessions";
    case AnatomyCase::common_bold:
      return "no T1w; the scans of several sessions, halfway between them, on the template";
    case AnatomyCase::only_template:
      return "no T1w; the template stands in for it";
  }
  return {};
}

AnatomyStorage::AnatomyStorage(const std::filesystem::path& output,
                               const ScanFiles& scan,
                               std::string space,
                               std::string atlas)
    : prefix_(prefix_of(output, scan)),
      space_(std::move(space)),
      atlas_(std::move(atlas)),
      case_(anatomy_case(scan)) {}

std::filesystem::path AnatomyStorage::file(const std::string& rest) const {
  return prefix_ + "_" + rest;
}

AnatomyImages AnatomyStorage::images_of(const std::string& head, const std::string& from) const {
  return {.head = file(head),
          .brain = file("desc-brain_mask.nii.gz"),
          .grey = file("label-GM_probseg.nii.gz"),
          .white = file("label-WM_probseg.nii.gz"),
          .csf = file("label-CSF_probseg.nii.gz"),
          .affine = file("from-" + from + "_to-" + space_ + "_mode-image_desc-affine_xfm.txt")};
}

Storage<Anatomy> AnatomyStorage::anatomy() const {
  switch (case_) {
    case AnatomyCase::only_template:
      return template_anatomy();
    case AnatomyCase::common_bold:
      return common_anatomy();
    default:
      return t1w_anatomy();
  }
}

Storage<Anatomy> AnatomyStorage::template_anatomy() const {
  const auto head = file("desc-preproc_T1w.nii.gz");
  return {.files = {sidecar_path(head)},
          .write =
              [head, which = case_](const Anatomy& anatomy, const Provenance& provenance) {
                write_sidecar(head, facts_of(anatomy, describe(which)), provenance);
              },
          .read = {}};
}

Storage<Anatomy> AnatomyStorage::common_anatomy() const {
  const AnatomyImages images = images_of("desc-common_boldref.nii.gz", "boldref");
  const auto grey = file("label-GM_mask.nii.gz");
  const auto white = file("label-WM_desc-sure_mask.nii.gz");
  const auto csf = file("label-CSF_desc-sure_mask.nii.gz");
  return {.files = {images.head,
                    sidecar_path(images.head),
                    images.brain,
                    images.grey,
                    images.white,
                    images.csf,
                    images.affine,
                    grey,
                    white,
                    csf},
          .write =
              [=, which = case_](const Anatomy& anatomy, const Provenance& provenance) {
                write_sidecar(images.head, facts_of(anatomy, describe(which)), provenance);
                write_images(images, anatomy);
                write_mask(grey, anatomy.grey_matter);
                write_mask(white, anatomy.white_matter);
                write_mask(csf, anatomy.csf);
              },
          .read =
              [=] {
                const json facts = read_json(sidecar_path(images.head));
                Anatomy anatomy = read_images(images, facts);
                anatomy.source = AnatomySource::common_bold;
                anatomy.grey_matter = read_mask_on(grey, anatomy.brain.grid);
                anatomy.white_matter = read_mask_on(white, anatomy.brain.grid);
                anatomy.csf = read_mask_on(csf, anatomy.brain.grid);
                anatomy.template_brain_dice = number_or_nan(facts.at("TemplateBrainDice"));
                return anatomy;
              }};
}

Storage<Anatomy> AnatomyStorage::t1w_anatomy() const {
  const AnatomyImages images = images_of("desc-preproc_T1w.nii.gz", "T1w");
  const auto forth = file("from-T1w_to-" + space_ + "_mode-image_desc-warp_xfm.nii.gz");
  const auto tissues = file("dseg.nii.gz");
  const auto back = file("from-" + space_ + "_to-T1w_mode-image_desc-warp_xfm.nii.gz");
  return {.files = {images.head,
                    sidecar_path(images.head),
                    images.brain,
                    images.grey,
                    images.white,
                    images.csf,
                    images.affine,
                    forth,
                    back,
                    tissues},
          .write =
              [=, which = case_](const Anatomy& anatomy, const Provenance& provenance) {
                json facts = facts_of(anatomy, describe(which));
                if (!anatomy.warp.is_identity()) facts["WarpGrid"] = grid_facts(anatomy.warp.grid);
                facts["Transforms"] =
                    "A point of the template goes to the T1w by from-T1w_to-" + anatomy.space +
                    "_*_desc-warp, then by desc-affine (ITK: list the affine first); back by the "
                    "affine's inverse, then the other warp";
                write_sidecar(images.head, std::move(facts), provenance);
                write_images(images, anatomy);
                write_labels(tissues, most_probable_tissue(anatomy));
                const Warp& warp = anatomy.warp;
                if (warp.is_identity()) {
                  const Eigen::Matrix3Xf none = Eigen::Matrix3Xf::Zero(3, 1);
                  write_displacement(forth, {.dims = {1, 1, 1}}, none);
                  write_displacement(back, {.dims = {1, 1, 1}}, none);
                } else {
                  write_displacement(forth, warp.grid, warp.affine_from_template_mm);
                  write_displacement(back, warp.grid, warp.template_from_affine_mm);
                }
              },
          .read =
              [=] {
                const json facts = read_json(sidecar_path(images.head));
                Anatomy anatomy = read_images(images, facts);
                set_tissue_masks(anatomy);
                anatomy.warp = warp_of(facts, forth, back);
                return anatomy;
              }};
}

Storage<RegionVolumes> AnatomyStorage::volumes() const {
  const auto path = file("atlas-" + atlas_ + "_morph.tsv");
  return {.files = {path, sidecar_path(path)},
          .write =
              [=](const RegionVolumes& volumes, const Provenance& provenance) {
                write_region_volumes(path, volumes, provenance);
              },
          .read = {}};
}

Storage<SessionVolumes> AnatomyStorage::session_volumes() const {
  const auto path = file("atlas-" + atlas_ + "_desc-longitudinal_morph.tsv");
  return {.files = {path, sidecar_path(path)},
          .write =
              [=](const SessionVolumes& volumes, const Provenance& provenance) {
                write_session_volumes(path, volumes, provenance);
              },
          .read = {}};
}

Storage<Midpoint> AnatomyStorage::midpoint() const {
  const bool of_t1w = case_ == AnatomyCase::midpoint;
  const auto path = file(of_t1w ? "desc-midpoint_T1w.json" : "desc-midpoint_boldref.json");
  return {.files = {path},
          .write =
              [=](const Midpoint& midpoint, const Provenance& provenance) {
                json sessions = json::object();
                for (std::size_t s = 0; s < midpoint.names.size(); ++s) {
                  sessions[midpoint.names[s]] = {
                      {"MidpointFromSession", rows_of(midpoint.midpoint_from_session[s])},
                      {"CorrelationWithMean", midpoint.correlations[s]}};
                }
                write_sidecar(path, {{"Sessions", sessions}}, provenance);
              },
          .read = {}};
}

}  // namespace rewire
