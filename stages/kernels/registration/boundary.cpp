#include "stages/kernels/registration/boundary.h"

#include <Eigen/Geometry>
#include <Eigen/LU>
#include <algorithm>
#include <array>
#include <cmath>

#include "stages/core/interrupt.h"
#include "stages/core/parallel.h"
#include "stages/kernels/registration/bspline.h"
#include "stages/kernels/registration/rigid.h"
#include "stages/kernels/registration/smooth.h"
#include "stages/kernels/registration/threshold.h"

namespace rewire {
namespace {

constexpr std::size_t fewest_points = 500;
constexpr std::size_t block = 1024;
/// Below this share of the usual brightness there is dropout.
constexpr float dropout_share = 0.35F;

/// How far on both sides of the sheet is looked, in an image of this smoothness.
struct Level {
  double smoothing_mm;
  double distance_mm;
  double slope;
  double first_step_mm;
};
constexpr std::array<Level, 4> levels{
    {{7.0, 4.0, 0.1, 1.0}, {4.0, 3.0, 0.15, 0.5}, {2.0, 2.0, 0.3, 0.2}, {0.0, 2.0, 0.5, 0.1}}};
constexpr int most_iterations = 40;
constexpr double last_step_mm = 0.005;

using Vector6 = Eigen::Matrix<double, 6, 1>;
using Matrix6 = Eigen::Matrix<double, 6, 6>;

struct CostAt {
  double cost = 0.0;
  Vector6 gradient = Vector6::Zero();
  std::size_t points = 0;
};

/// The image with what is needed to ask for points of the sheet.
class BoundaryCost {
 public:
  BoundaryCost(std::span<const BoundaryPoint> boundary,
               const ImageView& image,
               const Level& level,
               const Eigen::Vector3d& centre,
               double radius_mm)
      : boundary_(boundary),
        spline_(image.dims, smooth(image, level.smoothing_mm)),
        voxel_from_world_(image.world_from_voxel.inverse()),
        level_(level),
        centre_(centre),
        radius_mm_(radius_mm) {}

  /// Of increments made before the transform: x moves to T(x + t + w x (x - c) / radius).
  CostAt at(const Eigen::Matrix4d& image_from_boundary) const {
    const Eigen::Matrix4d voxel_from_boundary = voxel_from_world_ * image_from_boundary;
    const Eigen::Matrix3f linear = voxel_from_boundary.topLeftCorner<3, 3>().cast<float>();
    std::vector<CostAt> parts((boundary_.size() + block - 1) / block);
    parallel_for(boundary_.size(), block, [&](std::size_t begin, std::size_t end) {
      CostAt& part = parts[begin / block];
      for (std::size_t p = begin; p < end; ++p) add(part, p, voxel_from_boundary, linear);
    });
    CostAt total;
    for (const CostAt& part : parts) {
      total.cost += part.cost;
      total.gradient += part.gradient;
      total.points += part.points;
    }
    if (total.points > 0) {
      total.cost /= static_cast<double>(total.points);
      total.gradient /= static_cast<double>(total.points);
    }
    return total;
  }

 private:
  void add(CostAt& part,
           std::size_t p,
           const Eigen::Matrix4d& voxel_from_boundary,
           const Eigen::Matrix3f& linear) const {
    const auto distance = static_cast<float>(level_.distance_mm);
    const Eigen::Vector3f inner = boundary_[p].place - distance * boundary_[p].outward;
    const Eigen::Vector3f outer = boundary_[p].place + distance * boundary_[p].outward;
    const Eigen::Vector3f at_inner = voxel_of(voxel_from_boundary, inner);
    const Eigen::Vector3f at_outer = voxel_of(voxel_from_boundary, outer);
    if (!spline_.covers(at_inner) || !spline_.covers(at_outer)) return;
    const SplineSample white = spline_.sample(at_inner);
    const SplineSample grey = spline_.sample(at_outer);
    const float sum = white.value + grey.value;
    if (!(sum > 0.0F)) return;
    const float contrast = 200.0F * (white.value - grey.value) / sum;
    const double bend = std::tanh(level_.slope * static_cast<double>(contrast));
    part.cost += 1.0 + bend;
    ++part.points;
    // d contrast = 400 (grey d white - white d grey) / sum^2.
    const float share = 400.0F / (sum * sum);
    const Eigen::Vector3f by_inner =
        share * grey.value * (linear.transpose() * Eigen::Vector3f(white.di, white.dj, white.dk));
    const Eigen::Vector3f by_outer =
        -share * white.value * (linear.transpose() * Eigen::Vector3f(grey.di, grey.dj, grey.dk));
    const double by_contrast = level_.slope * (1.0 - bend * bend);
    part.gradient.head<3>() += by_contrast * (by_inner + by_outer).cast<double>();
    part.gradient.tail<3>() += by_contrast / radius_mm_ *
                               ((inner.cast<double>() - centre_).cross(by_inner.cast<double>()) +
                                (outer.cast<double>() - centre_).cross(by_outer.cast<double>()));
  }

  static Eigen::Vector3f voxel_of(const Eigen::Matrix4d& matrix, const Eigen::Vector3f& place) {
    return (matrix.topLeftCorner<3, 3>() * place.cast<double>() + matrix.topRightCorner<3, 1>())
        .cast<float>();
  }

