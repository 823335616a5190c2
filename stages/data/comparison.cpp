#include "stages/data/comparison.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "stages/core/content.h"
#include "stages/core/requirements.h"

namespace rewire {
namespace {

std::array<double, 12> numbers_of(const Effect& effect) {
  return {effect.estimate,
          effect.standard_error,
          effect.t,
          effect.degrees_of_freedom,
          effect.ci_low,
          effect.ci_high,
          effect.effect_size,
          effect.effect_size_ci_low,
          effect.effect_size_ci_high,
          effect.p,
          effect.p_fwe,
          effect.q_fdr};
}

bool explained(const Effect& effect) {
  const auto numbers = numbers_of(effect);
  return !effect.reason.empty() || std::all_of(numbers.begin(), numbers.end(), [](double number) {
    return std::isfinite(number);
  });
}

/// No number that it cannot be; NaN passes.
bool possible(const Effect& effect) {
  const auto outside = [](double share) { return share < 0.0 || share > 1.0; };
  return !outside(effect.p) && !outside(effect.p_fwe) && !outside(effect.q_fdr) &&
         !outside(effect.p_enhanced) && !outside(effect.p_enhanced_fwe) &&
         !(effect.standard_error < 0.0) && !(effect.ci_low > effect.ci_high) &&
         !(effect.effect_size_ci_low > effect.effect_size_ci_high) && effect.n_reference >= 0 &&
         effect.n_treatment >= 0;
}

/// Every contrast once, with counts that can be, and with labellings where its effects have a p.
void require_contrasts(Requirements& requirements, const Comparison& comparison) {
  std::map<std::string, bool> tested;
  std::vector<std::string> unknown;
  for (const Contrast& contrast : comparison.contrasts) {
    requirements.require(!contrast.name.empty() && tested.emplace(contrast.name, false).second,
                         "contrast \"" + contrast.name + "\" without a name or twice",
                         "distinct names");
    requirements.require(
        contrast.n_reference >= 0 && contrast.n_treatment >= 0 && contrast.permutations >= 0,
        "negative counts in contrast " + contrast.name,
        "0 or more");
  }
  for (const Effect& effect : comparison.effects) {
    const auto contrast = tested.find(effect.contrast);
    if (contrast == tested.end()) {
      unknown.push_back(effect.contrast);
    } else {
      contrast->second = contrast->second || std::isfinite(effect.p);
    }
  }
  unknown.erase(std::unique(unknown.begin(), unknown.end()), unknown.end());
  requirements.require(unknown.empty(),
                       "effects of contrasts that are not listed: " + enumerate(unknown),
                       "each effect's contrast among the contrasts");
  for (const Contrast& contrast : comparison.contrasts) {
    requirements.require(!tested[contrast.name] || contrast.permutations >= 1,
                         "p without labellings in contrast " + contrast.name,
                         "at least one labelling");
  }
}

std::string describe(const Effect& effect) {
  return effect.family + " " + effect.endpoint + " [" + effect.contrast + "]";
}

}  // namespace

std::string_view to_text(ContrastKind kind) {
  return kind == ContrastKind::change ? "change" : "arm_by_time";
}

std::vector<Problem> validate(const Comparison& comparison, const std::string& where) {
  Requirements requirements(where, "compare the trial again");
  std::vector<std::string> nameless;
  std::vector<std::string> unexplained;
  std::vector<std::string> impossible;
  bool tested = false;
  for (const Effect& effect : comparison.effects) {
    if (effect.family.empty() || effect.endpoint.empty() || effect.contrast.empty()) {
      nameless.push_back(describe(effect));
    }
    if (!explained(effect)) unexplained.push_back(describe(effect));
    if (!possible(effect)) impossible.push_back(describe(effect));
    tested = tested || std::isfinite(effect.p);
  }
  requirements.require(nameless.empty(),
                       "effects without family, endpoint or contrast: " + enumerate(nameless),
                       "all three names");
  requirements.require(unexplained.empty(),
                       "undefined numbers without a reason: " + enumerate(unexplained),
                       "finite numbers, or a reason");
  requirements.require(impossible.empty(),
                       "impossible numbers: " + enumerate(impossible),
                       "p and q from 0 to 1, no negative standard error, ordered intervals");
  requirements.require(!tested || comparison.permutations >= 1,
                       std::to_string(comparison.permutations) + " permutations",
                       "at least one where there is a p");
  require_contrasts(requirements, comparison);
  require_findings(requirements, comparison.components, comparison.sets);
  return requirements.take();
}

void add_content(Digester& digester, const Comparison& comparison) {
  add_content(digester, comparison.baseline);
  add_content(digester, comparison.followups);
  add_content(digester, comparison.reference_arm);
  add_content(digester, comparison.permutations);
  add_content(digester, comparison.seed);
  digester.integer(static_cast<std::int64_t>(comparison.contrasts.size()));
  for (const Contrast& contrast : comparison.contrasts) {
    add_content(digester, contrast.name);
    add_content(digester, to_text(contrast.kind));
    add_content(digester, contrast.arm);
    add_content(digester, contrast.followup);
    add_content(digester, contrast.n_reference);
    add_content(digester, contrast.n_treatment);
    add_content(digester, contrast.permutations);
    digester.integer(contrast.exhaustive ? 1 : 0);
  }
  digester.integer(static_cast<std::int64_t>(comparison.effects.size()));
  for (const Effect& effect : comparison.effects) {
    add_content(digester, effect.family);
    add_content(digester, effect.endpoint);
    add_content(digester, effect.contrast);
    add_content(digester, effect.n_reference);
    add_content(digester, effect.n_treatment);
    for (const double number : numbers_of(effect)) add_content(digester, number);
    for (const double number : {effect.enhanced, effect.p_enhanced, effect.p_enhanced_fwe}) {
      add_content(digester, number);
    }
    add_content(digester, effect.reason);
  }
  const auto add_all = [&](const auto& rows) {
    digester.integer(static_cast<std::int64_t>(rows.size()));
    for (const auto& row : rows) add_content(digester, row);
  };
  add_all(comparison.components);
  add_all(comparison.sets);
  add_all(comparison.tails);
  digester.integer(static_cast<std::int64_t>(comparison.flow.size()));
  for (const FlowRow& row : comparison.flow) {
    add_content(digester, row.participant);
    add_content(digester, row.session);
    add_content(digester, row.arm);
    add_content(digester, row.excluded_reason);
  }
}

}  // namespace rewire
