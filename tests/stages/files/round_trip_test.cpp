#include <gtest/gtest.h>

#include <filesystem>

#include "stages/core/error.h"
#include "stages/core/not_a_number.h"
#include "stages/files/atomic_file.h"
#include "stages/files/confounds_files.h"
#include "stages/files/connectome_files.h"
#include "stages/files/graph_metrics_files.h"
#include "stages/files/multilayer_files.h"
#include "stages/files/region_series_files.h"
#include "stages/files/region_volumes_files.h"
#include "tests/stages/files/example_regions.h"

namespace rewire {
namespace {

class RoundTrip : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(::testing::TempDir()) / "round_trip" /
              ::testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove_all(folder_);
  }

  template <class T>
  static Digest digest_of(const T& value) {
    Digester digester;
    add_content(digester, value);
    return digester.finish();
  }

  std::filesystem::path folder_;
  Provenance provenance_{.program_version = "0.1.0", .stage = "test", .sources = {"bids::x"}};
};

TEST_F(RoundTrip, RegionSeriesComeBackBitForBit) {
  RegionSeries series{.atlas = "AAL",
                      .regions = example_regions(),
                      .values = Eigen::MatrixXd::Random(5, 3) / 3.0,
                      .kept = {1, 1, 0, 1, 1},
                      .repetition_time_s = 1.89,
                      .degrees_of_freedom = 2.0};
  series.values.col(1).setConstant(-nan);
  write_region_series(folder_ / "x_timeseries.tsv", series, provenance_);
  EXPECT_EQ(digest_of(read_region_series(folder_ / "x_timeseries.tsv")), digest_of(series));
}

TEST_F(RoundTrip, ConnectomesComeBackBitForBit) {
  Connectome connectome{.atlas = "AAL",
                        .kind = ConnectivityKind::pearson_correlation,
                        .regions = example_regions(),
                        .values = Eigen::MatrixXd::Constant(3, 3, nan),
                        .transformed = Eigen::MatrixXd::Constant(3, 3, nan),
                        .standard_errors = Eigen::MatrixXd::Constant(3, 3, nan),
                        .effective_degrees_of_freedom = Eigen::MatrixXd::Constant(3, 3, nan),
                        .nominal_degrees_of_freedom = 41.5,
                        .undefined_edges = {{0, 2, "as an example"}}};
  connectome.values(0, 0) = connectome.values(2, 2) = 1.0;
  connectome.values(0, 2) = connectome.values(2, 0) = -1.0 / 3.0;
  connectome.transformed(0, 2) = connectome.transformed(2, 0) = std::atanh(-1.0 / 3.0);
  connectome.standard_errors(0, 2) = connectome.standard_errors(2, 0) = 1.0 / 7.0;
  const auto path = folder_ / "sub-1_stat-pearsoncorrelation_relmat.tsv";
  write_connectome(path, connectome, provenance_);
  EXPECT_EQ(digest_of(read_connectome(path)), digest_of(connectome));
  EXPECT_TRUE(std::filesystem::exists(folder_ / "sub-1_stat-fisherz_relmat.json"));
}

