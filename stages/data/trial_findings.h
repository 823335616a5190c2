#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "stages/core/digest.h"
#include "stages/core/requirements.h"

namespace rewire {

/// Whether an endpoint changes with a score, or an effect goes with the baseline. Undefined numbers
/// are NaN with a reason.
struct AssociationLine {
  std::string kind;  ///< "association", "moderation"
  std::string followup;
  std::string family;
  std::string endpoint;
  std::string score;    ///< "madrs"; "baseline" for moderation
  std::string measure;  ///< "change", "percentage change", "response"; "slope", "slope difference"
  std::string form;     ///< "linear", "rank"
  std::string group;    ///< "all arms (adjusted for arm)", or an arm, or two
  int n = 0;
  double estimate = 0.0;  ///< partial correlation, or slope
  double ci_low = 0.0;    ///< 95 %
  double ci_high = 0.0;
  double t = 0.0;
  double degrees_of_freedom = 0.0;
  double p = 0.0;  ///< two-sided
  double q = 0.0;  ///< Benjamini-Hochberg over the endpoints with all else equal
  std::string reason;
};

/// Whether three or more arms differ at all, by one F. Undefined numbers are NaN with a reason.
struct OmnibusLine {
  std::string followup;
  std::string family;
  std::string endpoint;
  int n = 0;
  double f = 0.0;
  double numerator_degrees_of_freedom = 0.0;
  double degrees_of_freedom = 0.0;
  double p = 0.0;              ///< of F
  double p_permutation = 0.0;  ///< by permutation
  double p_fwe = 0.0;          ///< by the largest F of the endpoints tested together
  std::string reason;
};

/// How well a learner predicts an outcome out of fold.
struct PredictionLine {
  std::string outcome;
  std::string predictors;  ///< "edge at baseline"
  std::string learner;
  int n = 0;
  int features = 0;
  double r = 0.0;
  double null_r_high = 0.0;  ///< 95th percentile of r with the outcome permuted
  double p = 0.0;            ///< one-sided, by permutation, of r
  double explained = 0.0;    ///< below 0: worse than the training parts' means
  double p_explained = 0.0;
  double mean_absolute_error = 0.0;
  double interval_half_width = 0.0;  ///< of a 90 % interval about a prediction
  std::string reason;
};

/// One participant's outcome and what was predicted without it.
struct PredictedOutcome {
  std::string outcome;
  std::string learner;
  std::string participant;
  double observed = 0.0;
  double predicted = 0.0;
};

/// Repeated measurement in the reference arm.
struct ReliabilityLine {
  std::string family;
  std::string endpoint;
  int n = 0;
  int sessions = 0;
  double agreement = 0.0;  ///< ICC(2,1)
  double agreement_low = 0.0;
  double agreement_high = 0.0;
  double consistency = 0.0;  ///< ICC(3,1)
  double consistency_low = 0.0;
  double consistency_high = 0.0;
  double measurement_deviation = 0.0;
  double minimal_detectable_change = 0.0;  ///< of one participant, 95 %
};

/// The size of a next trial from the reference arm's changes.
struct PowerLine {
  std::string family;
  std::string endpoint;
  std::string followup;
  double difference = 0.0;           ///< standard deviations of change
  double deviation_of_change = 0.0;  ///< in the endpoint's unit
  double r_with_baseline = 0.0;      ///< of follow-up and baseline
  double power_now = 0.0;            ///< of this trial's arms, for that difference of change
  int per_arm_change = 0;            ///< participants, with change as the endpoint
  int per_arm_ancova = 0;            ///< the same adjusted for baseline
  double simulated_power = 0.0;  ///< at per_arm_change, from the reference arm's changes themselves
};

/// q up to which a participant's change is reliable.
inline constexpr double reliable_at = 0.05;

/// How far a participant's change lies from those of the reference arm.
struct PersonLine {
  std::string participant;
  std::string arm;
  std::string followup;
  std::string family;
  std::string endpoint;  ///< of a whole family the one of the largest |t|
  int tested = 0;        ///< endpoints that q is over
  int reliable = 0;      ///< of these, with q <= reliable_at
  double change = 0.0;
  /// Jacobson and Truax: the change by its standard deviation from error alone, as test and retest
  /// of the reference arm give it; beyond 1.96 it is reliable
  double reliable_change_index = 0.0;
  double t = 0.0;  ///< Crawford and Howell: against the changes of the reference arm
  double p = 0.0;
  double q = 0.0;
};

/// Every participant's whole map of changes, in the order of the family's endpoints.
struct PersonalMaps {
  std::string family;
  std::vector<std::string> endpoints;
  std::vector<std::string> participants;  ///< per row of the maps, as are the two next
  std::vector<std::string> arms;
  std::vector<std::string> followups;
  Eigen::MatrixXd t;  ///< as of PersonLine
  Eigen::MatrixXd q;  ///< Benjamini-Hochberg over the endpoints of a row
};

/// One way of analysing a primary endpoint, among all that were gone through.
struct SpecificationLine {
  std::string family;
  std::string endpoint;
  std::string arm;
  std::string followup;
  int rank = 0;         ///< by estimate, from 1
  int planned = 0;      ///< 1: the planned one
  std::string choices;  ///< "inputs: as planned; model: ANCOVA; motion: not in the model ..."
  int n = 0;
  double estimate = 0.0;
  double ci_low = 0.0;
  double ci_high = 0.0;
  double p = 0.0;
};

/// What a plan asks for beyond the comparison of arms.
struct TrialFindings {
  std::vector<AssociationLine> associations;
  std::vector<PredictionLine> predictions;
  std::vector<PredictedOutcome> predicted;
  std::vector<ReliabilityLine> reliability;
  std::vector<PowerLine> power;
  std::vector<PersonLine> people;
  std::vector<SpecificationLine> specifications;  ///< endpoint by endpoint, by estimate
  PersonalMaps maps;                              ///< empty unless asked for
  std::vector<OmnibusLine> omnibus;  ///< primary, then secondary endpoints, then explored families
};

/// p and q from 0 to 1, numbers or a reason.
void require_findings(Requirements& requirements, const TrialFindings& findings);

void add_content(Digester& digester, const TrialFindings& findings);

}  // namespace rewire
