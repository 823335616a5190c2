#include "stages/kernels/statistics/network_tests.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>
#include <utility>

#include "stages/core/error.h"

namespace rewire {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double tie = 1e-9;

std::vector<int> signs_of(Tail tail) {
  if (tail == Tail::two_sided) return {1, -1};
  return {tail == Tail::greater ? 1 : -1};
}

/// Larger is more extreme.
double extremeness(double value, Tail tail) {
  if (tail == Tail::two_sided) return std::abs(value);
  return tail == Tail::greater ? value : -value;
}

/// Both signs, or the one of the tail; what is 0 in one may be more in the other.
void enhance_signs(const NetworkEnhancement& enhancement,
                   std::span<const double> t,
                   Tail tail,
                   std::vector<double>& enhanced,
                   std::vector<double>& work) {
  std::fill(enhanced.begin(), enhanced.end(), 0.0);
  for (const int sign : signs_of(tail)) {
    enhancement.enhance(t, sign, work);
    for (std::size_t e = 0; e < enhanced.size(); ++e) enhanced[e] = std::max(enhanced[e], work[e]);
  }
}

}  // namespace

void check_network(const NetworkTests& network, Index column_count, ShuffledStatistic statistic) {
  const auto columns = static_cast<std::size_t>(column_count);
  std::vector<Problem> problems;
  const auto check = [&](std::size_t size, const std::string& name) {
    if (size == columns) return;
    problems.push_back({std::to_string(size) + " " + name,
                        std::to_string(columns) + ", one per column",
                        "network tests",
                        ""});
  };
  check(network.ends.from.size(), "edge ends");
  check(network.ends.to.size(), "edge ends");
  if (!network.sets.empty()) check(network.sets.size(), "edge sets");
  if (statistic == ShuffledStatistic::f) {
    problems.push_back({"an F", "t", "network tests", "test the contrasts one by one"});
  }
  throw_if_errors(problems);
}

void add_network(Digester& digester, const NetworkTests& network) {
  digester.text("networks").integer(network.ends.regions);
  digester.values(std::span<const double>(network.thresholds));
  digester.integer(network.enhancement ? 1 : 0);
  digester.values(std::span<const int>(network.sets));
}

double share_reaching(const Eigen::Ref<const VectorXd>& null, double value) {
  const double reach = value * (1.0 - tie) - 1e-12;
  return static_cast<double>((null.array() >= reach).count()) / static_cast<double>(null.size());
}

SetResult set_p_values(const Eigen::Ref<const MatrixXd>& extremeness) {
  const Index shuffles = extremeness.rows();
  const auto total = static_cast<double>(shuffles);
  SetResult result;
  result.p.resize(extremeness.cols());
  result.p_fwe.resize(extremeness.cols());
  VectorXd smallest = VectorXd::Ones(shuffles);
  std::vector<Index> order(static_cast<std::size_t>(shuffles));
  for (Index set = 0; set < extremeness.cols(); ++set) {
    const auto values = extremeness.col(set);
    std::iota(order.begin(), order.end(), Index{0});
    std::sort(order.begin(), order.end(), [&](Index a, Index b) { return values[a] > values[b]; });
    // p of each shuffle among all: those that reach it, ties included.
    for (std::size_t first = 0; first < order.size();) {
      const double reach = values[order[first]] * (1.0 - tie) - 1e-12;
      std::size_t last = first;
      while (last + 1 < order.size() && values[order[last + 1]] >= reach) ++last;
      const double p = static_cast<double>(last + 1) / total;
      for (std::size_t i = first; i <= last; ++i) {
        smallest[order[i]] = std::min(smallest[order[i]], p);
        if (order[i] == 0) result.p[set] = p;
      }
      first = last + 1;
    }
  }
  for (Index set = 0; set < extremeness.cols(); ++set) {
    result.p_fwe[set] =
        static_cast<double>((smallest.array() <= result.p[set] * (1.0 + tie)).count()) / total;
  }
  return result;
}

NetworkCollector::NetworkCollector(const NetworkTests& tests,
                                   Tail tail,
                                   std::span<const double> observed_t,
                                   std::size_t shuffles)
    : tests_(tests),
      tail_(tail),
      observed_(observed_t.begin(), observed_t.end()),
      enhancement_(tests.ends, tests.enhancement.value_or(EnhancementParams{})) {
  const auto count = static_cast<Index>(shuffles);
  const auto thresholds = static_cast<Index>(tests.thresholds.size());
  extents_ = intensities_ = MatrixXd::Zero(count, thresholds);
  for (std::size_t e = 0; e < observed_.size(); ++e) {
    const bool tested = !std::isnan(observed_[e]);
    if (!tested) observed_[e] = 0.0;
    if (tests.sets.empty() || tests.sets[e] < 0 || !tested) continue;
    const auto set = static_cast<std::size_t>(tests.sets[e]);
    if (set >= set_sizes_.size()) set_sizes_.resize(set + 1, 0.0);
    set_sizes_[set] += 1.0;
  }
  set_means_ = MatrixXd::Zero(count, static_cast<Index>(set_sizes_.size()));
  if (!tests.enhancement) return;
  largest_enhanced_ = VectorXd::Zero(count);
  observed_enhanced_.resize(observed_.size());
  enhanced_reached_.assign(observed_.size(), 0);
  enhanced_given_ = enhanced_reached_;
  std::vector<double> work(observed_.size());
  enhance_signs(enhancement_, observed_, tail, observed_enhanced_, work);
}

void NetworkCollector::add_sets(std::span<const double> t, Index shuffle) {
  for (std::size_t e = 0; e < t.size(); ++e) {
    const int set = tests_.sets[e];
    if (set >= 0 && set < set_means_.cols()) set_means_(shuffle, set) += t[e];
  }
  for (Index set = 0; set < set_means_.cols(); ++set) {
    const double size = set_sizes_[static_cast<std::size_t>(set)];
    if (size > 0.0) set_means_(shuffle, set) /= size;
  }
}

