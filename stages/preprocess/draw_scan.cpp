#include "stages/preprocess/draw_scan.h"

#include <Eigen/LU>
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <string>
#include <utility>

#include "stages/core/error.h"
#include "stages/kernels/registration/contours.h"
#include "stages/kernels/registration/resample.h"
#include "stages/preprocess/views.h"

namespace rewire {
namespace {

constexpr double pixel_mm = 2.0;
/// The box of template space that is shown.
constexpr std::array<double, 3> low_mm{-80.0, -112.0, -74.0};
constexpr std::array<double, 3> high_mm{80.0, 80.0, 86.0};
/// Lines of less than this many points are specks.
constexpr std::size_t fewest_points = 8;
/// Points closer than this to the one before are left out.
constexpr float least_step_pixels = 0.6F;
/// Of an image's pixels that are not 0, this share is darker than white.
constexpr double bright_share = 0.99;

/// One plane across `normal`, at so many mm.
struct Plane {
  int normal;
  double at_mm;
};
/// Through amygdala and hippocampus, the orbitofrontal cortex and the top.
constexpr std::array<Plane, 8> planes{
    {{2, -30}, {2, -20}, {2, -12}, {2, 4}, {2, 24}, {2, 48}, {0, -25}, {1, -6}}};

/// Pixels to the right and downwards; left is on the left, front and top are upwards (a sagittal
/// plane looks to the left).
Lattice lattice_of_plane(const Plane& plane) {
  const int right = plane.normal == 0 ? 1 : 0;
  const int up = plane.normal == 2 ? 1 : 2;
  const bool mirrored = plane.normal == 0;
  const auto extent = [](int axis) {
    const auto a = static_cast<std::size_t>(axis);
    return static_cast<int>(std::lround((high_mm[a] - low_mm[a]) / pixel_mm)) + 1;
  };
  Lattice lattice;
  lattice.dims = {extent(right), extent(up), 1};
  lattice.world_from_voxel.setZero();
  lattice.world_from_voxel(right, 0) = mirrored ? -pixel_mm : pixel_mm;
  lattice.world_from_voxel(up, 1) = -pixel_mm;
  lattice.world_from_voxel(plane.normal, 2) = pixel_mm;
  lattice.world_from_voxel(right, 3) =
      mirrored ? high_mm[static_cast<std::size_t>(right)] : low_mm[static_cast<std::size_t>(right)];
  lattice.world_from_voxel(up, 3) = high_mm[static_cast<std::size_t>(up)];
  lattice.world_from_voxel(plane.normal, 3) = plane.at_mm;
  lattice.world_from_voxel(3, 3) = 1.0;
  return lattice;
}

std::string place_of(const Plane& plane) {
  return std::string(1, "xyz"[plane.normal]) + " " + std::to_string(std::lround(plane.at_mm));
}

/// An image and the way to it from the template.
struct Layer {
  Volume image;
  PointMap from_template;

