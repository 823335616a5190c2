#pragma once

#include <Eigen/Core>

#include "stages/kernels/statistics/noncentrality_table.h"

namespace rewire {

struct EffectSize {
  double value = 0.0;
  double low = 0.0;
  double high = 0.0;
};

/// Hedges' exact small-sample factor J = Γ(m/2) / (sqrt(m/2) Γ((m-1)/2)) (Hedges 1981,
/// doi:10.3102/10769986006002107, eq. 6e); NaN for m <= 1.
double hedges_factor(double degrees_of_freedom);

/// J d of a mean (n_first values, n_second = 0: d_z) or of a difference of means (d by the pooled
/// standard deviation), from the t that belongs to it (pooled for two groups). The interval of
/// `confidence` inverts the noncentral t distribution of that t (Cumming and Finch 2001,
/// doi:10.1177/0013164401614002).
EffectSize hedges_effect_size(double t, int n_first, int n_second, double confidence);

/// Mean of `second` minus mean of `first` over the root of the mean of their variances (d_av), for
/// pairs; NaN pairs are left out. Value times sqrt((n - 2) / (n - 1)) against its bias; interval
/// without equal variances, about the uncorrected d (Bonett 2008, doi:10.1037/1082-989X.13.2.99,
/// for paired samples). NaN with fewer than three pairs or without variance.
EffectSize paired_effect_size(const Eigen::Ref<const Eigen::VectorXd>& first,
                              const Eigen::Ref<const Eigen::VectorXd>& second,
                              double confidence);

/// hedges_effect_size for many t of the same degrees of freedom, with the interval's ends from a
/// table.
class EffectSizes {
 public:
  EffectSizes(int degrees_of_freedom, double confidence);

  EffectSize at(double t, int n_first, int n_second) const;

 private:
  double factor_;
  NoncentralityTable lower_end_;
};

}  // namespace rewire
