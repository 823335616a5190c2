#include <cmath>
#include <numbers>

#include "stages/kernels/network/rewiring.h"

namespace rewire {

Eigen::MatrixXd randomise_phases(const Eigen::Ref<const Eigen::MatrixXd>& series,
                                 RandomStream random) {
  using Eigen::Index;
  const Index points = series.rows();
  // Frequencies between 0 and Nyquist's, whose phases are free, as two columns of a basis each. The
  // matrix product costs less than it takes to plan a fast transform for so few points.
  const Index frequencies = (points - 1) / 2;
  Eigen::MatrixXd cosines(points, frequencies);
  Eigen::MatrixXd sines(points, frequencies);
  for (Index k = 0; k < frequencies; ++k) {
    for (Index t = 0; t < points; ++t) {
      const double angle = 2.0 * std::numbers::pi * static_cast<double>(((k + 1) * t) % points) /
                           static_cast<double>(points);
      cosines(t, k) = std::cos(angle);
      sines(t, k) = std::sin(angle);
    }
  }
  const double scale = 2.0 / static_cast<double>(points);
  const Eigen::MatrixXd real = scale * cosines.transpose() * series;
  const Eigen::MatrixXd imaginary = scale * sines.transpose() * series;
  Eigen::MatrixXd new_real(real.rows(), real.cols());
  Eigen::MatrixXd new_imaginary(real.rows(), real.cols());
  Eigen::MatrixXd fixed = series - cosines * real - sines * imaginary;  // mean and Nyquist's
  for (Index j = 0; j < series.cols(); ++j) {
    for (Index k = 0; k < frequencies; ++k) {
      const double amplitude = std::hypot(real(k, j), imaginary(k, j));
      const double phase = 2.0 * std::numbers::pi * random.uniform();
      new_real(k, j) = amplitude * std::cos(phase);
      new_imaginary(k, j) = amplitude * std::sin(phase);
    }
  }
  fixed.noalias() += cosines * new_real;
  fixed.noalias() += sines * new_imaginary;
  return fixed;
}

}  // namespace rewire
