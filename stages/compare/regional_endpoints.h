#pragma once

#include <Eigen/Core>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "stages/data/region_series.h"
#include "stages/data/trial_data.h"

namespace rewire {

/// Measures of every region in one session. Refers to the session's regions.
struct RegionalMeasures {
  const std::string& atlas;
  const std::vector<RegionSignal>& regions;
  std::vector<std::string> names;
  std::vector<Eigen::VectorXd> values;  ///< per name, one per region; NaN where missing
};

struct RegionalFamilies {
  std::string of_regions;     ///< name of the family of "alff@Amygdala_L"
  std::string of_structures;  ///< that of "alff@amygdala"
  std::string whole;          ///< name of the mean over all regions, among those; empty: none
  std::string remedy;         ///< what to do about sessions with other measures
};

/// A family of every measure in every region, and one of their means over the structures and
/// prefrontal sub-areas that the atlas tags. A region that is missing in any of a participant's
/// sessions is left out of that participant's mean in all of them. Throws InputError, listing all
/// sessions whose atlas, regions or measures differ from the first. No family without a session.
std::vector<EndpointFamily> regional_endpoints(
    const TrialTable& table,
    std::span<const std::optional<RegionalMeasures>> sessions,
    const RegionalFamilies& families);

}  // namespace rewire
