#include <limits>

#include "stages/connectivity/estimators.h"
#include "stages/core/error.h"
#include "stages/kernels/statistics/granger.h"

namespace rewire {

Estimate estimate_granger(const KeptSeries& series, const EstimatorParams& params) {
  if (series.values.cols() == 0) return {};
  const GrangerCausality found =
      granger_causality(series.values, series.times, series.runs, params.granger_order.value_or(0));
  if (found.rows == 0) {
    throw NumericalError({.found = std::to_string(series.values.cols()) + " regions in " +
                                   std::to_string(series.times.size()) + " kept volumes",
                          .expected = "10 more volumes with their past than regions times the "
                                      "order, and no series that is a combination of others",
                          .where = "Granger causality",
                          .remedy = "leave copies out, use fewer regions or a smaller "
                                    "granger_order"});
  }
  Estimate estimate;
  estimate.values = found.causality;
  estimate.standard_errors = Eigen::MatrixXd::Constant(
      found.causality.rows(), found.causality.cols(), std::numeric_limits<double>::quiet_NaN());
  estimate.degrees_of_freedom = std::numeric_limits<double>::quiet_NaN();
  estimate.fit = {{"order", static_cast<double>(found.order)},
                  {"rows", static_cast<double>(found.rows)}};
  return estimate;
}

}  // namespace rewire
