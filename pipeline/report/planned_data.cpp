#include "pipeline/report/planned_data.h"

#include <nlohmann/json.hpp>

namespace rewire {
namespace {

using nlohmann::json;

json effects_json(const std::vector<PlannedEffect>& effects) {
  json list = json::array();
  for (const PlannedEffect& effect : effects) {
    list.push_back({{"role", to_text(effect.role)},
                    {"analysis", effect.analysis},
                    {"model", effect.model},
                    {"family", effect.family},
                    {"endpoint", effect.endpoint},
                    {"arm", effect.arm},
                    {"followup", effect.followup},
                    {"nReference", effect.n_reference},
                    {"nTreatment", effect.n_treatment},
                    {"meanReference", effect.mean_reference},
                    {"meanTreatment", effect.mean_treatment},
                    {"estimate", effect.estimate},
                    {"ciLow", effect.ci_low},
                    {"ciHigh", effect.ci_high},
                    {"t", effect.t},
                    {"df", effect.degrees_of_freedom},
                    {"g", effect.effect_size},
                    {"gLow", effect.effect_size_ci_low},
                    {"gHigh", effect.effect_size_ci_high},
                    {"bayes", effect.log10_bayes_factor},
                    {"p", effect.p},
                    {"pPermutation", effect.p_permutation},
                    {"permuted", effect.permuted},
                    {"pAdjusted", effect.p_adjusted},
                    {"reason", effect.reason}});
  }
  return list;
}

json curve_json(const std::vector<SpecificationLine>& lines) {
  json list = json::array();
  for (const SpecificationLine& line : lines) {
    list.push_back({{"endpoint", line.endpoint},
                    {"arm", line.arm},
                    {"followup", line.followup},
                    {"planned", line.planned != 0},
                    {"choices", line.choices},
                    {"estimate", line.estimate},
                    {"ciLow", line.ci_low},
                    {"ciHigh", line.ci_high},
                    {"p", line.p}});
  }
  return list;
}

json checks_json(const std::vector<CheckLine>& checks) {
  json list = json::array();
  for (const CheckLine& line : checks) {
    list.push_back({{"check", line.check},
                    {"quantity", line.quantity},
                    {"arm", line.arm},
                    {"session", line.session},
                    {"n", line.n},
                    {"value", line.value},
                    {"deviation", line.deviation},
                    {"low", line.low},
                    {"high", line.high},
                    {"p", line.p},
                    {"note", line.note}});
  }
  return list;
}

}  // namespace

json planned_json(const PlannedComparison& planned) {
  json counts = json::array();
  for (const FlowCount& count : planned.flow_counts) {
    counts.push_back({count.arm, count.session, count.reason, count.count});
  }
  return {{"title", planned.title},
          {"digest", planned.plan_digest},
          {"state", planned.plan_state},
          {"isKept", planned.plan_is_kept},
          {"isCoded", planned.is_coded},
          {"alpha", planned.alpha},
          {"effects", effects_json(planned.effects)},
          {"checks", checks_json(planned.checks)},
          {"specifications", curve_json(planned.findings.specifications)},
          {"flowCounts", std::move(counts)},
          {"methods", planned.methods},
          {"notes", planned.notes}};
}

}  // namespace rewire
