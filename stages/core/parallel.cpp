#include "stages/core/parallel.h"

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/info.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/partitioner.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <atomic>
#include <string>

#include "stages/core/interrupt.h"
#include "stages/core/progress.h"

namespace rewire {
namespace {

using Control = oneapi::tbb::global_control;

}  // namespace

ThreadLimit::ThreadLimit(int threads)
    : control_(new Control(Control::max_allowed_parallelism,
                           static_cast<std::size_t>(
                               threads > 0 ? threads : oneapi::tbb::info::default_concurrency()))) {
}

ThreadLimit::~ThreadLimit() { delete static_cast<Control*>(control_); }

int thread_count() {
  const auto allowed = Control::active_value(Control::max_allowed_parallelism);
  return std::min(static_cast<int>(allowed), oneapi::tbb::info::default_concurrency());
}

void parallel_for(std::size_t count,
                  std::size_t block,
                  const std::function<void(std::size_t, std::size_t)>& body) {
  if (count == 0) return;
  block = std::max<std::size_t>(block, 1);
  const std::size_t blocks = (count + block - 1) / block;
  const std::string name = progress_name();
  const ProgressRange range = progress_range();
  std::atomic<std::size_t> done = 0;
  oneapi::tbb::this_task_arena::isolate([&] {
    oneapi::tbb::parallel_for(
        std::size_t{0},
        blocks,
        [&](std::size_t index) {
          throw_if_interrupted();
          const std::size_t begin = index * block;
          {
            const ProgressName none("");  // loops in the body are part of this one
            body(begin, std::min(begin + block, count));
          }
          if (name.empty()) return;
          const double share = static_cast<double>(++done) / static_cast<double>(blocks);
          report_progress(name, range.begin + share * range.size);
        },
        oneapi::tbb::simple_partitioner());
  });
}

}  // namespace rewire
