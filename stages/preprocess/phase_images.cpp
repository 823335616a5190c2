#include "stages/preprocess/phase_images.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "stages/core/error.h"
#include "stages/core/number_text.h"

namespace rewire {
namespace {

constexpr double turn_rad = 2.0 * std::numbers::pi;
constexpr double proton_hertz_per_tesla = 42.577478518e6;
/// How far the range of an image may stay below the scanner's: phase noise fills it nearly.
constexpr double least_fill = 0.95;

void scale(Volume& volume, double factor) {
  for (float& value : volume.values) {
    value = static_cast<float>(static_cast<double>(value) * factor);
  }
}

}  // namespace

Volume phase_in_radians(Volume phase,
                        const std::string& units,
                        const std::string& where,
                        std::vector<Problem>& problems) {
  if (units == "rad") return phase;
  const auto [low, high] = std::minmax_element(phase.values.begin(), phase.values.end());
  const double range = static_cast<double>(*high) - static_cast<double>(*low);
  if (range <= turn_rad * (1.0 + 1e-3)) return phase;
  for (const double steps : {4096.0, 8192.0, 16384.0, 32768.0, 65536.0}) {
    if (range > steps || range < least_fill * steps) continue;
    scale(phase, turn_rad / steps);
    return phase;
  }
  problems.push_back({.found = "a phase from " + format_number(*low) + " to " +
                               format_number(*high) + " in units that are not said",
                      .expected = "\"Units\": \"rad\", or a range of 4096 or 8192 steps",
                      .where = where,
                      .remedy = "that range is taken for one turn",
                      .severity = Severity::warning});
  scale(phase, turn_rad / range);
  return phase;
}

Volume phase_difference(const Volume& first_rad, const Volume& second_rad) {
  Volume difference = second_rad;
  for (std::size_t v = 0; v < difference.values.size(); ++v) {
    difference.values[v] = static_cast<float>(std::remainder(
        static_cast<double>(second_rad.values[v]) - static_cast<double>(first_rad.values[v]),
        turn_rad));
  }
  return difference;
}

Volume field_in_hertz(Volume field, const std::string& units, const std::string& where) {
  if (units == "Hz") return field;
  if (units == "rad/s") {
    scale(field, 1.0 / turn_rad);
  } else if (units == "T" || units == "Tesla") {
    scale(field, proton_hertz_per_tesla);
  } else {
    throw InputError(
        {.found = units.empty() ? "a field map without units" : "a field map in '" + units + "'",
         .expected = "Units of Hz, rad/s or T",
         .where = where,
         .remedy = "say the unit in the JSON sidecar"});
  }
  return field;
}

}  // namespace rewire
