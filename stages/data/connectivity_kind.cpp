#include "stages/data/connectivity_kind.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace rewire {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

constexpr std::string_view by_autocorrelation =
    "From the autocorrelation of both series, edge by edge, over the true times of the kept "
    "volumes (parameter standard_error).";

constexpr Paper fisher_1915{
    "Fisher RA",
    1915,
    "Frequency distribution of the values of the correlation coefficient in samples from an "
    "indefinitely large population",
    "10.2307/2331838",
    "artanh transform"};

constexpr std::array kinds{
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
                            -infinity,
                            infinity,
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
        -infinity,
        infinity,
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
        infinity,
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
        "through it and its neighbours.",
        "None in closed form: the largest of several is not normal.",
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
        "None in closed form.",
        {"Mitra A, Snyder AZ, Hacker CD, Raichle ME",
         2014,
         "Lag structure in resting-state fMRI",
         "10.1152/jn.00804.2013",
         "lag between regions"},
        -infinity,
        infinity,
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
        "None in closed form.",
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
        -infinity,
        infinity,
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
        infinity,
        StatisticTransform::none,
        EdgeSymmetry::directed,
        Diagonal::own},
};

std::string reference(const Paper& paper) {
  return std::string(paper.authors) + " (" + std::to_string(paper.year) + "). " +
         std::string(paper.title) + ". doi:" + std::string(paper.doi) + ", " +
         std::string(paper.where);
}

std::string_view transform_text(StatisticTransform transform) {
  switch (transform) {
    case StatisticTransform::artanh:
      return "artanh";
    case StatisticTransform::artanh_of_root:
      return "artanh of the square root";
    case StatisticTransform::artanh_of_information:
      return "artanh(sqrt(1 - 2^(-2 I)))";
    default:
      return "none";
  }
}

std::string_view sign_text(const ConnectivityDeclaration& kind) {
  return kind.is_signed() ? "signed" : "not negative";
}

std::string_view symmetry_text(EdgeSymmetry symmetry) {
  switch (symmetry) {
    case EdgeSymmetry::antisymmetric:
      return "antisymmetric";
    case EdgeSymmetry::directed:
      return "directed: row to column";
    default:
      return "symmetric";
  }
}

std::string range_text(const ConnectivityDeclaration& kind) {
  const auto bound = [](double value) {
    if (value == infinity) return std::string("infinity");
    if (value == -infinity) return std::string("-infinity");
    return value == std::floor(value) ? std::to_string(static_cast<int>(value))
           : value < 0.0              ? std::string("-pi")
                                      : std::string("pi");
  };
  return bound(kind.lowest) + " to " + bound(kind.highest);
}

std::string section(const ConnectivityDeclaration& kind) {
  const ConnectivityLabels labels = labels_of(kind.kind);
  std::string text = "### " + std::string(kind.name) + "\n\n" + std::string(kind.measure) + ". " +
                     std::string(kind.definition) + "\n\n";
  text += "- range: " + range_text(kind) + ", " + std::string(sign_text(kind)) + ", " +
          std::string(symmetry_text(kind.symmetry)) + "\n";
  text += "- transform for statistics: " + std::string(transform_text(kind.transform)) + "\n";
  text += "- standard error: " + std::string(kind.uncertainty) + "\n";
  text += "- files: `stat-" + labels.values + "_relmat.tsv`";
  for (const std::string& label :
       {labels.transformed, labels.standard_errors, labels.degrees_of_freedom}) {
    if (!label.empty()) text += ", `stat-" + label + "_relmat.tsv`";
  }
  return text + "\n- paper: " + reference(kind.paper) + "\n";
}

}  // namespace

std::span<const ConnectivityDeclaration> connectivity_table() { return kinds; }

const ConnectivityDeclaration& declaration_of(ConnectivityKind kind) {
  return kinds.at(static_cast<std::size_t>(kind));
}

std::string_view to_text(ConnectivityKind kind) { return declaration_of(kind).stat; }

std::optional<ConnectivityKind> parse_connectivity_kind(std::string_view text) {
  const auto found = std::find_if(kinds.begin(), kinds.end(), [&](const auto& declaration) {
    return declaration.name == text || declaration.stat == text;
  });
  if (found == kinds.end()) return std::nullopt;
  return found->kind;
}

double transform_for_statistics(StatisticTransform transform, double value) {
  if (transform == StatisticTransform::none) return value;
  if (transform == StatisticTransform::artanh_of_root) value = std::sqrt(value);
  if (transform == StatisticTransform::artanh_of_information) {
    value = std::sqrt(-std::expm1(-2.0 * std::numbers::ln2 * value));
  }
  return std::abs(value) < 1.0 ? std::atanh(value) : std::numeric_limits<double>::quiet_NaN();
}

double value_of_statistic(StatisticTransform transform, double statistic) {
  if (transform == StatisticTransform::none) return statistic;
  const double r = std::tanh(statistic);
  if (transform == StatisticTransform::artanh) return r;
  if (transform == StatisticTransform::artanh_of_root) return r * r;
  return -0.5 * std::log1p(-r * r) / std::numbers::ln2;
}

double transform_slope(StatisticTransform transform, double value) {
  switch (transform) {
    case StatisticTransform::artanh:
      return 1.0 / (1.0 - value * value);
    case StatisticTransform::artanh_of_root:
      return value > 0.0 ? 0.5 / (std::sqrt(value) * (1.0 - value)) : 0.0;
    case StatisticTransform::artanh_of_information:
      return std::exp2(2.0 * value);
    default:
      return 1.0;
  }
}

ConnectivityLabels labels_of(ConnectivityKind kind) {
  const ConnectivityDeclaration& declaration = declaration_of(kind);
  ConnectivityLabels labels{.values = std::string(declaration.stat),
                            .transformed = {},
                            .standard_errors = {},
                            .degrees_of_freedom = {}};
  std::string stem = labels.values;
  if (declaration.transform != StatisticTransform::none) {
    // XCP-D's label for Pearson's r; BIDS labels have letters and digits only.
    std::string name(kind == ConnectivityKind::pearson_correlation ? "" : declaration.name);
    std::erase(name, '_');
    stem = labels.transformed = name + "fisherz";
  }
  labels.standard_errors = stem + "se";
  labels.degrees_of_freedom = stem + "df";
  return labels;
}

std::string connectivity_table_markdown() {
  std::string text = "| kind | measure | range | transform | sign |\n|---|---|---|---|---|\n";
  for (const ConnectivityDeclaration& kind : kinds) {
    text += "| " + std::string(kind.name) + " | " + std::string(kind.measure) + " | " +
            range_text(kind) + " | " + std::string(transform_text(kind.transform)) + " | " +
            std::string(sign_text(kind)) + " |\n";
  }
  for (const ConnectivityDeclaration& kind : kinds) text += "\n" + section(kind);
  return text;
}

}  // namespace rewire
