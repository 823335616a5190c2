#include "stages/preprocess/session_volumes.h"

#include <Eigen/LU>
#include <array>
#include <map>
#include <string>

#include "stages/core/error.h"
#include "stages/kernels/registration/diffeomorphic.h"
#include "stages/kernels/registration/label_volumes.h"
#include "stages/kernels/registration/morphology.h"
#include "stages/kernels/registration/resample.h"
#include "stages/preprocess/normalize.h"
#include "stages/preprocess/views.h"

namespace rewire {
namespace {

/// Around the brain, so that its edge takes part.
constexpr double margin_mm = 4.0;

constexpr std::array papers{
    Paper{"Reuter M, Schmansky NJ, Rosas HD, Fischl B",
          2012,
          "Within-subject template estimation for unbiased longitudinal image analysis",
          "10.1016/j.neuroimage.2012.02.084",
          "each session against the within-subject template"},
    Paper{"Ashburner J, Friston KJ",
          2000,
          "Voxel-based morphometry: the methods",
          "10.1006/nimg.2000.0582",
          "volumes by the determinant of the Jacobian"}};

}  // namespace

void fields(FieldVisitor&, SessionVolumesParams&) {}

std::vector<Problem> check_session_volumes(const SessionImages& images,
                                           const Midpoint& midpoint,
                                           const Anatomy& anatomy,
                                           const Atlas& atlas,
                                           const SessionVolumesParams&) {
  std::vector<Problem> problems = validate(anatomy.head.grid, "anatomy");
  append(problems, validate(atlas.label_map.grid, "atlas " + atlas.name));
  if (images.names != midpoint.names || images.images.size() != images.names.size()) {
    problems.push_back({.found = "a midpoint of other sessions",
                        .expected = "the midpoint of these images",
                        .where = "session volumes",
                        .remedy = "build the midpoint again"});
  }
  return problems;
}

SessionVolumes measure_session_volumes(const SessionImages& images,
                                       const Midpoint& midpoint,
                                       const Anatomy& anatomy,
                                       const Atlas& atlas,
                                       const SessionVolumesParams& params) {
  throw_if_errors(check_session_volumes(images, midpoint, anatomy, atlas, params));
  const Lattice lattice = lattice_of(anatomy.head.grid);
  const std::vector<std::int32_t> labels =
      resample_labels(lattice_of(atlas.label_map.grid),
                      atlas.label_map.labels,
                      lattice,
                      to_template(anatomy.template_from_t1w, anatomy.warp),
                      0);
  const MaskValues region = dilate(lattice, anatomy.brain.inside, margin_mm);
  SessionVolumes result;
  result.atlas = atlas.name;
  result.regions = atlas.regions;
  result.sessions = images.names;
  result.jacobian_mm3.setZero(static_cast<Eigen::Index>(atlas.regions.size()),
                              static_cast<Eigen::Index>(images.names.size()));
  for (std::size_t s = 0; s < images.images.size(); ++s) {
    const Eigen::Matrix4d session_from_midpoint = midpoint.midpoint_from_session[s].inverse();
    const Diffeomorphism found =
        register_diffeomorphic(view_of(anatomy.head),
                               region,
                               view_of(images.images[s]),
                               session_from_midpoint,
                               diffeomorphic_settings(images.images[s].grid));
    const Grid grid = grid_of(found.lattice);
    const std::map<std::int32_t, double> volumes = label_volumes_mm3(
        lattice, labels, {view_of(grid, found.phi_mm), session_from_midpoint, {}});
    for (std::size_t r = 0; r < atlas.regions.size(); ++r) {
      const auto volume = volumes.find(atlas.regions[r].label);
      if (volume == volumes.end()) continue;
      result.jacobian_mm3(static_cast<Eigen::Index>(r), static_cast<Eigen::Index>(s)) =
          volume->second;
    }
  }
  return result;
}

const Stage<SessionVolumes, SessionVolumesParams, SessionImages, Midpoint, Anatomy, Atlas>
    session_volumes_stage{.name = "session_volumes",
                          .version = 1,
                          .summary = "Measure how the regions' volumes change between sessions",
                          .run = &measure_session_volumes,
                          .check = &check_session_volumes,
                          .papers = papers};

}  // namespace rewire
