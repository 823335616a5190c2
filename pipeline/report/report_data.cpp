#include "pipeline/report/report_data.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "pipeline/report/edge_map.h"
#include "pipeline/report/finding_tables.h"
#include "pipeline/report/planned_data.h"
#include "pipeline/report/scan_data.h"

namespace rewire {
namespace {

using nlohmann::json;

/// Families with more endpoints than this are shown by their strongest effects.
constexpr std::size_t listed_in_full = 60;
constexpr std::size_t strongest_listed = 20;

json effect_json(const Effect& effect) {
  return {{"endpoint", effect.endpoint},
          {"nReference", effect.n_reference},
          {"nTreatment", effect.n_treatment},
          {"estimate", effect.estimate},
          {"ciLow", effect.ci_low},
          {"ciHigh", effect.ci_high},
          {"t", effect.t},
          {"df", effect.degrees_of_freedom},
          {"g", effect.effect_size},
          {"gLow", effect.effect_size_ci_low},
          {"gHigh", effect.effect_size_ci_high},
          {"p", effect.p},
          {"pFwe", effect.p_fwe},
          {"q", effect.q_fdr},
          {"reason", effect.reason}};
}

using Effects = std::vector<const Effect*>;

Effects effects_of(const Comparison& comparison,
                   const std::string& family,
                   const std::string& contrast) {
  Effects effects;
  for (const Effect& effect : comparison.effects) {
    if (effect.family == family && effect.contrast == contrast) effects.push_back(&effect);
  }
  return effects;
}

std::vector<std::string> families_of(const Comparison& comparison) {
  std::vector<std::string> families;
  for (const Effect& effect : comparison.effects) {
    if (std::find(families.begin(), families.end(), effect.family) == families.end()) {
      families.push_back(effect.family);
    }
  }
  return families;
}

/// All of a small family in order; of a large one the largest |t|.
json listed_effects(Effects effects) {
  if (effects.size() > listed_in_full) {
    std::erase_if(effects, [](const Effect* effect) { return std::isnan(effect->t); });
    std::stable_sort(effects.begin(), effects.end(), [](const Effect* a, const Effect* b) {
      return std::abs(a->t) > std::abs(b->t);
    });
    effects.resize(std::min(effects.size(), strongest_listed));
  }
  json list = json::array();
  for (const Effect* effect : effects) list.push_back(effect_json(*effect));
  return list;
}

json result_json(const Comparison& comparison,
                 const std::string& family,
                 const Contrast& contrast) {
  const Effects effects = effects_of(comparison, family, contrast.name);
  json reasons = json::object();
  std::int64_t tested = 0;
  std::int64_t below = 0;
  for (const Effect* effect : effects) {
    tested += std::isfinite(effect->p) ? 1 : 0;
    below += effect->p_fwe < 0.05 ? 1 : 0;
    if (!effect->reason.empty()) {
      reasons[effect->reason] = reasons.value(effect->reason, 0) + 1;
    }
  }
  return {{"endpoints", effects.size()},
          {"tested", tested},
          {"shown", below},
          {"untestedReasons", reasons},
          {"effects", listed_effects(effects)},
          {"map", family == "edge" ? edge_map(effects) : json(nullptr)}};
}

json contrasts_json(const Comparison& comparison) {
  json list = json::array();
  for (const Contrast& contrast : comparison.contrasts) {
    list.push_back({{"name", contrast.name},
                    {"kind", to_text(contrast.kind)},
                    {"arm", contrast.arm},
                    {"followup", contrast.followup},
                    {"nReference", contrast.n_reference},
                    {"nTreatment", contrast.n_treatment},
                    {"permutations", contrast.permutations},
                    {"exhaustive", contrast.exhaustive}});
  }
  return list;
}

json flow_json(const Comparison& comparison) {
  json list = json::array();
  for (const FlowRow& row : comparison.flow) {
    list.push_back({row.participant, row.session, row.arm, row.excluded_reason});
  }
  return list;
}

json warnings_json(const Comparison& comparison) {
  json list = json::array();
  for (const Problem& warning : comparison.warnings) {
    list.push_back({{"found", warning.found},
                    {"expected", warning.expected},
                    {"where", warning.where},
                    {"remedy", warning.remedy}});
  }
  return list;
}

json papers_json(std::span<const Paper> papers) {
  json list = json::array();
  for (const Paper& paper : papers) {
    list.push_back({{"authors", paper.authors},
                    {"year", paper.year},
                    {"title", paper.title},
                    {"doi", paper.doi}});
  }
  return list;
}

}  // namespace

json report_data(const Comparison& comparison,
                 const Provenance& provenance,
                 std::span<const Paper> papers,
                 const PlannedComparison* planned,
                 const ScanSummaries& scans) {
  json families = json::array();
  for (const std::string& family : families_of(comparison)) {
    json results = json::array();
    for (const Contrast& contrast : comparison.contrasts) {
      results.push_back(result_json(comparison, family, contrast));
    }
    families.push_back({{"name", family}, {"results", std::move(results)}});
  }
  return {{"version", provenance.program_version},
          {"key", provenance.key},
          {"parameters", provenance.parameters},
          {"sources", provenance.sources.size()},
          {"baseline", comparison.baseline},
          {"followups", comparison.followups},
          {"referenceArm", comparison.reference_arm},
          {"permutations", comparison.permutations},
          {"seed", comparison.seed},
          {"contrasts", contrasts_json(comparison)},
          {"families", std::move(families)},
          {"flow", flow_json(comparison)},
          {"quality", table_json(scans.quality)},
          {"activity", table_json(scans.activity)},
          {"carpets", carpets_json(scans.carpets)},
          {"tables", finding_tables(comparison, planned)},
          {"pictures", pictures_json(scans.pictures)},
          {"scanWarnings", table_json(scans.warnings)},
          {"warnings", warnings_json(comparison)},
          {"papers", papers_json(papers)},
          {"planned", planned == nullptr ? json(nullptr) : planned_json(*planned)}};
}

}  // namespace rewire
