#pragma once

#include <mutex>

namespace rewire {

/// FFTW's planners (of every precision) are not thread-safe; executing a plan is. Held while a plan
/// is made or destroyed.
std::mutex& fftw_planner_mutex();

}  // namespace rewire
