#include "pipeline/session_results.h"

namespace rewire {

void fields(FieldVisitor& /*visitor*/, SessionResultsParams& /*params*/) {}

SessionResults collect_results(const RegionSeries& series,
                               const Connectome& connectome,
                               const GraphMetrics& metrics,
                               const Confounds& confounds,
                               const LocalActivity& activity,
                               const SessionResultsParams& /*params*/) {
  return {.series = series,
          .connectome = connectome,
          .graph = metrics,
          .confounds = confounds,
          .activity = activity,
          .provenance = {}};
}

std::vector<Problem> check_results(const RegionSeries& /*series*/,
                                   const Connectome& /*connectome*/,
                                   const GraphMetrics& /*metrics*/,
                                   const Confounds& /*confounds*/,
                                   const LocalActivity& /*activity*/,
                                   const SessionResultsParams& /*params*/) {
  return {};
}

std::vector<Problem> validate(const SessionResults& /*results*/, const std::string& /*where*/) {
  return {};
}

void add_content(Digester& digester, const SessionResults& results) {
  add_content(digester, results.series);
  add_content(digester, results.connectome);
  add_content(digester, results.graph);
  add_content(digester, results.confounds);
  add_content(digester, results.activity);
}

}  // namespace rewire
