#include "stages/compare/planned/plan.h"

#include "stages/core/canonical.h"

namespace rewire {

void fields(FieldVisitor& visitor, PlannedTrial& trial) {
  visitor.text("title", trial.title, "Name of the trial, for the report.");
  visitor.choice("design",
                 trial.design,
                 {"parallel", "crossover"},
                 "Whether a participant has one treatment or all of them in turn.");
  visitor.text("arm_column",
               trial.arm_column,
               "Column that holds the arm (in a crossover the treatment of a session); auto takes "
               "the only one of arm, group and treatment (in a crossover it must be given).");
  visitor.text("reference_arm",
               trial.reference_arm,
               "Arm that the others are compared with, such as placebo; must be given.");
  visitor.texts("arms", trial.arms, "Arms that are compared; none given takes all of the column.");
  visitor.text(
      "baseline", trial.baseline, "Session before treatment; must be given, but in a crossover.");
  visitor.texts(
      "followups",
      trial.followups,
      "Sessions after treatment, in order of time; at least one, in a crossover one per period.");
  visitor.numbers("followup_days",
                  trial.followup_days,
                  Unit::none,
                  {-3650, 36500},
                  "Days from the dose to each follow-up, in their order; may be left out where the "
                  "sessions' table has a column of days.");
  visitor.text("sequence_column",
               trial.sequence_column,
               "Crossover: column with the participant's sequence of treatments; or none.");
  visitor.text("period_column",
               trial.period_column,
               "Crossover: column with the session's period; or none.");
  visitor.texts("period_baselines",
                trial.period_baselines,
                "Crossover: the session before treatment of each follow-up's period, in their "
                "order; none given compares the follow-ups as they are.");
  visitor.text("site_column",
               trial.site_column,
               "Column with the site, which enters every model as a factor; or none.");
  visitor.choice("site_model",
                 trial.site_model,
                 {"factor", "combat"},
                 "Whether site enters the models, or its effects on mean and variance are taken "
                 "out of the numbers before them (longitudinal ComBat).");
  visitor.texts("participant_covariates",
                trial.participant_covariates,
                "Columns of the participants' table that enter every model.");
  visitor.texts("session_covariates",
                trial.session_covariates,
                "Columns of the sessions' table whose value at the follow-up enters every model.");
  visitor.choice("population",
                 trial.population,
                 {"intention_to_treat", "completers"},
                 "Whether everybody with the sessions that the model needs is analysed, or only "
                 "participants with every planned session.");
  visitor.choice(
      "blinding",
      trial.blinding,
      {"open", "coded"},
      "Whether results name the arms, or code them A and B until the plan is unblinded.");
}

void fields(FieldVisitor& visitor, PlannedEndpoints& endpoints) {
  visitor.texts("primary",
                endpoints.primary,
                "Closed list of primary endpoints, as family:endpoint; at least one.");
  visitor.texts("secondary",
                endpoints.secondary,
                "Secondary endpoints, as family:endpoint or the name of a family.");
  visitor.texts("exploratory",
                endpoints.exploratory,
                "Families that are tested as a whole with family-wise control of each.");
}

void fields(FieldVisitor& visitor, PlannedModel& model) {
  visitor.choice("model",
                 model.model,
                 {"ancova", "change", "mmrm", "linear_course", "exponential_course"},
                 "Follow-up adjusted for baseline; change from baseline; all follow-ups in a mixed "
                 "model for repeated measures; or a course over days since the dose, alike in all "
                 "arms before it.");
  visitor.choice("variance",
                 model.variance,
                 {"pooled", "heteroscedastic"},
                 "Whether the arms share one residual variance.");
  visitor.choice("covariance",
                 model.covariance,
                 {"unstructured", "compound_symmetry", "ar1"},
                 "Covariance of a participant's visits in the mixed model.");
  visitor.choice("degrees_of_freedom",
                 model.degrees_of_freedom,
                 {"kenward_roger", "satterthwaite"},
                 "Degrees of freedom of contrasts in the mixed model.");
  visitor.number("half_life",
                 model.half_life_days,
                 Unit::none,
                 {0.01, 3650},
                 "Days in which the response of an exponential course halves.");
  visitor.choice("carry_over",
                 model.carry_over,
                 {"none", "first_order"},
                 "Crossover: whether what the period before left is a term of the model.");
  visitor.choice("weights",
                 model.weights,
                 {"equal", "standard_errors"},
                 "Whether every scan counts alike, or by the standard error that its own length "
                 "and autocorrelation leave it, beside what varies between participants.");
}

void fields(FieldVisitor& visitor, PlannedInference& inference) {
  visitor.number("alpha",
                 inference.alpha,
                 Unit::none,
                 {1e-9, 0.5},
                 "Two-sided error rate of the primary endpoints together.");
  visitor.choice("primary_control",
                 inference.primary_control,
                 {"holm", "fixed_sequence"},
                 "How the primary endpoints share alpha: Holm's step-down, or one after the other "
                 "in the order of the list.");
  visitor.choice(
      "gate",
      inference.gate,
      {"primary", "none"},
      "Whether secondary endpoints may be claimed only when every primary one is shown.");
  visitor.choice("secondary_control",
                 inference.secondary_control,
                 {"benjamini_hochberg", "benjamini_yekutieli"},
                 "False discovery rate among the secondary endpoints.");
  visitor.integer("permutations",
                  inference.permutations,
                  Unit::none,
                  {1, 1e9},
                  "Labellings per contrast, the observed one included.");
  visitor.integer("seed", inference.seed, Unit::none, {0, 9e15}, "Seed of the random labellings.");
  visitor.text("blocks",
               inference.blocks,
               "Factor within whose levels arm labels are exchanged, such as site; or none.");
  visitor.integer("minimum_participants",
                  inference.minimum_participants,
                  Unit::none,
                  {3, 1e6},
                  "Participants per arm below which nothing is tested.");
  visitor.choice(
      "errors",
      inference.errors,
      {"auto", "exchangeable", "symmetric"},
      "Whether permutations exchange participants, or change the signs of their errors, which "
      "keeps each arm its own variance where errors are symmetric; auto does so with "
      "variance = heteroscedastic and no blocks.");
  tail_field(visitor, inference.tail);
  fields(visitor, inference.network);
}

void fields(FieldVisitor& visitor, PlanParams& plan) {
  fields(visitor, plan.trial);
  fields(visitor, plan.endpoints);
  fields(visitor, plan.model);
  fields(visitor, plan.inference);
  fields(visitor, plan.exclusion);
  fields(visitor, plan.association);
  fields(visitor, plan.prediction);
  fields(visitor, plan.reliability);
}

std::vector<ParameterSection> plan_sections(PlanParams& plan) {
  return {{"trial", field_table(plan.trial)},
          {"endpoints", field_table(plan.endpoints)},
          {"model", field_table(plan.model)},
          {"inference", field_table(plan.inference)},
          {"exclusion", field_table(plan.exclusion)},
          {"association", field_table(plan.association)},
          {"prediction", field_table(plan.prediction)},
          {"reliability", field_table(plan.reliability)}};
}

Digest plan_digest(const PlanParams& plan) {
  return Digester().text(canonical_text(plan)).finish();
}

bool flips_signs(const PlanParams& plan) {
  if (plan.inference.errors != PlannedErrors::automatic) {
    return plan.inference.errors == PlannedErrors::symmetric;
  }
  return plan.trial.design == TrialDesign::parallel &&
         plan.model.variance == ArmVariance::heteroscedastic && plan.inference.blocks == "none";
}

std::string_view to_text(TrialModel model) {
  switch (model) {
    case TrialModel::ancova:
      return "ANCOVA";
    case TrialModel::change:
      return "change";
    case TrialModel::mmrm:
      return "MMRM";
    case TrialModel::linear_course:
      return "linear course";
    case TrialModel::exponential_course:
      return "exponential course";
  }
  return "";
}

}  // namespace rewire
