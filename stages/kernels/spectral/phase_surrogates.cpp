#include "stages/kernels/spectral/phase_surrogates.h"

#include <cmath>
#include <numbers>

namespace rewire {

using Eigen::Index;

PhaseSurrogates::PhaseSurrogates(const Eigen::Ref<const Eigen::MatrixXd>& series) {
  const Index points = series.rows();
  const Index frequencies = std::max<Index>(0, (points - 1) / 2);
  cosines_.resize(points, frequencies);
  sines_.resize(points, frequencies);
  for (Index k = 0; k < frequencies; ++k) {
    for (Index t = 0; t < points; ++t) {
      const double angle = 2.0 * std::numbers::pi * static_cast<double>(((k + 1) * t) % points) /
                           static_cast<double>(points);
      cosines_(t, k) = std::cos(angle);
      sines_(t, k) = std::sin(angle);
    }
  }
  const double scale = points > 0 ? 2.0 / static_cast<double>(points) : 0.0;
  real_ = scale * cosines_.transpose() * series;
  imaginary_ = scale * sines_.transpose() * series;
  fixed_ = series - cosines_ * real_ - sines_ * imaginary_;
}

Eigen::MatrixXd PhaseSurrogates::draw(RandomStream random) const {
  Eigen::MatrixXd real(real_.rows(), real_.cols());
  Eigen::MatrixXd imaginary(real_.rows(), real_.cols());
  for (Index k = 0; k < real_.rows(); ++k) {
    const double angle = 2.0 * std::numbers::pi * random.uniform();
    real.row(k) = std::cos(angle) * real_.row(k) + std::sin(angle) * imaginary_.row(k);
    imaginary.row(k) = std::cos(angle) * imaginary_.row(k) - std::sin(angle) * real_.row(k);
  }
  Eigen::MatrixXd surrogate = fixed_;
  surrogate.noalias() += cosines_ * real;
  surrogate.noalias() += sines_ * imaginary;
  return surrogate;
}

}  // namespace rewire
