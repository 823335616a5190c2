#include "pipeline/engine/peak_memory.h"

#include <sys/resource.h>

#include <fstream>
#include <string>
#include <string_view>

#include "stages/core/number_text.h"

namespace rewire::engine {

void reset_peak_memory() {
  std::ofstream clear("/proc/self/clear_refs");
  clear << "5";
}

double peak_memory_mb() {
  constexpr std::string_view field = "VmHWM:";
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (!line.starts_with(field)) continue;
    const std::size_t begin = line.find_first_of("0123456789");
    const std::size_t end = line.find(' ', begin);
    return parse_number(line.substr(begin, end - begin)).value_or(0.0) * 1024.0 * 1e-6;
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) * 1024.0 * 1e-6;
}

}  // namespace rewire::engine
