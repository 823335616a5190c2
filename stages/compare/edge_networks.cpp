#include "stages/compare/edge_networks.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "stages/core/not_a_number.h"
#include "stages/kernels/statistics/tail_approximation.h"

namespace rewire {
namespace {

using Eigen::Index;

const EndpointFamily* edges_of(const TrialData& trial) {
  const auto found =
      std::find_if(trial.families.begin(), trial.families.end(), [](const EndpointFamily& family) {
        return family.name == "edge";
      });
  return found == trial.families.end() ? nullptr : &*found;
}

std::string label_of(const Region& region, EdgeSets sets) {
  switch (sets) {
    case EdgeSets::networks:
      return region.network;
    case EdgeSets::prefrontal:
      if (region.prefrontal_area != PrefrontalArea::none) {
        return std::string(to_text(region.prefrontal_area));
      }
      if (region.structure == Structure::prefrontal) return "";
      break;
    case EdgeSets::structures:
      break;
    case EdgeSets::none:
      return "";
  }
  return region.structure == Structure::other ? "" : std::string(to_text(region.structure));
}

EdgeEnds ends_of(int regions) {
  EdgeEnds ends{regions, {}, {}};
  for (int i = 0; i < regions; ++i) {
    for (int j = i + 1; j < regions; ++j) {
      ends.from.push_back(i);
      ends.to.push_back(j);
    }
  }
  return ends;
}

}  // namespace

void fields(FieldVisitor& visitor, NetworkParams& params) {
  visitor.numbers("network_thresholds",
                  params.thresholds,
                  Unit::none,
                  {0.5, 20},
                  "Thresholds of |t| for network-based statistics (extent and intensity of "
                  "connected edges) of the family edge, such as 3.0; none given, none done.");
  visitor.choice("network_enhancement",
                 params.enhancement,
                 {"none", "tfnbs"},
                 "Whether edges are also tested by threshold-free network-based statistics.");
  visitor.choice("edge_sets",
                 params.sets,
                 {"none", "structures", "prefrontal", "networks"},
                 "Sets of regions whose edges are also tested together: amygdala, hippocampus and "
                 "prefrontal cortex; these with the prefrontal sub-areas; or the atlas' networks.");
}

void tail_field(FieldVisitor& visitor, TailMethod& tail) {
  visitor.choice("tail",
                 tail,
                 {"permutations", "pareto"},
                 "Whether family-wise p are shares of permutations, or by a generalised Pareto "
                 "distribution fitted to their tail where it fits.");
}

EdgeSetPlan edge_sets(const std::vector<Region>& regions, EdgeSets sets) {
  std::vector<std::string> labels;
  std::vector<int> place;
  for (const Region& region : regions) {
    const std::string label = label_of(region, sets);
    const auto known = std::find(labels.begin(), labels.end(), label);
    place.push_back(label.empty() ? -1 : static_cast<int>(known - labels.begin()));
    if (!label.empty() && known == labels.end()) labels.push_back(label);
  }
  EdgeSetPlan plan;
  std::map<std::pair<int, int>, int> number;
  for (std::size_t i = 0; i < regions.size(); ++i) {
    for (std::size_t j = i + 1; j < regions.size(); ++j) {
      if (place[i] < 0 || place[j] < 0) {
        plan.of_edge.push_back(-1);
        continue;
      }
      const auto [low, high] = std::minmax(place[i], place[j]);
      const auto [known, is_new] =
          number.try_emplace({low, high}, static_cast<int>(plan.names.size()));
      if (is_new) {
        plan.names.push_back(labels[static_cast<std::size_t>(low)] + "--" +
                             labels[static_cast<std::size_t>(high)]);
      }
      plan.of_edge.push_back(known->second);
    }
  }
  return plan;
}

std::optional<NetworkTests> edge_network_tests(const TrialData& trial,
                                               const NetworkParams& params) {
  if (!asks_for_networks(params) || edges_of(trial) == nullptr) return std::nullopt;
  NetworkTests tests{ends_of(static_cast<int>(trial.regions.size())), params.thresholds, {}, {}};
  if (params.enhancement == NetworkEnhancementKind::tfnbs) {
    tests.enhancement = EnhancementParams{};
  }
  if (params.sets != EdgeSets::none) tests.sets = edge_sets(trial.regions, params.sets).of_edge;
  return tests;
}

std::vector<Problem> check_networks(const TrialData& trial,
                                    const NetworkParams& params,
                                    const std::string& where) {
  if (!asks_for_networks(params)) return {};
  if (edges_of(trial) == nullptr || trial.regions.empty()) {
    return {{"network tests, and no edges between known regions",
             "matrices of connectivity",
             where,
             "take network_thresholds, network_enhancement and edge_sets out"}};
  }
  if (params.sets != EdgeSets::none && edge_sets(trial.regions, params.sets).names.empty()) {
    return {{"edge_sets of regions that none is tagged as",
             "regions with a structure, prefrontal area or network",
             where,
             "name an atlas, or a table of regions with a structure"}};
  }
  return {};
}

void add_networks(Comparison& comparison,
                  const TrialData& trial,
                  const NetworkParams& params,
                  const PermutationInference& tested,
                  const std::string& contrast) {
  const EndpointFamily* edges = edges_of(trial);
  for (const ThresholdResult& at : tested.networks) {
    int number = 0;
    for (const TestedComponent& found : at.components) {
      NetworkComponent component{.contrast = contrast,
                                 .threshold = at.threshold,
                                 .number = ++number,
                                 .sign = found.component.sign,
                                 .extent = found.component.extent,
                                 .intensity = found.component.intensity,
                                 .p_extent = found.p_extent,
                                 .p_intensity = found.p_intensity,
                                 .edges = {}};
      for (const Index edge : found.component.edges) {
        component.edges.push_back(edges->endpoints[static_cast<std::size_t>(edge)]);
      }
      comparison.components.push_back(std::move(component));
    }
  }
  if (tested.sets) {
    const EdgeSetPlan plan = edge_sets(trial.regions, params.sets);
    std::vector<int> sizes(plan.names.size(), 0);
    for (std::size_t e = 0; e < plan.of_edge.size(); ++e) {
      if (plan.of_edge[e] < 0 || std::isnan(tested.statistic[static_cast<Index>(e)])) continue;
      ++sizes[static_cast<std::size_t>(plan.of_edge[e])];
    }
    for (std::size_t s = 0; s < plan.names.size(); ++s) {
      const auto set = static_cast<Index>(s);
      // Sets behind the last one with an edge that could be tested are not in the result.
      const bool known = set < tested.sets->p.size();
      comparison.sets.push_back({contrast,
                                 plan.names[s],
                                 sizes[s],
                                 known ? tested.sets->mean_t[set] : nan,
                                 known ? tested.sets->p[set] : nan,
                                 known ? tested.sets->p_fwe[set] : nan});
    }
  }
  if (tested.enhanced.size() == 0) return;
  Index edge = 0;
  for (Effect& effect : comparison.effects) {
    if (effect.contrast != contrast || effect.family != "edge") continue;
    effect.enhanced = tested.enhanced[edge];
    effect.p_enhanced = tested.enhanced_p[edge];
    effect.p_enhanced_fwe = tested.enhanced_p_fwe[edge];
    ++edge;
  }
}

TailRecord approximate_tail(Eigen::VectorXd& p_fwe,
                            const Eigen::Ref<const Eigen::VectorXd>& observed,
                            const Eigen::Ref<const Eigen::VectorXd>& largest,
                            std::uint64_t seed) {
  const TailFit fit = fit_tail(largest, seed);
  for (Index i = 0; fit.usable && i < p_fwe.size(); ++i) {
    if (!std::isnan(p_fwe[i])) p_fwe[i] = tail_p(fit, largest, std::abs(observed[i]));
  }
  return {{}, {}, fit.usable, fit.threshold, fit.share, fit.shape, fit.scale, fit.goodness_p};
}

}  // namespace rewire
