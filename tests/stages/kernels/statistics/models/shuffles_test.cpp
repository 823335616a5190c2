#include "stages/kernels/statistics/shuffles.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <vector>

#include "stages/core/error.h"

namespace rewire {
namespace {

TEST(Shuffles, WholeBlocksOfUnequalSizeStayAmongTheirOwn) {
  Exchangeability whole;
  whole.exchange = BlockExchange::whole;
  whole.blocks = {1, 1, 2, 2, 3, 3, 4, 4, 4, 5, 5, 5};
  std::vector<int> kinds{0, 1, 0, 1, 2, 3, 0, 1, 4, 2, 3, 5};
  const Shuffles all = make_shuffles(whole, kinds, 6, 1, 0);
  ASSERT_TRUE(all.exhaustive);
  ASSERT_EQ(all.count, 6U);  // blocks 1 and 2 are alike: 3 orders, times 2
  std::set<std::vector<int>> seen;
  for (std::size_t index = 0; index < all.count; ++index) {
    std::vector<int> source(12);
    std::vector<double> signs(12);
    all.write(index, source, signs);
    EXPECT_EQ(source[0] % 2, 0);
    EXPECT_EQ(source[1], source[0] + 1);  // a block moves as it is
    EXPECT_LT(source[4], 6);
    EXPECT_EQ(source[8], source[6] + 2);
    EXPECT_EQ(std::set<int>(source.begin(), source.end()).size(), 12U);
    seen.insert(source);
    if (index == 0) {
      EXPECT_TRUE(std::is_sorted(source.begin(), source.end()));
    }
  }
  EXPECT_EQ(seen.size(), 6U);
}

TEST(Exchangeability, RefusesWhatBreaksIt) {
  Eigen::MatrixXd arm(6, 1);
  arm << 0, 0, 1, 1, 0, 1;
  const auto problems = [&](const Exchangeability& exchangeability) {
    return check_exchangeability(exchangeability, arm, arm, 0.05, "primary");
  };
  Exchangeability rows;
  EXPECT_FALSE(has_errors(problems(rows)));
  EXPECT_EQ(problems({}).size(), 0U);  // 20 labellings are enough for 0.05
  EXPECT_EQ(check_exchangeability({}, arm, arm, 0.01, "primary").size(), 1U);

  Exchangeability repeated;
  repeated.participants = {1, 1, 2, 2, 3, 4};
  EXPECT_TRUE(has_errors(problems(repeated)));
  repeated.exchange = BlockExchange::whole;
  repeated.blocks = repeated.participants;
  EXPECT_FALSE(has_errors(problems(repeated)));
  repeated.blocks = {1, 2, 3, 4, 5, 6};
  EXPECT_TRUE(has_errors(problems(repeated)));

  Exchangeability confounded;
  confounded.blocks = {1, 1, 2, 2, 1, 2};  // each site has one arm
  const std::vector<Problem> found = problems(confounded);
  ASSERT_TRUE(has_errors(found));
  EXPECT_NE(to_text(found[0]).find("primary"), std::string::npos);

  Exchangeability flips;
  flips.symmetry = ErrorSymmetry::symmetric;
  flips.participants = {1, 1, 2, 2, 3, 4};
  EXPECT_TRUE(has_errors(problems(flips)));
}

}  // namespace
}  // namespace rewire
