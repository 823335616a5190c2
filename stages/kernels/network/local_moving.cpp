#include "stages/kernels/network/local_moving.h"

#include <deque>
#include <numeric>

namespace rewire {
namespace {

using Eigen::Index;

/// Of refine(): how far a choice may be from the best (theta of the paper).
constexpr double temperature = 0.01;

std::vector<int> shuffled(std::size_t count, RandomStream& random) {
  std::vector<int> order(count);
  std::iota(order.begin(), order.end(), 0);
  random.shuffle(order);
  return order;
}

}  // namespace

CommunityLedger::CommunityLedger(const QualityGraph& graph, std::vector<int>& communities)
    : graph_(graph),
      communities_(communities),
      shares_(Eigen::MatrixXd::Zero(graph.shares.rows(), graph.shares.cols())),
      counts_(graph.size(), 0),
      joint_(graph.size(), 0.0),
      is_near_(graph.size(), 0) {
  for (std::size_t i = 0; i < graph.size(); ++i) {
    shares_.col(communities_[i]) += graph.shares.col(static_cast<Index>(i));
    ++counts_[static_cast<std::size_t>(communities_[i])];
  }
  for (std::size_t c = graph.size(); c > 0; --c) {
    if (counts_[c - 1] == 0) empty_.push_back(static_cast<int>(c - 1));
  }
}

void CommunityLedger::lift(std::size_t node) {
  const int home = communities_[node];
  shares_.col(home) -= graph_.shares.col(static_cast<Index>(node));
  if (--counts_[static_cast<std::size_t>(home)] == 0) {
    shares_.col(home).setZero();
    empty_.push_back(home);
  }
}

void CommunityLedger::place(std::size_t node, int community) {
  communities_[node] = community;
  shares_.col(community) += graph_.shares.col(static_cast<Index>(node));
  ++counts_[static_cast<std::size_t>(community)];
}

double CommunityLedger::gain(std::size_t node, int community, double joint) const {
  const double* own = graph_.shares.col(static_cast<Index>(node)).data();
  const double* all = shares_.col(community).data();
  double chance = 0.0;
  for (Index t = 0; t < shares_.rows(); ++t) chance += graph_.coefficients[t] * own[t] * all[t];
  return joint - chance;
}

const std::vector<CommunityLedger::Option>& CommunityLedger::options(std::size_t node) {
  near_.clear();
  for (const auto& link : graph_.links_of(node)) {
    const int other = communities_[static_cast<std::size_t>(link.node)];
    const auto c = static_cast<std::size_t>(other);
    if (is_near_[c] == 0) {
      is_near_[c] = 1;
      near_.push_back(other);
    }
    joint_[c] += link.weight;
  }
  options_.clear();
  for (const int community : near_) {
    const auto c = static_cast<std::size_t>(community);
    options_.push_back({community, gain(node, community, joint_[c])});
    joint_[c] = 0.0;
    is_near_[c] = 0;
  }
  while (!empty_.empty() && counts_[static_cast<std::size_t>(empty_.back())] != 0) {
    empty_.pop_back();
  }
  if (!empty_.empty()) options_.push_back({empty_.back(), 0.0});
  return options_;
}

bool move_nodes(const QualityGraph& graph, RandomStream& random, std::vector<int>& communities) {
  CommunityLedger ledger(graph, communities);
  const std::vector<int> order = shuffled(graph.size(), random);
  std::deque<int> waiting(order.begin(), order.end());
  std::vector<std::uint8_t> waits(graph.size(), 1);
  bool moved = false;
  while (!waiting.empty()) {
    const auto node = static_cast<std::size_t>(waiting.front());
    waiting.pop_front();
    waits[node] = 0;
    const int home = ledger.community(node);
    ledger.lift(node);
    double best_gain = 0.0;
    int best = home;
    bool home_seen = false;
    const auto& options = ledger.options(node);
    for (const auto& option : options) {
      if (option.community != home) continue;
      best_gain = option.gain;
      home_seen = true;
    }
    // No link leads home any more: what is there only costs.
    if (!home_seen) best_gain = ledger.gain(node, home, 0.0);
    best_gain += negligible_quality;
    for (const auto& option : options) {
      if (option.gain <= best_gain) continue;
      best_gain = option.gain;
      best = option.community;
    }
    ledger.place(node, best);
    if (best == home) continue;
    moved = true;
    for (const auto& link : graph.links_of(node)) {
      const auto other = static_cast<std::size_t>(link.node);
      if (waits[other] != 0 || communities[other] == best) continue;
      waits[other] = 1;
      waiting.push_back(link.node);
    }
  }
  return moved;
}

std::vector<int> refine(const QualityGraph& graph,
                        const std::vector<int>& communities,
                        RandomStream& random) {
  // Links that leave a community cannot join its parts.
  QualityGraph inner;
  inner.shares = graph.shares;
  inner.coefficients = graph.coefficients;
  inner.inside.assign(graph.size(), 0.0);
  inner.offsets.push_back(0);
  std::vector<double> joint(graph.size(), 0.0);
  for (std::size_t i = 0; i < graph.size(); ++i) {
    for (const auto& link : graph.links_of(i)) {
      if (communities[static_cast<std::size_t>(link.node)] != communities[i]) continue;
      inner.links.push_back(link);
      joint[i] += link.weight;
    }
    inner.offsets.push_back(inner.links.size());
  }
  Eigen::MatrixXd whole = Eigen::MatrixXd::Zero(graph.shares.rows(), graph.shares.cols());
  for (std::size_t i = 0; i < graph.size(); ++i) {
    whole.col(communities[i]) += graph.shares.col(static_cast<Index>(i));
  }
  const auto belongs = [&](std::size_t node) {
    const auto own = graph.shares.col(static_cast<Index>(node));
    const double chance =
        graph.coefficients.cwiseProduct(own).dot(whole.col(communities[node]) - own);
    return joint[node] >= chance;
  };

  std::vector<int> parts(graph.size());
  std::iota(parts.begin(), parts.end(), 0);
  CommunityLedger ledger(inner, parts);
  std::vector<double> odds;
  std::vector<int> choices;
  for (const int next : shuffled(graph.size(), random)) {
    const auto node = static_cast<std::size_t>(next);
    const int home = ledger.community(node);
    if (ledger.node_count(home) > 1 || !belongs(node)) continue;
    ledger.lift(node);
    odds.clear();
    choices.clear();
    double largest = 0.0;
    const auto& options = ledger.options(node);
    for (const auto& option : options) largest = std::max(largest, option.gain);
    double total = 0.0;
    for (const auto& option : options) {
      if (option.gain < 0.0 || ledger.node_count(option.community) == 0) continue;
      total += std::exp((option.gain - largest) / (temperature * (largest + negligible_quality)));
      odds.push_back(total);
      choices.push_back(option.community);
    }
    int chosen = home;
    if (!choices.empty() && largest > negligible_quality) {
      const double drawn = random.uniform() * total;
      std::size_t k = 0;
      while (k + 1 < choices.size() && odds[k] <= drawn) ++k;
      chosen = choices[k];
    }
    ledger.place(node, chosen);
  }
  return parts;
}

}  // namespace rewire
