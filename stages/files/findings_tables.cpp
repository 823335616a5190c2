#include "stages/files/findings_tables.h"

namespace rewire {

RowTable<AssociationLine> association_columns() {
  using Row = AssociationLine;
  return RowTable<Row>()
      .text("kind", &Row::kind)
      .text("followup", &Row::followup)
      .text("family", &Row::family)
      .text("endpoint", &Row::endpoint)
      .text("score", &Row::score)
      .text("measure", &Row::measure)
      .text("form", &Row::form)
      .text("group", &Row::group)
      .count("n", &Row::n)
      .number("estimate", &Row::estimate)
      .number("ci_low", &Row::ci_low)
      .number("ci_high", &Row::ci_high)
      .number("t", &Row::t)
      .number("degrees_of_freedom", &Row::degrees_of_freedom)
      .number("p", &Row::p)
      .number("q", &Row::q)
      .text("reason", &Row::reason);
}

RowTable<PredictionLine> prediction_columns() {
  using Row = PredictionLine;
  return RowTable<Row>()
      .text("outcome", &Row::outcome)
      .text("predictors", &Row::predictors)
      .text("learner", &Row::learner)
      .count("n", &Row::n)
      .count("features", &Row::features)
      .number("r", &Row::r)
      .number("null_r_high", &Row::null_r_high)
      .number("p", &Row::p)
      .number("explained", &Row::explained)
      .number("p_explained", &Row::p_explained)
      .number("mean_absolute_error", &Row::mean_absolute_error)
      .number("interval_half_width", &Row::interval_half_width)
      .text("reason", &Row::reason);
}

RowTable<PredictedOutcome> predicted_columns() {
  using Row = PredictedOutcome;
  return RowTable<Row>()
      .text("outcome", &Row::outcome)
      .text("learner", &Row::learner)
      .text("participant_id", &Row::participant)
      .number("observed", &Row::observed)
      .number("predicted", &Row::predicted);
}

RowTable<ReliabilityLine> reliability_columns() {
  using Row = ReliabilityLine;
  return RowTable<Row>()
      .text("family", &Row::family)
      .text("endpoint", &Row::endpoint)
      .count("n", &Row::n)
      .count("sessions", &Row::sessions)
      .number("icc_agreement", &Row::agreement)
      .number("icc_agreement_low", &Row::agreement_low)
      .number("icc_agreement_high", &Row::agreement_high)
      .number("icc_consistency", &Row::consistency)
      .number("icc_consistency_low", &Row::consistency_low)
      .number("icc_consistency_high", &Row::consistency_high)
      .number("measurement_deviation", &Row::measurement_deviation)
      .number("minimal_detectable_change", &Row::minimal_detectable_change);
}

RowTable<PowerLine> power_columns() {
  using Row = PowerLine;
  return RowTable<Row>()
      .text("family", &Row::family)
      .text("endpoint", &Row::endpoint)
      .text("followup", &Row::followup)
      .number("difference", &Row::difference)
      .number("deviation_of_change", &Row::deviation_of_change)
      .number("r_with_baseline", &Row::r_with_baseline)
      .number("power_now", &Row::power_now)
      .count("per_arm_change", &Row::per_arm_change)
      .count("per_arm_ancova", &Row::per_arm_ancova)
      .number("simulated_power", &Row::simulated_power);
}

RowTable<PersonLine> person_columns() {
  using Row = PersonLine;
  return RowTable<Row>()
      .text("participant_id", &Row::participant)
      .text("arm", &Row::arm)
      .text("followup", &Row::followup)
      .text("family", &Row::family)
      .text("endpoint", &Row::endpoint)
      .count("tested", &Row::tested)
      .count("reliable", &Row::reliable)
      .number("change", &Row::change)
      .number("reliable_change_index", &Row::reliable_change_index)
      .number("t", &Row::t)
      .number("p", &Row::p)
      .number("q", &Row::q);
}

RowTable<SpecificationLine> specification_columns() {
  using Row = SpecificationLine;
  return RowTable<Row>()
      .text("family", &Row::family)
      .text("endpoint", &Row::endpoint)
      .text("arm", &Row::arm)
      .text("followup", &Row::followup)
      .count("rank", &Row::rank)
      .count("planned", &Row::planned)
      .text("choices", &Row::choices)
      .count("n", &Row::n)
      .number("estimate", &Row::estimate)
      .number("ci_low", &Row::ci_low)
      .number("ci_high", &Row::ci_high)
      .number("p", &Row::p);
}

RowTable<OmnibusLine> omnibus_columns() {
  using Row = OmnibusLine;
  return RowTable<Row>()
      .text("followup", &Row::followup)
      .text("family", &Row::family)
      .text("endpoint", &Row::endpoint)
      .count("n", &Row::n)
      .number("f", &Row::f)
      .number("numerator_degrees_of_freedom", &Row::numerator_degrees_of_freedom)
      .number("degrees_of_freedom", &Row::degrees_of_freedom)
      .number("p", &Row::p)
      .number("p_permutation", &Row::p_permutation)
      .number("p_fwe", &Row::p_fwe)
      .text("reason", &Row::reason);
}

}  // namespace rewire
