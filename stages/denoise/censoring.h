#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "stages/data/confounds.h"
#include "stages/data/denoised.h"
#include "stages/data/strategy.h"
#include "stages/denoise/denoise_params.h"

namespace rewire {

/// Which volumes are left out.
struct CensoringRules {
  std::optional<double> framewise_displacement_limit_mm{};
  std::optional<double> standardised_dvars_limit{};
  std::int64_t before = 0;           ///< volumes before one that exceeds a limit
  std::int64_t after = 0;            ///< volumes after one
  std::int64_t minimum_segment = 1;  ///< shorter stretches of kept volumes are left out, too
};

/// The parameters, and where they are open the strategy.
CensoringRules censoring_rules(const DenoiseParams& params, const Strategy& strategy);

struct Censoring {
  std::vector<std::uint8_t> kept;  ///< per volume 1, or 0 where it is left out
  CensoringCounts counts;          ///< each volume is charged to the first reason in this order
};

/// Leaves out, in this order: what `kept_before` leaves out (empty: nothing); volumes before the
/// steady state (1 in a column non_steady_state_outlier*, as fMRIPrep flags them); volumes whose
/// framewise_displacement or std_dvars exceeds its limit; their neighbours; stretches that are too
/// short. A limit whose column the table does not have leaves out nothing (check_censoring).
Censoring censor_volumes(Eigen::Index volumes,
                         const Confounds& confounds,
                         const CensoringRules& rules,
                         const std::vector<std::uint8_t>& kept_before);

/// The columns that the limits need are there and finite after the first volume.
std::vector<Problem> check_censoring(const Confounds& confounds, const CensoringRules& rules);

}  // namespace rewire