  std::span<const BoundaryPoint> boundary_;
  CubicSpline spline_;
  Eigen::Matrix4d voxel_from_world_;
  Level level_;
  Eigen::Vector3d centre_;
  double radius_mm_;
};

Eigen::Matrix4d moved_by(const Eigen::Matrix4d& transform,
                         const Vector6& step,
                         const Eigen::Vector3d& centre,
                         double radius_mm) {
  RigidParameters parameters;
  parameters << step.head<3>(), step.tail<3>() / radius_mm;
  return transform * rigid_matrix(parameters, centre);
}

/// Quasi-Newton descent with steps in mm; increments are taken from where it is, so that the
/// curvature carries over from step to step.
Eigen::Matrix4d descend(const BoundaryCost& cost,
                        Eigen::Matrix4d transform,
                        const Level& level,
                        const Eigen::Vector3d& centre,
                        double radius_mm) {
  CostAt here = cost.at(transform);
  Matrix6 inverse = Matrix6::Zero();
  bool is_fresh = true;
  for (int i = 0; i < most_iterations; ++i) {
    throw_if_interrupted();
    const double size = here.gradient.norm();
    if (!(size > 0.0)) break;
    if (is_fresh) inverse = Matrix6::Identity() * (level.first_step_mm / size);
    Vector6 step = -inverse * here.gradient;
    if (step.dot(here.gradient) >= 0.0) break;
    const double longest = 4.0 * level.first_step_mm;
    if (step.norm() > longest) step *= longest / step.norm();
    CostAt there;
    Eigen::Matrix4d tried;
    bool is_better = false;
    for (; step.norm() > last_step_mm; step *= 0.5) {
      tried = moved_by(transform, step, centre, radius_mm);
      there = cost.at(tried);
      is_better = there.cost < here.cost + 1e-4 * step.dot(here.gradient);
      if (is_better) break;
    }
    if (!is_better) {
      if (is_fresh) break;
      is_fresh = true;
      continue;
    }
    const Vector6 change = there.gradient - here.gradient;
    const double curvature = change.dot(step);
    is_fresh = !(curvature > 1e-12);
    if (!is_fresh) {
      const Matrix6 left = Matrix6::Identity() - step * change.transpose() / curvature;
      inverse = left * inverse * left.transpose() + step * step.transpose() / curvature;
    }
    transform = tried;
    here = there;
  }
  return transform;
}

/// Those points of the sheet that the image shows with signal.
std::vector<BoundaryPoint> visible(std::span<const BoundaryPoint> boundary,
                                   const ImageView& image,
                                   const Eigen::Matrix4d& image_from_boundary) {
  const CubicSpline spline(image.dims, image.values);
  const Eigen::Matrix4d matrix = image.world_from_voxel.inverse() * image_from_boundary;
  std::vector<float> values(boundary.size(), -1.0F);
  std::vector<float> covered;
  for (std::size_t p = 0; p < boundary.size(); ++p) {
    const Eigen::Vector3f voxel =
        (matrix * boundary[p].place.cast<double>().homogeneous()).head<3>().cast<float>();
    if (!spline.covers(voxel)) continue;
    values[p] = spline.value(voxel);
    covered.push_back(values[p]);
  }
  std::vector<BoundaryPoint> kept;
  if (covered.empty()) return kept;
  const float least = dropout_share * quantile(covered, 0.5);
  for (std::size_t p = 0; p < boundary.size(); ++p) {
    if (values[p] > least) kept.push_back(boundary[p]);
  }
  return kept;
}

}  // namespace

BoundaryFit register_boundary(std::span<const BoundaryPoint> boundary,
                              const ImageView& image,
                              const Eigen::Matrix4d& image_from_boundary) {
  BoundaryFit fit{.image_from_boundary = image_from_boundary};
  const std::vector<BoundaryPoint> points = visible(boundary, image, image_from_boundary);
  fit.points = points.size();
  if (points.size() < fewest_points) return fit;
  Eigen::Vector3d centre = Eigen::Vector3d::Zero();
  for (const BoundaryPoint& point : points) centre += point.place.cast<double>();
  centre /= static_cast<double>(points.size());
  double squared = 0.0;
  for (const BoundaryPoint& point : points) {
    squared += (point.place.cast<double>() - centre).squaredNorm();
  }
  const double radius_mm = std::sqrt(squared / static_cast<double>(points.size()));
  std::vector<BoundaryCost> costs;
  costs.reserve(levels.size());
  for (const Level& level : levels) costs.emplace_back(points, image, level, centre, radius_mm);
  fit.cost_at_start = costs.back().at(image_from_boundary).cost;
  fit.cost = fit.cost_at_start;
  // A wide view finds the way from afar, and loses it where folds are narrow.
  for (std::size_t first = 0; first + 1 < levels.size(); ++first) {
    Eigen::Matrix4d found = image_from_boundary;
    for (std::size_t level = first; level < levels.size(); ++level) {
      found = descend(costs[level], found, levels[level], centre, radius_mm);
    }
    const double reached = costs.back().at(found).cost;
    if (!(reached < fit.cost)) continue;
    fit.cost = reached;
    fit.image_from_boundary = found;
  }
  double moved = 0.0;
  for (const BoundaryPoint& point : points) {
    const Eigen::Vector4d place = point.place.cast<double>().homogeneous();
    moved += (fit.image_from_boundary * place - image_from_boundary * place).squaredNorm();
  }
  fit.moved_mm = std::sqrt(moved / static_cast<double>(points.size()));
  return fit;
}

}  // namespace rewire