  std::vector<float> on(const Lattice& lattice) const {
    return resample_linear(view_of(image), lattice, from_template, 0.0F);
  }
};

Volume as_volume(const Mask& mask) {
  return {.grid = mask.grid, .values = std::vector<float>(mask.inside.begin(), mask.inside.end())};
}

Volume structures_of(const Atlas& atlas) {
  std::vector<std::int32_t> labels;
  for (const Region& region : atlas.regions) {
    const bool shown =
        region.structure == Structure::amygdala || region.structure == Structure::hippocampus;
    if (shown) labels.push_back(region.label);
  }
  Volume volume{.grid = atlas.label_map.grid, .values = {}};
  for (const std::int32_t label : atlas.label_map.labels) {
    const bool inside = std::find(labels.begin(), labels.end(), label) != labels.end();
    volume.values.push_back(inside ? 1.0F : 0.0F);
  }
  return volume;
}

/// Without specks and without points that add nothing.
std::vector<ContourLine> thinned(const std::vector<ContourLine>& lines) {
  std::vector<ContourLine> kept;
  for (const ContourLine& line : lines) {
    if (line.size() < fewest_points) continue;
    ContourLine thin{line.front()};
    for (const Eigen::Vector2f& point : line) {
      if ((point - thin.back()).norm() >= least_step_pixels) thin.push_back(point);
    }
    if (line.front() == line.back()) thin.push_back(line.back());
    kept.push_back(std::move(thin));
  }
  return kept;
}

using Outlines = std::vector<std::pair<Outline, const Layer*>>;

/// From black to white up to what few pixels exceed.
std::vector<std::uint8_t> shades(const std::vector<float>& values, float white) {
  std::vector<std::uint8_t> grey;
  for (const float value : values) {
    const float share = white > 0.0F ? std::clamp(value / white, 0.0F, 1.0F) : 0.0F;
    grey.push_back(static_cast<std::uint8_t>(std::lround(255.0F * share)));
  }
  return grey;
}

float white_of(const std::vector<std::vector<float>>& slices) {
  std::vector<float> bright;
  for (const auto& slice : slices) {
    std::copy_if(slice.begin(), slice.end(), std::back_inserter(bright), [](float value) {
      return value > 0.0F;
    });
  }
  if (bright.empty()) return 0.0F;
  const auto place = bright.begin() + static_cast<std::ptrdiff_t>(
                                          bright_share * static_cast<double>(bright.size() - 1));
  std::nth_element(bright.begin(), place, bright.end());
  return *place;
}

PictureRow row_of(const std::string& title, const Layer& layer, const Outlines& outlines) {
  PictureRow row{.title = title, .slices = {}};
  std::vector<std::vector<float>> values;
  values.reserve(planes.size());
  for (const Plane& plane : planes) values.push_back(layer.on(lattice_of_plane(plane)));
  const float white = white_of(values);
  for (std::size_t p = 0; p < planes.size(); ++p) {
    const Lattice lattice = lattice_of_plane(planes[p]);
    PictureSlice slice{.place = place_of(planes[p]),
                       .width = lattice.dims[0],
                       .height = lattice.dims[1],
                       .grey = shades(values[p], white),
                       .outlines = {}};
    for (const auto& [of, from] : outlines) {
      slice.outlines.push_back(
          {.of = of,
           .lines = thinned(contour_lines(from->on(lattice), slice.width, slice.height, 0.5F))});
    }
    row.slices.push_back(std::move(slice));
  }
  return row;
}

void add_motion(ScanPictures& pictures, const Confounds& confounds) {
  constexpr double degrees = 180.0 / std::numbers::pi;
  const Eigen::Index volumes = confounds.values.rows();
  Eigen::MatrixXd translations(volumes, 3);
  Eigen::MatrixXd rotations(volumes, 3);
  for (int axis = 0; axis < 3; ++axis) {
    const std::string letter(1, "xyz"[axis]);
    const auto translation = confounds.find("trans_" + letter);
    const auto rotation = confounds.find("rot_" + letter);
    if (!translation || !rotation) return;
    translations.col(axis) = confounds.values.col(*translation);
    rotations.col(axis) = degrees * confounds.values.col(*rotation);
  }
  pictures.translations_mm = std::move(translations);
  pictures.rotations_deg = std::move(rotations);
}

}  // namespace

void fields(FieldVisitor& /*visitor*/, DrawScanParams& /*params*/) {}

std::vector<Problem> check_draw_scan(const Volume& mean,
                                     const Mask& brain,
                                     const ScanSpace& space,
                                     const Confounds& /*confounds*/,
                                     const Anatomy& anatomy,
                                     const BrainTemplate& brain_template,
                                     const Atlas& atlas,
                                     const DrawScanParams& /*params*/) {
  std::vector<Problem> problems = validate(anatomy.brain, "anatomy");
  append(problems, validate(brain_template.brain_mask, "template " + brain_template.name));
  append(problems, validate(atlas.label_map.grid, "atlas " + atlas.name));
  if (!same_grid(mean.grid, brain.grid) || !same_grid(mean.grid, space.grid())) {
    problems.push_back({.found = "a brain mask of " + describe(brain.grid),
                        .expected = "the scan's grid of " + describe(mean.grid),
                        .where = "pictures of the scan",
                        .remedy = "give a mask of this scan"});
  }
  return problems;
}

ScanPictures draw_scan(const Volume& mean,
                       const Mask& brain,
                       const ScanSpace& space,
                       const Confounds& confounds,
                       const Anatomy& anatomy,
                       const BrainTemplate& brain_template,
                       const Atlas& atlas,
                       const DrawScanParams& params) {
  throw_if_errors(
      check_draw_scan(mean, brain, space, confounds, anatomy, brain_template, atlas, params));
  const PointMap to_scan = from_template(space.template_from_bold.inverse(), space.warp);
  const PointMap to_t1w = from_template(anatomy.template_from_t1w.inverse(), anatomy.warp);
  const PointMap here = Eigen::Matrix4d::Identity().eval();
  const Layer scan{mean, to_scan};
  const Layer scan_brain{as_volume(brain), to_scan};
  const Layer t1w{anatomy.head, to_t1w};
  const Layer white_matter{anatomy.white_probability, to_t1w};
  const Layer standard{brain_template.has_head() ? brain_template.head : brain_template.brain,
                       here};
  const Layer standard_brain{as_volume(brain_template.brain_mask), here};
  const Layer structures{structures_of(atlas), here};
  const bool has_t1w = anatomy.source == AnatomySource::own_t1w;

  Outlines of_scan{{Outline::scan_brain, &scan_brain}};
  if (has_t1w) of_scan.emplace_back(Outline::white_matter, &white_matter);
  of_scan.emplace_back(Outline::structures, &structures);
  const Outlines of_template{{Outline::template_brain, &standard_brain},
                             {Outline::structures, &structures}};
  ScanPictures pictures;
  pictures.rows.push_back(row_of("Scan (mean)", scan, of_scan));
  if (has_t1w) pictures.rows.push_back(row_of("T1w", t1w, of_template));
  pictures.rows.push_back(row_of(brain_template.name, standard, of_template));
  add_motion(pictures, confounds);
  return pictures;
}

const Stage<ScanPictures,
            DrawScanParams,
            Volume,
            Mask,
            ScanSpace,
            Confounds,
            Anatomy,
            BrainTemplate,
            Atlas>
    draw_scan_stage{.name = "draw_scan",
                    .version = 1,
                    .summary = "Draw scan, T1w and template over each other, and the motion",
                    .run = &draw_scan,
                    .check = &check_draw_scan,
                    .papers = {}};

}  // namespace rewire
