#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <vector>

namespace rewire {

/// Why a series has no correlation with any other.
enum class SeriesState : std::uint8_t { usable, not_finite, constant };

/// Centres the columns of `series` in two passes, so that offsets and scales cost no accuracy, and
/// scales them to unit length; columns that are not usable become 0. The lengths that they had go
/// to `lengths` where it is given. A column is constant when its deviations from its mean do not
/// rise above the rounding of its own values (8 epsilon times the largest).
std::vector<SeriesState> make_unit_columns(Eigen::MatrixXd& series,
                                           Eigen::VectorXd* lengths = nullptr);

/// Products of all pairs of columns, symmetric; of unit columns with a diagonal of exactly 1 and
/// within [-1, 1].
Eigen::MatrixXd unit_products(const Eigen::Ref<const Eigen::MatrixXd>& unit_columns);

struct Correlation {
  Eigen::MatrixXd r;                ///< series x series; NaN rows and columns where not usable
  std::vector<SeriesState> states;  ///< one per series
};

/// Pearson's r between the columns of `series` (samples x series): the products of their unit
/// columns.
Correlation correlate(const Eigen::Ref<const Eigen::MatrixXd>& series);

}  // namespace rewire
