#pragma once

namespace rewire {

/// Prior scale of the effect size in the JZS Bayes factor: "medium" in Morey and Rouder's
/// BayesFactor package.
inline constexpr double medium_prior_scale = 0.70710678118654752440;

/// log(BF10) of a t test with a Cauchy prior of scale `prior_scale` on the standardised effect and
/// Jeffreys' prior on the variance (Rouder et al. 2009, doi:10.3758/PBR.16.2.225: the JZS Bayes
/// factor). `effective_size` is n for one sample, n1 n2 / (n1 + n2) for two. Above 0 the data speak
/// for an effect. NaN for a NaN t, df <= 0 or size <= 0. Relative error of BF10 below 1e-8.
double log_bayes_factor(double t,
                        double degrees_of_freedom,
                        double effective_size,
                        double prior_scale = medium_prior_scale);

}  // namespace rewire
