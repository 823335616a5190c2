#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <span>

namespace rewire {

enum class TimeInterpolation {
  fourier,  ///< band-limited: the phase of each frequency is turned
  quintic,  ///< Lagrange's polynomial through the six samples around
};

/// Replaces each row of `values` (series x samples) by what it was some samples later:
/// y_i = x(i + shift), where row r takes shift_of_group[group_of_row[r]] (in samples; rows whose
/// shift is 0 stay as they are to the bit).
///
/// The least-squares line of each row is taken off and shifted by itself; what is left goes on
/// beyond the ends as its mirror image about the first and the last sample, for the phase turn
/// (FFTW, float) faded out to zero over 32 samples. The values must be finite; needs two samples or
/// more and shifts within (-4, 4). The plan is FFTW's estimate, so that equal input gives equal
/// bits.
void shift_in_time(Eigen::MatrixXf& values,
                   std::span<const std::uint16_t> group_of_row,
                   std::span<const double> shift_of_group,
                   TimeInterpolation interpolation);

}  // namespace rewire
