#pragma once

#include <Eigen/Core>
#include <cstdint>

#include "stages/core/random.h"
#include "stages/kernels/network/network.h"

namespace rewire {

/// Maslov & Sneppen 2002 (doi:10.1126/science.1065103): two edges a-b and c-d, of four different
/// nodes, become a-d and c-b where neither exists, `swaps_per_edge` times per edge (fewer where ten
/// times as many draws do not find them). Every degree stays; the weights move with the first
/// node's edge, so that the weights of the network stay as a set, and strengths do not. A network
/// in which nothing can be swapped (a complete one) comes back as it is. The toolbox's randmio_und.
Eigen::MatrixXd rewire_degrees(const Network& network,
                               std::int64_t swaps_per_edge,
                               RandomStream random);

/// The same, but only swaps are made that do not lengthen the weighted sum of the distances of an
/// edge's nodes on a ring, the nodes lying in random order (Sporns & Zwi 2004,
/// doi:10.1385/NI:2:2:145): a lattice of the same degrees. The toolbox's latmio_und.
Eigen::MatrixXd latticise(const Network& network, std::int64_t swaps_per_edge, RandomStream random);

/// Strengths of both signs kept approximately (Rubinov & Sporns 2011,
/// doi:10.1016/j.neuroimage.2011.03.069, null model): first signs are rewired so that every node
/// keeps its number of positive and of negative edges; then the weights of each sign are laid on
/// its edges so that ranks follow the strengths still to be reached, which are updated after every
/// `weights.size() / steps` weights. The set of weights is kept exactly. `weights`: symmetric, of
/// both signs, zero diagonal. The toolbox's null_model_und_sign.
Eigen::MatrixXd rewire_signed_strengths(const Eigen::Ref<const Eigen::MatrixXd>& weights,
                                        std::int64_t swaps_per_edge,
                                        RandomStream random);

/// Hirschberger, Qi & Steuer 2007 (doi:10.1016/j.ejor.2005.10.014), as in Zalesky et al. 2012
/// (doi:10.1016/j.neuroimage.2012.02.001): a random covariance matrix whose off-diagonal elements
/// have the mean and variance of those of `matrix`, and its mean diagonal, as a correlation matrix.
/// NaN entries are left out of both. A mean below 0 is taken as 0. InputError where the elements do
/// not vary.
Eigen::MatrixXd random_covariance(const Eigen::Ref<const Eigen::MatrixXd>& matrix,
                                  RandomStream random);

/// Every column of `series` (time points x series) with its Fourier amplitudes and random phases,
/// drawn for each column apart: spectra and autocorrelations stay, correlations between series are
/// left to chance (Theiler et al. 1992, doi:10.1016/0167-2789(92)90102-S; Zalesky et al. 2012). The
/// mean stays. Values must be finite.
Eigen::MatrixXd randomise_phases(const Eigen::Ref<const Eigen::MatrixXd>& series,
                                 RandomStream random);

}  // namespace rewire
