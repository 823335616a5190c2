#include "stages/data/region_sets.h"

#include <array>

namespace rewire {
namespace {

template <class Tag, std::size_t Count>
std::vector<RegionSet> sets_of(std::span<const RegionSignal> regions,
                               const std::array<Tag, Count>& tags,
                               Tag Region::*tag) {
  std::vector<RegionSet> sets;
  for (const Tag wanted : tags) {
    RegionSet& set = sets.emplace_back(RegionSet{.name = std::string(to_text(wanted))});
    for (std::size_t i = 0; i < regions.size(); ++i) {
      if (regions[i].region.*tag == wanted) set.members.push_back(static_cast<Eigen::Index>(i));
    }
  }
  return sets;
}

}  // namespace

std::vector<RegionSet> structure_sets(std::span<const RegionSignal> regions) {
  static constexpr std::array structures{
      Structure::amygdala, Structure::hippocampus, Structure::prefrontal};
  return sets_of(regions, structures, &Region::structure);
}

std::vector<RegionSet> prefrontal_sets(std::span<const RegionSignal> regions) {
  static constexpr std::array areas{PrefrontalArea::sgACC,
                                    PrefrontalArea::vmPFC,
                                    PrefrontalArea::dmPFC,
                                    PrefrontalArea::dlPFC,
                                    PrefrontalArea::vlPFC,
                                    PrefrontalArea::OFC};
  return sets_of(regions, areas, &Region::prefrontal_area);
}

}  // namespace rewire