TEST_F(RoundTrip, GraphMetricsComeBackBitForBit) {
  GraphMetrics metrics;
  metrics.atlas = "AAL";
  metrics.regions = example_regions();
  metrics.levels = Eigen::Vector2d(0.1, 0.3);
  metrics.nodal.push_back({"degree", Eigen::MatrixXd::Random(3, 2), Eigen::VectorXd::Random(3)});
  metrics.nodal.push_back({"strength", Eigen::MatrixXd::Random(3, 2), Eigen::VectorXd::Random(3)});
  metrics.nodal[0].values.row(1).setConstant(nan);
  metrics.nodal[1].null_mean = Eigen::MatrixXd::Random(3, 2);
  metrics.nodal[1].null_deviation = Eigen::MatrixXd::Random(3, 2);
  metrics.nodal[0].without_nulls = "it reads all pairs";
  metrics.global.push_back({"modularity", Eigen::Vector2d(0.4, 1.0 / 3.0), 0.2});
  metrics.global.push_back({.name = "transitivity",
                            .values = Eigen::Vector2d(0.5, 0.25),
                            .area_under_curve = 0.1,
                            .null_mean = Eigen::Vector2d(0.1, nan),
                            .null_deviation = Eigen::Vector2d(0.0, nan),
                            .normalised_area = 1.0 / 3.0});
  metrics.curves = {{.name = "rich_club",
                     .step = "degree",
                     .values = {Eigen::Vector3d(0.1, nan, 1.0), Eigen::Vector2d(0.2, 0.3)},
                     .null_mean = {Eigen::Vector3d(0.1, nan, 0.5), Eigen::Vector2d(0.2, 0.1)},
                     .null_deviation = {Eigen::Vector3d(1, nan, 3), Eigen::Vector2d(1, 2)}}};
  metrics.global[0].without_nulls = "it has references of its own";
  metrics.structures = {{.name = "efficiency",
                         .place = "amygdala--prefrontal",
                         .values = Eigen::Vector2d(0.4, nan),
                         .area_under_curve = nan,
                         .null_mean = Eigen::Vector2d(0.3, nan),
                         .null_deviation = Eigen::Vector2d(0.1, nan)},
                        {.name = "degree",
                         .place = "amygdala",
                         .values = Eigen::Vector2d(2, 3),
                         .without_nulls = "it reads all pairs"}};
  metrics.path_shares = {{.place = "amygdala--prefrontal",
                          .values = Eigen::MatrixXd::Random(3, 2),
                          .area_under_curve = Eigen::VectorXd::Random(3),
                          .null_mean = Eigen::MatrixXd::Random(3, 2),
                          .null_deviation = Eigen::MatrixXd::Random(3, 2)}};
  metrics.edges = "the strongest; negative weights dropped";
  metrics.null_model = "degrees kept";
  metrics.nulls = 20;
  metrics.communities.resize(3, 2);
  metrics.communities << 0, 1, GraphMetrics::outside, GraphMetrics::outside, 0, 0;
  metrics.warnings = {{"too few edges", "5 %", "density 0.3", "", Severity::warning}};
  write_graph_metrics(folder_ / "x_graphmetrics.tsv", metrics, provenance_);
  EXPECT_EQ(digest_of(read_graph_metrics(folder_ / "x_graphmetrics.tsv")), digest_of(metrics));
}

TEST_F(RoundTrip, MultilayerCommunitiesComeBackBitForBit) {
  MultilayerCommunities communities;
  communities.atlas = "AAL";
  communities.regions = example_regions();
  communities.layers = {"0s", "50s"};
  communities.communities.resize(3, 2);
  communities.communities << 0, 1, MultilayerCommunities::outside, MultilayerCommunities::outside,
      2, 2;
  communities.quality = 1.0 / 3.0;
  communities.searches = 20;
  communities.flexibility = Eigen::Vector3d(0.1, nan, 2.0 / 3.0);
  communities.promiscuity = Eigen::Vector3d(0.0, nan, 1.0);
  communities.recruitment = communities.integration = Eigen::Vector3d::Constant(nan);
  communities.allegiance = Eigen::MatrixXd::Random(3, 3);
  communities.allegiance.row(1).setConstant(nan);
  communities.variation_of_information = Eigen::VectorXd::Constant(1, 0.25);
  communities.normalised_mutual_information = Eigen::VectorXd::Constant(1, nan);
  communities.adjusted_rand_index = Eigen::VectorXd::Constant(1, -0.1);
  communities.warnings = {{"a window", "half of it", "multilayer", "", Severity::warning}};
  write_multilayer(folder_ / "x_multilayer.tsv", communities, provenance_);
  EXPECT_EQ(digest_of(read_multilayer(folder_ / "x_multilayer.tsv")), digest_of(communities));
  std::filesystem::remove(folder_ / "x_allegiance.tsv");
  EXPECT_THROW(read_multilayer(folder_ / "x_multilayer.tsv"), InputError);
}

TEST_F(RoundTrip, ConfoundsComeBackBitForBit) {
  Confounds confounds;
  confounds.add("trans_x", Eigen::Vector3d(0.1, -1e-300, 3.0));
  confounds.add("framewise_displacement", Eigen::Vector3d(nan, 0.25, 1e10 / 3.0));
  write_confounds(folder_ / "c.tsv", confounds, provenance_);
  EXPECT_EQ(digest_of(read_confounds(folder_ / "c.tsv")), digest_of(confounds));
}

