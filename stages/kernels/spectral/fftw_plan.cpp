#include "stages/kernels/spectral/fftw_plan.h"

namespace rewire {

std::mutex& fftw_planner_mutex() {
  static std::mutex mutex;
  return mutex;
}

}  // namespace rewire
