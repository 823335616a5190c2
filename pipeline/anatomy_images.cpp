#include "pipeline/anatomy_images.h"

#include <Eigen/LU>
#include <array>
#include <nlohmann/json.hpp>

#include "stages/files/itk_transform_file.h"
#include "stages/files/json.h"
#include "stages/files/nifti.h"

namespace rewire {

using nlohmann::json;

namespace {

Eigen::Matrix4d matrix_of(const json& rows) {
  Eigen::Matrix4d matrix;
  for (int row = 0; row < 4; ++row) {
    const auto line = rows.at(static_cast<std::size_t>(row)).get<std::array<double, 4>>();
    matrix.row(row) = Eigen::RowVector4d(line[0], line[1], line[2], line[3]);
  }
  return matrix;
}

}  // namespace

json rows_of(const Eigen::Matrix4d& matrix) {
  json rows = json::array();
  for (int row = 0; row < 4; ++row) {
    const Eigen::RowVector4d line = matrix.row(row);
    rows.push_back({line[0], line[1], line[2], line[3]});
  }
  return rows;
}

json grid_facts(const Grid& grid) {
  return {{"Dimensions", grid.dims}, {"WorldFromVoxel", rows_of(grid.world_from_voxel)}};
}

Grid grid_of(const json& facts) {
  return {.dims = facts.at("Dimensions").get<std::array<int, 3>>(),
          .world_from_voxel = matrix_of(facts.at("WorldFromVoxel"))};
}

json facts_of(const Anatomy& anatomy, const std::string& which) {
  return {{"Anatomy", which},
          {"TemplateSpace", anatomy.space},
          {"TemplateCorrelation", anatomy.template_correlation},
          {"TemplateBrainDice", number_or_null(anatomy.template_brain_dice)},
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

void write_images(const AnatomyImages& files, const Anatomy& anatomy) {
  write_volume(files.head, anatomy.head);
  write_mask(files.brain, anatomy.brain);
  write_volume(files.grey, anatomy.grey_probability);
  write_volume(files.white, anatomy.white_probability);
  write_volume(files.csf, anatomy.csf_probability);
  write_itk_transform(files.affine, anatomy.template_from_t1w.inverse());
}

Anatomy read_images(const AnatomyImages& files, const json& facts) {
  Anatomy anatomy;
  anatomy.space = facts.at("TemplateSpace").get<std::string>();
  anatomy.head = read_volume(files.head);
  anatomy.brain = read_mask(files.brain);
  anatomy.grey_probability = read_volume(files.grey);
  anatomy.white_probability = read_volume(files.white);
  anatomy.csf_probability = read_volume(files.csf);
  const Grid grid = grid_of(facts.at("Grid"));
  for (Volume* image : {&anatomy.head,
                        &anatomy.grey_probability,
                        &anatomy.white_probability,
                        &anatomy.csf_probability}) {
    image->grid = grid;
  }
  anatomy.brain.grid = grid;
  anatomy.template_from_t1w = matrix_of(facts.at("TemplateFromT1w"));
  anatomy.template_correlation = number_or_nan(facts.at("TemplateCorrelation"));
  anatomy.template_coverage = number_or_nan(facts.at("TemplateCoverage"));
  return anatomy;
}

}  // namespace rewire
