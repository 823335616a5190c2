#include "stages/preprocess/midpoint.h"

#include <Eigen/Geometry>
#include <Eigen/LU>
#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "stages/core/error.h"
#include "stages/core/number_text.h"
#include "stages/core/parallel.h"
#include "stages/kernels/registration/bspline.h"
#include "stages/kernels/registration/coarse_search.h"
#include "stages/kernels/registration/morphology.h"
#include "stages/kernels/registration/mutual_information.h"
#include "stages/kernels/registration/resample.h"
#include "stages/kernels/registration/sample_points.h"
#include "stages/kernels/registration/smooth.h"
#include "stages/kernels/registration/threshold.h"
#include "stages/preprocess/shrunk.h"
#include "stages/preprocess/views.h"

namespace rewire {
namespace {

constexpr double search_smoothing_mm = 8.0;
constexpr double working_spacing_mm = 2.0;
/// Around what is bright in any session.
constexpr double margin_mm = 10.0;
/// Below this two sessions are hardly of one head.
constexpr double correlation_warning = 0.8;
constexpr int refinements = 2;

constexpr std::array papers{
    Paper{"Reuter M, Schmansky NJ, Rosas HD, Fischl B",
          2012,
          "Within-subject template estimation for unbiased longitudinal image analysis",
          "10.1016/j.neuroimage.2012.02.084",
          "within-subject template halfway between the sessions"}};

constexpr std::array<RegistrationLevel, 2> levels{RegistrationLevel{.smoothing_mm = 6.0,
                                                                    .spacing_mm = 6.0,
                                                                    .first_step_mm = 2.0,
                                                                    .last_step_mm = 0.1,
                                                                    .most_iterations = 60},
                                                  RegistrationLevel{.smoothing_mm = 2.0,
                                                                    .spacing_mm = 4.0,
                                                                    .first_step_mm = 0.5,
                                                                    .last_step_mm = 0.01,
                                                                    .most_iterations = 80}};

MaskValues bright(const Volume& image) {
  const float threshold = otsu_threshold(image.values).value_or(0.0F);
  MaskValues mask(image.values.size());
  for (std::size_t i = 0; i < mask.size(); ++i) mask[i] = image.values[i] > threshold ? 1 : 0;
  return mask;
}

Eigen::Vector3d moved(const Eigen::Matrix4d& matrix, const Eigen::Vector3d& point) {
  return (matrix * point.homogeneous()).head<3>();
}

Eigen::Vector3d rotation_vector(const Eigen::Matrix4d& rigid) {
  const Eigen::AngleAxisd turn(Eigen::Matrix3d(rigid.topLeftCorner<3, 3>()));
  return turn.angle() * turn.axis();
}

/// The rigid map that turns by the mean of the rotations and takes `centre` to the mean of where
/// the maps take it.
Eigen::Matrix4d mean_rigid(const std::vector<Eigen::Matrix4d>& maps,
                           const Eigen::Vector3d& centre) {
  Eigen::Vector3d rotation = Eigen::Vector3d::Zero();
  Eigen::Vector3d place = Eigen::Vector3d::Zero();
  const auto count = static_cast<double>(maps.size());
  for (const Eigen::Matrix4d& map : maps) {
    rotation += rotation_vector(map) / count;
    place += moved(map, centre) / count;
  }
  Eigen::Matrix4d mean = Eigen::Matrix4d::Identity();
  const double angle = rotation.norm();
  if (angle > 0.0) {
    mean.topLeftCorner<3, 3>() =
        Eigen::AngleAxisd(angle, Eigen::Vector3d(rotation / angle)).toRotationMatrix();
  }
  mean.topRightCorner<3, 1>() = place - mean.topLeftCorner<3, 3>() * centre;
  return mean;
}

/// other_from_fixed, from anywhere.
Eigen::Matrix4d align(const Volume& fixed, const Volume& other) {
  const MaskValues region = bright(fixed);
  Eigen::Matrix4d centred = Eigen::Matrix4d::Identity();
  centred.topRightCorner<3, 1>() =
      mask_centre(view_of(other), bright(other)) - mask_centre(view_of(fixed), region);
  const std::vector<float> smooth_fixed = smooth(view_of(fixed), search_smoothing_mm);
  const std::vector<float> smooth_other = smooth(view_of(other), search_smoothing_mm);
  const Eigen::Matrix4d start =
      search_alignment(view_of(fixed.grid, smooth_fixed),
                       region,
                       view_of(other.grid, smooth_other),
                       {.starts = {Eigen::Matrix4d::Identity(), centred}});
  return register_mutual_information(
      view_of(fixed), region, view_of(other), start, TransformFamily::rigid, levels);
}

/// Cubes along the world's axes that hold what is bright in any session.
Grid midpoint_grid(const SessionImages& images, const std::vector<Eigen::Matrix4d>& from_session) {
  Eigen::Array3d low = Eigen::Array3d::Constant(1e9);
  Eigen::Array3d high = Eigen::Array3d::Constant(-1e9);
  double spacing_mm = 1e9;
  for (std::size_t s = 0; s < images.images.size(); ++s) {
    const Volume& image = images.images[s];
    for (const double mm : image.grid.spacing_mm()) spacing_mm = std::min(spacing_mm, mm);
    const MaskValues mask = bright(image);
    for (std::size_t i = 0; i < mask.size(); i += 7) {
      if (mask[i] == 0) continue;
      const Eigen::Array3d at = moved(from_session[s], voxel_centre(view_of(image), i)).array();
      low = low.min(at);
      high = high.max(at);
    }
  }
  Grid grid;
  grid.world_from_voxel.diagonal().head<3>().setConstant(spacing_mm);
  for (int axis = 0; axis < 3; ++axis) {
    const double first = std::floor((low[axis] - margin_mm) / spacing_mm) * spacing_mm;
    grid.world_from_voxel(axis, 3) = first;
    grid.dims[static_cast<std::size_t>(axis)] =
        static_cast<int>(std::ceil((high[axis] + margin_mm - first) / spacing_mm)) + 1;
  }
  grid.world_from_voxel = grid.world_from_voxel.cast<float>().cast<double>().eval();
  return grid;
}

struct Carried {
  std::vector<Volume> images;  ///< one per session, of mean brightness 1
  Volume mean;
};

Carried carry(const SessionImages& images,
              const std::vector<Eigen::Matrix4d>& from_session,
              const Grid& grid) {
  Carried carried;
  carried.mean = {.grid = grid, .values = std::vector<float>(grid.voxel_count(), 0.0F)};
  double brightness = 0.0;
  for (std::size_t s = 0; s < images.images.size(); ++s) {
    const Volume& image = images.images[s];
    Volume here{.grid = grid, .values = std::vector<float>(grid.voxel_count())};
    const CubicSpline spline(image.grid.dims, image.values);
    resample_cubic(
        spline,
        grid.dims,
        image.grid.world_from_voxel.inverse() * from_session[s].inverse() * grid.world_from_voxel,
        here.values);
    const MaskValues mask = bright(image);
    double sum = 0.0;
    for (std::size_t i = 0; i < mask.size(); ++i) {
      if (mask[i] != 0) sum += static_cast<double>(image.values[i]);
    }
    const double mean = sum / static_cast<double>(std::max<std::size_t>(count_inside(mask), 1));
    brightness += mean / static_cast<double>(images.images.size());
    for (float& value : here.values) value = std::max(value, 0.0F) / static_cast<float>(mean);
    carried.images.push_back(std::move(here));
  }
  const auto scale = static_cast<float>(brightness / static_cast<double>(images.images.size()));
  for (const Volume& image : carried.images) {
    for (std::size_t i = 0; i < image.values.size(); ++i) {
      carried.mean.values[i] += scale * image.values[i];
    }
  }
  return carried;
}

double correlation(const Volume& a, const Volume& b, const MaskValues& mask) {
  double n = 0.0, sa = 0.0, sb = 0.0, saa = 0.0, sbb = 0.0, sab = 0.0;
  for (std::size_t i = 0; i < mask.size(); ++i) {
    if (mask[i] == 0) continue;
    const auto x = static_cast<double>(a.values[i]);
    const auto y = static_cast<double>(b.values[i]);
    n += 1.0;
    sa += x;
    sb += y;
    saa += x * x;
    sbb += y * y;
    sab += x * y;
  }
  const double spread = (saa - sa * sa / n) * (sbb - sb * sb / n);
  return spread > 0.0 ? (sab - sa * sb / n) / std::sqrt(spread) : 0.0;
}

void judge(Midpoint& midpoint) {
  for (std::size_t s = 0; s < midpoint.names.size(); ++s) {
    if (midpoint.correlations[s] >= correlation_warning) continue;
    midpoint.warnings.push_back(
        {.found = "a correlation of " + format_fixed(midpoint.correlations[s], 3) + " of " +
                  midpoint.names[s] + " with the mean of the sessions",
         .expected = "at least " + format_fixed(correlation_warning, 2),
         .where = "images of several sessions",
         .remedy = "look whether the images are of one person and one contrast",
         .severity = Severity::warning});
  }
}

}  // namespace

void fields(FieldVisitor&, MidpointParams&) {}

std::vector<Problem> check_midpoint(const SessionImages& images, const MidpointParams&) {
  std::vector<Problem> problems;
  for (const Volume& image : images.images) append(problems, validate(image.grid, "image"));
  if (images.images.empty()) {
    problems.push_back({.found = "no image",
                        .expected = "images of one person",
                        .where = "midpoint",
                        .remedy = "give images"});
  }
  return problems;
}

Midpoint find_midpoint(const SessionImages& images, const MidpointParams& params) {
  throw_if_errors(check_midpoint(images, params));
  for (std::size_t s = 0; s < images.images.size(); ++s) {
    if (otsu_threshold(images.images[s].values)) continue;
    throw NumericalError({.found = "an image of one intensity throughout",
                          .expected = "a head",
                          .where = images.names[s],
                          .remedy = "look at the image, or leave it out"});
  }
  SessionImages small{.names = images.names, .images = {}};
  for (const Volume& image : images.images) {
    small.images.push_back(shrunk(image, working_spacing_mm));
  }
  const Volume& first = small.images.front();
  std::vector<Eigen::Matrix4d> session_from_first{Eigen::Matrix4d::Identity()};
  for (std::size_t s = 1; s < small.images.size(); ++s) {
    session_from_first.push_back(align(first, small.images[s]));
  }
  const Eigen::Vector3d centre = mask_centre(view_of(first), bright(first));
  const Eigen::Matrix4d midpoint_from_first = mean_rigid(session_from_first, centre);
  std::vector<Eigen::Matrix4d> from_session;
  from_session.reserve(session_from_first.size());
  for (const Eigen::Matrix4d& matrix : session_from_first) {
    from_session.emplace_back(midpoint_from_first * matrix.inverse());
  }
  for (int round = 0; round < refinements && images.images.size() > 1; ++round) {
    const Carried carried = carry(small, from_session, midpoint_grid(small, from_session));
    const MaskValues region = bright(carried.mean);
    for (std::size_t s = 0; s < small.images.size(); ++s) {
      const Eigen::Matrix4d session_from_mean =
          register_mutual_information(view_of(carried.mean),
                                      region,
                                      view_of(small.images[s]),
                                      from_session[s].inverse(),
                                      TransformFamily::rigid,
                                      std::span(levels).last(1));
      from_session[s] = session_from_mean.inverse();
    }
  }
  const Grid grid = midpoint_grid(images, from_session);
  Carried carried = carry(images, from_session, grid);
  Midpoint midpoint;
  midpoint.names = images.names;
  midpoint.midpoint_from_session = from_session;
  const MaskValues region = bright(carried.mean);
  for (const Volume& image : carried.images) {
    midpoint.correlations.push_back(correlation(image, carried.mean, region));
  }
  midpoint.image = std::move(carried.mean);
  judge(midpoint);
  return midpoint;
}

const Stage<Midpoint, MidpointParams, SessionImages> midpoint_stage{
    .name = "midpoint",
    .version = 1,
    .summary = "Average the images of several sessions halfway between them",
    .run = &find_midpoint,
    .check = &check_midpoint,
    .papers = papers};

}  // namespace rewire
