#include "stages/data/confounds.h"

#include <algorithm>
#include <utility>

#include "stages/core/error.h"
#include "stages/core/requirements.h"
#include "stages/data/matrix_content.h"
#include "stages/data/names.h"

namespace rewire {

std::optional<Eigen::Index> Confounds::find(std::string_view name) const {
  const auto position = std::find(names.begin(), names.end(), name);
  if (position == names.end()) return std::nullopt;
  return position - names.begin();
}

void Confounds::add(std::string name, const Eigen::Ref<const Eigen::VectorXd>& column) {
  if (!names.empty() && column.size() != values.rows()) {
    throw InternalError({.found = std::to_string(column.size()) + " values for confound " + name,
                         .expected = std::to_string(values.rows()),
                         .where = "confounds",
                         .remedy = "give a value for each volume"});
  }
  values.conservativeResize(column.size(), values.cols() + 1);
  values.rightCols<1>() = column;
  names.push_back(std::move(name));
}

std::vector<Problem> validate(const Confounds& confounds, const std::string& where) {
  Requirements requirements(where, "make the confounds table again");
  require_distinct_names(requirements, confounds.names, "confound");
  requirements.require(static_cast<std::size_t>(confounds.values.cols()) == confounds.names.size(),
                       std::to_string(confounds.values.cols()) + " columns",
                       "one for each of " + std::to_string(confounds.names.size()) + " names");
  std::vector<std::string> infinite;
  const auto columns =
      std::min(confounds.values.cols(), static_cast<Eigen::Index>(confounds.names.size()));
  for (Eigen::Index column = 0; column < columns; ++column) {
    if (confounds.values.col(column).array().isInf().any()) {
      infinite.push_back(confounds.names[static_cast<std::size_t>(column)]);
    }
  }
  requirements.require(infinite.empty(),
                       "infinite values of " + enumerate(infinite),
                       "finite numbers, n/a where undefined");
  for (const auto& [name, component] : confounds.components) {
    requirements.require(confounds.find(name).has_value(),
                         "a component " + name + " without a column",
                         "components that are columns of the table");
  }
  return requirements.take();
}

void add_content(Digester& digester, const NoiseComponent& component) {
  digester.text(component.mask).number(component.cumulative_variance).text(component.method);
  digester.number(component.variance).number(component.singular_value);
  add_content(digester, component.retained);
}

void add_content(Digester& digester, const Confounds& confounds) {
  add_content(digester, confounds.names);
  add_content(digester, confounds.values);
  add_content(digester, confounds.components);
}

}  // namespace rewire
