#pragma once

#include <limits>
#include <vector>

#include "stages/data/region_series.h"

namespace rewire {

/// Three regions: one measured, one missing with a reason, one whose name is not ASCII.
inline std::vector<RegionSignal> example_regions() {
  std::vector<RegionSignal> regions(3);
  regions[0].region = {41,
                       "Amygdala_L",
                       Structure::amygdala,
                       PrefrontalArea::none,
                       Hemisphere::left,
                       "limbic",
                       "Amygdala_R"};
  regions[0].voxel_count = 17;
  regions[0].coverage = 0.1 + 0.2;
  regions[0].tsnr = 61.25;
  regions[1].region.label = 42;
  regions[1].region.name = "Amygdala_R";
  regions[1].missing_reason = "coverage 0.1 below 0.5";
  regions[1].tsnr = std::numeric_limits<double>::quiet_NaN();
  regions[2].region.label = 7;
  regions[2].region.name = "Größe";
  regions[2].region.prefrontal_area = PrefrontalArea::dlPFC;
  regions[2].region.structure = Structure::prefrontal;
  return regions;
}

}  // namespace rewire
