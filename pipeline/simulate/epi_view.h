#pragma once

#include <Eigen/Core>

namespace rewire::simulation {

/// How an EPI image shows a head: tissue at x of T1-weighted space appears at x + f(x) * mm_per_hz,
/// and as much brighter as it is squeezed.
struct EpiView {
  double dropout = 0.0;
  double peak_hz = 0.0;
  Eigen::Vector3d mm_per_hz = Eigen::Vector3d::Zero();  ///< along the phase-encode axis
};

}  // namespace rewire::simulation
