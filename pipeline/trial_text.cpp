#include "pipeline/trial_text.h"

#include <algorithm>
#include <map>
#include <vector>

#include "pipeline/padded.h"
#include "stages/core/number_text.h"

namespace rewire {
namespace {

constexpr std::size_t most_edges = 12;
constexpr double alpha = 0.05;

std::string p_text(double p) { return format_fixed(p, p < 0.001 ? 5 : 4); }

std::string effect_row(const Effect& effect, std::size_t width) {
  if (!effect.reason.empty())
    return "  " + padded(effect.endpoint, width) + "  " + effect.reason + "\n";
  return "  " + padded(effect.endpoint, width) + "  " +
         padded(format_fixed(effect.estimate, 3), 7) + " [" + format_fixed(effect.ci_low, 3) +
         ", " + format_fixed(effect.ci_high, 3) + "]  g " +
         padded(format_fixed(effect.effect_size, 2), 6) + " p " + p_text(effect.p) + "  p_fwe " +
         p_text(effect.p_fwe) + "  q " + p_text(effect.q_fdr) + "\n";
}

std::string rows_of(const std::vector<const Effect*>& effects) {
  std::size_t width = 0;
  for (const Effect* effect : effects) width = std::max(width, effect->endpoint.size());
  std::string text;
  for (const Effect* effect : effects) text += effect_row(*effect, width);
  return text;
}

std::vector<const Effect*> effects_of(const Comparison& comparison,
                                      const Contrast& contrast,
                                      const std::string& family) {
  std::vector<const Effect*> effects;
  for (const Effect& effect : comparison.effects) {
    if (effect.contrast == contrast.name && effect.family == family) effects.push_back(&effect);
  }
  return effects;
}

std::string strongest_edges(std::vector<const Effect*> edges) {
  std::erase_if(edges, [](const Effect* edge) { return !edge->reason.empty(); });
  std::stable_sort(edges.begin(), edges.end(), [](const Effect* a, const Effect* b) {
    return a->p_fwe < b->p_fwe;
  });
  const auto surviving = static_cast<std::size_t>(std::count_if(
      edges.begin(), edges.end(), [](const Effect* edge) { return edge->p_fwe < alpha; }));
  std::string text = "  Edges with p_fwe < 0.05: " + std::to_string(surviving) + " of " +
                     std::to_string(edges.size()) + "\n";
  edges.resize(std::min(edges.size(), std::clamp<std::size_t>(surviving, 3, most_edges)));
  return text + rows_of(edges);
}

std::string flow_text(const Comparison& comparison) {
  std::size_t excluded = 0;
  for (const FlowRow& row : comparison.flow) {
    if (!row.excluded_reason.empty()) ++excluded;
  }
  std::string text = std::to_string(comparison.flow.size()) + " planned sessions, " +
                     std::to_string(excluded) + " out" + (excluded > 0 ? ":\n" : "\n");
  for (const FlowRow& row : comparison.flow) {
    if (row.excluded_reason.empty()) continue;
    text += "  " + row.participant + " " + row.session + " (" + row.arm +
            "): " + row.excluded_reason + "\n";
  }
  return text;
}

}  // namespace

std::string trial_text(const Comparison& comparison) {
  std::string text = flow_text(comparison);
  for (const Contrast& contrast : comparison.contrasts) {
    text += "\n" + contrast.name + "  (n = " + std::to_string(contrast.n_treatment);
    if (contrast.n_reference > 0) text += " and " + std::to_string(contrast.n_reference);
    text += ", " + std::to_string(contrast.permutations) +
            (contrast.exhaustive ? " labellings, all there are)\n" : " permutations)\n");
    text += rows_of(effects_of(comparison, contrast, "structure_pair"));
    text += strongest_edges(effects_of(comparison, contrast, "edge"));
  }
  return text;
}

}  // namespace rewire
