#pragma once

#include <Eigen/Core>
#include <span>

namespace rewire {

/// The `count` orthonormal tapers (samples x count) at `times` (ascending volume numbers, with or
/// without gaps) that hold the largest share of their energy within +-`half_bandwidth` (cycles per
/// volume, below 0.5): eigenvectors of sin(2 pi W (t - u)) / (pi (t - u)). Slepian's sequences
/// where no volume is missing, Chave's (2019, doi:10.1093/gji/ggz280) where some are.
Eigen::MatrixXd slepian_tapers(std::span<const Eigen::Index> times,
                               double half_bandwidth,
                               Eigen::Index count);

/// How alike the spectra of white noise at frequencies d * `spacing` apart are, d = 0 ... `count` -
/// 1: the mean over tapers of sum_l |sum_t h_k h_l exp(-2 pi i d spacing t)|^2, 1 for d = 0.
Eigen::VectorXd spectral_overlap(std::span<const Eigen::Index> times,
                                 const Eigen::Ref<const Eigen::MatrixXd>& tapers,
                                 double spacing,
                                 Eigen::Index count);

/// What two series share in a band.
struct BandCoherence {
  /// Mean over the frequencies of |S_xy|^2 / (S_xx S_yy): 0 to 1, biased by (1 - C) / tapers.
  Eigen::MatrixXd coherence;
  /// Angle of the band's summed S_xy in rad: above 0 the row's series leads; antisymmetric.
  Eigen::MatrixXd phase_rad;
};

/// Between the columns of `samples` (samples x series, mean 0) from their cross-spectra with all
/// `tapers` (Thomson 1982, doi:10.1109/PROC.1982.12433) at the `frequencies` (cycles per volume).
BandCoherence band_coherence(const Eigen::Ref<const Eigen::MatrixXd>& samples,
                             std::span<const Eigen::Index> times,
                             const Eigen::Ref<const Eigen::MatrixXd>& tapers,
                             const Eigen::Ref<const Eigen::VectorXd>& frequencies);

}  // namespace rewire
