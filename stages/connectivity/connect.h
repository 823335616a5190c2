#pragma once

#include <array>
#include <vector>

#include "stages/connectivity/connect_params.h"
#include "stages/core/stage.h"
#include "stages/data/connectome.h"

namespace rewire {

std::vector<Problem> check_connect(const RegionSeries& series, const ConnectParams& params);

/// Connectivity of the first kind of `params` between all regions over the kept volumes, with the
/// number for statistics (artanh for correlations), its standard error and effective degrees of
/// freedom per edge (uncertainty.h).
///
/// With D degrees of freedom of a series (RegionSeries::degrees_of_freedom; kept volumes - 1, for
/// the mean, where that is 0) the nominal degrees of freedom are D - 1, and the standard error of
/// Fisher z for independent volumes is 1 / sqrt(D - 2): Fisher's 1 / sqrt(n - 3) for n = D + 1
/// volumes, and the partial correlation's 1 / sqrt(n - k - 3) when k regressors beside the mean
/// were projected out of n volumes.
///
/// A region that is missing, not finite or constant over the kept volumes is NaN with a
/// missing_reason. Two regions whose correlation is within 1e-12 of 1 or -1 have no Fisher z (NaN);
/// they are in undefined_edges, and so is an edge that lacks a standard error where others have
/// one. Throws NumericalError when D is below the minimum, or a partial
/// correlation does not exist; InputError when there are fewer kept volumes than params.volumes.
///
/// fit["split_half_r"] is the correlation between the edges of the two halves, r, and
/// fit["split_half_reliability"] = 2 r / (1 + |r|); absent where a half cannot be estimated. A
/// penalty or order that was chosen for the session is its halves', too.
Connectome connect(const RegionSeries& series, const ConnectParams& params);

inline constexpr std::array<Paper, 11> connect_papers{{
    {"Fisher RA",
     1915,
     "Frequency distribution of the values of the correlation coefficient in samples from an "
     "indefinitely large population",
     "10.2307/2331838",
     "artanh transform"},
    {"Fisher RA",
     1921,
     "On the 'probable error' of a coefficient of correlation deduced from a small sample",
     "",
     "Metron 1:3-32; standard error 1 / sqrt(n - 3)"},
    {"Fisher RA",
     1924,
     "The distribution of the partial correlation coefficient",
     "",
     "Metron 3:329-332; one degree of freedom less per variable projected out"},
    {"Afyouni S, Smith SM, Nichols TE",
     2019,
     "Effective degrees of freedom of the Pearson's correlation coefficient under autocorrelation",
     "10.1016/j.neuroimage.2019.05.011",
     "variance of r from auto- and cross-correlations (xDF)"},
    {"Bartlett MS",
     1935,
     "Some aspects of the time-correlation problem in regard to tests of significance",
     "10.2307/2342284",
     "effective number of observations"},
    {"Politis DN, White H",
     2004,
     "Automatic block-length selection for the dependent bootstrap",
     "10.1081/ETC-120028836",
     "rule for the last lag that stands out; length of the bootstrap's blocks"},
    {"Künsch HR",
     1989,
     "The jackknife and the bootstrap for general stationary observations",
     "10.1214/aos/1176347265",
     "block bootstrap"},
    {"Bonett DG, Wright TA",
     2000,
     "Sample size requirements for estimating Pearson, Kendall and Spearman correlations",
     "10.1007/BF02294183",
     "standard error of Spearman's correlation"},
    {"Ledoit O, Wolf M",
     2004,
     "A well-conditioned estimator for large-dimensional covariance matrices",
     "10.1016/S0047-259X(03)00096-4",
     "shrinkage; the papers of all kinds are in docs/connectivity.md"},
    {"Spearman C",
     1910,
     "Correlation calculated from faulty data",
     "10.1111/j.2044-8295.1910.tb00206.x",
     "reliability of a test from that of its half"},
    {"Brown W",
     1910,
     "Some experimental results in the correlation of mental abilities",
     "10.1111/j.2044-8295.1910.tb00207.x",
     "reliability of a test from that of its half"},
}};

inline constexpr Stage<Connectome, ConnectParams, RegionSeries> connect_stage{
    "connect",
    6,
    "Connect the regions' series, with Fisher z, standard errors and degrees of freedom per edge",
    &connect,
    &check_connect,
    connect_papers};

}  // namespace rewire
