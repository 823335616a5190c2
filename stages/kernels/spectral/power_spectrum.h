#pragma once

#include <Eigen/Core>

namespace rewire {

/// |X_k|² / n of every column of `series` (volumes x series) for k = 0 ... floor(n / 2), where X is
/// its discrete Fourier transform (FFTW, double): (floor(n / 2) + 1) x series. The frequency of row
/// k is k / (n * repetition time). The values must be finite. The plan is FFTW's estimate, never a
/// measurement, so the same input gives the same bits; safe to call from several threads.
Eigen::MatrixXd power_spectrum(const Eigen::Ref<const Eigen::MatrixXd>& series);

}  // namespace rewire
