#include <array>
#include <numbers>

#include "stages/data/connectivity_tables.h"

namespace rewire {
namespace {

constexpr std::array dependence_table{
    ConnectivityDeclaration{
        ConnectivityKind::mutual_information,
        "mutual_information",
        "mutualinformation",
        "Mutual information of a Gaussian copula",
        "-log2(1 - r^2) / 2 bits, r the correlation of the series' normal scores; a lower bound of "
        "the mutual information, about 1 / (2 N ln 2) too high for N effective volumes.",
        "Of artanh |r|: that of Pearson's r of the normal scores.",
        {"Ince RAA, Giordano BL, Kayser C, Rousselet GA, Gross J, Schyns PG",
         2017,
         "A statistical framework for neuroimaging data analysis based on mutual information "
         "estimated via a Gaussian copula",
         "10.1002/hbm.23471",
         "Gaussian-copula mutual information, without the correction of its bias"},
        0.0,
        unbounded,
        StatisticTransform::artanh_of_information,
        EdgeSymmetry::symmetric,
        Diagonal::undefined},
    ConnectivityDeclaration{ConnectivityKind::coherence,
                            "coherence",
                            "coherence",
                            "Magnitude-squared coherence",
                            "Mean over the band of |S_xy|^2 / (S_xx S_yy), S by Slepian tapers at "
                            "the true times of the "
                            "kept volumes.",
                            "From the number of tapers and how much the spectra of the band's "
                            "frequencies overlap; up to a "
                            "quarter too large where there is no coherence.",
                            {"Thomson DJ",
                             1982,
                             "Spectrum estimation and harmonic analysis",
                             "10.1109/PROC.1982.12433",
                             "multitaper cross-spectra and coherence"},
                            0.0,
                            1.0,
                            StatisticTransform::artanh_of_root},
    ConnectivityDeclaration{
        ConnectivityKind::coherence_phase,
        "coherence_phase",
        "coherencephase",
        "Phase of the coherence",
        "Angle of the band's summed S_xy in rad; above 0 the row's region leads.",
        "sqrt((1 / C - 1) / (2 K)) with K tapers times independent frequencies, at most that of a "
        "phase that may be anything.",
        {"Thomson DJ",
         1982,
         "Spectrum estimation and harmonic analysis",
         "10.1109/PROC.1982.12433",
         "multitaper cross-spectra"},
        -std::numbers::pi,
        std::numbers::pi,
        StatisticTransform::none,
        EdgeSymmetry::antisymmetric,
        Diagonal::own},
    ConnectivityDeclaration{
        ConnectivityKind::lagged_correlation,
        "lagged",
        "laggedcorrelation",
        "Largest lagged correlation",
        "The cross-correlation of largest size within +-longest_lag, at the peak of the parabola "
        "through it and its neighbours; a lag needs 10 pairs of volumes, and a quarter of all.",
        "None in closed form: the largest of several is not normal. By resampling "
        "(standard_error = bootstrap).",
        {"Mitra A, Snyder AZ, Hacker CD, Raichle ME",
         2014,
         "Lag structure in resting-state fMRI",
         "10.1152/jn.00804.2013",
         "parabolic interpolation of the cross-covariance"},
        -1.0,
        1.0,
        StatisticTransform::artanh},
    ConnectivityDeclaration{
        ConnectivityKind::lag,
        "lag",
        "lag",
        "Lag of the largest correlation",
        "Seconds by which the row's region leads at the peak that `lagged` takes.",
        "None in closed form; by resampling (standard_error = bootstrap).",
        {"Mitra A, Snyder AZ, Hacker CD, Raichle ME",
         2014,
         "Lag structure in resting-state fMRI",
         "10.1152/jn.00804.2013",
         "lag between regions"},
        -unbounded,
        unbounded,
        StatisticTransform::none,
        EdgeSymmetry::antisymmetric,
        Diagonal::own},
    ConnectivityDeclaration{
        ConnectivityKind::wavelet_coherence,
        "wavelet_coherence",
        "waveletcoherence",
        "Squared wavelet coherence",
        "|S(W_x W_y*)|^2 / (S(|W_x|^2) S(|W_y|^2)) of Morlet wavelets W (omega 6), S a mean over "
        "time (weights exp(-t^2 / 2 s^2), s the scale) and 0.6 octaves, averaged over the scan and "
        "the band; series that have nothing to do with each other do not come to 0.",
        "None: resampled blocks are shorter than the wavelets.",
        {"Grinsted A, Moore JC, Jevrejeva S",
         2004,
         "Application of the cross wavelet transform and wavelet coherence to geophysical time "
         "series",
         "10.5194/npg-11-561-2004",
         "wavelet coherence and its smoothing"},
        0.0,
        1.0,
        StatisticTransform::artanh_of_root},
    ConnectivityDeclaration{
        ConnectivityKind::tangent,
        "tangent",
        "tangent",
        "Tangent-space connectivity",
        "log(G^(-1/2) C G^(-1/2)), C the session's Ledoit-Wolf shrunk correlation matrix, G the "
        "geometric mean of the group's (rewire tangent).",
        "First-order at G, of the covariances of the whitened series from their auto- and "
        "cross-correlations; shrinkage and G taken as known.",
        {"Varoquaux G, Baronnet F, Kleinschmidt A, Fillard P, Thirion B",
         2010,
         "Detection of brain functional-connectivity difference in post-stroke patients using "
         "group-level covariance modeling",
         "10.1007/978-3-642-15705-9_25",
         "residuals in the tangent space of the group's mean"},
        -unbounded,
        unbounded,
        StatisticTransform::none,
        EdgeSymmetry::symmetric,
        Diagonal::own},
    ConnectivityDeclaration{
        ConnectivityKind::granger,
        "granger",
        "grangercausality",
        "Conditional Granger causality (exploratory)",
        "Exploratory: ln of the residual variance of the column's region without the past of the "
        "row's over that with it, given the past of all others; order by the Bayesian information "
        "criterion. Haemodynamic delays that differ between regions and slow sampling can make or "
        "turn such influences.",
        "None; without influence, Fit.rows times the value is about chi-square with Fit.order "
        "degrees of freedom.",
        {"Geweke JF",
         1984,
         "Measures of conditional linear dependence and feedback between time series",
         "10.1080/01621459.1984.10477110",
         "conditional linear feedback"},
        0.0,
        unbounded,
        StatisticTransform::none,
        EdgeSymmetry::directed,
        Diagonal::own},
};

}  // namespace

std::span<const ConnectivityDeclaration> dependence_kinds() { return dependence_table; }

}  // namespace rewire
