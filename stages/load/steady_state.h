#pragma once

#include <Eigen/Core>
#include <optional>

namespace rewire {

/// What the start of a scan looks like beside the volumes that follow.
struct SteadyState {
  Eigen::Index first_steady = 0;  ///< volumes before the steady state
  double first_excess = 0.0;      ///< of volume 0 over the later volumes, as a share of them
  double signal_deviation = 0.0;  ///< robust standard deviation of the global signal, as a share
};

/// Counts the volumes before the longitudinal magnetisation is steady: the first is brighter than
/// what follows, and equal pulses let the excess fall by the factor exp(-TR/T1) cos(flip angle) per
/// volume, most slowly in fluid.
///
/// Volume 0 must stand out of the global signal by 3 % and 5 robust standard deviations. The excess
/// of volume 1 over that of volume 0 (when above 3.5 robust standard deviations) is the factor; the
/// volumes count until a hundredth of the excess is left. The factor is taken twice, and the larger
/// number counts: from the global signal, and from the pattern in which volume 0 differs from a
/// brighter steady volume, where fluid shows. Excess is measured from the Theil–Sen line through
/// the volumes behind the first most_non_steady.
///
/// Nothing when there are fewer than 20 volumes to compare with, or when the decay outlasts the
/// first most_non_steady volumes.
std::optional<SteadyState> find_steady_state(const Eigen::Ref<const Eigen::MatrixXf>& values);

/// Volumes that may come before the steady state.
inline constexpr Eigen::Index most_non_steady = 20;
/// Volumes that find_steady_state needs.
inline constexpr Eigen::Index fewest_for_steady_state = most_non_steady + 20;

}  // namespace rewire
