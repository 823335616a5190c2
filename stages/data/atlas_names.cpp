#include <array>
#include <cstddef>

#include "stages/data/atlas.h"

namespace rewire {
namespace {

constexpr std::array<std::string_view, 4> structure_names{
    "other", "amygdala", "hippocampus", "prefrontal"};
constexpr std::array<std::string_view, 7> area_names{
    "none", "sgACC", "vmPFC", "dmPFC", "dlPFC", "vlPFC", "OFC"};
constexpr std::array<std::string_view, 3> hemisphere_names{"none", "left", "right"};

template <class Enum, std::size_t Count>
std::optional<Enum> parse(const std::array<std::string_view, Count>& names, std::string_view text) {
  for (std::size_t i = 0; i < Count; ++i) {
    if (names[i] == text) return static_cast<Enum>(i);
  }
  return std::nullopt;
}

}  // namespace

std::string_view to_text(Structure structure) {
  return structure_names.at(static_cast<std::size_t>(structure));
}
std::string_view to_text(PrefrontalArea area) {
  return area_names.at(static_cast<std::size_t>(area));
}
std::string_view to_text(Hemisphere hemisphere) {
  return hemisphere_names.at(static_cast<std::size_t>(hemisphere));
}

std::optional<Structure> parse_structure(std::string_view text) {
  return parse<Structure>(structure_names, text);
}
std::optional<PrefrontalArea> parse_prefrontal_area(std::string_view text) {
  return parse<PrefrontalArea>(area_names, text);
}
std::optional<Hemisphere> parse_hemisphere(std::string_view text) {
  return parse<Hemisphere>(hemisphere_names, text);
}

}  // namespace rewire
