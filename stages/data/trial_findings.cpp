#include "stages/data/trial_findings.h"

#include <cmath>

#include "stages/core/content.h"
#include "stages/data/matrix_content.h"

namespace rewire {
namespace {

bool is_share(double p) { return !(p < 0.0) && !(p > 1.0); }

void add_line(Digester& digester, const AssociationLine& line) {
  for (const std::string* text : {&line.kind,
                                  &line.followup,
                                  &line.family,
                                  &line.endpoint,
                                  &line.score,
                                  &line.measure,
                                  &line.form,
                                  &line.group,
                                  &line.reason}) {
    add_content(digester, *text);
  }
  add_content(digester, line.n);
  for (const double number : {line.estimate,
                              line.ci_low,
                              line.ci_high,
                              line.t,
                              line.degrees_of_freedom,
                              line.p,
                              line.q}) {
    add_content(digester, number);
  }
}

void add_line(Digester& digester, const PredictionLine& line) {
  for (const std::string* text : {&line.outcome, &line.predictors, &line.learner, &line.reason}) {
    add_content(digester, *text);
  }
  add_content(digester, line.n);
  add_content(digester, line.features);
  for (const double number : {line.r,
                              line.null_r_high,
                              line.p,
                              line.explained,
                              line.p_explained,
                              line.mean_absolute_error,
                              line.interval_half_width}) {
    add_content(digester, number);
  }
}

void add_line(Digester& digester, const PredictedOutcome& line) {
  for (const std::string* text : {&line.outcome, &line.learner, &line.participant}) {
    add_content(digester, *text);
  }
  add_content(digester, line.observed);
  add_content(digester, line.predicted);
}

void add_line(Digester& digester, const ReliabilityLine& line) {
  add_content(digester, line.family);
  add_content(digester, line.endpoint);
  add_content(digester, line.n);
  add_content(digester, line.sessions);
  for (const double number : {line.agreement,
                              line.agreement_low,
                              line.agreement_high,
                              line.consistency,
                              line.consistency_low,
                              line.consistency_high,
                              line.measurement_deviation,
                              line.minimal_detectable_change}) {
    add_content(digester, number);
  }
}

void add_line(Digester& digester, const PowerLine& line) {
  for (const std::string* text : {&line.family, &line.endpoint, &line.followup}) {
    add_content(digester, *text);
  }
  for (const double number : {line.difference,
                              line.deviation_of_change,
                              line.r_with_baseline,
                              line.power_now,
                              line.simulated_power}) {
    add_content(digester, number);
  }
  add_content(digester, line.per_arm_change);
  add_content(digester, line.per_arm_ancova);
}

void add_line(Digester& digester, const PersonLine& line) {
  for (const std::string* text :
       {&line.participant, &line.arm, &line.followup, &line.family, &line.endpoint}) {
    add_content(digester, *text);
  }
  add_content(digester, line.tested);
  add_content(digester, line.reliable);
  for (const double number : {line.change, line.reliable_change_index, line.t, line.p, line.q}) {
    add_content(digester, number);
  }
}

void add_line(Digester& digester, const SpecificationLine& line) {
  for (const std::string* text :
       {&line.family, &line.endpoint, &line.arm, &line.followup, &line.choices}) {
    add_content(digester, *text);
  }
  for (const int count : {line.rank, line.planned, line.n}) add_content(digester, count);
  for (const double number : {line.estimate, line.ci_low, line.ci_high, line.p}) {
    add_content(digester, number);
  }
}

void add_line(Digester& digester, const OmnibusLine& line) {
  for (const std::string* text : {&line.followup, &line.family, &line.endpoint, &line.reason}) {
    add_content(digester, *text);
  }
  add_content(digester, line.n);
  for (const double number : {line.f,
                              line.numerator_degrees_of_freedom,
                              line.degrees_of_freedom,
                              line.p,
                              line.p_permutation,
                              line.p_fwe}) {
    add_content(digester, number);
  }
}

}  // namespace

void require_findings(Requirements& requirements, const TrialFindings& findings) {
  std::vector<std::string> wrong;
  for (const AssociationLine& line : findings.associations) {
    const bool explained = !line.reason.empty() || std::isfinite(line.p);
    if (!is_share(line.p) || !is_share(line.q) || !explained) {
      wrong.push_back(line.endpoint + " with " + line.score);
    }
  }
  for (const PredictionLine& line : findings.predictions) {
    const bool explained = !line.reason.empty() || std::isfinite(line.p);
    if (!is_share(line.p) || !is_share(line.p_explained) || !explained) {
      wrong.push_back("prediction of " + line.outcome + " by " + line.learner);
    }
  }
  for (const PersonLine& line : findings.people) {
    if (!is_share(line.p) || !is_share(line.q)) wrong.push_back("change of " + line.participant);
  }
  const PersonalMaps& maps = findings.maps;
  const auto rows = static_cast<Eigen::Index>(maps.participants.size());
  if (maps.t.rows() != rows || maps.q.rows() != rows || maps.t.cols() != maps.q.cols()) {
    wrong.emplace_back("maps of another shape than their participants");
  }
  for (const OmnibusLine& line : findings.omnibus) {
    const bool explained = !line.reason.empty() || std::isfinite(line.p);
    if (!is_share(line.p) || !is_share(line.p_fwe) || !explained) {
      wrong.push_back("F of " + line.endpoint);
    }
  }
  requirements.require(wrong.empty(),
                       "impossible or unexplained numbers: " + enumerate(wrong),
                       "p from 0 to 1, or a reason");
}

void add_content(Digester& digester, const TrialFindings& findings) {
  const auto add_all = [&](const auto& lines) {
    digester.integer(static_cast<std::int64_t>(lines.size()));
    for (const auto& line : lines) add_line(digester, line);
  };
  add_all(findings.associations);
  add_all(findings.predictions);
  add_all(findings.predicted);
  add_all(findings.reliability);
  add_all(findings.power);
  add_all(findings.people);
  add_all(findings.specifications);
  const PersonalMaps& maps = findings.maps;
  add_content(digester, maps.family);
  for (const auto* texts : {&maps.endpoints, &maps.participants, &maps.arms, &maps.followups}) {
    add_content(digester, *texts);
  }
  add_content(digester, maps.t);
  add_content(digester, maps.q);
  add_all(findings.omnibus);
}

}  // namespace rewire
