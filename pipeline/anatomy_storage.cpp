#include "pipeline/anatomy_storage.h"

#include <Eigen/LU>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "pipeline/bids/derivative_names.h"
#include "stages/files/derivative_sidecar.h"
#include "stages/files/displacement_files.h"
#include "stages/files/itk_transform_file.h"
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

json rows_of(const Eigen::Matrix4d& matrix) {
  json rows = json::array();
  for (int row = 0; row < 4; ++row) {
    const Eigen::RowVector4d line = matrix.row(row);
    rows.push_back({line[0], line[1], line[2], line[3]});
  }
  return rows;
}

Eigen::Matrix4d matrix_of(const json& rows) {
  Eigen::Matrix4d matrix;
  for (int row = 0; row < 4; ++row) {
    const auto line = rows.at(static_cast<std::size_t>(row)).get<std::array<double, 4>>();
    matrix.row(row) = Eigen::RowVector4d(line[0], line[1], line[2], line[3]);
  }
  return matrix;
}

/// All digits, of which an image's header holds seven.
json grid_facts(const Grid& grid) {
  return {{"Dimensions", grid.dims}, {"WorldFromVoxel", rows_of(grid.world_from_voxel)}};
}

Grid grid_of(const json& facts) {
  return {.dims = facts.at("Dimensions").get<std::array<int, 3>>(),
          .world_from_voxel = matrix_of(facts.at("WorldFromVoxel"))};
}

json facts_of(const Anatomy& anatomy, AnatomyCase which) {
  return {{"Anatomy", describe(which)},
          {"TemplateSpace", anatomy.space},
          {"TemplateCorrelation", anatomy.template_correlation},
          {"TemplateCoverage", anatomy.template_coverage},
          {"LeastJacobian", number_or_null(anatomy.warp.least_jacobian)},
          {"BrainJacobianRange",
           {number_or_null(anatomy.warp.brain_jacobian_least),
            number_or_null(anatomy.warp.brain_jacobian_largest)}},
          {"BrainStrainedShare", number_or_null(anatomy.warp.brain_strained_share)},
          {"Grid", grid_facts(anatomy.head.grid)},
          {"TemplateFromT1w", rows_of(anatomy.template_from_t1w)},
          {"SkullStripped", false}};
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
                if (!anatomy.warp.is_identity()) facts["WarpGrid"] = grid_facts(anatomy.warp.grid);
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
          .read =
              [=] {
                const json facts = read_json(sidecar_path(head));
                Anatomy anatomy;
                anatomy.source = AnatomySource::own_t1w;
                anatomy.space = facts.at("TemplateSpace").get<std::string>();
                anatomy.head = read_volume(head);
                anatomy.brain = read_mask(brain);
                anatomy.grey_probability = read_volume(grey);
                anatomy.white_probability = read_volume(white);
                anatomy.csf_probability = read_volume(csf);
                const Grid grid = grid_of(facts.at("Grid"));
                for (Volume* image : {&anatomy.head,
                                      &anatomy.grey_probability,
                                      &anatomy.white_probability,
                                      &anatomy.csf_probability}) {
                  image->grid = grid;
                }
                anatomy.brain.grid = grid;
                set_tissue_masks(anatomy);
                anatomy.template_from_t1w = matrix_of(facts.at("TemplateFromT1w"));
                anatomy.template_correlation = number_or_nan(facts.at("TemplateCorrelation"));
                anatomy.template_coverage = number_or_nan(facts.at("TemplateCoverage"));
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
