#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

#include "stages/core/number_text.h"
#include "stages/core/random.h"
#include "stages/files/connectome_files.h"
#include "stages/files/connectome_hdf5.h"
#include "stages/files/file_bytes.h"
#include "stages/files/tsv.h"
#include "tests/end_to_end/program.h"
#include "tests/stages/files/temporary_folder.h"

// The real program from anybody's time series to matrices, tangent space and dynamics.
namespace rewire {
namespace {

using ::testing::HasSubstr;
using testing::rewire_program;

class ConnectCommand : public testing::TemporaryFolder {
 protected:
  /// A CSV of 200 volumes x 5 regions; the second region follows the first.
  std::filesystem::path series(const std::string& name, std::uint64_t seed) const {
    RandomStream random(seed, 0);
    std::ofstream file(folder_ / name);
    file << "a,b,c,d,e\n";
    for (int t = 0; t < 200; ++t) {
      const double first = random.normal();
      file << format_number(first) << ',' << format_number(first + 0.5 * random.normal());
      for (int j = 0; j < 3; ++j) file << ',' << format_number(random.normal());
      file << '\n';
    }
    return folder_ / name;
  }
  std::string at(const std::string& name) const { return (folder_ / name).string(); }
};

TEST_F(ConnectCommand, WritesSeveralKindsInOneCall) {
  const auto input = series("scan.csv", 1);
  const auto run = rewire_program(
      "connect " + input.string() + " " + at("out_relmat.tsv") +
      " --repetition-time 2 --kind pearson,wavelet_coherence,granger --volumes 150 --hdf5");
  ASSERT_EQ(run.exit_status, 0) << run.output;
  EXPECT_THAT(run.output, HasSubstr("split-half reliability"));
  const Connectome pearson = read_connectome(at("out_relmat.tsv"));
  EXPECT_NEAR(pearson.values(0, 1), 0.9, 0.05);
  EXPECT_GT(pearson.fit.at("split_half_reliability"), 0.9);
  EXPECT_EQ(pearson.nominal_degrees_of_freedom, 148.0);
  const Connectome granger = read_connectome_hdf5(at("out_relmat_grangercausality.h5"));
  EXPECT_EQ(granger.kind, ConnectivityKind::granger);
  EXPECT_NE(granger.values(0, 1), granger.values(1, 0));
  EXPECT_GT(read_connectome(at("out_relmat_waveletcoherence.tsv")).values(0, 1), 0.6);
}

TEST_F(ConnectCommand, RefusesWhatWouldMislead) {
  const auto input = series("scan.csv", 2);
  const std::string start = "connect " + input.string() + " ";
  const auto shared = rewire_program(start + at("scan.tsv") + " --repetition-time 2");
  EXPECT_EQ(shared.exit_status, 2) << shared.output;
  EXPECT_THAT(shared.output, HasSubstr("scan.json"));
  const auto group = rewire_program(start + at("o.tsv") + " --repetition-time 2 --kind tangent");
  EXPECT_EQ(group.exit_status, 3) << group.output;
  EXPECT_THAT(group.output, HasSubstr("rewire tangent"));
  const auto cut = rewire_program(start + at("o.tsv") + " --repetition-time 2 --volumes 201");
  EXPECT_EQ(cut.exit_status, 3) << cut.output;
  EXPECT_THAT(cut.output, HasSubstr("200 kept volumes"));
  EXPECT_FALSE(std::filesystem::exists(at("o.tsv")));
}

TEST_F(ConnectCommand, TakesRegionsInRowsWithTheirTableAndSaysWhatIsMissing) {
  std::ofstream(folder_ / "rows.csv") << "1,5,2,8,3,7,1,9\n2,3,9,1,4,4,6,2\n4,4,4,4,4,4,4,4\n"
                                         "2,10,4,16,6,14,2,18\n";
  std::ofstream(folder_ / "regions.tsv")
      << "label\tgroup\nAmy_L\tamygdala\nHip_L\thippocampus\nOther\tn/a\nCopy\tn/a\n";
  const std::string start = "connect " + at("rows.csv") + " " + at("o_relmat.tsv") +
                            " --repetition-time 2 --rows-are regions --regions ";
  const auto run = rewire_program(start + at("regions.tsv"));
  ASSERT_EQ(run.exit_status, 0) << run.output;
  EXPECT_THAT(run.output, HasSubstr("4 regions, 8 volumes"));
  EXPECT_THAT(run.output, HasSubstr("constant over the kept volumes (Other)"));
  EXPECT_THAT(run.output, HasSubstr("the same up to scale: r is 1.0 (Amy_L--Copy)"));
  const Connectome connectome = read_connectome(at("o_relmat.tsv"));
  EXPECT_EQ(connectome.regions[0].region.structure, Structure::amygdala);
  EXPECT_EQ(connectome.regions[1].region.name, "Hip_L");
  std::ofstream(folder_ / "few.tsv") << "label\nAmy_L\n";
  const auto few = rewire_program(start + at("few.tsv"));
  EXPECT_EQ(few.exit_status, 3) << few.output;
  EXPECT_THAT(few.output, HasSubstr("4 regions in the files"));
}

TEST_F(ConnectCommand, ConnectsSeveralSeriesAtOnceAndThoseThatCanBeWhenOneCannot) {
  std::string files;
  for (const char* name : {"sub-1_ses-pre_task-rest_atlas-X_timeseries.csv", "other.csv"}) {
    files += " " + series(name, std::hash<std::string>{}(name)).string();
  }
  std::ofstream(folder_ / "broken.csv") << "a,b\n1,2\nx,3\n";
  std::ofstream(folder_ / "short.csv") << "a,b\n1,2\n3,2\n";
  const std::string options = " --repetition-time 2 --kind pearson,oas";
  const auto run = rewire_program("connect --output-dir " + at("out") + files + options);
  ASSERT_EQ(run.exit_status, 0) << run.output;
  const auto session = folder_ / "out/sub-1/ses-pre/func";
  EXPECT_TRUE(std::filesystem::exists(
      session / "sub-1_ses-pre_task-rest_atlas-X_stat-oascorrelation_relmat.tsv"));
  ASSERT_EQ(rewire_program("connect " + at("other.csv") + " " +
                           at("alone/other_stat-pearsoncorrelation_relmat.tsv") + options)
                .exit_status,
            0);
  for (const auto& entry : std::filesystem::directory_iterator(folder_ / "alone")) {
    EXPECT_EQ(read_text(entry.path()), read_text(folder_ / "out" / entry.path().filename()));
  }
  const auto digest = testing::contents_of(folder_ / "out");
  const auto some = rewire_program("connect --output-dir " + at("out") + " " + at("broken.csv") +
                                   files + " " + at("short.csv") + options);
  EXPECT_EQ(some.exit_status, 1) << some.output;
  EXPECT_THAT(some.output, HasSubstr("broken.csv"));
  EXPECT_THAT(some.output, HasSubstr("short.csv"));
  EXPECT_THAT(some.output, HasSubstr("2 of 4 sessions have no matrices"));
  EXPECT_EQ(testing::contents_of(folder_ / "out"), digest);
  const auto bad = rewire_program("connect --output-dir " + at("out") + " " + at("broken.csv") +
                                  " --repetition-time 2");
  EXPECT_EQ(bad.exit_status, 3) << bad.output;
}

TEST_F(ConnectCommand, FindsTheSeriesOfADirectoryAndRefusesTwoOfOneName) {
  std::filesystem::create_directories(folder_ / "in/sub-1/func");
  std::filesystem::create_directories(folder_ / "in/copy");
  const std::string name = "sub-1_task-rest_atlas-X_stat-mean_timeseries.tsv";
  std::ofstream(folder_ / "in/sub-1/func" / name) << "a\tb\n1\t2\n2\t1\n3\t5\n4\t4\n5\t1\n";
  std::ofstream(folder_ / "in/sub-1/func/sub-1_task-rest_desc-confounds_timeseries.tsv")
      << "trans_x\n1\n";
  const std::string start = "connect --output-dir " + at("out") + " " + at("in");
  const auto run = rewire_program(start + " --repetition-time 2");
  ASSERT_EQ(run.exit_status, 0) << run.output;
  EXPECT_TRUE(std::filesystem::exists(
      folder_ / "out/sub-1/func/sub-1_task-rest_atlas-X_stat-pearsoncorrelation_relmat.tsv"));
  std::filesystem::copy(folder_ / "in/sub-1/func" / name, folder_ / "in/copy" / name);
  const auto twice = rewire_program(start + " --repetition-time 2");
  EXPECT_EQ(twice.exit_status, 2) << twice.output;
  EXPECT_THAT(twice.output, HasSubstr("a name of its own"));
  const auto none = rewire_program("connect --output-dir " + at("out") + " " + at("in/none"));
  EXPECT_EQ(none.exit_status, 3) << none.output;
  EXPECT_EQ(rewire_program("connect a.csv b.tsv c.tsv").exit_status, 2);
}

TEST_F(ConnectCommand, AveragesTheRunsOfAJoinedSeries) {
  const auto first = series("run-1.csv", 3);
  const auto second = series("run-2.csv", 4);
  for (const auto& file : {first, second}) {
    std::ofstream(std::filesystem::path(file).replace_extension(".json"))
        << "{\"RepetitionTime\": 2}";
  }
  const auto join =
      rewire_program("join " + at("whole.tsv") + " " + first.string() + " " + second.string());
  ASSERT_EQ(join.exit_status, 0) << join.output;
  const auto run = rewire_program("connect " + at("whole.tsv") + " " + at("mean_relmat.tsv") +
                                  " --runs averaged");
  ASSERT_EQ(run.exit_status, 0) << run.output;
  EXPECT_EQ(read_connectome(at("mean_relmat.tsv")).fit.at("runs"), 2.0);
}

TEST_F(ConnectCommand, TangentSpaceOfSessions) {
  std::string files;
  for (const char* name : {"sub-1_ses-pre_task-rest_timeseries.csv",
                           "sub-1_ses-post_task-rest_timeseries.csv",
                           "sub-2_ses-pre_task-rest_timeseries.csv"}) {
    files += " " + series(name, std::hash<std::string>{}(name)).string();
  }
  const auto run = rewire_program("tangent " + at("out") + files +
                                  " --repetition-time 2 --reference baseline --baseline pre");
  ASSERT_EQ(run.exit_status, 0) << run.output;
  const auto file =
      folder_ / "out/sub-1/ses-post/func/sub-1_ses-post_task-rest_stat-tangent_relmat.tsv";
  const Connectome session = read_connectome(file);
  EXPECT_EQ(session.kind, ConnectivityKind::tangent);
  EXPECT_LT(std::abs(session.values(0, 1)), 0.5) << "what all share is in the reference";
  EXPECT_GT(session.standard_errors(0, 1), 0.0);
  EXPECT_GT(read_connectome(folder_ / "out/desc-tangentreference_stat-covariance_relmat.tsv")
                .values(0, 1),
            0.7);
  EXPECT_EQ(
      rewire_program("tangent " + at("out") + files + " --repetition-time 2 --reference baseline")
          .exit_status,
      2);
}

TEST_F(ConnectCommand, DynamicsOfSessions) {
  const std::string files = " " + series("sub-1_ses-pre_timeseries.csv", 7).string() + " " +
                            series("sub-1_ses-post_timeseries.csv", 8).string();
  const std::string call = "dynamics " + at("dyn") + files + " --repetition-time 2 --surrogates 19";
  const auto run = rewire_program(call + " --states 2 --patterns 3 --edge-series");
  ASSERT_EQ(run.exit_status, 0) << run.output;
  const Table table = read_tsv(folder_ / "dyn/group/dynamics.tsv");
  ASSERT_EQ(table.row_count(), 2U);
  const Eigen::VectorXd one = to_numbers(table.column("state1_occupancy", "test"), "a", "test");
  const Eigen::VectorXd two = to_numbers(table.column("state2_occupancy", "test"), "b", "test");
  EXPECT_NEAR((one + two).minCoeff(), 1.0, 1e-9);
  EXPECT_EQ(table.column("session", "test")[1], "post");
  const auto place =
      folder_ / "dyn/sub-1/ses-pre/func/sub-1_ses-pre_stat-windowdeviation_relmat.tsv";
  EXPECT_TRUE(std::filesystem::exists(place)) << run.output;
  EXPECT_TRUE(std::filesystem::exists(
      folder_ / "dyn/sub-1/ses-pre/func/sub-1_ses-pre_stat-edges_timeseries.h5"));
  EXPECT_TRUE(std::filesystem::exists(folder_ / "dyn/group/state-2_relmat.tsv"));
  EXPECT_EQ(read_tsv(folder_ / "dyn/group/patterns.tsv").row_count(), 5U);
  const auto digest = testing::contents_of(folder_ / "dyn");
  ASSERT_EQ(rewire_program(call + " --states 2 --patterns 3").exit_status, 0);
  EXPECT_EQ(testing::contents_of(folder_ / "dyn"), digest) << "seeded";
  const auto short_windows = rewire_program(call + " --window 50");
  EXPECT_EQ(short_windows.exit_status, 3);
  EXPECT_THAT(short_windows.output, HasSubstr("one period of the slowest frequency"));
}

}  // namespace
}  // namespace rewire
