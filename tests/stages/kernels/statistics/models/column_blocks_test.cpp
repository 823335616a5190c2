#include "stages/kernels/statistics/column_blocks.h"

#include <gtest/gtest.h>

#include <chrono>
#include <map>

#include "stages/core/error.h"
#include "stages/core/kept_parts.h"
#include "stages/core/random.h"
#include "stages/kernels/statistics/permutation_inference.h"
#include "stages/kernels/statistics/permutation_test.h"
#include "tests/stages/kernels/statistics/models/permutation_reference.h"

namespace rewire {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using testing::all_edges;
using testing::PermutationReference;

/// The scores of the reference trial, in blocks of `width` columns.
struct InBlocks {
  PermutationReference reference;
  LinearDesign design = reference.design(true, false);

  ScoreBlocks of_width(Index width, ShuffledStatistic statistic = ShuffledStatistic::t) const {
    return {45, width, [this, statistic](Index first, Index count) {
              return std::make_shared<const ShuffledScores>(
                  reference.values.middleCols(first, count),
                  design,
                  PermutationReference::contrasts(design, statistic),
                  statistic,
                  reference.within_sites);
            }};
  }
  PermutationInference run(Index width, const std::optional<NetworkTests>& networks) const {
    return permutation_inference(of_width(width), reference.sources, Tail::two_sided, networks);
  }
};

void expect_same(const PermutationInference& found, const PermutationInference& whole) {
  EXPECT_EQ(found.p, whole.p);
  EXPECT_EQ(found.p_fwe, whole.p_fwe);
  EXPECT_TRUE(found.statistic.isApprox(whole.statistic, 1e-14));
  EXPECT_TRUE(found.largest.isApprox(whole.largest, 1e-14));
  ASSERT_EQ(found.networks.size(), whole.networks.size());
  for (std::size_t k = 0; k < whole.networks.size(); ++k) {
    EXPECT_EQ(found.networks[k].largest_extent, whole.networks[k].largest_extent);
    ASSERT_EQ(found.networks[k].components.size(), whole.networks[k].components.size());
    for (std::size_t c = 0; c < whole.networks[k].components.size(); ++c) {
      EXPECT_EQ(found.networks[k].components[c].p_intensity,
                whole.networks[k].components[c].p_intensity);
    }
  }
  EXPECT_EQ(found.enhanced_p, whole.enhanced_p);
  EXPECT_EQ(found.enhanced_p_fwe, whole.enhanced_p_fwe);
  ASSERT_EQ(found.sets.has_value(), whole.sets.has_value());
  if (whole.sets) {
    EXPECT_EQ(found.sets->p_fwe, whole.sets->p_fwe);
  }
}

NetworkTests all_tests() {
  NetworkTests tests{all_edges(10), {1.3, 2.0}, EnhancementParams{}, {}};
  for (std::size_t e = 0; e < 45; ++e) tests.sets.push_back(tests.ends.to[e] < 5 ? 0 : 1);
  return tests;
}

TEST(ColumnBlocks, OfAnyWidthGiveTheSameAnswer) {
  const InBlocks trial;
  for (const auto& networks : {std::optional<NetworkTests>{}, std::optional{all_tests()}}) {
    const PermutationInference whole = trial.run(45, networks);
    for (const Index width : {1, 7, 32}) expect_same(trial.run(width, networks), whole);
  }
}

TEST(ColumnBlocks, HoldNoMoreThanTheyAreAskedFor) {
  EXPECT_EQ(columns_per_block(10000), 1536);
  EXPECT_EQ(columns_per_block(160), 104704);
  EXPECT_EQ(columns_per_block(1 << 30), 256);
}

/// Keeps parts in memory, and stops the run once it has `most` of them.
class StoppingStore : public PartStore {
 public:
  explicit StoppingStore(std::size_t most) : most_(most) {}
  std::optional<std::vector<double>> find(const Digest& key) override {
    const auto known = parts_.find(key);
    if (known == parts_.end()) return std::nullopt;
    ++found;
    return known->second;
  }
  void keep(const Digest& key, std::span<const double> numbers) override {
    if (parts_.size() == most_) throw Interrupted();
    parts_[key].assign(numbers.begin(), numbers.end());
  }
  void go_on() { most_ = parts_.max_size(); }
  int found = 0;

 private:
  std::size_t most_;
  std::map<Digest, std::vector<double>> parts_;
};

TEST(ColumnBlocks, ARunThatWasStoppedGoesOnToTheSameAnswer) {
  const InBlocks trial;
  const PermutationInference whole = trial.run(45, std::nullopt);
  StoppingStore store(3);
  const PartStoreUse use(store, std::chrono::milliseconds(0));
  EXPECT_THROW(trial.run(7, std::nullopt), Interrupted);
  store.go_on();
  expect_same(trial.run(7, std::nullopt), whole);
  EXPECT_EQ(store.found, 3);
  expect_same(trial.run(45, all_tests()), trial.run(45, all_tests()));
  EXPECT_EQ(store.found, 4);
}

TEST(ColumnBlocks, PartsOfOtherDataAreNotTaken) {
  InBlocks trial;
  StoppingStore store(100);
  const PartStoreUse use(store, std::chrono::milliseconds(0));
  trial.run(45, std::nullopt);
  trial.reference.values(0, 3) += 0.25;
  const PermutationInference found = trial.run(45, std::nullopt);
  EXPECT_EQ(store.found, 0);
  permutation_inference(trial.of_width(45), trial.reference.sources, Tail::greater, std::nullopt);
  EXPECT_EQ(store.found, 0);
  EXPECT_EQ(found.p.size(), 45);
}

TEST(ColumnBlocks, GiveThePlainPermutationTestToo) {
  RandomStream random(3, 1);
  MatrixXd values = MatrixXd::NullaryExpr(14, 600, [&] { return random.normal(); });
  for (Index c = 0; c < 600; c += 9) values(c % 14, c) = std::nan("");
  std::vector<int> labels(14, 0);
  std::fill(labels.begin() + 6, labels.end(), 1);
  const Labellings labellings = label_permutations(labels, {}, 300, 5, 0);
  for (const auto statistic : {PermutationStatistic::pooled, PermutationStatistic::welch}) {
    const PermutationResult whole = permutation_test(values, statistic, labellings);
    const PermutationResult found = permutation_test(
        ValueBlocks{
            600,
            101,
            [&](Index first, Index count) -> MatrixXd { return values.middleCols(first, count); }},
        statistic,
        labellings);
    EXPECT_EQ(found.p, whole.p);
    EXPECT_EQ(found.p_fwe, whole.p_fwe);
    EXPECT_TRUE(found.largest_t.isApprox(whole.largest_t, 1e-14));
  }
}

}  // namespace
}  // namespace rewire
