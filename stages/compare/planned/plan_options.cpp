#include "stages/compare/planned/plan.h"

namespace rewire {

void fields(FieldVisitor& visitor, PlannedExclusion& exclusion) {
  visitor.optional_number("maximum_mean_fd",
                          exclusion.maximum_mean_fd_mm,
                          "none",
                          Unit::millimetres,
                          {0, 100},
                          "Mean framewise displacement above which a session is out.");
  visitor.optional_number("minimum_minutes",
                          exclusion.minimum_minutes,
                          "none",
                          Unit::none,
                          {0, 1000},
                          "Minutes left after censoring below which a session is out.");
  visitor.optional_number(
      "minimum_coverage",
      exclusion.minimum_coverage,
      "none",
      Unit::none,
      {0, 1},
      "Mean share of the voxels of amygdala, hippocampus and prefrontal regions "
      "with signal below which a session is out.");
  visitor.optional_number("minimum_tsnr",
                          exclusion.minimum_tsnr,
                          "none",
                          Unit::none,
                          {0, 1e6},
                          "Mean temporal signal-to-noise ratio of these regions below which a "
                          "session is out.");
  visitor.optional_number("minimum_registration",
                          exclusion.minimum_registration,
                          "none",
                          Unit::none,
                          {0, 1},
                          "Dice overlap of brain masks after registration below which a session is "
                          "out.");
}

void fields(FieldVisitor& visitor, PlannedAssociation& association) {
  visitor.texts("scores",
                association.scores,
                "Columns of the sessions' table whose change from baseline is associated with the "
                "change of the primary and secondary endpoints.");
  visitor.texts("score_changes",
                association.score_changes,
                "Columns of the participants' table that are such changes already.");
  visitor.choice("association_form",
                 association.forms,
                 {"linear", "rank", "both"},
                 "Pearson's partial correlation, Spearman's, or both.");
  visitor.number("response_percent",
                 association.response_percent,
                 Unit::percent,
                 {1, 100},
                 "Improvement of a score from baseline that makes a participant a responder.");
  visitor.choice("better",
                 association.better,
                 {"lower", "higher"},
                 "Whether a lower or a higher score is the better one.");
  visitor.choice("moderation",
                 association.moderation,
                 {"none", "baseline"},
                 "Whether the arms' slopes of follow-up on baseline are compared for the primary "
                 "and secondary endpoints.");
}

void fields(FieldVisitor& visitor, PlannedPrediction& prediction) {
  visitor.texts("predicted",
                prediction.outcomes,
                "What is predicted: change of a score of the sessions' table, or a number of the "
                "participants' table; none given, nothing is.");
  visitor.text("predictors", prediction.predictors, "Family of endpoints that predicts.");
  visitor.choice("predict_from",
                 prediction.predict_from,
                 {"baseline", "change"},
                 "Whether the predictors are the baseline or the change to the first follow-up.");
  visitor.texts("learners",
                prediction.learners,
                "Any of connectome (connectome-based predictive modelling), ridge, elastic_net, "
                "kernel_ridge.");
  visitor.choice("folds",
                 prediction.folds,
                 {"random", "sites"},
                 "Whether random participants or whole sites are left out.");
  visitor.integer(
      "outer_folds", prediction.outer_folds, Unit::none, {2, 1000}, "Folds that are predicted.");
  visitor.integer("inner_folds",
                  prediction.inner_folds,
                  Unit::none,
                  {2, 1000},
                  "Folds of each training part, for what is tuned.");
  visitor.integer("prediction_permutations",
                  prediction.permutations,
                  Unit::none,
                  {20, 1e6},
                  "Permutations of the outcome, the observed one included.");
}

void fields(FieldVisitor& visitor, PlannedReliability& reliability) {
  visitor.choice("reliability",
                 reliability.reliability,
                 {"none", "endpoints", "edges"},
                 "Whether the reference arm's sessions tell reliability and minimal detectable "
                 "change: of the primary and secondary endpoints (with the size of the next "
                 "trial), or of all edges too.");
  visitor.choice("personal_change",
                 reliability.personal_change,
                 {"none", "endpoints", "edges"},
                 "Whether each participant's change is compared with the reference arm's: of the "
                 "primary and secondary endpoints, or of all edges too.");
  visitor.number("next_power",
                 reliability.power,
                 Unit::none,
                 {0.05, 0.999},
                 "Power that the next trial is to have.");
  visitor.numbers("next_differences",
                  reliability.differences,
                  Unit::none,
                  {0.01, 10},
                  "Differences, in standard deviations of change, that it is to find.");
}

}  // namespace rewire