TEST_F(RoundTrip, ReadsAnotherProgramsMatrix) {
  write_text(folder_ / "xcpd_relmat.tsv",
             "Node\tA\tB\tC\nA\t1.0\t0.5\tn/a\nB\t0.5\t1.0\tn/a\nC\tn/a\tn/a\tn/a\n");
  const Connectome connectome = read_connectome(folder_ / "xcpd_relmat.tsv");
  EXPECT_DOUBLE_EQ(connectome.transformed(0, 1), std::atanh(0.5));
  EXPECT_TRUE(std::isnan(connectome.standard_errors(0, 1)));
  EXPECT_EQ(connectome.regions[2].missing_reason, "n/a in the matrix");
  write_text(folder_ / "bare.tsv", "A\tB\n1\t0.25\n0.25\t1\n");
  EXPECT_DOUBLE_EQ(read_connectome(folder_ / "bare.tsv").values(0, 1), 0.25);
}

TEST_F(RoundTrip, RefusesAMatrixThatIsNoCorrelation) {
  write_text(folder_ / "a.tsv", "A\tB\n1\t0.25\n0.5\t1\n");
  EXPECT_THROW(read_connectome(folder_ / "a.tsv"), InputError);
  write_text(folder_ / "b.tsv", "A\tB\n1\t1.5\n1.5\t1\n");
  EXPECT_THROW(read_connectome(folder_ / "b.tsv"), InputError);
  write_text(folder_ / "c.tsv", "A\tB\tC\n1\t0\t0\n0\t1\t0\n");
  EXPECT_THROW(read_connectome(folder_ / "c.tsv"), InputError);
}

TEST_F(RoundTrip, ReadsAnotherProgramsSeriesWhenItSaysItsRepetitionTime) {
  write_text(folder_ / "t.tsv", "A\tB\n1\tn/a\n2\tn/a\n4\tn/a\n");
  EXPECT_THROW(read_region_series(folder_ / "t.tsv"), InputError);
  write_text(folder_ / "t.json", "{\"SamplingFrequency\": 0.5}");
  const RegionSeries series = read_region_series(folder_ / "t.tsv");
  EXPECT_DOUBLE_EQ(series.repetition_time_s, 2.0);
  EXPECT_FALSE(series.regions[1].missing_reason.empty());
}

TEST_F(RoundTrip, RefusesATruncatedTableOfMetrics) {
  GraphMetrics metrics;
  metrics.atlas = "AAL";
  metrics.regions = example_regions();
  metrics.levels = Eigen::VectorXd::Constant(1, 0.1);
  metrics.nodal.push_back({"degree", Eigen::MatrixXd::Random(3, 1), Eigen::VectorXd::Random(3)});
  write_graph_metrics(folder_ / "x.tsv", metrics, provenance_);
  write_text(folder_ / "x.tsv",
             "scope\tmetric\tregion\tdensity\tvalue\nnode\tdegree\tAmygdala_L\t0.1\t3\n");
  EXPECT_THROW(read_graph_metrics(folder_ / "x.tsv"), InputError);
}

TEST_F(RoundTrip, SessionVolumesComeBackToAHundredth) {
  SessionVolumes volumes{
      .atlas = "AAL", .regions = {}, .sessions = {"ses-a", "ses-b"}, .jacobian_mm3 = {}};
  for (const char* name : {"Hippocampus_L", "Amygdala_R"}) {
    Region region;
    region.label = static_cast<std::int32_t>(volumes.regions.size() + 1);
    region.name = name;
    region.structure = name[0] == 'H' ? Structure::hippocampus : Structure::amygdala;
    region.hemisphere = name[0] == 'H' ? Hemisphere::left : Hemisphere::right;
    volumes.regions.push_back(region);
  }
  volumes.jacobian_mm3.resize(2, 2);
  volumes.jacobian_mm3 << 3012.25, 2900.5, 1500.75, 1499.0;
  const auto path = folder_ / "sub-01_atlas-AAL_desc-longitudinal_morph.tsv";
  write_session_volumes(path, volumes, provenance_);
  EXPECT_EQ(digest_of(read_session_volumes(path)), digest_of(volumes));
  write_text(path, "index\tname\n1\tx\n");
  EXPECT_THROW(read_session_volumes(path), InputError);
}

}  // namespace
}  // namespace rewire
