#include "stages/data/trial_data.h"

#include "stages/core/requirements.h"
#include "stages/data/matrix_content.h"
#include "stages/data/names.h"

namespace rewire {

std::vector<Problem> validate(const TrialData& trial, const std::string& where) {
  Requirements requirements(where, "gather the endpoints of the trial again");
  requirements.add(validate(trial.table, where));
  std::vector<std::string> names;
  for (const EndpointFamily& family : trial.families) {
    names.push_back(family.name);
    require_distinct_names(requirements, family.endpoints, family.name + " endpoint");
    requirements.require(
        static_cast<std::size_t>(family.values.rows()) == trial.table.rows.size() &&
            static_cast<std::size_t>(family.values.cols()) == family.endpoints.size(),
        family.name + " values of " + std::to_string(family.values.rows()) + "x" +
            std::to_string(family.values.cols()),
        std::to_string(trial.table.rows.size()) + " table rows x " +
            std::to_string(family.endpoints.size()) + " endpoints");
    requirements.require(!has_infinity(family.values),
                         "infinite " + family.name + " values",
                         "finite numbers, NaN where there is none");
    requirements.require(family.standard_errors.size() == 0 ||
                             (family.standard_errors.rows() == family.values.rows() &&
                              family.standard_errors.cols() == family.values.cols()),
                         family.name + " standard errors of another shape than the values",
                         "one for each value, or none");
    const std::size_t count = trial.regions.size();
    requirements.require(family.name != "edge" || trial.regions.empty() ||
                             family.endpoints.size() == count * (count - 1) / 2,
                         std::to_string(family.endpoints.size()) + " edges between " +
                             std::to_string(count) + " regions",
                         "one for each pair of regions");
  }
  require_distinct_names(requirements, names, "endpoint family");
  return requirements.take();
}

void add_content(Digester& digester, const TrialData& trial) {
  add_content(digester, trial.table);
  digester.integer(static_cast<std::int64_t>(trial.families.size()));
  for (const EndpointFamily& family : trial.families) {
    add_content(digester, family.name);
    add_content(digester, family.endpoints);
    add_content(digester, family.values);
    add_content(digester, family.standard_errors);
  }
  digester.integer(static_cast<std::int64_t>(trial.regions.size()));
  for (const Region& region : trial.regions) add_content(digester, region);
}

}  // namespace rewire
