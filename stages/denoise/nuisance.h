#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "stages/data/confounds.h"
#include "stages/denoise/denoise.h"

namespace rewire {

/// The confound columns of a named set, by fMRIPrep's names.
std::vector<std::string> nuisance_names(NuisanceModel model);

/// Whether a text of `DenoiseParams::columns` can be read as a regular expression.
bool is_expression(const std::string& pattern);

struct NuisanceSelection {
  std::vector<Eigen::Index> columns;  ///< of the confounds, each once
  std::vector<Problem> problems;
};

/// The columns of the named set, then those that `params.columns` adds (a name, or else an
/// ECMAScript regular expression that must fit a whole name); names and expressions that fit
/// nothing are problems. A set does without white_matter or csf (and what is derived from it) where
/// the table has no such column, because the tissue mask was empty; that is a warning.
NuisanceSelection select_nuisance(const Confounds& confounds, const DenoiseParams& params);

/// Column `index` with n/a in the first row of a difference read as 0.
Eigen::VectorXd nuisance_column(const Confounds& confounds, Eigen::Index index);

/// Per volume 1, or 0 where framewise displacement exceeds the limit or `kept_before` is 0 (empty:
/// all kept).
std::vector<std::uint8_t> kept_volumes(Eigen::Index volumes,
                                       const Confounds& confounds,
                                       std::optional<double> limit_mm,
                                       const std::vector<std::uint8_t>& kept_before);

}  // namespace rewire
