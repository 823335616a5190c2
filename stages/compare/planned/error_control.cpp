#include "stages/compare/planned/error_control.h"

#include <algorithm>
#include <cmath>

#include "stages/kernels/statistics/false_discovery.h"
#include "stages/kernels/statistics/familywise.h"

namespace rewire {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

VectorXd in_sequence(const Eigen::Ref<const VectorXd>& p) {
  VectorXd adjusted(p.size());
  double largest = 0.0;
  for (Index i = 0; i < p.size(); ++i) {
    adjusted[i] = std::isnan(p[i]) ? p[i] : std::max(largest, p[i]);
    largest = std::isnan(p[i]) ? 1.0 : adjusted[i];
  }
  return adjusted;
}

}  // namespace

VectorXd control_primary(const Eigen::Ref<const VectorXd>& p, PrimaryControl control) {
  if (control == PrimaryControl::fixed_sequence) return in_sequence(p);
  const VectorXd adjusted = holm(p.array().isNaN().select(1.0, p.array()).matrix());
  return p.array().isNaN().select(p, adjusted);
}

VectorXd control_secondary(const Eigen::Ref<const VectorXd>& p, SecondaryControl control) {
  return control == SecondaryControl::benjamini_hochberg ? benjamini_hochberg(p)
                                                         : benjamini_yekutieli(p);
}

}  // namespace rewire
