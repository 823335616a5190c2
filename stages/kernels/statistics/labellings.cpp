#include "stages/kernels/statistics/labellings.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "stages/core/random.h"

namespace rewire {
namespace {

/// One exchangeability block: who is in it and how many of them have label 1.
struct Block {
  std::vector<int> members;
  int ones = 0;
  std::size_t labellings = 0;  ///< distinct ones; only used when all can be gone through
};

double choose(int n, int k) {
  double result = 1.0;
  for (int i = 1; i <= k; ++i) result = std::round(result * (n - k + i) / i);
  return result;
}

std::vector<Block> make_blocks(std::span<const int> labels, std::span<const int> blocks) {
  std::map<int, Block> by_value;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    Block& block = by_value[blocks.empty() ? 0 : blocks[i]];
    block.members.push_back(static_cast<int>(i));
    block.ones += labels[i];
  }
  std::vector<Block> result;
  for (auto& [value, block] : by_value) {
    const double distinct = choose(static_cast<int>(block.members.size()), block.ones);
    block.labellings = distinct < 1e15 ? static_cast<std::size_t>(distinct) : 0;
    result.push_back(std::move(block));
  }
  return result;
}

/// The place of a block's observed labels in the order of write_ranked (combinadics).
std::size_t rank_of(const Block& block, std::span<const int> labels) {
  std::size_t rank = 0;
  int left = block.ones;
  for (int place = static_cast<int>(block.members.size()) - 1; place >= 0 && left > 0; --place) {
    if (labels[static_cast<std::size_t>(block.members[static_cast<std::size_t>(place)])] == 1) {
      if (place >= left) rank += static_cast<std::size_t>(choose(place, left));
      --left;
    }
  }
  return rank;
}

void write_ranked(const Block& block, std::size_t rank, std::span<double> out) {
  int left = block.ones;
  for (int place = static_cast<int>(block.members.size()) - 1; place >= 0; --place) {
    const auto without =
        place >= left ? static_cast<std::size_t>(choose(place, left)) : std::size_t{0};
    const bool one = left > 0 && rank >= without;
    if (one) {
      rank -= without;
      --left;
    }
    out[static_cast<std::size_t>(block.members[static_cast<std::size_t>(place)])] = one ? 1.0 : 0.0;
  }
}

Labellings all_label_permutations(std::vector<Block> blocks, std::span<const int> labels) {
  std::vector<std::size_t> observed;
  std::size_t count = 1;
  for (const Block& block : blocks) {
    observed.push_back(rank_of(block, labels));
    count *= block.labellings;
  }
  auto write = [blocks = std::move(blocks), observed = std::move(observed)](std::size_t index,
                                                                            std::span<double> out) {
    for (std::size_t b = 0; b < blocks.size(); ++b) {
      const std::size_t digit = index % blocks[b].labellings;
      index /= blocks[b].labellings;
      write_ranked(blocks[b], (observed[b] + digit) % blocks[b].labellings, out);
    }
  };
  return {labels.size(), count, true, std::move(write)};
}

void write_shuffled(const Block& block,
                    const std::vector<int>& labels,
                    RandomStream& stream,
                    std::span<double> out) {
  std::vector<int> shuffled;
  for (const int member : block.members) {
    shuffled.push_back(labels[static_cast<std::size_t>(member)]);
  }
  stream.shuffle(shuffled);
  for (std::size_t i = 0; i < shuffled.size(); ++i) {
    out[static_cast<std::size_t>(block.members[i])] = shuffled[i];
  }
}

}  // namespace

double count_sign_flips(std::size_t participants) {
  return std::exp2(static_cast<double>(participants));
}

double count_label_permutations(std::span<const int> labels, std::span<const int> blocks) {
  double count = 1.0;
  for (const Block& block : make_blocks(labels, blocks)) {
    count *= choose(static_cast<int>(block.members.size()), block.ones);
  }
  return count;
}

Labellings sign_flips(std::size_t participants,
                      std::size_t wanted,
                      std::uint64_t seed,
                      std::uint64_t first_stream) {
  if (count_sign_flips(participants) <= static_cast<double>(wanted)) {
    return {participants,
            std::size_t{1} << participants,
            true,
            [](std::size_t index, std::span<double> out) {
              for (std::size_t i = 0; i < out.size(); ++i) {
                out[i] = ((index >> i) & 1U) != 0 ? -1.0 : 1.0;
              }
            }};
  }
  return {participants, wanted, false, [=](std::size_t index, std::span<double> out) {
            RandomStream stream(seed, first_stream + index);
            for (double& sign : out) sign = index > 0 && stream.below(2) == 1 ? -1.0 : 1.0;
          }};
}

Labellings label_permutations(std::span<const int> labels,
                              std::span<const int> blocks,
                              std::size_t wanted,
                              std::uint64_t seed,
                              std::uint64_t first_stream) {
  std::vector<Block> members = make_blocks(labels, blocks);
  if (count_label_permutations(labels, blocks) <= static_cast<double>(wanted)) {
    return all_label_permutations(std::move(members), labels);
  }
  auto write = [=, observed = std::vector<int>(labels.begin(), labels.end())](
                   std::size_t index, std::span<double> out) {
    if (index == 0) {
      std::copy(observed.begin(), observed.end(), out.begin());
      return;
    }
    RandomStream stream(seed, first_stream + index);
    for (const Block& block : members) write_shuffled(block, observed, stream, out);
  };
  return {labels.size(), wanted, false, std::move(write)};
}

Labellings given_labellings(Eigen::MatrixXd labels) {
  const auto shared = std::make_shared<const Eigen::MatrixXd>(std::move(labels));
  return {static_cast<std::size_t>(shared->rows()),
          static_cast<std::size_t>(shared->cols()),
          false,
          [shared](std::size_t index, std::span<double> out) {
            const auto column = shared->col(static_cast<Eigen::Index>(index));
            std::copy(column.begin(), column.end(), out.begin());
          }};
}

}  // namespace rewire
