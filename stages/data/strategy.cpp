#include "stages/data/strategy.h"

#include <regex>

#include "stages/core/content.h"
#include "stages/core/requirements.h"

namespace rewire {
namespace {

bool can_be_matched(const std::string& column) {
  try {
    const std::regex expression(column);
    return !column.empty();
  } catch (const std::regex_error&) {
    return false;
  }
}

}  // namespace

std::vector<Problem> validate(const Strategy& strategy, const std::string& where) {
  Requirements requirements(where, "mend the strategy");
  requirements.require(!strategy.name.empty(), "a strategy without a name", "a name");
  for (const std::string& mask : strategy.components.masks) {
    requirements.require(mask == "WM" || mask == "CSF" || mask == "combined",
                         "components of '" + mask + "'",
                         "WM, CSF or combined");
  }
  for (const auto* columns : {&strategy.columns, &strategy.optional}) {
    for (const std::string& column : *columns) {
      requirements.require(can_be_matched(column),
                           "'" + column + "' among the columns",
                           "a confound's name or a regular expression",
                           "write special characters as \\.");
    }
  }
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
