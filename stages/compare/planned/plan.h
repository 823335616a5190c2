#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

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
  std::string site_column = "none";
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
  ancova,  ///< follow-up on baseline, arm and covariates
  change,  ///< follow-up minus baseline on arm and covariates
  mmrm     ///< all follow-ups on baseline, arm, visit and their products, by REML
};
enum class PlannedCovariance { unstructured, compound_symmetry, ar1 };
enum class PlannedDegrees { kenward_roger, satterthwaite };
enum class ArmVariance { pooled, heteroscedastic };

/// [model]
struct PlannedModel {
  TrialModel model = TrialModel::ancova;
  ArmVariance variance = ArmVariance::pooled;
  PlannedCovariance covariance = PlannedCovariance::unstructured;
  PlannedDegrees degrees_of_freedom = PlannedDegrees::kenward_roger;
};

enum class PrimaryControl { holm, fixed_sequence };
enum class SecondaryControl { benjamini_hochberg, benjamini_yekutieli };
enum class Gate { primary, none };

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
};

/// [exclusion]: a session beyond one of these is out.
struct PlannedExclusion {
  std::optional<double> maximum_mean_fd_mm;
  std::optional<double> minimum_minutes;
  std::optional<double> minimum_coverage;
  std::optional<double> minimum_tsnr;
  std::optional<double> minimum_registration;
};

/// What was decided before the data were looked at: the sections of plan.toml that its digest is
/// of.
struct PlanParams {
  PlannedTrial trial;
  PlannedEndpoints endpoints;
  PlannedModel model;
  PlannedInference inference;
  PlannedExclusion exclusion;
};

void fields(FieldVisitor& visitor, PlannedTrial& trial);
void fields(FieldVisitor& visitor, PlannedEndpoints& endpoints);
void fields(FieldVisitor& visitor, PlannedModel& model);
void fields(FieldVisitor& visitor, PlannedInference& inference);
void fields(FieldVisitor& visitor, PlannedExclusion& exclusion);
/// All of them; their names are distinct.
void fields(FieldVisitor& visitor, PlanParams& plan);

/// The sections of plan.toml; they refer to `plan`.
std::vector<ParameterSection> plan_sections(PlanParams& plan);

/// XXH3-128 of the canonical text: equal exactly for plans that decide the same, however they are
/// written down (order, comments, defaults left out).
Digest plan_digest(const PlanParams& plan);

std::string_view to_text(TrialModel model);

}  // namespace rewire
