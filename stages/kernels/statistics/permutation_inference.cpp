#include "stages/kernels/statistics/permutation_inference.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <mutex>
#include <string>

#include "stages/core/digest.h"
#include "stages/core/error.h"
#include "stages/core/kept_parts.h"
#include "stages/core/parallel.h"
#include "stages/core/progress.h"
#include "stages/kernels/statistics/column_blocks.h"
#include "stages/kernels/statistics/network_tests.h"
#include "stages/kernels/statistics/shuffle_block.h"

namespace rewire {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Few enough that a block's t of all columns stays small.
std::size_t shuffles_per_block(Index columns) { return columns > 20000 ? 16 : 64; }

/// What the blocks' columns have in common, and what is added up over blocks and shuffles.
class Run {
 public:
  Run(const ScoreBlocks& blocks, const Shuffles& shuffles, Tail tail)
      : blocks_(blocks), shuffles_(shuffles), tail_(tail) {
    const VectorXd none =
        VectorXd::Constant(blocks.columns, std::numeric_limits<double>::quiet_NaN());
    result_.statistic = result_.p = result_.p_fwe = reach_ = none;
    result_.largest = VectorXd::Constant(static_cast<Index>(shuffles.count),
                                         -std::numeric_limits<double>::infinity());
    reached_.assign(static_cast<std::size_t>(blocks.columns), 0);
    Digester digester;
    digester.text("shuffles").integer(static_cast<int>(tail));
    digester.integer(static_cast<std::int64_t>(shuffles.count));
    std::vector<int> source(shuffles.rows);
    std::vector<double> signs(shuffles.rows);
    for (std::size_t index = 0; index < std::min<std::size_t>(shuffles.count, 8); ++index) {
      shuffles.write(index, source, signs);
      digester.values(std::span<const int>(source)).values(std::span<const double>(signs));
    }
    shuffles_content_ = digester.finish();
  }

  PermutationInference with(const std::optional<NetworkTests>& network) {
    network ? of_networks(*network) : of_columns();
    finish();
    if (collector_) collector_->finish(result_);
    return std::move(result_);
  }

 private:
  bool is_one() const { return blocks_.columns <= blocks_.width; }

  /// The scores of a block, and what they are under the first shuffle, noted.
  struct Prepared {
    std::shared_ptr<const ShuffledScores> scores;
    ObservedScores observed;
  };
  Prepared prepare(Index first, Index count) {
    Prepared made{blocks_.scores(first, count), {}};
    made.observed = observe(*made.scores, shuffles_, tail_);
    for (std::size_t p = 0; p < made.scores->patterns().size(); ++p) {
      const ShuffledPattern& pattern = made.scores->patterns()[p];
      for (std::size_t i = 0; i < pattern.columns.size(); ++i) {
        const Index column = first + pattern.columns[i];
        const auto at = static_cast<Index>(i);
        result_.statistic[column] = made.scores->statistic_of(made.observed.scores[p][at], pattern);
        reach_[column] = made.scores->statistic_of(made.observed.reach[p][at], pattern);
      }
    }
    return made;
  }

  /// How many shuffles are one part: some seconds' work.
  std::size_t part_length(const Prepared& prepared, double work_per_part) const {
    // Drawing a row of a shuffle takes as long as so many columns of its product.
    constexpr double columns_to_draw = 1800.0;
    double work = 0.0;
    for (const ShuffledPattern& pattern : prepared.scores->patterns()) {
      work += columns_to_draw * static_cast<double>(pattern.rows.size());
      work += static_cast<double>(pattern.columns.size()) *
              (pattern.own.empty() ? 1.0 : 20.0 * static_cast<double>(pattern.own.size())) *
              static_cast<double>(pattern.rows.size());
    }
    constexpr double step = 64.0;
    const double parts = std::ceil(work_per_part / std::max(work, 1.0) / step);
    return static_cast<std::size_t>(std::min(parts, 1e9) * step);
  }

