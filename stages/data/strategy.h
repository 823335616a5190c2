#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "stages/core/digest.h"
#include "stages/core/problem.h"

namespace rewire {

/// Principal components of noise regions (aCompCor) that a strategy takes.
struct ComponentChoice {
  std::vector<std::string> masks;            ///< of WM, CSF, combined; empty: no components
  std::optional<std::int64_t> count{};       ///< the first so many of each mask
  std::optional<double> variance_percent{};  ///< so many that they explain this share
};

/// Volumes that a strategy leaves out, where the parameters do not say otherwise.
struct CensoringChoice {
  std::optional<double> framewise_displacement_limit_mm{};
  std::optional<double> standardised_dvars_limit{};
  std::optional<std::int64_t> minimum_segment_volumes{};
};

/// Which confounds are regressed out and which volumes are censored, by name: what a file of
/// configs/strategies says, with everything that it includes.
struct Strategy {
  std::string name;
  std::vector<std::string> columns;   ///< names or regular expressions; each must fit a confound
  std::vector<std::string> optional;  ///< the same, but may fit nothing
  ComponentChoice components;
  CensoringChoice censoring;
};

std::vector<Problem> validate(const Strategy& strategy, const std::string& where);

void add_content(Digester& digester, const Strategy& strategy);

}  // namespace rewire
