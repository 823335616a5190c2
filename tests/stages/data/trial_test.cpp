#include <gtest/gtest.h>

#include <cmath>

#include "stages/data/comparison.h"
#include "stages/data/trial_data.h"
#include "tests/stages/data/expectations.h"

namespace rewire::testing {
namespace {

TrialTable example_table() {
  TrialTable table{.arms = {"placebo", "drug"}, .sessions = {"ses-pre", "ses-post"}, .rows = {}};
  for (const std::string participant : {"sub-01", "sub-02"}) {
    for (const std::string& session : table.sessions) {
      table.rows.push_back({.participant = participant,
                            .session = session,
                            .arm = participant == "sub-01" ? "placebo" : "drug",
                            .days_since_dose = 1.0,
                            .covariates = {{"age", 30.0}},
                            .factors = {{"site", "X"}},
                            .missing_reason = ""});
    }
  }
  return table;
}

TEST(TrialTable, RefusesPlansThatAreNotOneRowPerVisit) {
  using T = TrialTable;
  const T table = example_table();
  expect_valid(table);
  expect_refused<T>(
      table, [](T& t) { t.rows.clear(); }, "no participants");
  expect_refused<T>(
      table, [](T& t) { t.arms.clear(); }, "no arms");
  expect_refused<T>(
      table, [](T& t) { t.sessions.clear(); }, "no sessions");
  expect_refused<T>(
      table, [](T& t) { t.arms[1] = "placebo"; }, "placebo");
  expect_refused<T>(
      table, [](T& t) { t.sessions[1] = "ses-pre"; }, "listed twice");
  expect_refused<T>(
      table, [](T& t) { t.rows[0].participant.clear(); }, "without a participant");
  expect_refused<T>(
      table, [](T& t) { t.rows[0].arm = "other"; }, "does not have: sub-01");
  expect_refused<T>(
      table, [](T& t) { t.rows[0].session = "ses-x"; }, "a session that");
  expect_refused<T>(
      table, [](T& t) { t.rows[0].covariates["age"] = NAN; }, "not finite: sub-01");
  expect_refused<T>(
      table, [](T& t) { t.rows[1].session = "ses-pre"; }, "same participant");
  expect_refused<T>(
      table, [](T& t) { t.rows[1].arm = "drug"; }, "two arms: sub-01");
  expect_refused<T>(
      table, [](T& t) { t.rows.pop_back(); }, "3 visits of 2 participants");
  expect_refused<T>(
      table, [](T& t) { std::swap(t.rows[0], t.rows[2]); }, "out of order");
  expect_distinguished<T>(table,
                          {[](T& t) { t.arms[1] = "other"; },
                           [](T& t) { t.sessions[1] = "ses-x"; },
                           [](T& t) { t.rows[0].participant = "sub-00"; },
                           [](T& t) { t.rows[0].session = "ses-x"; },
                           [](T& t) { t.rows[0].arm = "drug"; },
                           [](T& t) { t.rows[0].days_since_dose.reset(); },
                           [](T& t) { t.rows[0].days_since_dose = 0.0; },
                           [](T& t) { t.rows[0].covariates["age"] = 31.0; },
                           [](T& t) { t.rows[0].factors["site"] = "Y"; },
                           [](T& t) { t.rows[0].missing_reason = "no scan"; }});
}

TEST(TrialData, RefusesFamiliesThatDoNotFitTheTable) {
  using T = TrialData;
  const T trial{.table = example_table(),
                .families = {{"edge", {"A--B", "A--C"}, Eigen::MatrixXd::Zero(4, 2)}}};
  expect_valid(trial);
  expect_refused<T>(
      trial, [](T& t) { t.families[0].values.resize(3, 2); }, "edge values of 3x2");
  expect_refused<T>(
      trial, [](T& t) { t.families[0].endpoints[1] = "A--B"; }, "A--B");
  expect_refused<T>(
      trial, [](T& t) { t.families[0].values(0, 1) = INFINITY; }, "infinite edge");
  expect_refused<T>(
      trial, [](T& t) { t.families.push_back(t.families[0]); }, "edge");
  expect_refused<T>(
      trial, [](T& t) { t.table.rows.pop_back(); }, "3 visits");
  expect_distinguished<T>(trial,
                          {[](T& t) { t.families[0].name = "pair"; },
                           [](T& t) { t.families[0].endpoints[0] = "B--A"; },
                           [](T& t) { t.families[0].values(0, 1) = NAN; },
                           [](T& t) { t.table.arms[1] = "other"; }});
}

Comparison example_comparison() {
  Comparison comparison{.baseline = "ses-pre",
                        .followups = {"ses-post"},
                        .reference_arm = "placebo",
                        .permutations = 100,
                        .seed = 1,
                        .contrasts = {{.name = "drug: post - pre", .permutations = 100}},
                        .effects = {},
                        .flow = {{"sub-01", "ses-pre", "placebo", ""}},
                        .warnings = {}};
  comparison.effects.push_back({.family = "edge",
                                .endpoint = "A--B",
                                .contrast = "drug: post - pre",
                                .n_reference = 0,
                                .n_treatment = 8,
                                .estimate = 0.1,
                                .standard_error = 0.05,
                                .t = 2.0,
                                .degrees_of_freedom = 7.0,
                                .ci_low = 0.0,
                                .ci_high = 0.2,
                                .effect_size = 0.5,
                                .effect_size_ci_low = 0.1,
                                .effect_size_ci_high = 0.9,
                                .p = 0.04,
                                .p_fwe = 0.2,
                                .q_fdr = 0.1,
                                .reason = ""});
  return comparison;
}

TEST(Comparison, RefusesNumbersThatCannotBe) {
  using C = Comparison;
  const C comparison = example_comparison();
  expect_valid(comparison);
  const auto refuse = [&](const std::string& found, const Change<Effect>& change) {
    expect_refused<C>(
        comparison, [&](C& c) { change(c.effects[0]); }, found);
  };
  refuse("without family", [](Effect& e) { e.family.clear(); });
  refuse("without family", [](Effect& e) { e.endpoint.clear(); });
  refuse("not listed", [](Effect& e) { e.contrast = "other"; });
  refuse("without a reason", [](Effect& e) { e.t = NAN; });
  refuse("impossible", [](Effect& e) { e.p = 1.01; });
  refuse("impossible", [](Effect& e) { e.p_fwe = -0.01; });
  refuse("impossible", [](Effect& e) { e.q_fdr = 2.0; });
  refuse("impossible", [](Effect& e) { e.standard_error = -0.1; });
  refuse("impossible", [](Effect& e) { e.ci_low = 0.3; });
  refuse("impossible", [](Effect& e) { e.effect_size_ci_low = 1.0; });
  refuse("impossible", [](Effect& e) { e.n_treatment = -1; });
  expect_refused<C>(
      comparison, [](C& c) { c.permutations = 0; }, "0 permutations");
  expect_refused<C>(
      comparison, [](C& c) { c.contrasts[0].permutations = 0; }, "without labellings");
  expect_refused<C>(
      comparison, [](C& c) { c.contrasts.push_back(c.contrasts[0]); }, "twice");
  expect_refused<C>(
      comparison, [](C& c) { c.contrasts[0].n_treatment = -1; }, "negative counts");
}

TEST(Comparison, AnUndefinedEffectPassesWithItsReason) {
  Comparison comparison = example_comparison();
  comparison.effects[0].estimate = comparison.effects[0].p = NAN;
  comparison.effects[0].reason = "two participants";
  expect_valid(comparison);
}

TEST(Comparison, EveryPartOfItIsContent) {
  using C = Comparison;
  std::vector<Change<C>> changes{[](C& c) { c.baseline = "x"; },
                                 [](C& c) { c.followups = {"x"}; },
                                 [](C& c) { c.reference_arm = "x"; },
                                 [](C& c) { c.permutations = 99; },
                                 [](C& c) { c.seed = 2; },
                                 [](C& c) { c.contrasts[0].name = "x"; },
                                 [](C& c) { c.contrasts[0].kind = ContrastKind::arm_by_time; },
                                 [](C& c) { c.contrasts[0].arm = "x"; },
                                 [](C& c) { c.contrasts[0].followup = "x"; },
                                 [](C& c) { c.contrasts[0].n_reference = 3; },
                                 [](C& c) { c.contrasts[0].n_treatment = 3; },
                                 [](C& c) { c.contrasts[0].permutations = 3; },
                                 [](C& c) { c.contrasts[0].exhaustive = true; },
                                 [](C& c) { c.effects[0].family = "x"; },
                                 [](C& c) { c.effects[0].endpoint = "x"; },
                                 [](C& c) { c.effects[0].contrast = "x"; },
                                 [](C& c) { c.effects[0].reason = "x"; },
                                 [](C& c) { c.flow[0].participant = "x"; },
                                 [](C& c) { c.flow[0].session = "x"; },
                                 [](C& c) { c.flow[0].arm = "x"; },
                                 [](C& c) { c.flow[0].excluded_reason = "x"; }};
  for (double Effect::*const number : {&Effect::estimate,
                                       &Effect::standard_error,
                                       &Effect::t,
                                       &Effect::degrees_of_freedom,
                                       &Effect::ci_low,
                                       &Effect::ci_high,
                                       &Effect::effect_size,
                                       &Effect::effect_size_ci_low,
                                       &Effect::effect_size_ci_high,
                                       &Effect::p,
                                       &Effect::p_fwe,
                                       &Effect::q_fdr}) {
    changes.push_back([number](C& c) { c.effects[0].*number = NAN; });
  }
  expect_distinguished<C>(example_comparison(), changes);
}

}  // namespace
}  // namespace rewire::testing