  /// Runs shuffles [begin, end) of one block; the counts of its columns, then the largest.
  std::vector<double> run(const Prepared& prepared,
                          std::size_t begin,
                          std::size_t end,
                          const std::function<void(const MatrixXd& t, std::size_t begin)>& with_t) {
    std::vector<double> numbers(static_cast<std::size_t>(prepared.scores->columns()), 0.0);
    const std::size_t columns = numbers.size();
    numbers.resize(columns + end - begin);
    std::mutex adding;  // whole numbers: the order of adding does not matter
    parallel_for(
        end - begin, shuffles_per_block(blocks_.columns), [&](std::size_t from, std::size_t to) {
          const ShuffleBlock block =
              run_shuffles(*prepared.scores,
                           shuffles_,
                           prepared.observed,
                           tail_,
                           begin + from,
                           begin + to,
                           with_t ? KeepStatistics::yes : KeepStatistics::no);
          for (std::size_t b = from; b < to; ++b) {
            numbers[columns + b] = block.largest[static_cast<Index>(b - from)];
          }
          if (with_t) with_t(block.t, begin + from);
          const std::lock_guard lock(adding);
          for (std::size_t i = 0; i < columns; ++i) numbers[i] += block.reached[i];
        });
    return numbers;
  }

  /// Adds what run() gave.
  void add(std::span<const double> numbers, Index first, Index count, std::size_t begin) {
    for (Index i = 0; i < count; ++i) {
      reached_[static_cast<std::size_t>(first + i)] +=
          std::llround(numbers[static_cast<std::size_t>(i)]);
    }
    const auto largest = numbers.subspan(static_cast<std::size_t>(count));
    for (std::size_t b = 0; b < largest.size(); ++b) {
      double& known = result_.largest[static_cast<Index>(begin + b)];
      known = std::max(known, largest[b]);
    }
  }

  Digest key(const Digest& data, std::size_t begin, std::size_t end) const {
    Digester digester;
    digester.digest(shuffles_content_).digest(data);
    digester.integer(static_cast<std::int64_t>(begin)).integer(static_cast<std::int64_t>(end));
    return digester.finish();
  }

  void of_columns() {
    constexpr double work_per_part = 1e11;
    const auto share = [&](Index column) {
      return static_cast<double>(column) / static_cast<double>(blocks_.columns);
    };
    for_blocks(blocks_.columns, blocks_.width, [&](Index first, Index count) {
      const ProgressPart of_block(share(first), share(first + count));
      const Prepared prepared = prepare(first, count);
      const std::size_t length = part_length(prepared, work_per_part);
      for (std::size_t begin = 0; begin < shuffles_.count; begin += length) {
        const std::size_t end = std::min(begin + length, shuffles_.count);
        const ProgressPart part = part_of(begin, end);
        add(kept_part([&] { return key(content_of(*prepared.scores), begin, end); },
                      [&] { return run(prepared, begin, end, {}); }),
            first,
            count,
            begin);
      }
    });
  }

  ProgressPart part_of(std::size_t begin, std::size_t end) const {
    const auto total = static_cast<double>(shuffles_.count);
    return {static_cast<double>(begin) / total, static_cast<double>(end) / total};
  }

  void of_networks(const NetworkTests& network) {
    Digester digester;
    add_network(digester, network);
    std::optional<Prepared> only;
    bool any = false;
    for_blocks(blocks_.columns, blocks_.width, [&](Index first, Index count) {
      Prepared prepared = prepare(first, count);
      check_network(network, blocks_.columns, prepared.scores->statistic());
      digester.digest(content_of(*prepared.scores));
      any = any || !prepared.scores->patterns().empty();
      if (is_one()) only = std::move(prepared);
    });
    if (!any) return;
    const Digest data = digester.finish();
    collector_.emplace(network,
                       tail_,
                       std::span<const double>(result_.statistic.data(),
                                               static_cast<std::size_t>(blocks_.columns)),
                       shuffles_.count);
    const std::size_t length = only ? network_part() : shuffles_at_a_time();
    for (std::size_t begin = 0; begin < shuffles_.count; begin += length) {
      const std::size_t end = std::min(begin + length, shuffles_.count);
      const ProgressPart part = part_of(begin, end);
      const std::vector<double> numbers = kept_part(
          [&] { return key(data, begin, end); },
          [&] { return only ? networks_of_one(*only, begin, end) : networks(begin, end); });
      const auto own = static_cast<std::size_t>(blocks_.columns) + (end - begin);
      add(std::span(numbers).first(own), 0, blocks_.columns, begin);
      collector_->take(std::span(numbers).subspan(own), begin, end);
    }
  }

