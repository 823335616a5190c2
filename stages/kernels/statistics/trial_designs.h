#pragma once

#include <Eigen/Core>
#include <vector>

#include "stages/kernels/statistics/linear_design.h"

namespace rewire {

/// A comparison of arms at each of several visits: one mean per arm and visit.
struct VisitModel {
  struct Meaning {
    int arm;
    int reference;  ///< -1: the least-squares mean itself
    int visit;
  };
  LinearDesign design;
  Eigen::MatrixXd contrasts;  ///< regressors x contrasts
  std::vector<Meaning> meanings;
};

enum class BaselineSlope {
  common,     ///< one slope on the baseline
  per_visit,  ///< one per visit, as is usual for mixed models of repeated measures
};

/// For mixed_contrasts, rows are follow-up visits of participants: least-squares means of every arm
/// at every visit, at the mean of the covariates (rows x covariates, may have no columns) and of
/// the baseline (rows x columns of data, may be empty), then each arm minus arm 0 at every visit.
/// `arms` and `visits` (per row) count from 0.
VisitModel visit_model(const std::vector<int>& arms,
                       const std::vector<int>& visits,
                       const Eigen::Ref<const Eigen::MatrixXd>& covariates,
                       const Eigen::MatrixXd& baseline,
                       BaselineSlope slope);

/// A cross-over: every row is one period of one participant.
struct CrossoverModel {
  LinearDesign design;
  /// Treatment 1 - treatment 0; when carry-over is in the model also that of treatment 1 against
  /// treatment 0 in the period before
  Eigen::MatrixXd contrasts;
};

enum class CarryOver { none, first_order };

/// Periods, treatments (0 or 1), and what the period before left (first order: an effect of the
/// treatment of the participant's previous period; none in period 0). For mixed_contrasts with
/// compound symmetry over periods, which uses the comparison between participants as well (Jones &
/// Kenward 2014, "Design and Analysis of Cross-Over Trials", doi:10.1201/b17537); with `fixed`
/// participants the design has one mean per participant, for linear_contrasts. Carry-over of a two
/// period cross-over is estimated between participants only, so not with fixed ones.
enum class ParticipantEffect { random, fixed };
CrossoverModel crossover_model(const std::vector<int>& participants,
                               const std::vector<int>& periods,
                               const std::vector<int>& treatments,
                               const Eigen::Ref<const Eigen::MatrixXd>& covariates,
                               CarryOver carry_over,
                               ParticipantEffect effect);

/// Continuous time since the dose: a course over days, alike in all arms at time 0 (randomised),
/// and each arm's own course. The contrasts are each arm's course and each minus that of arm 0, per
/// unit of `course`.
ArmModel course_model(const std::vector<int>& arms,
                      const Eigen::Ref<const Eigen::VectorXd>& course,
                      const Eigen::Ref<const Eigen::MatrixXd>& covariates);

/// The course of a response that is there after the dose and fades: 0 before and at baseline (days
/// <= 0), exp(-days / half_life * log 2) after it. For the linear course use days themselves.
Eigen::VectorXd exponential_course(const Eigen::Ref<const Eigen::VectorXd>& days,
                                   double half_life_days);

}  // namespace rewire
