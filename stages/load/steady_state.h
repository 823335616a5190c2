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

/// Counts the volumes before the longitudinal magnetisation is steady: they are brighter than what
/// follows, most of all the fluid, and each is closer to it than the one before.
///
/// Volume 0 must stand out of the global signal by 1 % and 5 robust standard deviations. A later
/// volume is not steady as long as all before it are not and a hundredth of volume 0's excess is
/// left (and 3.5 robust standard deviations), either in the global signal or in the spatial pattern
/// in which volume 0 differs from a brighter steady volume. Both are compared with the volumes
/// behind the first fifteen, along their Theil–Sen line.
///
/// Nothing when there are fewer than 20 volumes to compare with, or when no steady volume comes
/// within the first fifteen.
std::optional<SteadyState> find_steady_state(const Eigen::Ref<const Eigen::MatrixXf>& values);

/// Volumes that may come before the steady state.
inline constexpr Eigen::Index most_non_steady = 15;
/// Volumes that find_steady_state needs.
inline constexpr Eigen::Index fewest_for_steady_state = most_non_steady + 20;

}  // namespace rewire
