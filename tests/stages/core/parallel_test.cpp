#include "stages/core/parallel.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

#include "stages/core/error.h"
#include "stages/core/progress.h"
#include "stages/core/random.h"

namespace rewire {
namespace {

/// A sum that floating point rounds differently in another order.
double sum_by_blocks(int threads) {
  const ThreadLimit limit(threads);
  constexpr std::size_t count = 10007;
  constexpr std::size_t block = 100;
  std::vector<double> partial((count + block - 1) / block, 0.0);
  parallel_for(count, block, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      RandomStream random(5, i);
      partial[begin / block] += std::exp(10.0 * random.normal());
    }
  });
  return std::accumulate(partial.begin(), partial.end(), 0.0);
}

TEST(ParallelFor, gives_the_same_bits_for_any_number_of_threads) {
  const double one = sum_by_blocks(1);
  EXPECT_EQ(one, sum_by_blocks(2));
  EXPECT_EQ(one, sum_by_blocks(0));
}

TEST(ParallelFor, visits_each_index_once) {
  std::vector<std::atomic<int>> visits(1001);
  parallel_for(visits.size(), 10, [&](std::size_t begin, std::size_t end) {
    EXPECT_EQ(begin % 10, 0U);
    EXPECT_LE(end - begin, 10U);
    for (std::size_t i = begin; i < end; ++i) ++visits[i];
  });
  for (const auto& count : visits) EXPECT_EQ(count, 1);
}

TEST(ParallelFor, accepts_no_work_and_a_block_of_zero) {
  parallel_for(0, 4, [](std::size_t, std::size_t) { FAIL(); });
  std::atomic<int> calls = 0;
  parallel_for(3, 0, [&](std::size_t, std::size_t) { ++calls; });
  EXPECT_EQ(calls, 3);
}

TEST(ParallelFor, hands_on_an_exception_of_its_body) {
  EXPECT_THROW(parallel_for(100,
                            1,
                            [](std::size_t begin, std::size_t) {
                              if (begin == 42) throw InputError(Problem{.found = "42"});
                            }),
               InputError);
}

TEST(ParallelFor, nests) {
  std::vector<std::size_t> sums(20, 0);
  parallel_for(sums.size(), 1, [&](std::size_t outer, std::size_t) {
    std::vector<std::size_t> parts(10, 0);
    parallel_for(
        parts.size(), 1, [&](std::size_t inner, std::size_t) { parts[inner] = outer * inner; });
    sums[outer] = std::accumulate(parts.begin(), parts.end(), std::size_t{0});
  });
  for (std::size_t i = 0; i < sums.size(); ++i) EXPECT_EQ(sums[i], 45 * i);
}

TEST(ThreadLimit, holds_while_it_lives) {
  const int before = thread_count();
  {
    const ThreadLimit limit(1);
    EXPECT_EQ(thread_count(), 1);
  }
  EXPECT_EQ(thread_count(), before);
}

TEST(Progress, NamedLoopsTellTheirShare) {
  std::vector<double> shares;
  std::vector<std::string> names;
  const auto loop = [] {
    parallel_for(10, 2, [](std::size_t, std::size_t) {
      parallel_for(4, 1, [](std::size_t, std::size_t) {});  // part of the outer one
    });
  };
  {
    const ProgressListener listener([&](const std::string& what, double share) {
      names.push_back(what);
      shares.push_back(share);
    });
    loop();
    EXPECT_TRUE(names.empty()) << "a loop without a name";
    const ProgressName outer("outer");
    {
      const ProgressName inner("inner");
      loop();
    }
    EXPECT_EQ(progress_name(), "outer");
  }
  const ProgressName unheard("unheard");
  loop();
  EXPECT_EQ(names, std::vector<std::string>(5, "inner"));
  std::sort(shares.begin(), shares.end());
  EXPECT_EQ(shares, (std::vector<double>{0.2, 0.4, 0.6, 0.8, 1.0}));
}

}  // namespace
}  // namespace rewire
