#include <gtest/gtest.h>

#include <cmath>

#include "pipeline/simulate/covariance.h"
#include "pipeline/simulate/head_motion.h"
#include "pipeline/simulate/region_signals.h"
#include "pipeline/simulate/streams.h"
#include "pipeline/simulate/template_brain.h"
#include "pipeline/simulate/trial_plan.h"

namespace rewire::simulation {
namespace {

double fisher_z(double r) { return std::atanh(r); }

/// A standard deviation about zero.
double spread(const std::vector<double>& values) {
  double sum = 0.0;
  for (const double value : values) sum += value * value;
  return std::sqrt(sum / static_cast<double>(values.size()));
}

std::vector<std::string> region_names() {
  return read_template(SimulateParams{}.template_directory).names;
}

TEST(Connections, SignalsHaveTheCorrelationsAskedFor) {
  Eigen::MatrixXd correlation = Eigen::MatrixXd::Identity(4, 4);
  correlation(0, 1) = correlation(1, 0) = 0.7;
  correlation(1, 2) = correlation(2, 1) = -0.4;
  RandomStream random(11, 0);
  const Eigen::Index volumes = 20000;
  const Eigen::MatrixXd signals = draw_region_signals(correlation, volumes, 2.0, random);
  const Eigen::MatrixXd sample =
      signals.transpose() * signals / static_cast<double>(signals.rows());
  // 40000 s of signals of about 0.1 Hz: 8000 independent samples.
  EXPECT_LT((sample - correlation).cwiseAbs().maxCoeff(), 0.05);
}

TEST(Connections, SessionsDifferAsMuchAsAskedForAndPlantedEdgesExactly) {
  SimulateParams params;
  params.session_spread = 0.15;
  const std::vector<std::string> names = region_names();
  const std::vector<Plant> plants = find_plants(params, names);
  const Eigen::MatrixXd base = base_correlation(params, names, plants, 0);
  const Eigen::MatrixXd day = session_correlation(params, base, plants, 0, 1, 0.5);
  std::vector<double> changes;
  for (Eigen::Index a = 0; a < base.rows(); ++a) {
    EXPECT_NEAR(day(a, a), 1.0, 1e-12);
    for (Eigen::Index b = 0; b < a; ++b)
      changes.push_back(fisher_z(day(a, b)) - fisher_z(base(a, b)));
  }
  EXPECT_NEAR(spread(changes), 0.15, 0.01);
  params.session_spread = 0.0;
  const Eigen::MatrixXd planted = session_correlation(params, base, plants, 0, 1, 0.5);
  for (const Plant& plant : plants) {
    EXPECT_NEAR(fisher_z(planted(plant.a, plant.b)) - fisher_z(base(plant.a, plant.b)),
                0.5 * plant.share,
                1e-9);
  }
  const Eigen::MatrixXd same = session_correlation(params, base, plants, 0, 1, 0.0);
  EXPECT_LT((same - base).cwiseAbs().maxCoeff(), 1e-12);
}

TEST(Connections, PlantedArmByTimeEffectIsThatOfTheTable) {
  SimulateParams params;
  params.session_effects = {0, 1, 0.7};
  const std::vector<std::string> names = region_names();
  const std::vector<Plant> plants = find_plants(params, names);
  std::vector<double> treated;
  std::vector<double> control;
  for (std::size_t p = 0; p < 16; ++p) {
    const Eigen::MatrixXd base = base_correlation(params, names, plants, p);
    const double effect = p % 2 == 0 ? params.effect_fisher_z : 0.0;
    const Eigen::MatrixXd before = session_correlation(params, base, plants, p, 0, 0.0);
    const Eigen::MatrixXd after = session_correlation(params, base, plants, p, 1, effect);
    for (const Plant& plant : plants) {
      const double change = fisher_z(after(plant.a, plant.b)) - fisher_z(before(plant.a, plant.b));
      (p % 2 == 0 ? treated : control).push_back(change * plant.share);
    }
  }
  double difference = 0.0;
  for (std::size_t i = 0; i < treated.size(); ++i) difference += treated[i] - control[i];
  difference /= static_cast<double>(treated.size());
  // 64 changes in each arm, each of standard deviation 0.14: four standard errors are 0.1.
  EXPECT_NEAR(difference, params.effect_fisher_z, 0.1);
}

TEST(Plan, ScoresFollowThePlantedChangeAndMissingSessionsAreRows) {
  SimulateParams params;
  params.missing_share = 0.2;
  const std::vector<Participant> participants = plan_trial(params);
  std::size_t missing = 0;
  double improved = 0.0;
  double improved_control = 0.0;
  for (const Participant& participant : participants) {
    ASSERT_EQ(participant.visits.size(), 3U);
    EXPECT_TRUE(participant.visits[0].takes_place);
    for (const Visit& visit : participant.visits) missing += visit.takes_place ? 0U : 1U;
    const double change = participant.visits[0].madrs - participant.visits[1].madrs;
    (participant.arm == params.arms.front() ? improved_control : improved) += change / 40.0;
  }
  EXPECT_NEAR(static_cast<double>(missing), 0.2 * 160, 20.0);
  // 18 points for one Fisher z; four standard errors of a difference of 40 pairs.
  EXPECT_NEAR(improved - improved_control, 18.0 * params.effect_fisher_z, 3.5);
}

TEST(Plan, MotionDiffersByArmAfterTheDoseOnly) {
  SimulateParams params;
  params.motion_arm_factor = 2.0;
  std::array<double, 4> displacement{};  // by treated, after
  for (const Participant& participant : plan_trial(params)) {
    const auto p = static_cast<std::size_t>(std::stoi(participant.label.substr(4)));
    for (std::size_t s = 0; s < 2; ++s) {
      RandomStream random = stream(params.seed, Draw::motion, p, s);
      const HeadMotion head = draw_motion(params, participant.visits[s].motion_scale, random);
      const Eigen::VectorXd& fd = head.motion.framewise_displacement_mm;
      const std::size_t treated = participant.arm == params.arms.front() ? 0 : 2;
      displacement[treated + s] += fd.tail(fd.size() - 1).mean();
    }
  }
  EXPECT_NEAR(displacement[2] / displacement[0], 1.0, 0.1);
  EXPECT_NEAR(displacement[3] / displacement[1], 2.0, 0.2);
}

}  // namespace
}  // namespace rewire::simulation
