#include "pipeline/anatomy_storage.h"

#include <Eigen/LU>
#include <nlohmann/json.hpp>
#include <utility>

#include "pipeline/bids/derivative_names.h"
#include "stages/files/derivative_sidecar.h"
#include "stages/files/displacement_files.h"
#include "stages/files/itk_transform_file.h"
#include "stages/files/nifti.h"
#include "stages/files/region_volumes_files.h"

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

json facts_of(const Anatomy& anatomy, AnatomyCase which) {
  return {{"Anatomy", describe(which)},
          {"TemplateSpace", anatomy.space},
          {"TemplateCorrelation", anatomy.template_correlation},
          {"TemplateCoverage", anatomy.template_coverage},
          {"LeastJacobian", anatomy.warp.least_jacobian},
          {"BrainJacobianRange",
           {anatomy.warp.brain_jacobian_least, anatomy.warp.brain_jacobian_largest}},
          {"BrainStrainedShare", anatomy.warp.brain_strained_share},
          {"SkullStripped", false}};
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

Storage<Anatomy> AnatomyStorage::anatomy() const {
  const auto head = file("desc-preproc_T1w.nii.gz");
  const auto brain = file("desc-brain_mask.nii.gz");
  const auto grey = file("label-GM_probseg.nii.gz");
  const auto white = file("label-WM_probseg.nii.gz");
  const auto csf = file("label-CSF_probseg.nii.gz");
  const auto affine = file("from-T1w_to-" + space_ + "_desc-affine_xfm.txt");
  const auto forth = file("from-T1w_to-" + space_ + "_desc-warp_xfm.nii.gz");
  const auto back = file("from-" + space_ + "_to-T1w_desc-warp_xfm.nii.gz");
  if (case_ == AnatomyCase::only_template || case_ == AnatomyCase::common_bold) {
    return {.files = {sidecar_path(head)},
            .write =
                [head, which = case_](const Anatomy& anatomy, const Provenance& provenance) {
                  write_sidecar(head, facts_of(anatomy, which), provenance);
                },
            .read = {}};
  }
  return {.files = {head, sidecar_path(head), brain, grey, white, csf, affine, forth, back},
          .write =
              [=, which = case_](const Anatomy& anatomy, const Provenance& provenance) {
                json facts = facts_of(anatomy, which);
                facts["Transforms"] =
                    "A point of the template goes to the T1w by from-T1w_to-" + anatomy.space +
                    "_desc-warp, then by desc-affine (ITK: list the affine first); back by the "
                    "affine's inverse, then the other warp";
                write_sidecar(head, std::move(facts), provenance);
                write_volume(head, anatomy.head);
                write_mask(brain, anatomy.brain);
                write_volume(grey, anatomy.grey_probability);
                write_volume(white, anatomy.white_probability);
                write_volume(csf, anatomy.csf_probability);
                write_itk_transform(affine, anatomy.template_from_t1w.inverse());
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
          .read = {}};
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
                  json rows = json::array();
                  for (int row = 0; row < 4; ++row) {
                    const Eigen::RowVector4d line = midpoint.midpoint_from_session[s].row(row);
                    rows.push_back({line[0], line[1], line[2], line[3]});
                  }
                  sessions[midpoint.names[s]] = {{"MidpointFromSession", rows},
                                                 {"CorrelationWithMean", midpoint.correlations[s]}};
                }
                write_sidecar(path, {{"Sessions", sessions}}, provenance);
              },
          .read = {}};
}

}  // namespace rewire
