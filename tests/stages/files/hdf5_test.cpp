#include "stages/files/hdf5.h"

#include <gtest/gtest.h>
#include <hdf5.h>

#include <cstdlib>
#include <string>

#include "stages/core/error.h"
#include "stages/core/not_a_number.h"
#include "stages/files/atomic_file.h"
#include "stages/files/file_bytes.h"
#include "stages/files/graph_hdf5.h"
#include "stages/files/session_hdf5.h"
#include "stages/files/trial_hdf5.h"
#include "tests/stages/files/example_regions.h"
#include "tests/stages/files/temporary_folder.h"

namespace rewire {
namespace {

template <class T>
Digest digest_of(const T& value) {
  Digester digester;
  add_content(digester, value);
  return digester.finish();
}

SessionResults session() {
  SessionResults session;
  session.series = {.atlas = "AAL",
                    .regions = example_regions(),
                    .values = Eigen::MatrixXd::Constant(5, 3, 1e-300),
                    .kept = {1, 1, 0, 1, 1},
                    .repetition_time_s = 1.89,
                    .degrees_of_freedom = 2.0};
  session.series.values.col(0) = Eigen::VectorXd::LinSpaced(5, 0, 4) / 3.0;
  session.series.values.col(1).setConstant(nan);
  session.connectome = {.atlas = "AAL",
                        .kind = ConnectivityKind::pearson_correlation,
                        .regions = example_regions(),
                        .values = Eigen::MatrixXd::Constant(3, 3, nan),
                        .transformed = Eigen::MatrixXd::Constant(3, 3, nan),
                        .standard_errors = Eigen::MatrixXd::Constant(3, 3, nan),
                        .effective_degrees_of_freedom = Eigen::MatrixXd::Constant(3, 3, nan),
                        .nominal_degrees_of_freedom = 41.5,
                        .undefined_edges = {{0, 2, "as an example"}}};
  session.connectome.transformed(0, 2) = session.connectome.transformed(2, 0) =
      std::atanh(-1.0 / 3.0);
  session.graph.atlas = "AAL";
  session.graph.regions = example_regions();
  session.graph.levels = Eigen::Vector2d(0.1, 0.3);
  session.graph.nodal = {
      {"degree", Eigen::MatrixXd::Constant(3, 2, 2.0), Eigen::Vector3d(1, nan, 3)},
      {"betweenness", Eigen::MatrixXd::Constant(3, 2, 0.5), Eigen::Vector3d(3, 2, 1)}};
  session.graph.global = {{"modularity", Eigen::Vector2d(0.4, 1.0 / 3.0), 0.2}};
  session.graph.curves = {{.name = "rich_club",
                           .step = "degree",
                           .values = {Eigen::Vector3d(0.1, nan, 1.0), Eigen::Vector2d(0.2, 0.3)}}};
  session.graph.structures = {
      {"efficiency", "amygdala--prefrontal", Eigen::Vector2d(0.4, nan), nan}};
  session.graph.path_shares = {
      {"amygdala--prefrontal", Eigen::MatrixXd::Constant(3, 2, 0.25), Eigen::Vector3d(1, nan, 3)}};
  session.graph.communities = Eigen::MatrixXi::Ones(3, 2);
  session.activity.atlas = "AAL";
  session.activity.regions = example_regions();
  session.activity.measures.push_back({.name = "alff",
                                       .brain_mean = 2.5,
                                       .brain_sd = 1.0 / 3.0,
                                       .values = Eigen::Vector3d(1.5, nan, 2.0),
                                       .z = Eigen::Vector3d(-3.0, nan, -1.5),
                                       .ratio = Eigen::Vector3d(0.6, nan, 0.8)});
  session.confounds.add("trans_x", Eigen::Vector3d(0.1, -1e-300, 3.0));
  session.confounds.add("framewise_displacement", Eigen::Vector3d(nan, 0.25, 1e10 / 3.0));
  session.provenance = {.program_version = "0.1.0",
                        .stage = "graph",
                        .stage_version = 3,
                        .key = "0123",
                        .parameters = {{"densities", "0.1 0.3"}},
                        .sources = {"bids::sub-01/func/x.nii.gz"}};
  return session;
}

void write(const std::filesystem::path& path, const SessionResults& s) {
  write_session_hdf5(path, s.series, s.connectome, s.graph, s.confounds, s.activity, s.provenance);
}

Digest digest_of(const SessionResults& s) {
  Digester digester;
  add_content(digester, s.series);
  add_content(digester, s.connectome);
  add_content(digester, s.graph);
  add_content(digester, s.confounds);
  add_content(digester, s.activity);
  return digester.finish();
}

Comparison comparison() {
  Comparison comparison;
  comparison.baseline = "baseline";
  comparison.followups = {"day1", "day7"};
  comparison.reference_arm = "placebo";
  comparison.permutations = 5000;
  comparison.seed = 7;
  comparison.contrasts = {{.name = "ketamine: day1 - baseline",
                           .kind = ContrastKind::arm_by_time,
                           .arm = "ketamine",
                           .followup = "day1",
                           .n_reference = 9,
                           .n_treatment = 10,
                           .permutations = 5000,
                           .exhaustive = true}};
  comparison.effects.resize(2);
  comparison.effects[0].family = "edge";
  comparison.effects[0].endpoint = "a--b";
  comparison.effects[0].p = 0.25;
  comparison.effects[1].endpoint = "a--c";
  comparison.effects[1].p = nan;
  comparison.effects[1].reason = "no variance";
  comparison.flow = {{"01", "day1", "ketamine", ""}, {"02", "day1", "placebo", "motion"}};
  comparison.warnings = {{.found = "x", .where = "y", .severity = Severity::warning}};
  return comparison;
}

class Hdf5 : public testing::TemporaryFolder {};

TEST_F(Hdf5, GraphMetricsComeBackBitForBit) {
  GraphMetrics graph = session().graph;
  graph.nulls = 5;
  graph.null_model = "degrees kept";
  graph.level_kind = LevelKind::threshold;
  graph.nodal[0].null_mean = graph.nodal[0].null_deviation = Eigen::MatrixXd::Ones(3, 2);
  graph.global[0].null_mean = graph.global[0].null_deviation = Eigen::Vector2d(1.0, nan);
  graph.global[0].normalised_area = 1.25;
  graph.curves[0].null_mean = graph.curves[0].null_deviation = graph.curves[0].values;
  graph.nodal[1].without_nulls = "it reads all pairs";
  graph.structures[0].null_mean = graph.structures[0].null_deviation = Eigen::Vector2d(nan, 0.5);
  graph.structures.push_back({.name = "betweenness",
                              .place = "amygdala",
                              .values = Eigen::Vector2d(1, 2),
                              .without_nulls = graph.nodal[1].without_nulls});
  graph.path_shares[0].null_mean = graph.path_shares[0].null_deviation =
      Eigen::MatrixXd::Constant(3, 2, 0.125);
  write_graph_hdf5(folder_ / "graph.h5", graph, session().provenance);
  Digester written;
  Digester read;
  add_content(written, graph);
  add_content(read, read_graph_hdf5(folder_ / "graph.h5"));
  EXPECT_EQ(read.finish(), written.finish());
}

TEST_F(Hdf5, SessionsComeBackBitForBit) {
  const SessionResults written = session();
  write(folder_ / "s.h5", written);
  const SessionResults read = read_session_hdf5(folder_ / "s.h5");
  EXPECT_EQ(digest_of(read), digest_of(written));
  EXPECT_EQ(read.provenance.parameters, written.provenance.parameters);
  EXPECT_EQ(read.provenance.sources, written.provenance.sources);
  EXPECT_EQ(read.provenance.stage_version, 3);
  EXPECT_EQ(read.provenance.key, "0123");
}

TEST_F(Hdf5, AnEmptySessionComesBack) {
  write(folder_ / "s.h5", {});
  EXPECT_EQ(digest_of(read_session_hdf5(folder_ / "s.h5")), digest_of(SessionResults{}));
}

TEST_F(Hdf5, TrialsComeBackBitForBit) {
  write_trial_hdf5(folder_ / "t.h5", comparison(), {});
  const Comparison read = read_trial_hdf5(folder_ / "t.h5");
  EXPECT_EQ(digest_of(read), digest_of(comparison()));
  ASSERT_EQ(read.warnings.size(), 1U);
  EXPECT_EQ(to_text(read.warnings[0]), to_text(comparison().warnings[0]));
  EXPECT_EQ(read.warnings[0].severity, Severity::warning);
}

TEST_F(Hdf5, TablesOfATrialAreGroupsOfColumns) {
  Table table;
  table.names = {"endpoint", "estimate", "reason"};
  table.columns = {{"a", "2"}, {"0.25", "n/a"}, {"n/a", "n/a"}};
  write_trial_hdf5(folder_ / "t.h5", comparison(), {}, {{"endpoints", table}});
  EXPECT_EQ(digest_of(read_trial_hdf5(folder_ / "t.h5")), digest_of(comparison()));
  const Hdf5Reader file(folder_ / "t.h5", "rewire-trial", 2);
  EXPECT_EQ(file.texts("endpoints/endpoint"), (std::vector<std::string>{"a", "2"}));
  EXPECT_EQ(file.texts("endpoints/reason"), (std::vector<std::string>{"n/a", "n/a"}));
  const std::vector<double> estimate = file.numbers("endpoints/estimate");
  ASSERT_EQ(estimate.size(), 2U);
  EXPECT_EQ(estimate[0], 0.25);
  EXPECT_TRUE(std::isnan(estimate[1]));
}

TEST_F(Hdf5, EqualContentGivesEqualBytes) {
  write(folder_ / "a.h5", session());
  write_trial_hdf5(folder_ / "between.h5", comparison(), {});
  write(folder_ / "b.h5", session());
  EXPECT_EQ(read_bytes(folder_ / "a.h5"), read_bytes(folder_ / "b.h5"));
}

TEST_F(Hdf5, H5pyReadsTheSame) {
  write(folder_ / "session.h5", session());
  write_trial_hdf5(folder_ / "trial.h5", comparison(), session().provenance);
  const std::string command = std::string(REWIRE_PYTHON) +
                              " " REWIRE_SOURCE_DIR "/tests/stages/files/check_hdf5.py " +
                              folder_.string();
  EXPECT_EQ(std::system(command.c_str()), 0);
}

TEST_F(Hdf5, ADamagedFileIsRefusedOrSaysTheSame) {
  write(folder_ / "s.h5", session());
  const std::vector<std::byte> good = read_bytes(folder_ / "s.h5");
  const Digest expected = digest_of(session());
  std::size_t refused = 0;
  std::size_t tried = 0;
  constexpr std::size_t stride = 101;
  for (std::size_t place = 0; place < good.size(); place += stride, ++tried) {
    std::vector<std::byte> bad = good;
    bad[place] ^= std::byte{0x41};
    testing::put_bytes(folder_ / "bad.h5", bad);
    try {
      EXPECT_EQ(digest_of(read_session_hdf5(folder_ / "bad.h5")), expected) << "byte " << place;
    } catch (const InputError&) {
      ++refused;
    }
  }
  EXPECT_GT(refused, tried / 3);
  EXPECT_EQ(H5Fget_obj_count(H5F_OBJ_ALL, H5F_OBJ_ALL), 0) << "handles left open";
}

TEST_F(Hdf5, ACutFileIsRefused) {
  write(folder_ / "s.h5", session());
  const std::vector<std::byte> good = read_bytes(folder_ / "s.h5");
  for (std::size_t parts = 0; parts < 40; ++parts) {
    testing::put_bytes(folder_ / "cut.h5", std::span(good).first(good.size() * parts / 40));
    EXPECT_THROW(read_session_hdf5(folder_ / "cut.h5"), InputError) << parts;
  }
  write_text(folder_ / "text.h5", "participant_id\tage\n");
  EXPECT_THROW(read_session_hdf5(folder_ / "text.h5"), InputError);
  EXPECT_THROW(read_session_hdf5(folder_ / "absent.h5"), InputError);
}

TEST_F(Hdf5, AnotherSchemaOrKindIsRefused) {
  write_trial_hdf5(folder_ / "t.h5", comparison(), {});
  EXPECT_THROW(read_session_hdf5(folder_ / "t.h5"), InputError);
  Hdf5Writer writer(folder_ / "e.h5", "example", 2);
  writer.numbers("group/numbers", {1.5});
  writer.commit();
  EXPECT_THROW(Hdf5Reader(folder_ / "e.h5", "example", 1), InputError);
  const Hdf5Reader reader(folder_ / "e.h5", "example", 2);
  EXPECT_EQ(reader.numbers("group/numbers"), std::vector<double>{1.5});
  EXPECT_THROW(reader.integers("group/numbers"), InputError);
  EXPECT_THROW(reader.matrix("group/numbers"), InputError);
  EXPECT_THROW(reader.texts("group/numbers"), InputError);
  EXPECT_THROW(reader.numbers("group/absent"), InputError);
  EXPECT_THROW(reader.number_attribute("group", "absent"), InputError);
}

}  // namespace
}  // namespace rewire
