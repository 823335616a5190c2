#pragma once

#include <Eigen/Core>
#include <span>

namespace rewire {

/// Scales (volumes) of Morlet wavelets with omega = 6 whose frequencies go from `low` to `high`
/// (cycles per volume) in equal ratios of at most 0.3 octaves; descending frequency.
Eigen::VectorXd morlet_scales(double low, double high);

/// Squared wavelet coherence between the columns of `samples` (samples x series, mean 0) at `times`
/// (ascending volume numbers, with gaps), averaged over time and then over `scales` (Torrence &
/// Webster 1999, doi:10.1175/1520-0442(1999)012<2679:ICITEM>2.0.CO;2, as Grinsted et al. 2004,
/// doi:10.5194/npg-11-561-2004): |S(W_x W_y*)|^2 / (S(|W_x|^2) S(|W_y|^2)) at times a scale apart,
/// S the mean over time with weights exp(-t^2 / 2 s^2), in steps of a quarter of a scale, and over
/// scales within 0.3 octaves. Missing samples count as 0; a coefficient counts when half or more of
/// its wavelet's energy lies on samples, a time when half or more of the weights around it do.
///
/// Symmetric with a diagonal of 1. NaN throughout when a scale has no time that counts.
Eigen::MatrixXd wavelet_coherence(const Eigen::Ref<const Eigen::MatrixXd>& samples,
                                  std::span<const Eigen::Index> times,
                                  const Eigen::Ref<const Eigen::VectorXd>& scales);

}  // namespace rewire
