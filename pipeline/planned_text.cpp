#include "pipeline/planned_text.h"

#include <algorithm>
#include <cmath>

#include "stages/core/number_text.h"

namespace rewire {
namespace {

std::string padded(std::string text, std::size_t width) {
  if (text.size() < width) text.append(width - text.size(), ' ');
  return text;
}

std::string flow_lines(const PlannedComparison& result) {
  std::string text = "Who took part\n";
  for (const FlowCount& count : result.flow_counts) {
    text += "  " + padded(count.arm.empty() ? "no arm" : count.arm, 14) +
            padded(count.session, 14) + padded(std::to_string(count.count), 5) +
            (count.reason.empty() ? "in" : "out: " + count.reason) + "\n";
  }
  return text;
}

std::string p_text(double p) {
  constexpr double smallest = 0.0001;
  return p < smallest ? "<0.0001" : format_fixed(p, 4);
}

std::string effect_line(const PlannedEffect& effect) {
  std::string text = "  " + padded(effect.endpoint, 34) + " " +
                     padded(effect.arm + " " + effect.followup, 22) + " ";
  if (!effect.reason.empty()) return text + "not tested: " + effect.reason + "\n";
  return text + padded(format_fixed(effect.estimate, 3), 7) + " [" +
         format_fixed(effect.ci_low, 3) + ", " + format_fixed(effect.ci_high, 3) + "]  g " +
         format_fixed(effect.effect_size, 2) + "  p " + p_text(effect.p) + "  adjusted " +
         p_text(effect.p_adjusted) + "  n " + std::to_string(effect.n_treatment) + "/" +
         std::to_string(effect.n_reference) + "\n";
}

std::string endpoint_lines(const PlannedComparison& result, EndpointRole role) {
  std::vector<PlannedEffect> effects;
  for (const PlannedEffect& effect : result.effects) {
    if (effect.role == role && effect.analysis == "plan") effects.push_back(effect);
  }
  if (effects.empty()) return "";
  const std::size_t all = effects.size();
  constexpr std::size_t most = 20;
  if (all > most) {
    std::stable_sort(effects.begin(), effects.end(), [](const auto& a, const auto& b) {
      return std::isnan(b.p) ? !std::isnan(a.p) : a.p < b.p;
    });
    effects.resize(most);
  }
  std::string text = std::string(to_text(role) == "primary" ? "Primary" : "Secondary") +
                     " endpoints, difference from " + result.reference_arm;
  if (all > most)
    text += " (" + std::to_string(most) + " smallest p of " + std::to_string(all) + ")";
  text += "\n";
  for (const PlannedEffect& effect : effects) text += effect_line(effect);
  return text;
}

}  // namespace

std::string planned_text(const PlannedComparison& result) {
  std::string text = result.title.empty() ? "" : result.title + "\n";
  text += "Plan " + result.plan_digest + ": " + result.plan_state + "\n";
  if (result.is_coded) text += "Arms are coded; rewire plan unblind lets results name them.\n";
  text += "\n" + flow_lines(result) + "\n" + endpoint_lines(result, EndpointRole::primary);
  const std::string secondary = endpoint_lines(result, EndpointRole::secondary);
  if (!secondary.empty()) text += "\n" + secondary;
  text += "\n";
  for (const std::string& note : result.notes) text += note + "\n";
  for (const CheckLine& line : result.checks) {
    const bool speaks = line.note.find("differs between arms") != std::string::npos ||
                        line.note.find("not checked") != std::string::npos ||
                        line.note.find("sign changes") != std::string::npos;
    if (!speaks) continue;
    text +=
        line.check + (line.quantity.empty() ? "" : ", " + line.quantity) + ": " + line.note + "\n";
  }
  return text;
}

}  // namespace rewire
