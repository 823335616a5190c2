#include "pipeline/simulate/region_signals.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>

namespace rewire::simulation {
namespace {

double response(double time_s) {
  if (time_s <= 0.0) return 0.0;
  const auto gamma = [&](double shape) {
    return std::exp((shape - 1.0) * std::log(time_s) - time_s - std::lgamma(shape));
  };
  return gamma(6.0) - gamma(16.0) / 6.0;
}

}  // namespace

Eigen::MatrixXd draw_region_signals(const Eigen::MatrixXd& correlation,
                                    Eigen::Index volumes,
                                    double repetition_time_s,
                                    RandomStream& random) {
  const double step_s = repetition_time_s / samples_per_volume;
  const auto taps = std::max<Eigen::Index>(1, static_cast<Eigen::Index>(std::ceil(30.0 / step_s)));
  Eigen::VectorXd kernel(taps);
  for (Eigen::Index i = 0; i < taps; ++i) {
    kernel[i] = response((static_cast<double>(i) + 0.5) * step_s);
  }
  kernel /= kernel.norm();
  const Eigen::Index samples = (volumes + 1) * samples_per_volume;
  Eigen::MatrixXd white(samples + taps - 1, correlation.rows());
  for (Eigen::Index i = 0; i < white.size(); ++i) white(i) = random.normal();
  const Eigen::MatrixXd lower = correlation.llt().matrixL();
  white = (white * lower.transpose()).eval();
  Eigen::MatrixXd signals = Eigen::MatrixXd::Zero(samples, correlation.rows());
  for (Eigen::Index tap = 0; tap < taps; ++tap) {
    signals += kernel[tap] * white.middleRows(taps - 1 - tap, samples);
  }
  return signals;
}

Eigen::RowVectorXd signals_at(const Eigen::MatrixXd& signals,
                              double time_s,
                              double repetition_time_s) {
  const double at = time_s / repetition_time_s * samples_per_volume;
  const auto low = std::min(static_cast<Eigen::Index>(at), signals.rows() - 2);
  const double part = at - static_cast<double>(low);
  return (1.0 - part) * signals.row(low) + part * signals.row(low + 1);
}

}  // namespace rewire::simulation
