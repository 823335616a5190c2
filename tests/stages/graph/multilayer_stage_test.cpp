#include "stages/graph/multilayer_stage.h"

#include <gmock/gmock.h>

#include "stages/core/error.h"
#include "tests/stages/graph/sample_connectome.h"

namespace rewire {
namespace {

using testing::connectome_of;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

/// Two groups of six; in the second session node 0 belongs to the other.
std::vector<NetworkLayer> two_sessions() {
  std::vector<NetworkLayer> layers;
  for (const int session : {1, 2}) {
    Eigen::MatrixXd values = Eigen::MatrixXd::Constant(12, 12, 0.05);
    for (int i = 0; i < 12; ++i) {
      for (int j = 0; j < 12; ++j) {
        const bool moved = session == 2;
        const bool i_first = i < 6 && !(moved && i == 0);
        const bool j_first = j < 6 && !(moved && j == 0);
        if (i_first == j_first) values(i, j) = 0.8;
      }
    }
    values.diagonal().setOnes();
    Connectome connectome = connectome_of(values);
    for (std::size_t i = 0; i < 12; ++i) connectome.regions[i].region.network = i < 6 ? "A" : "B";
    layers.push_back({"ses-" + std::to_string(session), connectome});
  }
  return layers;
}

TEST(Multilayer, SeesTheNodeThatChangesItsCommunity) {
  const MultilayerCommunities found = multilayer_communities(two_sessions(), {.coupling = 0.2});
  EXPECT_THAT(validate(found, "here"), IsEmpty());
  EXPECT_EQ(found.flexibility[0], 1.0);
  EXPECT_TRUE(found.flexibility.tail(11).isZero());
  EXPECT_EQ(found.promiscuity[0], 1.0);
  // Together with its own group in one of two sessions, and with the other group in the other.
  EXPECT_NEAR(found.recruitment[0], 0.5, 1e-14);
  EXPECT_NEAR(found.integration[0], 0.5, 1e-14);
  EXPECT_NEAR(found.recruitment[11], 1.0, 1e-14);
  EXPECT_NEAR(found.integration[11], 0.5 / 6.0, 1e-14);
  EXPECT_LT(found.adjusted_rand_index[0], 1.0);
  EXPECT_GT(found.adjusted_rand_index[0], 0.5);
}

TEST(Multilayer, LeavesOutRegionsThatMissInALayer) {
  std::vector<NetworkLayer> layers = two_sessions();
  testing::leave_out(layers[1].connectome, 4);
  const MultilayerCommunities found = multilayer_communities(layers, {});
  EXPECT_THAT(validate(found, "here"), IsEmpty());
  EXPECT_TRUE(std::isnan(found.flexibility[4]));
  EXPECT_EQ(found.communities(4, 0), MultilayerCommunities::outside);
  EXPECT_FALSE(std::isnan(found.flexibility[5]));
}

TEST(Multilayer, SaysWhatIsWrong) {
  std::vector<NetworkLayer> layers = two_sessions();
  layers[1].connectome.regions[2].region.name = "another";
  EXPECT_THAT(check_multilayer(layers, {}), SizeIs(1));
  layers.resize(1);
  EXPECT_THAT(to_text(check_multilayer(layers, {.restarts = 0})[0]), HasSubstr("1 layer"));
  EXPECT_THAT(check_multilayer(layers, {.restarts = 0}), SizeIs(2));
  EXPECT_THROW(multilayer_communities({}, {}), InputError);
}

TEST(MultilayerWindows, CutTheScanAndLeaveOutCensoredWindows) {
  RegionSeries series = testing::random_series(120, 10);
  for (std::size_t v = 60; v < 100; ++v) series.kept[v] = 0;
  const MultilayerParams params{.window_s = 40.0, .step_s = 40.0, .restarts = 3};
  const MultilayerCommunities found = window_communities(series, params);
  EXPECT_THAT(validate(found, "here"), IsEmpty());
  // Windows of 20 volumes at 0, 20, 40 and 100; those at 60 and 80 are censored.
  EXPECT_THAT(found.layers, ::testing::ElementsAre("0s", "40s", "80s", "200s"));
  EXPECT_THAT(found.warnings, SizeIs(2));
  EXPECT_TRUE(found.recruitment.array().isNaN().all());
  EXPECT_THAT(to_text(check_windows(series, {.window_s = 200.0})[0]), HasSubstr("1 windows"));
}

TEST(MultilayerWindows, LieWithinOneRun) {
  RegionSeries series = testing::random_series(120, 10);
  series.run_starts = {0, 50};
  const MultilayerCommunities found =
      window_communities(series, {.window_s = 40.0, .step_s = 40.0, .restarts = 1});
  // 20 volumes from 0 and 20; the second run has 70: from 50, 70 and 90.
  EXPECT_THAT(found.layers, ::testing::ElementsAre("0s", "40s", "100s", "140s", "180s"));
}

TEST(MultilayerWindows, SameSeedGivesTheSame) {
  const RegionSeries series = testing::random_series(120, 10);
  const auto content = [&] {
    Digester digester;
    add_content(digester, window_communities(series, {.window_s = 60.0, .restarts = 4}));
    return digester.finish();
  };
  EXPECT_EQ(content(), content());
}

}  // namespace
}  // namespace rewire
