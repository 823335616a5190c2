#include <array>

#include "stages/data/connectivity_tables.h"

namespace rewire {
namespace {

constexpr std::string_view by_autocorrelation =
    "From the autocorrelation of both series, edge by edge, over the true times of the kept "
    "volumes (parameter standard_error); none of series that are nearly the same.";

constexpr Paper fisher_1915{
    "Fisher RA",
    1915,
    "Frequency distribution of the values of the correlation coefficient in samples from an "
    "indefinitely large population",
    "10.2307/2331838",
    "artanh transform"};

constexpr std::array covariance_table{
    ConnectivityDeclaration{ConnectivityKind::pearson_correlation,
                            "pearson",
                            "pearsoncorrelation",
                            "Pearson correlation",
                            "r = s_ij / sqrt(s_ii s_jj), s the covariance over the kept volumes.",
                            by_autocorrelation,
                            fisher_1915,
                            -1.0,
                            1.0,
                            StatisticTransform::artanh},
    ConnectivityDeclaration{ConnectivityKind::fisher_z,
                            "fisher_z",
                            "fisherz",
                            "Fisher z",
                            "artanh(r), as another program wrote it.",
                            "Unknown.",
                            fisher_1915,
                            -unbounded,
                            unbounded,
                            StatisticTransform::none,
                            EdgeSymmetry::symmetric,
                            Diagonal::undefined},
    ConnectivityDeclaration{
        ConnectivityKind::spearman_correlation,
        "spearman",
        "spearmancorrelation",
        "Spearman correlation",
        "Pearson's r of the ranks over the kept volumes; equal values share their mean rank.",
        "That of Pearson's r of the ranks, times sqrt(1 + r^2 / 2) (Bonett and Wright 2000).",
        {"Spearman C",
         1904,
         "The proof and measurement of association between two things",
         "10.2307/1412159",
         "correlation of ranks"},
        -1.0,
        1.0,
        StatisticTransform::artanh},
    ConnectivityDeclaration{
        ConnectivityKind::covariance,
        "covariance",
        "covariance",
        "Covariance",
        "s_ij = sum over the kept volumes of (x_i - mean)(x_j - mean) / (n - 1), in the square of "
        "the series' unit.",
        "From the auto- and cross-correlations as for Pearson's r, without its division by the "
        "variances.",
        {"Wishart J",
         1928,
         "The generalised product moment distribution in samples from a normal multivariate "
         "population",
         "10.1093/biomet/20A.1-2.32",
         "second moments of sample covariances"},
        -unbounded,
        unbounded,
        StatisticTransform::none,
        EdgeSymmetry::symmetric,
        Diagonal::own},
    ConnectivityDeclaration{
        ConnectivityKind::ledoit_wolf_correlation,
        "ledoit_wolf",
        "ledoitwolfcorrelation",
        "Ledoit-Wolf shrunk correlation",
        "Correlation of (1 - d) S + d I, S the covariance of standardised series, d the share that "
        "minimises the expected squared error.",
        "That of Pearson's r times (1 - d), and how d goes with the data, to first order.",
        {"Ledoit O, Wolf M",
         2004,
         "A well-conditioned estimator for large-dimensional covariance matrices",
         "10.1016/S0047-259X(03)00096-4",
         "the estimator S* and its consistent estimates of the four norms"},
        -1.0,
        1.0,
        StatisticTransform::artanh},
    ConnectivityDeclaration{
        ConnectivityKind::oas_correlation,
        "oas",
        "oascorrelation",
        "Oracle approximating shrunk correlation",
        "As ledoit_wolf, with the share that approximates the oracle under normality.",
        "That of Pearson's r times (1 - d), and how d goes with the data, to first order.",
        {"Chen Y, Wiesel A, Eldar YC, Hero AO",
         2010,
         "Shrinkage algorithms for MMSE covariance estimation",
         "10.1109/TSP.2010.2053029",
         "OAS estimator"},
        -1.0,
        1.0,
        StatisticTransform::artanh},
    ConnectivityDeclaration{
        ConnectivityKind::partial_correlation,
        "partial",
        "partialcorrelation",
        "Partial correlation",
        "-p_ij / sqrt(p_ii p_jj), p the inverse of the covariance: the correlation of what is left "
        "of two regions when all others are regressed out.",
        "That of the correlation of the two residuals, with one degree of freedom less per other "
        "region; none where these are more than half of the effective volumes.",
        {"Marrelec G, Krainik A, Duffau H, Pélégrini-Issac M, Lehéricy S, Doyon J, Benali H",
         2006,
         "Partial correlation for functional brain interactivity investigation in functional MRI",
         "10.1016/j.neuroimage.2005.12.057",
         "partial correlation from the inverse covariance"},
        -1.0,
        1.0,
        StatisticTransform::artanh},
    ConnectivityDeclaration{
        ConnectivityKind::shrunk_partial_correlation,
        "partial_shrunk",
        "shrunkpartialcorrelation",
        "Partial correlation of the Ledoit-Wolf covariance",
        "As partial, from the inverse of the covariance that ledoit_wolf shrinks; it exists with "
        "more regions than volumes.",
        "First-order (delta method) in the covariance of the standardised series, the shrinkage "
        "taken as known; none where the other regions take more than half of the effective "
        "volumes.",
        {"Schäfer J, Strimmer K",
         2005,
         "A shrinkage approach to large-scale covariance matrix estimation and implications for "
         "functional genomics",
         "10.2202/1544-6115.1175",
         "partial correlations from a shrunk covariance"},
        -1.0,
        1.0,
        StatisticTransform::artanh},
    ConnectivityDeclaration{
        ConnectivityKind::sparse_partial_correlation,
        "graphical_lasso",
        "sparsepartialcorrelation",
        "Sparse partial correlation",
        "As partial, from the precision P that maximises log det P - tr(R P) - penalty * sum of "
        "|P_ij|; the penalty has the least extended Bayesian information criterion.",
        "That of the same edge without its shrinkage towards 0 (Janková and van de Geer 2015), "
        "the penalty taken as known.",
        {"Friedman J, Hastie T, Tibshirani R",
         2008,
         "Sparse inverse covariance estimation with the graphical lasso",
         "10.1093/biostatistics/kxm045",
         "block coordinate descent"},
        -1.0,
        1.0,
        StatisticTransform::artanh},
};

}  // namespace

std::span<const ConnectivityDeclaration> covariance_kinds() { return covariance_table; }

}  // namespace rewire
