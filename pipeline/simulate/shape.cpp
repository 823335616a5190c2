#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "pipeline/simulate/anatomy.h"
#include "pipeline/simulate/rigid.h"
#include "pipeline/simulate/streams.h"

namespace rewire::simulation {

using Eigen::Vector3d;

Shape draw_shape(const SimulateParams& params, std::size_t participant) {
  RandomStream random = stream(params.seed, Draw::shape, participant);
  Shape shape;
  shape.affine = rigid_about(head_centre, draw_pose(params, 1.0, random));
  const double size = random.normal();
  for (int axis = 0; axis < 3; ++axis) {
    const double own = 0.8 * size + 0.6 * random.normal();
    const double scale = 1.0 + params.size_spread * std::clamp(own, -2.0, 2.0);
    shape.affine.block<3, 1>(0, axis) *= scale;
    shape.affine.block<3, 1>(0, 3) +=
        shape.affine.block<3, 1>(0, axis) * head_centre[axis] * (1.0 / scale - 1.0);
  }
  constexpr int wave_count = 8;
  for (int w = 0; w < wave_count; ++w) {
    Shape::Wave wave;
    const double length_mm = 100.0 + 80.0 * random.uniform();
    for (int i = 0; i < 3; ++i) wave.direction[i] = random.normal();
    wave.direction *= 2.0 * std::numbers::pi / (length_mm * wave.direction.norm());
    for (int i = 0; i < 3; ++i) {
      wave.amplitude_mm[i] =
          params.warp_mm * std::clamp(random.normal(), -2.0, 2.0) * std::sqrt(2.0 / wave_count / 3);
    }
    wave.phase_rad = 2.0 * std::numbers::pi * random.uniform();
    shape.waves.push_back(wave);
  }
  return shape;
}

Vector3d template_from_participant(const Shape& shape, const Vector3d& point_mm) {
  Vector3d moved = point_mm;
  for (const Shape::Wave& wave : shape.waves) {
    moved += wave.amplitude_mm * std::sin(wave.direction.dot(point_mm) + wave.phase_rad);
  }
  moved = to_point(shape.affine, moved);
  Vector3d result = moved;
  for (const Shape::Swelling& swelling : shape.swellings) {
    const Vector3d from_centre = moved - swelling.centre_mm;
    const double distance = from_centre.norm() / swelling.width_mm;
    result += swelling.rate * std::exp(-0.5 * distance * distance) * from_centre;
  }
  return result;
}

Shape with_hippocampus_change(Shape shape, double percent) {
  if (percent == 0.0) return shape;
  const double rate = std::cbrt(1.0 / (1.0 + 0.01 * percent)) - 1.0;
  constexpr double width_mm = 15.0;
  for (const double side : {-1.0, 1.0}) {
    shape.swellings.push_back({Vector3d(27.0 * side, -20, -14), width_mm, rate});
  }
  return shape;
}

double signal_loss(const Vector3d& template_mm) {
  struct Place {
    Vector3d centre_mm;
    double width_mm;
    double loss;
  };
  static const std::array<Place, 5> places{{{Vector3d(0, 36, -24), 13, 1.0},
                                            {Vector3d(50, -24, -30), 11, 0.8},
                                            {Vector3d(-50, -24, -30), 11, 0.8},
                                            {Vector3d(24, 2, -26), 9, 0.4},
                                            {Vector3d(-24, 2, -26), 9, 0.4}}};
  double kept = 1.0;
  for (const Place& place : places) {
    const double distance = (template_mm - place.centre_mm).norm() / place.width_mm;
    kept *= 1.0 - place.loss * std::exp(-0.5 * distance * distance);
  }
  return 1.0 - kept;
}

}  // namespace rewire::simulation
