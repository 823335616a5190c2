#include "stages/data/repetition_time.h"

#include "stages/core/number_text.h"

namespace rewire {
namespace {

constexpr double shortest_s = 0.05;
constexpr double longest_s = 30.0;

}  // namespace

bool is_repetition_time(double repetition_time_s) {
  return repetition_time_s >= shortest_s && repetition_time_s <= longest_s;
}

std::string expected_repetition_time(double repetition_time_s) {
  const double in_seconds = repetition_time_s / 1000.0;
  return "0.05 to 30 s" + (!is_repetition_time(repetition_time_s) && is_repetition_time(in_seconds)
                               ? " (milliseconds? then it is " + format_number(in_seconds) + " s)"
                               : std::string());
}

void require_repetition_time(Requirements& requirements, double repetition_time_s) {
  requirements.require(is_repetition_time(repetition_time_s),
                       "a repetition time of " + format_number(repetition_time_s) + " s",
                       expected_repetition_time(repetition_time_s));
}

}  // namespace rewire
