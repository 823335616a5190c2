#pragma once

#include <Eigen/Core>
#include <array>
#include <cmath>
#include <vector>

#include "stages/core/random.h"
#include "stages/kernels/statistics/mixed_model.h"
#include "stages/kernels/statistics/network_statistics.h"

// Trials without any effect, and with a known one.
namespace rewire {

inline constexpr int regions = 30;
inline constexpr Eigen::Index edges = Eigen::Index{regions} * (regions - 1) / 2;
inline EdgeEnds all_edges() {
  EdgeEnds ends{regions, {}, {}};
  for (int i = 0; i < regions; ++i) {
    for (int j = i + 1; j < regions; ++j) {
      ends.from.push_back(i);
      ends.to.push_back(j);
    }
  }
  return ends;
}

/// Fisher z with what edges share: a person's mean, and how strongly each region takes part.
inline Eigen::VectorXd connectome(RandomStream& random, double deviation) {
  const double mean = 0.1 * random.normal();
  std::array<double, regions> region{};
  for (double& part : region) part = 0.15 * random.normal();
  Eigen::VectorXd values(edges);
  Eigen::Index edge = 0;
  for (std::size_t i = 0; i < regions; ++i) {
    for (std::size_t j = i + 1; j < regions; ++j) {
      values[edge++] = deviation * (mean + region[i] + region[j] + 0.2 * random.normal());
    }
  }
  return values;
}

struct Trial {
  Eigen::MatrixXd baseline;
  Eigen::MatrixXd follow;
  std::vector<int> arms;
  std::vector<int> sites;
  Eigen::VectorXd motion;  ///< change of head motion, larger in arm 1 where it is simulated
};

enum class Nuisance { none, missing, variances, sites, motion };

inline Trial null_trial(int first, int second, Nuisance nuisance, std::uint64_t stream) {
  RandomStream random(2026, stream);
  const Eigen::Index people = first + second;
  Trial trial{Eigen::MatrixXd(people, edges),
              Eigen::MatrixXd(people, edges),
              {},
              {},
              Eigen::VectorXd(people)};
  const Eigen::VectorXd of_motion = connectome(random, 1.0);
  Eigen::MatrixXd of_site(3, edges);
  for (Eigen::Index s = 0; s < 3; ++s) of_site.row(s) = connectome(random, 2.0);
  for (Eigen::Index i = 0; i < people; ++i) {
    const int arm = i < first ? 0 : 1;
    const int site = static_cast<int>(random.below(3));
    const Eigen::VectorXd person = connectome(random, 1.0);
    const double spread = nuisance == Nuisance::variances && arm == 1 ? 2.0 : 1.0;
    trial.arms.push_back(arm);
    trial.sites.push_back(site);
    trial.motion[i] = random.normal() + (nuisance == Nuisance::motion ? arm : 0);
    trial.baseline.row(i) = person + connectome(random, 1.0);
    trial.follow.row(i) = person + connectome(random, spread);
    if (nuisance == Nuisance::sites) trial.follow.row(i) += of_site.row(site);
    if (nuisance == Nuisance::motion) trial.follow.row(i) += trial.motion[i] * of_motion;
    if (nuisance != Nuisance::missing) continue;
    if (random.uniform() < 0.2) trial.follow.row(i).setConstant(std::nan(""));
    for (int k = 0; k < 4; ++k) {
      trial.baseline(i, random.below(static_cast<std::uint32_t>(edges))) = std::nan("");
    }
  }
  return trial;
}

/// One endpoint at baseline and three follow-ups, correlated, a fifth of the follow-ups missing;
/// `effect` is added to arm 1 at the last one.
struct VisitTrial {
  Eigen::MatrixXd values;
  Eigen::MatrixXd baseline;
  std::vector<int> arms;
  VisitRows rows;
};

inline VisitTrial visit_trial(int per_arm, double missing, double effect, std::uint64_t stream) {
  RandomStream random(2027, stream);
  VisitTrial trial;
  trial.rows.visit_count = 3;
  trial.values.resize(Eigen::Index{per_arm} * 6, 1);
  trial.baseline.resize(trial.values.rows(), 1);
  Eigen::Index row = 0;
  for (int person = 0; person < 2 * per_arm; ++person) {
    const int arm = person < per_arm ? 0 : 1;
    const double own = random.normal();
    const double before = own + random.normal();
    for (int visit = 0; visit < 3; ++visit, ++row) {
      const double noise = random.normal() * (1.0 + 0.2 * visit);
      trial.values(row, 0) = own + noise + (arm == 1 && visit == 2 ? effect : 0.0);
      if (random.uniform() < missing) trial.values(row, 0) = std::nan("");
      trial.baseline(row, 0) = before;
      trial.arms.push_back(arm);
      trial.rows.participants.push_back(person);
      trial.rows.visits.push_back(visit);
    }
  }
  return trial;
}

}  // namespace rewire
