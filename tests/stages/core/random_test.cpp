#include "stages/core/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace rewire {
namespace {

std::array<std::uint32_t, 4> first_block(std::uint64_t seed, std::uint64_t stream) {
  RandomStream random(seed, stream);
  std::array<std::uint32_t, 4> block{};
  for (std::uint32_t& word : block) word = random();
  return block;
}

// Random123's kat_vectors for philox4x32 with 10 rounds, counter and key of zeros.
TEST(RandomStream, gives_the_published_words) {
  const std::array<std::uint32_t, 4> expected{0x6627e8d5U, 0xe169c58dU, 0xbc57ac4cU, 0x9b00dbd8U};
  EXPECT_EQ(first_block(0, 0), expected);
}

/// Philox4x32-10 word by word, as the paper writes it.
std::array<std::uint32_t, 4> plain_philox(std::array<std::uint32_t, 4> counter,
                                          std::array<std::uint32_t, 2> key) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t first = std::uint64_t{0xD2511F53U} * counter[0];
    const std::uint64_t second = std::uint64_t{0xCD9E8D57U} * counter[2];
    counter = {static_cast<std::uint32_t>(second >> 32U) ^ counter[1] ^ key[0],
               static_cast<std::uint32_t>(second),
               static_cast<std::uint32_t>(first >> 32U) ^ counter[3] ^ key[1],
               static_cast<std::uint32_t>(first)};
    key[0] += 0x9E3779B9U;
    key[1] += 0xBB67AE85U;
  }
  return counter;
}

TEST(RandomStream, draws_the_blocks_of_the_counters_in_order) {
  RandomStream random(0x0123456789abcdefU, 0xfedcba9876543210U);
  for (std::uint32_t counter = 0; counter < 100; ++counter) {
    const auto expected =
        plain_philox({counter, 0, 0x76543210U, 0xfedcba98U}, {0x89abcdefU, 0x01234567U});
    for (const std::uint32_t word : expected) ASSERT_EQ(random(), word) << "block " << counter;
  }
}

TEST(RandomStream, depends_on_seed_and_on_stream) {
  EXPECT_NE(first_block(1, 0), first_block(2, 0));
  EXPECT_NE(first_block(1, 0), first_block(1, 1));
  EXPECT_NE(first_block(0, 1), first_block(1, 0));
  EXPECT_NE(first_block(std::uint64_t{1} << 40U, 0), first_block(0, 0));
  EXPECT_EQ(first_block(7, 9), first_block(7, 9));
}

// 200,000 draws: the mean of U(0,1) has standard error 0.00065, its variance 0.00017.
TEST(RandomStream, uniform_has_the_moments_of_its_distribution) {
  RandomStream random(11, 3);
  double sum = 0.0;
  double squares = 0.0;
  constexpr int count = 200000;
  for (int i = 0; i < count; ++i) {
    const double value = random.uniform();
    ASSERT_GE(value, 0.0);
    ASSERT_LT(value, 1.0);
    sum += value;
    squares += value * value;
  }
  const double mean = sum / count;
  EXPECT_NEAR(mean, 0.5, 0.003);
  EXPECT_NEAR(squares / count - mean * mean, 1.0 / 12.0, 0.001);
}

// Standard errors of mean, variance, skewness and kurtosis: 0.0022, 0.0032, 0.0055, 0.011.
TEST(RandomStream, normal_has_the_moments_of_its_distribution) {
  RandomStream random(12, 0);
  std::array<double, 5> power_sums{};
  constexpr int count = 200000;
  for (int i = 0; i < count; ++i) {
    const double value = random.normal();
    ASSERT_TRUE(std::isfinite(value));
    double power = 1.0;
    for (double& sum : power_sums) {
      sum += power;
      power *= value;
    }
  }
  EXPECT_NEAR(power_sums[1] / count, 0.0, 0.011);
  EXPECT_NEAR(power_sums[2] / count, 1.0, 0.016);
  EXPECT_NEAR(power_sums[3] / count, 0.0, 0.045);
  EXPECT_NEAR(power_sums[4] / count, 3.0, 0.12);
}

// Chi-square with 6 degrees of freedom: 33 has p of 1e-5.
TEST(RandomStream, below_gives_each_number_equally_often) {
  RandomStream random(13, 0);
  std::array<int, 7> counts{};
  constexpr int count = 70000;
  for (int i = 0; i < count; ++i) ++counts.at(random.below(7));
  double chi_square = 0.0;
  for (const int observed : counts) {
    const double difference = observed - count / 7.0;
    chi_square += difference * difference / (count / 7.0);
  }
  EXPECT_LT(chi_square, 33.0);
}

// A bound of 3 * 2^30 without rejection would give every third number twice as often.
TEST(RandomStream, below_is_unbiased_for_a_large_bound) {
  RandomStream random(14, 0);
  constexpr std::uint32_t bound = 3U << 30U;
  std::array<int, 3> residues{};
  constexpr int count = 30000;
  for (int i = 0; i < count; ++i) {
    const std::uint32_t value = random.below(bound);
    ASSERT_LT(value, bound);
    ++residues.at(value % 3);
  }
  for (const int observed : residues) EXPECT_NEAR(observed, count / 3, 500);
  EXPECT_EQ(random.below(1), 0U);
}

TEST(RandomStream, streams_are_not_correlated) {
  RandomStream a(15, 0);
  RandomStream b(15, 1);
  double products = 0.0;
  constexpr int count = 100000;
  for (int i = 0; i < count; ++i) products += a.normal() * b.normal();
  EXPECT_NEAR(products / count, 0.0, 0.016);
}

TEST(RandomStream, shuffle_permutes_with_every_order_equally_likely) {
  RandomStream random(16, 0);
  std::map<std::vector<int>, int> orders;
  for (int i = 0; i < 6000; ++i) {
    std::vector<int> values{0, 1, 2};
    random.shuffle(values);
    ++orders[values];
  }
  ASSERT_EQ(orders.size(), 6U);
  for (const auto& [order, count] : orders) EXPECT_NEAR(count, 1000, 150);
}

}  // namespace
}  // namespace rewire
