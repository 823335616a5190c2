#include "stages/kernels/statistics/concordance.h"

#include <array>
#include <bit>
#include <limits>
#include <utility>

#include "stages/core/parallel.h"

namespace rewire {
namespace {

using Eigen::Index;

constexpr std::size_t block_series = 256;

/// A sample and its place; `key` is ordered as the values are.
struct Sample {
  std::uint32_t key;
  std::uint32_t place;
};

std::uint32_t ordered_key(float value) {
  constexpr std::uint32_t sign = 0x80000000U;
  const auto bits = std::bit_cast<std::uint32_t>(value + 0.0F);  // -0 becomes +0
  return (bits & sign) != 0 ? ~bits : bits | sign;
}

/// Least significant byte first; `other` has room for as many samples.
void sort_by_key(std::vector<Sample>& samples, std::vector<Sample>& other) {
  for (unsigned shift = 0; shift < 32; shift += 8) {
    std::array<std::uint32_t, 256> starts{};
    for (const Sample& sample : samples) ++starts[(sample.key >> shift) & 0xffU];
    std::uint32_t sum = 0;
    for (std::uint32_t& start : starts) sum += std::exchange(start, sum);
    for (const Sample& sample : samples) other[starts[(sample.key >> shift) & 0xffU]++] = sample;
    samples.swap(other);
  }
}

/// Writes the doubled, centred ranks of sorted samples to their places; returns the term of ties.
double write_ranks(const std::vector<Sample>& sorted, RankedSeries::Ranks::ColXpr ranks) {
  const std::size_t n = sorted.size();
  double ties = 0.0;
  for (std::size_t begin = 0; begin < n;) {
    std::size_t end = begin + 1;
    while (end < n && sorted[end].key == sorted[begin].key) ++end;
    // The group's ranks are begin + 1 ... end; twice their mean is begin + end + 1.
    const auto rank = static_cast<std::int16_t>(static_cast<std::int64_t>(begin + end) -
                                                static_cast<std::int64_t>(n));
    for (std::size_t i = begin; i < end; ++i) ranks[sorted[i].place] = rank;
    const auto t = static_cast<double>(end - begin);
    ties += t * t * t - t;
    begin = end;
  }
  return ties;
}

}  // namespace

bool RankedSeries::constant(Eigen::Index series) const {
  const auto n = static_cast<double>(ranks.rows());
  return ties[series] >= n * n * n - n;
}

RankedSeries rank_rows(const Eigen::Ref<const Eigen::MatrixXf>& values,
                       std::span<const Eigen::Index> kept) {
  const auto samples = static_cast<Index>(kept.size());
  RankedSeries result{.ranks = RankedSeries::Ranks(samples, values.rows()),
                      .ties = Eigen::VectorXd(values.rows())};
  const auto work = [&](std::size_t from, std::size_t to) {
    const auto begin = static_cast<Index>(from);
    const auto rows = static_cast<Index>(to - from);
    Eigen::MatrixXf block(samples, rows);  // a series is contiguous
    for (Index t = 0; t < samples; ++t) {
      block.row(t) = values.col(kept[static_cast<std::size_t>(t)]).segment(begin, rows).transpose();
    }
    std::vector<Sample> order(kept.size());
    std::vector<Sample> other(kept.size());
    for (Index i = 0; i < rows; ++i) {
      for (std::size_t t = 0; t < kept.size(); ++t) {
        order[t] = {ordered_key(block(static_cast<Index>(t), i)), static_cast<std::uint32_t>(t)};
      }
      sort_by_key(order, other);
      result.ties[begin + i] = write_ranks(order, result.ranks.col(begin + i));
    }
  };
  parallel_for(static_cast<std::size_t>(values.rows()), block_series, work);
  return result;
}

double kendall_w(const RankedSeries& series, std::span<const Eigen::Index> members) {
  const Index n = series.ranks.rows();
  Eigen::ArrayXi sums = Eigen::ArrayXi::Zero(n);
  double ties = 0.0;
  for (const Index member : members) {
    sums += series.ranks.col(member).array().cast<int>();
    ties += series.ties[member];
  }
  // All terms are whole numbers below 2^53: no rounding until the division.
  const double squares = sums.cast<double>().square().sum();
  const auto samples = static_cast<double>(n);
  const auto count = static_cast<double>(members.size());
  const double most = count * count * (samples * samples * samples - samples) - count * ties;
  if (members.size() < 2 || n < 2 || most <= 0.0) return std::numeric_limits<double>::quiet_NaN();
  return 3.0 * squares / most;
}

}  // namespace rewire
