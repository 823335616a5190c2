#pragma once

#include <string>
#include <vector>

#include "stages/data/confounds.h"
#include "stages/data/strategy.h"

namespace rewire {

/// Whether a text can be read as a regular expression.
bool is_expression(const std::string& pattern);

struct RegressorSelection {
  std::vector<Eigen::Index> columns;  ///< of the confounds, each once, in the order of the strategy
  std::vector<Problem> problems;
};

/// The confounds that `strategy` takes, then those that `further` names: a name, or else an
/// ECMAScript regular expression that must fit a whole name. What fits nothing is a problem, except
/// in strategy.optional. Where the table has no white_matter or no csf (the tissue mask was empty)
/// the strategy does without it and what is derived from it; that is a warning.
RegressorSelection select_regressors(const Confounds& confounds,
                                     const Strategy& strategy,
                                     const std::vector<std::string>& further);

/// Column `index` with n/a in the first row of a difference read as 0.
Eigen::VectorXd regressor_column(const Confounds& confounds, Eigen::Index index);

/// Principal components of noise regions that `choice` takes, in the order of its masks. The mask
/// of a column is what the table's JSON says, else w_comp_cor_ (WM), c_comp_cor_ (CSF), a_comp_cor_
/// (combined). A share of variance counts up to and with the component that reaches it; without
/// count and share, those that the table's JSON does not call dropped (Retained).
RegressorSelection select_components(const Confounds& confounds, const ComponentChoice& choice);

}  // namespace rewire
