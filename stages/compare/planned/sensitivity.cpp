#include "stages/compare/planned/sensitivity.h"

#include <algorithm>
#include <optional>

#include "stages/compare/planned/checks.h"

namespace rewire {
namespace {

/// One level of each choice, as the plan has it where nothing else is said.
struct Levels {
  std::string inputs = "as planned";
  std::string motion = "not in the model";
};

std::string variance_text(const PlanParams& plan) {
  if (plan.model.weights == EndpointWeights::standard_errors) return "each scan's own";
  return plan.model.variance == ArmVariance::pooled ? "one" : "one per arm";
}

/// "inputs: as planned; model: ANCOVA; ..." An input that is called
/// "strategy:36p,estimator:partial" is a level of each of these.
std::string choices_text(const PlanParams& plan, const Levels& levels = {}) {
  const bool crossover = plan.trial.design == TrialDesign::crossover;
  std::string inputs;
  for (std::size_t begin = 0; begin <= levels.inputs.size();) {
    const std::size_t end = std::min(levels.inputs.find(',', begin), levels.inputs.size());
    const std::string part = levels.inputs.substr(begin, end - begin);
    const std::size_t colon = part.find(':');
    inputs += colon == std::string::npos ? "inputs: " + part
                                         : part.substr(0, colon) + ": " + part.substr(colon + 1);
    inputs += "; ";
    begin = end + 1;
  }
  std::string model = crossover ? "cross-over" : std::string(to_text(plan.model.model));
  if (crossover && plan.model.carry_over == CarryOverTerm::first_order) model += ", carry-over";
  if (crossover && plan.model.model == TrialModel::change) model += " of changes";
  return inputs + "model: " + model + "; motion: " + levels.motion +
         "; variance: " + variance_text(plan) + "; participants: " +
         (plan.trial.population == Population::completers ? "completers" : "all");
}

void add(Sensitivity& all,
         const std::string& name,
         const std::string& choices,
         std::vector<PlannedEffect> effects) {
  all.choices[name] = choices;
  for (PlannedEffect& effect : effects) {
    effect.role = EndpointRole::primary;
    effect.analysis = name;
    all.effects.push_back(std::move(effect));
  }
}

std::size_t in_count(const TrialTable& table) {
  return static_cast<std::size_t>(
      std::count_if(table.rows.begin(), table.rows.end(), [](const TrialRow& row) {
        return row.missing_reason.empty();
      }));
}

void completers(const Sample& sample,
                const PlanParams& plan,
                const std::vector<ChosenEndpoint>& primary,
                Sensitivity& all) {
  if (plan.trial.population == Population::completers) return;
  const Sample only = completers_of(sample, plan);
  if (in_count(only.inputs.trial.table) == in_count(sample.inputs.trial.table)) {
    all.notes.push_back(
        "Completers only: the same participants, since everybody that is analysed has every "
        "planned session.");
    return;
  }
  PlanParams of_completers = plan;
  of_completers.trial.population = Population::completers;
  add(all,
      "completers only",
      choices_text(of_completers),
      fit_endpoints(only.inputs, only.inputs.trial.families, primary, plan));
}

/// The endpoints of the same names among other families; empty when one is missing.
std::vector<ChosenEndpoint> same_endpoints(const std::vector<EndpointFamily>& families,
                                           const std::vector<EndpointFamily>& others,
                                           const std::vector<ChosenEndpoint>& endpoints) {
  std::vector<ChosenEndpoint> found;
  for (const ChosenEndpoint& endpoint : endpoints) {
    const EndpointFamily& family = families[endpoint.family];
    const std::string& name = family.endpoints[static_cast<std::size_t>(endpoint.column)];
    for (std::size_t f = 0; f < others.size(); ++f) {
      if (others[f].name != family.name) continue;
      const auto place = std::find(others[f].endpoints.begin(), others[f].endpoints.end(), name);
      if (place != others[f].endpoints.end()) {
        found.push_back({f, place - others[f].endpoints.begin()});
      }
    }
  }
  return found;
}

bool have_errors(const Sample& sample, const std::vector<ChosenEndpoint>& primary) {
  return std::all_of(primary.begin(), primary.end(), [&](const ChosenEndpoint& endpoint) {
    return sample.inputs.trial.families[endpoint.family].standard_errors.size() > 0;
  });
}

/// Single departures from the planned model.
void other_models(const Sample& sample,
                  const PlanParams& plan,
                  const std::vector<ChosenEndpoint>& primary,
                  Sensitivity& all) {
  const auto& families = sample.inputs.trial.families;
  const bool crossover = plan.trial.design == TrialDesign::crossover;
  if (crossover) {
    add(all,
        "within participants alone",
        choices_text(plan) + "; participant term: fixed",
        fit_endpoints(
            sample.inputs, families, primary, plan, {.participants = ParticipantTerm::fixed}));
    PlanParams carried = plan;
    const bool planned = plan.model.carry_over == CarryOverTerm::first_order;
    carried.model.carry_over = planned ? CarryOverTerm::none : CarryOverTerm::first_order;
    if (planned || plan.trial.followups.size() > 2) {
      add(all,
          planned ? "without carry-over" : "with carry-over",
          choices_text(carried),
          fit_endpoints(sample.inputs, families, primary, carried));
    } else {
      all.notes.push_back(
          "With carry-over: not done, two periods do not tell it from a difference between "
          "sequences.");
    }
  } else if (explores_by_model(plan)) {
    PlanParams other = plan;
    const bool pooled = plan.model.variance == ArmVariance::pooled;
    other.model.variance = pooled ? ArmVariance::heteroscedastic : ArmVariance::pooled;
    add(all,
        pooled ? "a variance per arm" : "one variance for all arms",
        choices_text(other),
        fit_endpoints(sample.inputs, families, primary, other));
  }
  if (!have_errors(sample, primary)) return;
  PlanParams other = plan;
  const bool equal = plan.model.weights == EndpointWeights::equal;
  other.model.weights = equal ? EndpointWeights::standard_errors : EndpointWeights::equal;
  other.model.variance = ArmVariance::pooled;
  add(all,
      equal ? "weighted by standard errors" : "equal weights",
      choices_text(other),
      fit_endpoints(sample.inputs, families, primary, other));
}

/// One of the choices of a specification.
struct Choice {
  std::string name;  ///< empty: as planned
  PlanParams plan;
};

std::vector<Choice> model_choices(const PlanParams& plan) {
  std::vector<Choice> choices{{"", plan}};
  const bool crossover = plan.trial.design == TrialDesign::crossover;
  if (crossover && plan.trial.period_baselines.empty()) return choices;
  PlanParams other = plan;
  const bool is_change = plan.model.model == TrialModel::change;
  other.model.model = is_change ? TrialModel::ancova : TrialModel::change;
  choices.push_back({is_change ? "adjusted for baseline (ANCOVA)" : "change from baseline", other});
  return choices;
}

/// Values of the primary endpoints, made in one way.
struct InputChoice {
  std::string name;   ///< empty: as planned
  std::string level;  ///< likewise: the alternative's own name
  const std::vector<EndpointFamily>* families;
  std::vector<ChosenEndpoint> endpoints;
};

std::vector<InputChoice> input_choices(const Sample& sample,
                                       const std::vector<ChosenEndpoint>& primary,
                                       Sensitivity& all) {
  const auto& families = sample.inputs.trial.families;
  std::vector<InputChoice> choices{{"", "", &families, primary}};
  for (const AlternativeValues& alternative : sample.inputs.alternatives) {
    auto endpoints = same_endpoints(families, alternative.families, primary);
    if (endpoints.size() < primary.size()) {
      all.notes.push_back("Inputs " + alternative.name + ": " +
                          std::to_string(primary.size() - endpoints.size()) +
                          " primary endpoints are not among them.");
    }
    if (endpoints.empty()) continue;
    choices.push_back({"inputs: " + alternative.name,
                       alternative.name,
                       &alternative.families,
                       std::move(endpoints)});
  }
  if (sample.inputs.alternatives.empty()) {
    all.notes.push_back(
        "With and without global signal regression: no alternative inputs were given ([data] "
        "alternatives).");
  }
  return choices;
}

/// Every combination of inputs, model and motion but the planned one, which has been done.
void specifications(const Sample& sample,
                    const PlanParams& plan,
                    const std::vector<ChosenEndpoint>& primary,
                    Sensitivity& all) {
  std::vector<std::optional<ExtraCovariate>> motion{std::nullopt};
  ExtraCovariate change{"change of mean framewise displacement",
                        displacement_change(sample.inputs, plan.trial)};
  const bool known = change.values.array().isFinite().any();
  if (known) motion.emplace_back(std::move(change));
  if (!known) {
    all.notes.push_back(
        "With motion as covariate: not done, mean framewise displacement is not known.");
  }
  for (const InputChoice& inputs : input_choices(sample, primary, all)) {
    for (const Choice& model : model_choices(plan)) {
      for (const auto& extra : motion) {
        std::string name = inputs.name;
        const auto append = [&name](const std::string& part) {
          if (!part.empty()) name += (name.empty() ? "" : "; ") + part;
        };
        append(model.name);
        if (extra) append("with change of motion");
        if (name.empty()) continue;
        FitChanges changes;
        changes.extra = extra;
        Levels levels;
        if (!inputs.level.empty()) levels.inputs = inputs.level;
        if (extra) levels.motion = "its change as covariate";
        add(all,
            name,
            choices_text(model.plan, levels),
            fit_endpoints(sample.inputs, *inputs.families, inputs.endpoints, model.plan, changes));
      }
    }
  }
}

}  // namespace

Sensitivity sensitivity_analyses(const Sample& sample,
                                 const PlanParams& plan,
                                 const std::vector<ChosenEndpoint>& primary) {
  Sensitivity all;
  completers(sample, plan, primary, all);
  other_models(sample, plan, primary, all);
  specifications(sample, plan, primary, all);
  return all;
}

std::vector<SpecificationLine> specification_curve(const std::vector<PlannedEffect>& planned,
                                                   const Sensitivity& others,
                                                   const PlanParams& plan) {
  std::vector<SpecificationLine> all;
  for (const PlannedEffect& effect : planned) {
    if (effect.role != EndpointRole::primary || !effect.reason.empty()) continue;
    std::vector<SpecificationLine> curve;
    const auto take = [&](const PlannedEffect& other, const std::string& choices) {
      if (other.family != effect.family || other.endpoint != effect.endpoint ||
          other.arm != effect.arm || other.followup != effect.followup || !other.reason.empty()) {
        return;
      }
      curve.push_back({.family = other.family,
                       .endpoint = other.endpoint,
                       .arm = other.arm,
                       .followup = other.followup,
                       .rank = 0,
                       .planned = &other == &effect ? 1 : 0,
                       .choices = choices,
                       .n = other.n_reference + other.n_treatment,
                       .estimate = other.estimate,
                       .ci_low = other.ci_low,
                       .ci_high = other.ci_high,
                       .p = other.p});
    };
    take(effect, choices_text(plan));
    for (const PlannedEffect& other : others.effects)
      take(other, others.choices.at(other.analysis));
    std::stable_sort(curve.begin(), curve.end(), [](const auto& a, const auto& b) {
      return a.estimate < b.estimate;
    });
    for (std::size_t i = 0; i < curve.size(); ++i) curve[i].rank = static_cast<int>(i) + 1;
    all.insert(all.end(), curve.begin(), curve.end());
  }
  return all;
}

}  // namespace rewire
