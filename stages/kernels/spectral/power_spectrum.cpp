#include "stages/kernels/spectral/power_spectrum.h"

#include <fftw3.h>

#include <complex>
#include <memory>
#include <mutex>
#include <type_traits>

#include "stages/kernels/spectral/fftw_plan.h"

namespace rewire {
namespace {

struct DestroyPlan {
  void operator()(fftw_plan plan) const {
    const std::scoped_lock lock(fftw_planner_mutex());
    fftw_destroy_plan(plan);
  }
};
using Plan = std::unique_ptr<std::remove_pointer_t<fftw_plan>, DestroyPlan>;

Plan plan_forward(Eigen::VectorXd& signal, Eigen::VectorXcd& spectrum) {
  const std::scoped_lock lock(fftw_planner_mutex());
  return Plan(fftw_plan_dft_r2c_1d(static_cast<int>(signal.size()),
                                   signal.data(),
                                   reinterpret_cast<fftw_complex*>(spectrum.data()),
                                   FFTW_ESTIMATE));
}

}  // namespace

Eigen::MatrixXd power_spectrum(const Eigen::Ref<const Eigen::MatrixXd>& series) {
  const Eigen::Index n = series.rows();
  Eigen::MatrixXd power = Eigen::MatrixXd::Zero(n / 2 + 1, series.cols());
  if (n == 0) return power;
  Eigen::VectorXd signal(n);
  Eigen::VectorXcd spectrum(n / 2 + 1);
  const Plan plan = plan_forward(signal, spectrum);
  for (Eigen::Index column = 0; column < series.cols(); ++column) {
    signal = series.col(column);
    fftw_execute(plan.get());
    power.col(column) = spectrum.cwiseAbs2() / static_cast<double>(n);
  }
  return power;
}

}  // namespace rewire
