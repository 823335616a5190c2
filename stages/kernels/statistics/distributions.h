#pragma once

namespace rewire {

double normal_cdf(double x);
double normal_quantile(double probability);

/// Student's t; degrees_of_freedom > 0. NaN in, NaN out.
double student_t_cdf(double t, double degrees_of_freedom);
double student_t_quantile(double probability, double degrees_of_freedom);
/// P(|T| >= |t|).
double student_t_two_sided_p(double t, double degrees_of_freedom);

/// Nearly the standard normal deviate of t's tail probability (Wallace 1959, "Bounds on normal
/// approximations to Student's and the chi-square distributions", Annals of Mathematical
/// Statistics 30); rises with t everywhere.
double normal_score_of_t(double t, double degrees_of_freedom);

/// P(F >= f); NaN for f < 0 or degrees of freedom <= 0.
double f_upper_p(double f, double numerator_df, double denominator_df);

/// Degrees of freedom > 0 (they need not be whole).
double f_quantile(double probability, double numerator_df, double denominator_df);

/// Of the beta distribution; 0 <= probability <= 1, shapes > 0.
double beta_quantile(double probability, double a, double b);

/// P(T <= t) of the noncentral t distribution.
double noncentral_t_cdf(double t, double degrees_of_freedom, double noncentrality);
/// The noncentrality for which P(T <= t) is `probability`; 0 < probability < 1.
double noncentrality_at(double t, double degrees_of_freedom, double probability);

}  // namespace rewire
