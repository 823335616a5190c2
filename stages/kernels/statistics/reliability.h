#pragma once

#include <Eigen/Core>
#include <cstdint>

namespace rewire {

enum class IntraclassForm {
  absolute_agreement,  ///< ICC(2,1): two-way random, sessions' means count
  consistency          ///< ICC(3,1): two-way mixed
};

struct Intraclass {
  double icc = 0.0;
  double low = 0.0;
  double high = 0.0;
  double measurement_deviation = 0.0;  ///< standard error of measurement, root of error variance
  double minimal_detectable_change = 0.0;  ///< quantile of the confidence x sqrt(2) x the former
  int participants = 0;
};

/// Of one quantity over participants x sessions (rows with a NaN are left out), by the mean squares
/// of Shrout & Fleiss (1979, doi:10.1037/0033-2909.86.2.420), intervals of McGraw & Wong (1996,
/// doi:10.1037/1082-989X.1.1.30). The error variance of the absolute form holds the sessions'. NaN
/// with fewer than two participants or sessions, or without variance.
Intraclass intraclass_correlation(const Eigen::Ref<const Eigen::MatrixXd>& sessions,
                                  IntraclassForm form,
                                  double confidence);

/// Power of the two-sided t test of a difference between two arms of n_first and n_second (n_second
/// = 0: of a mean) for a standardised effect d: noncentral t (Cohen 1988).
double t_test_power(double d, double n_first, double n_second, double alpha);

/// The smallest number per arm (of equal arms) with at least `power`; 0 when d is 0 or NaN.
int participants_per_arm(double d, double power, double alpha);

/// The same by simulation, from a sample of changes such as a placebo arm's, whatever its shape:
/// the share of `trials` in which a two-sided two-sample t test (one variance) of n_per_arm changes
/// drawn with replacement per arm, `difference` (in the sample's unit) added to one of them, has p
/// < alpha. NaN values are not drawn from. NaN without two values. One random stream per trial.
double simulated_power(const Eigen::Ref<const Eigen::VectorXd>& changes,
                       double difference,
                       int n_per_arm,
                       double alpha,
                       int trials,
                       std::uint64_t seed);

/// The factor on the variance of a difference when the baseline is a covariate (ANCOVA) and goes
/// with the follow-up by correlation r, against the follow-up alone: 1 - r^2 (Borm, Fransen &
/// Lemmens 2007, doi:10.1016/j.jclinepi.2007.02.006).
double ancova_variance_factor(double r);

}  // namespace rewire
