#include "stages/data/strategy.h"

#include <algorithm>

#include "stages/core/content.h"
#include "stages/core/requirements.h"

namespace rewire {

std::vector<Problem> validate(const Strategy& strategy, const std::string& where) {
  Requirements requirements(where, "mend the strategy");
  requirements.require(!strategy.name.empty(), "a strategy without a name", "a name");
  for (const std::string& mask : strategy.components.masks) {
    requirements.require(mask == "WM" || mask == "CSF" || mask == "combined",
                         "components of '" + mask + "'",
                         "WM, CSF or combined");
  }
  const auto empty = [](const std::string& text) { return text.empty(); };
  requirements.require(std::none_of(strategy.columns.begin(), strategy.columns.end(), empty) &&
                           std::none_of(strategy.optional.begin(), strategy.optional.end(), empty),
                       "a column without a name",
                       "names or regular expressions");
  return requirements.take();
}

void add_content(Digester& digester, const Strategy& strategy) {
  add_content(digester, strategy.name);
  add_content(digester, strategy.columns);
  add_content(digester, strategy.optional);
  add_content(digester, strategy.components.masks);
  add_content(digester, strategy.components.count);
  add_content(digester, strategy.components.variance_percent);
  add_content(digester, strategy.censoring.framewise_displacement_limit_mm);
  add_content(digester, strategy.censoring.standardised_dvars_limit);
  add_content(digester, strategy.censoring.minimum_segment_volumes);
}

}  // namespace rewire
