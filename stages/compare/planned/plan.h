#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "stages/compare/network_params.h"
#include "stages/core/digest.h"
#include "stages/core/field_list.h"

namespace rewire {

enum class TrialDesign {
  parallel,  ///< every participant has one arm
  crossover  ///< every participant has every treatment, in the order of its sequence
};
enum class Blinding {
  open,   ///< results name the arms
  coded,  ///< results say A, B ... until the plan is unblinded
};
enum class Population {
  intention_to_treat,  ///< everybody with the sessions that the model needs, in the arm of the
                       ///< table
  completers           ///< only participants with every planned session
};

enum class SiteModel {
  factor,  ///< site enters every model
  combat   ///< site is taken out of the numbers before the models
};

/// [trial]: who, when, and what is compared with what.
struct PlannedTrial {
  std::string title;
  TrialDesign design = TrialDesign::parallel;
  std::string arm_column = "auto";
  std::string reference_arm;
  std::vector<std::string> arms;
  std::string baseline;
  std::vector<std::string> followups;
  std::vector<double> followup_days;
  std::string sequence_column = "none";
  std::string period_column = "none";
  std::vector<std::string> period_baselines;
  std::string site_column = "none";
  SiteModel site_model = SiteModel::factor;
  std::vector<std::string> participant_covariates;
  std::vector<std::string> session_covariates;
  Population population = Population::intention_to_treat;
  Blinding blinding = Blinding::open;
};

/// [endpoints]: closed lists. An entry is "family:endpoint"
/// ("structure_pair:amygdala--prefrontal"), an endpoint whose name is in one family only, or the
/// name of a family (all of it).
struct PlannedEndpoints {
  std::vector<std::string> primary;
  std::vector<std::string> secondary;
  std::vector<std::string> exploratory;
};

enum class TrialModel {
  ancova,             ///< follow-up on baseline, arm and covariates
  change,             ///< follow-up minus baseline on arm and covariates
  mmrm,               ///< all follow-ups on baseline, arm, visit and their products, by REML
  linear_course,      ///< all sessions on days since the dose x arm, alike before it, by REML
  exponential_course  ///< the same with a response that halves every half_life
};
enum class PlannedCovariance { unstructured, compound_symmetry, ar1 };
enum class PlannedDegrees { kenward_roger, satterthwaite };
enum class ArmVariance { pooled, heteroscedastic };
enum class CarryOverTerm { none, first_order };
enum class EndpointWeights {
  equal,
  standard_errors  ///< each scan by its own standard error and what varies between participants
};

/// [model]
struct PlannedModel {
  TrialModel model = TrialModel::ancova;
  ArmVariance variance = ArmVariance::pooled;
  PlannedCovariance covariance = PlannedCovariance::unstructured;
  PlannedDegrees degrees_of_freedom = PlannedDegrees::kenward_roger;
  double half_life_days = 7.0;
  CarryOverTerm carry_over = CarryOverTerm::none;
  EndpointWeights weights = EndpointWeights::equal;
};

enum class PrimaryControl { holm, fixed_sequence };
enum class SecondaryControl { benjamini_hochberg, benjamini_yekutieli };
enum class Gate { primary, none };
enum class PlannedErrors {
  automatic,     ///< symmetric with a variance per arm and no blocks, otherwise exchangeable
  exchangeable,  ///< participants change places
  symmetric      ///< participants' errors change sign
};

/// [inference]
struct PlannedInference {
  double alpha = 0.05;
  PrimaryControl primary_control = PrimaryControl::holm;
  Gate gate = Gate::primary;
  SecondaryControl secondary_control = SecondaryControl::benjamini_hochberg;
  std::int64_t permutations = 10000;
  std::int64_t seed = 20;
  std::string blocks = "none";
  std::int64_t minimum_participants = 3;
  PlannedErrors errors = PlannedErrors::automatic;
  TailMethod tail = TailMethod::permutations;
  NetworkParams network;
};

/// [exclusion]: a session beyond one of these is out.
struct PlannedExclusion {
  std::optional<double> maximum_mean_fd_mm;
  std::optional<double> minimum_minutes;
  std::optional<double> minimum_coverage;
  std::optional<double> minimum_tsnr;
  std::optional<double> minimum_registration;
};

enum class AssociationForms { linear, rank, both };
enum class BetterScore { lower, higher };
enum class Moderation { none, baseline };

/// [association]: whether endpoints change with scores, and whether the effect goes with the
/// baseline.
struct PlannedAssociation {
  std::vector<std::string> scores;
  std::vector<std::string> score_changes;
  AssociationForms forms = AssociationForms::both;
  double response_percent = 50.0;
  BetterScore better = BetterScore::lower;
  Moderation moderation = Moderation::none;
};

enum class PredictFrom { baseline, change };
enum class PredictionFolds { random, sites };

/// [prediction]: of scores from a family of endpoints, in nested cross-validation.
struct PlannedPrediction {
  std::vector<std::string> outcomes;
  std::string predictors = "edge";
  PredictFrom predict_from = PredictFrom::baseline;
  std::vector<std::string> learners{"connectome", "ridge", "kernel_ridge"};
  PredictionFolds folds = PredictionFolds::random;
  std::int64_t outer_folds = 10;
  std::int64_t inner_folds = 5;
  std::int64_t permutations = 1000;
};

enum class EndpointExtent {
  none,
  endpoints,  ///< primary and secondary
  edges       ///< and all edges
};

/// [reliability]: what the reference arm tells of repeated measurement, of single participants and
/// of the next trial.
struct PlannedReliability {
  EndpointExtent reliability = EndpointExtent::none;
  EndpointExtent personal_change = EndpointExtent::none;
  double power = 0.8;
  std::vector<double> differences{0.5, 0.8};
};

/// What was decided before the data were looked at: the sections of plan.toml that its digest is
/// of.
struct PlanParams {
  PlannedTrial trial;
  PlannedEndpoints endpoints;
  PlannedModel model;
  PlannedInference inference;
  PlannedExclusion exclusion;
  PlannedAssociation association;
  PlannedPrediction prediction;
  PlannedReliability reliability;
};

void fields(FieldVisitor& visitor, PlannedTrial& trial);
void fields(FieldVisitor& visitor, PlannedEndpoints& endpoints);
void fields(FieldVisitor& visitor, PlannedModel& model);
void fields(FieldVisitor& visitor, PlannedInference& inference);
void fields(FieldVisitor& visitor, PlannedExclusion& exclusion);
void fields(FieldVisitor& visitor, PlannedAssociation& association);
void fields(FieldVisitor& visitor, PlannedPrediction& prediction);
void fields(FieldVisitor& visitor, PlannedReliability& reliability);
/// All of them; their names are distinct.
void fields(FieldVisitor& visitor, PlanParams& plan);

/// The sections of plan.toml; they refer to `plan`.
std::vector<ParameterSection> plan_sections(PlanParams& plan);

/// XXH3-128 of the canonical text: equal exactly for plans that decide the same, however they are
/// written down (order, comments, defaults left out).
Digest plan_digest(const PlanParams& plan);

std::string_view to_text(TrialModel model);

/// Whether permutations change the signs of errors rather than their places.
bool flips_signs(const PlanParams& plan);

}  // namespace rewire