  std::size_t network_part() const {
    constexpr std::size_t edges_per_part = 400'000'000;
    return std::max<std::size_t>(edges_per_part / static_cast<std::size_t>(blocks_.columns) / 64,
                                 1) *
           64;
  }
  std::size_t shuffles_at_a_time() const {
    constexpr std::size_t numbers = std::size_t{1} << 26U;
    return std::max<std::size_t>(numbers / static_cast<std::size_t>(blocks_.columns) / 64, 1) * 64;
  }

  std::vector<double> networks_of_one(const Prepared& prepared,
                                      std::size_t begin,
                                      std::size_t end) {
    std::vector<double> numbers = run(
        prepared, begin, end, [&](const MatrixXd& t, std::size_t at) { collector_->add(t, at); });
    const std::vector<double> more = collector_->give(begin, end);
    numbers.insert(numbers.end(), more.begin(), more.end());
    return numbers;
  }

  /// Block by block the t of all columns, then what networks they make.
  std::vector<double> networks(std::size_t begin, std::size_t end) {
    constexpr double of_blocks = 0.7;
    const std::size_t shuffles = end - begin;
    MatrixXd t = MatrixXd::Zero(blocks_.columns, static_cast<Index>(shuffles));
    std::vector<double> numbers(static_cast<std::size_t>(blocks_.columns) + shuffles,
                                -std::numeric_limits<double>::infinity());
    double* const largest = numbers.data() + blocks_.columns;
    for_blocks(blocks_.columns, blocks_.width, [&](Index first, Index count) {
      const auto all = static_cast<double>(blocks_.columns);
      const ProgressPart part(of_blocks * static_cast<double>(first) / all,
                              of_blocks * static_cast<double>(first + count) / all);
      const Prepared prepared = prepare(first, count);
      const std::vector<double> found =
          run(prepared, begin, end, [&](const MatrixXd& some, std::size_t at) {
            t.block(first, static_cast<Index>(at - begin), count, some.cols()) = some;
          });
      std::copy_n(found.begin(), count, numbers.begin() + first);
      for (std::size_t b = 0; b < shuffles; ++b) {
        largest[b] = std::max(largest[b], found[static_cast<std::size_t>(count) + b]);
      }
    });
    const ProgressPart part(of_blocks, 1.0);
    parallel_for(shuffles, 16, [&](std::size_t from, std::size_t to) {
      collector_->add(t.middleCols(static_cast<Index>(from), static_cast<Index>(to - from)),
                      begin + from);
    });
    const std::vector<double> more = collector_->give(begin, end);
    numbers.insert(numbers.end(), more.begin(), more.end());
    return numbers;
  }

  void finish() {
    const bool none =
        std::all_of(reach_.begin(), reach_.end(), [](double one) { return std::isnan(one); });
    if (none) {
      result_.largest.setZero();
      return;
    }
    VectorXd sorted = result_.largest;
    std::sort(sorted.begin(), sorted.end());
    const auto total = static_cast<double>(shuffles_.count);
    for (Index column = 0; column < blocks_.columns; ++column) {
      if (std::isnan(reach_[column])) continue;
      const auto first = std::lower_bound(sorted.begin(), sorted.end(), reach_[column]);
      result_.p[column] = static_cast<double>(reached_[static_cast<std::size_t>(column)]) / total;
      result_.p_fwe[column] = static_cast<double>(sorted.end() - first) / total;
    }
  }

  const ScoreBlocks& blocks_;
  const Shuffles& shuffles_;
  Tail tail_;
  Digest shuffles_content_;
  PermutationInference result_;
  VectorXd reach_;  ///< the smallest statistic that ties with the observed one
  std::vector<std::int64_t> reached_;
  std::optional<NetworkCollector> collector_;
};

}  // namespace

PermutationInference permutation_inference(const ScoreBlocks& blocks,
                                           const Shuffles& shuffles,
                                           Tail tail,
                                           const std::optional<NetworkTests>& network) {
  return Run(blocks, shuffles, tail).with(network);
}

PermutationInference permutation_inference(const ShuffledScores& scores,
                                           const Shuffles& shuffles,
                                           Tail tail,
                                           const std::optional<NetworkTests>& network) {
  if (network) check_network(*network, scores.columns(), scores.statistic());
  const ScoreBlocks one{
      scores.columns(), scores.columns(), [&scores](Index /*first*/, Index /*count*/) {
        // Not owned: the caller holds it.
        return std::shared_ptr<const ShuffledScores>(std::shared_ptr<void>(), &scores);
      }};
  return permutation_inference(one, shuffles, tail, network);
}

}  // namespace rewire
