#include "stages/compare/planned/error_control.h"

#include <cstddef>
#include <vector>

#include "stages/kernels/statistics/multiple_tests.h"

namespace rewire {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

VectorXd in_sequence(const Eigen::Ref<const VectorXd>& p) {
  std::vector<VectorXd> families;
  families.reserve(static_cast<std::size_t>(p.size()));
  for (const double one : p) families.emplace_back(VectorXd::Constant(1, one));
  VectorXd adjusted(p.size());
  Index place = 0;
  for (const VectorXd& family : serial_gatekeeping(families)) adjusted[place++] = family[0];
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
