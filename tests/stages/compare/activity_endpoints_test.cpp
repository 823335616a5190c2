#include <gtest/gtest.h>

#include <cmath>

#include "stages/compare/endpoints.h"
#include "stages/core/error.h"

namespace rewire {
namespace {

/// Two amygdalae and one subgenual region; z of alff is 1, 2, 3 times `size`.
LocalActivity session(double size) {
  LocalActivity activity{.atlas = "Test", .regions = {}, .measures = {}, .warnings = {}};
  const auto add = [&](const char* name, Structure structure, PrefrontalArea area) {
    RegionSignal signal;
    signal.region.label = static_cast<std::int32_t>(activity.regions.size() + 1);
    signal.region.name = name;
    signal.region.structure = structure;
    signal.region.prefrontal_area = area;
    activity.regions.push_back(signal);
  };
  add("Amygdala_L", Structure::amygdala, PrefrontalArea::none);
  add("Amygdala_R", Structure::amygdala, PrefrontalArea::none);
  add("Subgenual", Structure::prefrontal, PrefrontalArea::sgACC);
  const Eigen::VectorXd z = Eigen::Vector3d(1.0, 2.0, 3.0) * size;
  activity.measures.push_back({"alff", 5.0, 2.0, z * 10.0, z, z * 2.0});
  return activity;
}

TrialTable table_of(std::size_t participants) {
  TrialTable table{.arms = {"a"}, .sessions = {"ses-1", "ses-2"}, .rows = {}};
  for (std::size_t p = 0; p < participants; ++p) {
    for (const std::string& name : table.sessions) {
      TrialRow row;
      row.participant = "sub-" + std::to_string(p + 1);
      row.session = name;
      table.rows.push_back(row);
    }
  }
  return table;
}

TEST(ActivityEndpoints, AreTheZOfRegionsAndTheirMeansOverStructures) {
  const std::vector<std::optional<LocalActivity>> sessions{
      session(1), session(2), std::nullopt, session(4)};
  const auto families = activity_endpoints(table_of(2), sessions);
  ASSERT_EQ(families.size(), 2U);
  EXPECT_EQ(families[0].name, "local_activity");
  EXPECT_EQ(families[0].endpoints[2], "alff@Subgenual");
  EXPECT_EQ(families[0].values(1, 1), 4.0);
  EXPECT_TRUE(families[0].values.row(2).array().isNaN().all());
  EXPECT_EQ(families[1].name, "structure_activity");
  const std::vector<std::string> names{"alff@amygdala", "alff@prefrontal", "alff@sgACC"};
  EXPECT_EQ(families[1].endpoints, names);
  EXPECT_EQ(families[1].values(3, 0), 6.0);
  EXPECT_EQ(families[1].values(0, 2), 3.0);
}

TEST(ActivityEndpoints, ARegionMissingInOneSessionIsLeftOutOfTheOtherToo) {
  std::vector<std::optional<LocalActivity>> sessions{
      session(1), session(2), session(1), session(2)};
  sessions[1]->measures[0].z[0] = std::nan("");
  const auto families = activity_endpoints(table_of(2), sessions);
  EXPECT_EQ(families[1].values(0, 0), 2.0);
  EXPECT_EQ(families[1].values(1, 0), 4.0);
  EXPECT_EQ(families[1].values(2, 0), 1.5);
}

TEST(ActivityEndpoints, SessionsThatDifferAreRefused) {
  std::vector<std::optional<LocalActivity>> sessions{session(1), session(2)};
  sessions[1]->measures[0].name = "reho";
  EXPECT_THROW(activity_endpoints(table_of(1), sessions), InputError);
  sessions[1] = session(1);
  sessions[1]->regions.pop_back();
  EXPECT_THROW(activity_endpoints(table_of(1), sessions), InputError);
  EXPECT_THROW(activity_endpoints(table_of(2), sessions), InputError);
}

MultilayerCommunities layered(double flexibility) {
  const LocalActivity like = session(1);
  MultilayerCommunities communities;
  communities.atlas = like.atlas;
  communities.regions = like.regions;
  communities.flexibility = Eigen::Vector3d(0.1, 0.2, 0.6) * flexibility;
  communities.promiscuity = Eigen::Vector3d::Constant(0.5);
  communities.recruitment = communities.integration = Eigen::Vector3d::Constant(std::nan(""));
  return communities;
}

TEST(MultilayerEndpoints, AreTheMeasuresOfRegionsStructuresAndTheBrain) {
  std::vector<std::optional<MultilayerCommunities>> sessions{
      layered(1), layered(0.5), std::nullopt, layered(1)};
  auto families = multilayer_endpoints(table_of(2), sessions);
  ASSERT_EQ(families.size(), 2U);
  EXPECT_EQ(families[0].name, "multilayer");
  EXPECT_EQ(families[0].endpoints.size(), 6U);  // the atlas names no networks
  EXPECT_EQ(families[0].endpoints[3], "promiscuity@Amygdala_L");
  EXPECT_EQ(families[0].values(1, 2), 0.3);
  EXPECT_EQ(families[1].name, "structure_multilayer");
  EXPECT_EQ(families[1].endpoints[0], "flexibility@brain");
  EXPECT_NEAR(families[1].values(0, 0), 0.3, 1e-15);
  EXPECT_EQ(families[1].endpoints[1], "flexibility@amygdala");
  EXPECT_NEAR(families[1].values(1, 1), 0.075, 1e-15);
  EXPECT_TRUE(std::isnan(families[1].values(2, 0)));
  sessions[1]->recruitment.setConstant(0.5);
  EXPECT_THROW(multilayer_endpoints(table_of(2), sessions), InputError);
}

/// Two hippocampi and another region in two sessions, the second 10 % smaller.
SessionVolumes volumes(double size) {
  SessionVolumes made{
      .atlas = "Test", .regions = {}, .sessions = {"ses-1", "ses-2"}, .jacobian_mm3 = {}};
  for (const char* name : {"Hippocampus_L", "Hippocampus_R", "Other"}) {
    Region region;
    region.label = static_cast<std::int32_t>(made.regions.size() + 1);
    region.name = name;
    region.structure = name[0] == 'H' ? Structure::hippocampus : Structure::other;
    made.regions.push_back(region);
  }
  const Eigen::Vector3d first(3000.0, 3200.0, 500.0);
  made.jacobian_mm3.resize(3, 2);
  made.jacobian_mm3 << size * first, 0.9 * size * first;
  return made;
}

TEST(VolumeEndpoints, AreTheRowsSessionOfRegionsAndTheSumsOfStructures) {
  const std::vector<std::optional<SessionVolumes>> sessions{
      volumes(1.0), volumes(1.0), volumes(1.1), std::nullopt};
  const auto families = volume_endpoints(table_of(2), sessions);
  ASSERT_EQ(families.size(), 2U);
  EXPECT_EQ(families[0].name, "region_volume");
  EXPECT_EQ(families[0].endpoints[1], "volume@Hippocampus_R");
  EXPECT_DOUBLE_EQ(families[0].values(1, 1), 0.9 * 3200.0);
  EXPECT_EQ(families[1].name, "structure_volume");
  EXPECT_EQ(families[1].endpoints, std::vector<std::string>{"volume@hippocampus"});
  EXPECT_DOUBLE_EQ(families[1].values(0, 0), 6200.0);
  EXPECT_DOUBLE_EQ(families[1].values(2, 0), 1.1 * 6200.0);
  EXPECT_TRUE(families[1].values.row(3).array().isNaN().all());
}

TEST(VolumeEndpoints, RefuseOtherRegionsAndAreNoneWithoutSessions) {
  std::vector<std::optional<SessionVolumes>> sessions{volumes(1.0), volumes(1.0)};
  sessions[1]->regions[2].name = "Else";
  EXPECT_THROW(volume_endpoints(table_of(1), sessions), InputError);
  sessions = {std::nullopt, std::nullopt};
  EXPECT_TRUE(volume_endpoints(table_of(1), sessions).empty());
}

}  // namespace
}  // namespace rewire
