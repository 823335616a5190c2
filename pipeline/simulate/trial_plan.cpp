#include "pipeline/simulate/trial_plan.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "pipeline/simulate/streams.h"

namespace rewire::simulation {
namespace {

/// Points of the Montgomery–Asberg scale (0 to 60) for one Fisher z of planted change.
constexpr double madrs_per_fisher_z = 18.0;
constexpr double placebo_response_madrs = 5.0;

std::string participant_label(std::size_t index, std::size_t count) {
  const std::size_t width = std::max<std::size_t>(2, std::to_string(count).size());
  const std::string number = std::to_string(index + 1);
  return "sub-" + std::string(width - number.size(), '0') + number;
}

void plan_visits(const SimulateParams& params, std::size_t index, Participant& participant) {
  RandomStream symptoms = stream(params.seed, Draw::symptoms, index);
  RandomStream missing = stream(params.seed, Draw::missing, index);
  const double start = std::clamp(31.0 + 4.0 * symptoms.normal(), 20.0, 45.0);
  const bool treated = participant.arm != params.arms.front();
  for (std::size_t s = 0; s < params.sessions.size(); ++s) {
    Visit visit;
    visit.session = s;
    visit.effect_share = params.session_effects[s] * participant.response;
    visit.effect_fisher_z = params.effect_fisher_z * visit.effect_share;
    double score = start - madrs_per_fisher_z * visit.effect_fisher_z;
    const double noise = symptoms.normal();
    if (s > 0) {
      score += 2.5 * noise - placebo_response_madrs;
      visit.takes_place = missing.uniform() >= params.missing_share;
      if (treated) visit.motion_scale = params.motion_arm_factor;
    }
    visit.madrs = std::clamp(std::round(score), 0.0, 60.0);
    participant.visits.push_back(visit);
  }
}

}  // namespace

std::vector<Participant> plan_trial(const SimulateParams& params) {
  RandomStream random = stream(params.seed, Draw::allocation);
  const auto per_arm = static_cast<std::size_t>(params.participants_per_arm);
  const std::size_t arm_count = params.arms.size();
  std::vector<Participant> participants;
  std::vector<int> block(arm_count);
  bool any_missing = false;
  for (std::size_t p = 0; p < per_arm * arm_count; ++p) {
    if (p % arm_count == 0) {
      std::iota(block.begin(), block.end(), 0);
      random.shuffle(block);
    }
    Participant participant;
    participant.label = participant_label(p, per_arm * arm_count);
    participant.arm = params.arms[static_cast<std::size_t>(block[p % arm_count])];
    participant.site = params.sites[(p / arm_count) % params.sites.size()];
    participant.age = static_cast<int>(std::clamp(40.0 + 12.0 * random.normal(), 18.0, 70.0));
    participant.sex = random.uniform() < 0.6 ? 'F' : 'M';
    const double response = std::clamp(1.0 + params.response_spread * random.normal(), 0.4, 1.6);
    participant.response = participant.arm == params.arms.front() ? 0.0 : response;
    plan_visits(params, p, participant);
    for (const Visit& visit : participant.visits) any_missing |= !visit.takes_place;
    participants.push_back(std::move(participant));
  }
  if (params.missing_share > 0.0 && !any_missing && params.sessions.size() > 1) {
    const auto chosen = random.below(static_cast<std::uint32_t>(participants.size()));
    participants[chosen].visits.back().takes_place = false;
  }
  return participants;
}

}  // namespace rewire::simulation
