#include "stages/compare/endpoints.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "stages/core/error.h"
#include "stages/core/not_a_number.h"
#include "tests/stages/compare/trials.h"

namespace rewire {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

RegionSignal region(const std::string& name, Structure structure, PrefrontalArea area) {
  RegionSignal signal;
  signal.region.name = name;
  signal.region.structure = structure;
  signal.region.prefrontal_area = area;
  return signal;
}

/// Fisher z of regions i and j is `base` + 10 i + j, i < j.
Connectome connectome(double base) {
  Connectome made;
  made.atlas = "Small";
  made.regions = {region("Amygdala_L", Structure::amygdala, PrefrontalArea::none),
                  region("Rectus_L", Structure::prefrontal, PrefrontalArea::vmPFC),
                  region("Frontal_Sup_L", Structure::prefrontal, PrefrontalArea::dlPFC),
                  region("Calcarine_L", Structure::other, PrefrontalArea::none)};
  made.transformed.setConstant(4, 4, nan);
  for (Eigen::Index i = 0; i < 4; ++i) {
    for (Eigen::Index j = i + 1; j < 4; ++j) {
      made.transformed(i, j) = made.transformed(j, i) =
          base + 10.0 * static_cast<double>(i) + static_cast<double>(j);
    }
  }
  return made;
}

TrialTable table() {
  return testing::make_trial({"placebo", "ketamine"}, {"ses-1", "ses-2"}, Eigen::MatrixXd(4, 0))
      .table;
}

TEST(ConnectomeEndpoints, EdgesAreTheUpperTriangle) {
  const std::vector<std::optional<Connectome>> connectomes{
      connectome(0.0), connectome(100.0), std::nullopt, connectome(300.0)};
  const auto families = connectome_endpoints(table(), connectomes);
  ASSERT_EQ(families.size(), 2U);
  EXPECT_EQ(families[0].name, "edge");
  EXPECT_THAT(families[0].endpoints,
              ElementsAre("Amygdala_L--Rectus_L",
                          "Amygdala_L--Frontal_Sup_L",
                          "Amygdala_L--Calcarine_L",
                          "Rectus_L--Frontal_Sup_L",
                          "Rectus_L--Calcarine_L",
                          "Frontal_Sup_L--Calcarine_L"));
  EXPECT_EQ(families[0].values(1, 4), 113.0);
  EXPECT_TRUE(families[0].values.row(2).array().isNaN().all());
}

TEST(ConnectomeEndpoints, StructurePairsAreMeansOverTheirRegionPairs) {
  const std::vector<std::optional<Connectome>> connectomes{
      connectome(0.0), connectome(100.0), std::nullopt, connectome(300.0)};
  const EndpointFamily family = connectome_endpoints(table(), connectomes)[1];
  EXPECT_THAT(
      family.endpoints,
      ElementsAre(
          "amygdala--prefrontal", "prefrontal--prefrontal", "amygdala--vmPFC", "amygdala--dlPFC"));
  EXPECT_EQ(family.values(0, 0), 1.5);
  EXPECT_EQ(family.values(1, 1), 112.0);
  EXPECT_EQ(family.values(3, 2), 301.0);
  EXPECT_TRUE(family.values.row(2).array().isNaN().all());
}

TEST(ConnectomeEndpoints, AChangeOfAMeanIsLikeWithLike) {
  std::vector<std::optional<Connectome>> connectomes{
      connectome(0.0), connectome(100.0), connectome(0.0), connectome(100.0)};
  connectomes[1]->transformed(0, 2) = connectomes[1]->transformed(2, 0) = nan;
  const EndpointFamily family = connectome_endpoints(table(), connectomes)[1];
  EXPECT_EQ(family.values(0, 0), 1.0) << "the pair missing at follow-up is left out at baseline";
  EXPECT_EQ(family.values(1, 0), 101.0);
  EXPECT_EQ(family.values(2, 0), 1.5) << "another participant keeps it";
  EXPECT_TRUE(std::isnan(family.values(0, 3)));
}

TEST(ConnectomeEndpoints, InfinityIsNoNumber) {
  std::vector<std::optional<Connectome>> connectomes(4, connectome(0.0));
  connectomes[0]->transformed(0, 1) = std::numeric_limits<double>::infinity();
  EXPECT_TRUE(std::isnan(connectome_endpoints(table(), connectomes)[0].values(0, 0)));
}

TEST(ConnectomeEndpoints, ListsEverySessionWithOtherRegions) {
  std::vector<std::optional<Connectome>> connectomes(4, connectome(0.0));
  connectomes[1]->atlas = "Other";
  connectomes[2]->regions[3].region.name = "Cuneus_L";
  connectomes[3]->regions.pop_back();
  try {
    connectome_endpoints(table(), connectomes);
    FAIL() << "no error";
  } catch (const InputError& error) {
    ASSERT_EQ(error.problems().size(), 3U);
    EXPECT_THAT(to_text(error.problems()[0]),
                ::testing::AllOf(HasSubstr("atlas Other"), HasSubstr("sub-1001 ses-2")));
    EXPECT_THAT(to_text(error.problems()[1]),
                ::testing::AllOf(HasSubstr("region Cuneus_L"), HasSubstr("Calcarine_L")));
    EXPECT_THAT(to_text(error.problems()[2]), HasSubstr("3 regions, expected 4"));
  }
  connectomes.pop_back();
  EXPECT_THROW(connectome_endpoints(table(), connectomes), InputError);
}

TEST(ConnectomeEndpoints, NothingComesFromNothing) {
  const std::vector<std::optional<Connectome>> none(4);
  EXPECT_TRUE(connectome_endpoints(table(), none).empty());
  const std::vector<std::optional<GraphMetrics>> no_metrics(4);
  EXPECT_TRUE(graph_endpoints(table(), no_metrics).empty());
}

GraphMetrics graph_metrics(double base) {
  GraphMetrics made;
  made.atlas = "Small";
  made.regions = connectome(0.0).regions;
  made.levels = Eigen::VectorXd::LinSpaced(3, 0.1, 0.3);
  made.global = {{"global_efficiency", Eigen::VectorXd::Zero(3), base},
                 {"modularity", Eigen::VectorXd::Zero(3), base + 1.0}};
  made.nodal = {{"degree", Eigen::MatrixXd::Zero(4, 3), Eigen::VectorXd::Constant(4, base + 2.0)},
                {"strength", Eigen::MatrixXd::Zero(4, 3), Eigen::VectorXd::LinSpaced(4, 0, 3)}};
  return made;
}

TEST(GraphEndpoints, AreTheAreasUnderTheCurve) {
  std::vector<std::optional<GraphMetrics>> metrics(4, graph_metrics(5.0));
  metrics[2].reset();
  const auto families = graph_endpoints(table(), metrics);
  ASSERT_EQ(families.size(), 2U);
  EXPECT_THAT(families[0].endpoints, ElementsAre("global_efficiency", "modularity"));
  EXPECT_EQ(families[0].values(3, 1), 6.0);
  EXPECT_EQ(families[1].endpoints[5], "strength@Rectus_L");
  EXPECT_EQ(families[1].values(0, 0), 7.0);
  EXPECT_EQ(families[1].values(0, 7), 3.0);
  EXPECT_TRUE(families[1].values.row(2).array().isNaN().all());
}

TEST(GraphEndpoints, HaveStructuresAndRatiosToNullNetworks) {
  GraphMetrics made = graph_metrics(5.0);
  made.nulls = 10;
  made.global[1].null_mean = made.global[1].null_deviation = Eigen::VectorXd::Ones(3);
  made.global[1].normalised_area = 1.5;
  made.structures = {{"efficiency", "amygdala--prefrontal", Eigen::VectorXd::Zero(3), 0.25}};
  const auto families = graph_endpoints(table(), std::vector<std::optional<GraphMetrics>>(4, made));
  ASSERT_EQ(families.size(), 3U);
  EXPECT_THAT(families[0].endpoints,
              ElementsAre("global_efficiency", "modularity", "modularity_normalised"));
  EXPECT_EQ(families[0].values(2, 2), 1.5);
  EXPECT_EQ(families[2].name, "structure_metric");
  EXPECT_THAT(families[2].endpoints, ElementsAre("efficiency@amygdala--prefrontal"));
  EXPECT_EQ(families[2].values(3, 0), 0.25);
}

TEST(GraphEndpoints, ListsEverySessionWithOtherParameters) {
  std::vector<std::optional<GraphMetrics>> metrics(4, graph_metrics(5.0));
  metrics[1]->levels[2] = 0.4;
  metrics[3]->global.pop_back();
  try {
    graph_endpoints(table(), metrics);
    FAIL() << "no error";
  } catch (const InputError& error) {
    ASSERT_EQ(error.problems().size(), 2U);
    EXPECT_THAT(to_text(error.problems()[0]),
                ::testing::AllOf(HasSubstr("densities"), HasSubstr("sub-1001 ses-2")));
    EXPECT_THAT(to_text(error.problems()[1]), HasSubstr("metrics global_efficiency degree"));
  }
}

}  // namespace
}  // namespace rewire
