#include "stages/data/trial_inputs.h"

#include <array>
#include <set>

#include "stages/core/content.h"
#include "stages/core/not_a_number.h"
#include "stages/core/requirements.h"
#include "stages/data/matrix_content.h"

namespace rewire {
namespace {

std::array<double, 6> numbers_of(const VisitQuality& quality) {
  return {quality.mean_fd_mm,
          quality.minutes,
          quality.coverage,
          quality.tsnr,
          quality.registration,
          quality.degrees_of_freedom};
}

}  // namespace

VisitQuality unknown_quality() { return {nan, nan, nan, nan, nan, nan}; }

std::vector<Problem> validate(const TrialInputs& inputs, const std::string& where) {
  Requirements requirements(where, "read the trial again");
  requirements.add(validate(inputs.trial, where));
  const std::size_t rows = inputs.trial.table.rows.size();
  requirements.require(inputs.quality.size() == rows,
                       std::to_string(inputs.quality.size()) + " rows of quality",
                       std::to_string(rows) + ", one per row of the trial table");
  std::set<std::string> names;
  for (const AlternativeValues& alternative : inputs.alternatives) {
    requirements.require(!alternative.name.empty() && names.insert(alternative.name).second,
                         "alternative inputs \"" + alternative.name + "\" without a name or twice",
                         "distinct names");
    for (const EndpointFamily& family : alternative.families) {
      requirements.require(family.values.rows() == static_cast<Eigen::Index>(rows),
                           std::to_string(family.values.rows()) + " rows of " + family.name +
                               " in " + alternative.name,
                           std::to_string(rows) + ", one per row of the trial table");
    }
  }
  return requirements.take();
}

void add_content(Digester& digester, const TrialInputs& inputs) {
  add_content(digester, inputs.trial);
  for (const VisitQuality& quality : inputs.quality) {
    for (const double number : numbers_of(quality)) add_content(digester, number);
  }
  add_content(digester, inputs.edge_distance_mm);
  digester.integer(static_cast<std::int64_t>(inputs.alternatives.size()));
  for (const AlternativeValues& alternative : inputs.alternatives) {
    add_content(digester, alternative.name);
    for (const EndpointFamily& family : alternative.families) {
      add_content(digester, family.name);
      add_content(digester, family.endpoints);
      add_content(digester, family.values);
    }
  }
}

}  // namespace rewire