void NetworkCollector::add_enhanced(std::span<const double> t,
                                    Index shuffle,
                                    std::vector<int>& reached) {
  std::vector<double> enhanced(t.size());
  std::vector<double> work(t.size());
  enhance_signs(enhancement_, t, tail_, enhanced, work);
  double largest = 0.0;
  for (std::size_t e = 0; e < t.size(); ++e) {
    largest = std::max(largest, enhanced[e]);
    reached[e] += enhanced[e] >= observed_enhanced_[e] * (1.0 - tie) ? 1 : 0;
  }
  largest_enhanced_[shuffle] = largest;
}

void NetworkCollector::add(const Eigen::Ref<const MatrixXd>& t, std::size_t begin) {
  std::vector<int> reached(enhanced_reached_.size(), 0);
  for (Index b = 0; b < t.cols(); ++b) {
    const Index shuffle = static_cast<Index>(begin) + b;
    const std::span<const double> one(t.col(b).data(), static_cast<std::size_t>(t.rows()));
    for (Index k = 0; k < extents_.cols(); ++k) {
      for (const int sign : signs_of(tail_)) {
        const LargestComponent largest = largest_component(
            one, tests_.ends, tests_.thresholds[static_cast<std::size_t>(k)], sign);
        extents_(shuffle, k) = std::max(extents_(shuffle, k), largest.extent);
        intensities_(shuffle, k) = std::max(intensities_(shuffle, k), largest.intensity);
      }
    }
    if (set_means_.cols() > 0) add_sets(one, shuffle);
    if (tests_.enhancement) add_enhanced(one, shuffle, reached);
  }
  if (!tests_.enhancement) return;
  const std::lock_guard lock(adding_);  // whole numbers: the order of adding does not matter
  for (std::size_t e = 0; e < reached.size(); ++e) enhanced_given_[e] += reached[e];
}

std::vector<double> NetworkCollector::give(std::size_t begin, std::size_t end) {
  std::vector<double> numbers(enhanced_given_.begin(), enhanced_given_.end());
  std::fill(enhanced_given_.begin(), enhanced_given_.end(), 0);
  const auto first = static_cast<Index>(begin);
  const auto count = static_cast<Index>(end - begin);
  const auto add = [&](const auto& column) {
    numbers.insert(numbers.end(), column.begin(), column.end());
  };
  for (const MatrixXd* matrix : {&extents_, &intensities_, &set_means_}) {
    for (const auto column : matrix->colwise()) add(column.segment(first, count));
  }
  if (largest_enhanced_.size() > 0) add(largest_enhanced_.segment(first, count));
  return numbers;
}

void NetworkCollector::take(std::span<const double> numbers, std::size_t begin, std::size_t end) {
  const auto first = static_cast<Index>(begin);
  const auto count = static_cast<Index>(end - begin);
  const double* from = numbers.data();
  for (std::int64_t& reached : enhanced_reached_) reached += std::llround(*from++);
  const auto put = [&](auto segment) {
    segment = Eigen::Map<const VectorXd>(from, count);
    from += count;
  };
  for (MatrixXd* matrix : {&extents_, &intensities_, &set_means_}) {
    for (Index column = 0; column < matrix->cols(); ++column) {
      put(matrix->col(column).segment(first, count));
    }
  }
  if (largest_enhanced_.size() > 0) put(largest_enhanced_.segment(first, count));
}

void NetworkCollector::finish(PermutationInference& result) const {
  for (Index k = 0; k < extents_.cols(); ++k) {
    ThresholdResult& at = result.networks.emplace_back();
    at.threshold = tests_.thresholds[static_cast<std::size_t>(k)];
    at.largest_extent = extents_.col(k);
    at.largest_intensity = intensities_.col(k);
    for (const int sign : signs_of(tail_)) {
      for (EdgeComponent& component : edge_components(observed_, tests_.ends, at.threshold, sign)) {
        const double p_extent = share_reaching(at.largest_extent, component.extent);
        const double p_intensity = share_reaching(at.largest_intensity, component.intensity);
        at.components.push_back({std::move(component), p_extent, p_intensity});
      }
    }
  }
  if (set_means_.cols() > 0) {
    result.sets =
        set_p_values(set_means_.unaryExpr([&](double mean) { return extremeness(mean, tail_); }));
    result.sets->mean_t = set_means_.row(0);
    for (Index set = 0; set < set_means_.cols(); ++set) {
      if (set_sizes_[static_cast<std::size_t>(set)] > 0.0) continue;
      result.sets->mean_t[set] = result.sets->p[set] = result.sets->p_fwe[set] =
          std::numeric_limits<double>::quiet_NaN();
    }
  }
  if (!tests_.enhancement) return;
  result.largest_enhanced = largest_enhanced_;
  result.enhanced = result.enhanced_p = result.enhanced_p_fwe =
      VectorXd::Constant(result.statistic.size(), std::numeric_limits<double>::quiet_NaN());
  for (Index e = 0; e < result.statistic.size(); ++e) {
    if (std::isnan(result.statistic[e])) continue;
    const auto edge = static_cast<std::size_t>(e);
    result.enhanced[e] = std::copysign(observed_enhanced_[edge], result.statistic[e]);
    result.enhanced_p[e] = static_cast<double>(enhanced_reached_[edge]) /
                           static_cast<double>(largest_enhanced_.size());
    result.enhanced_p_fwe[e] = share_reaching(largest_enhanced_, observed_enhanced_[edge]);
  }
}

}  // namespace rewire
