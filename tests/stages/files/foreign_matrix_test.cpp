#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>

#include "stages/core/error.h"
#include "stages/files/atomic_file.h"
#include "stages/files/connectome_files.h"
#include "stages/files/connectome_hdf5.h"
#include "stages/files/file_bytes.h"
#include "stages/files/number_table.h"
#include "stages/files/region_series_files.h"
#include "tests/stages/files/temporary_folder.h"

// What other programs write: matrices and series in CSV, 1D, NPY and netcc files.
namespace rewire {
namespace {

class ForeignFiles : public testing::TemporaryFolder {
 protected:
  std::filesystem::path write(const std::string& name, const std::string& text) const {
    write_text(folder_ / name, text);
    return folder_ / name;
  }
  /// Made by numpy.save.
  std::filesystem::path npy(const std::string& name, const std::string& expression) const {
    const std::string command = std::string(REWIRE_PYTHON) + " -c \"import numpy as np; np.save('" +
                                (folder_ / name).string() + "', " + expression + ")\"";
    if (std::system(command.c_str()) != 0) return {};
    return folder_ / name;
  }
};

TEST_F(ForeignFiles, SeriesComeFromCsvAnd1D) {
  const RegionSeries csv =
      read_region_series(write("a.csv", "\"left\",right\n1,n/a\n3,NaN\n5,\n"), 2.0);
  EXPECT_EQ(csv.regions[0].region.name, "left");
  EXPECT_EQ(csv.values(2, 0), 5.0);
  EXPECT_FALSE(csv.regions[1].missing_reason.empty());
  EXPECT_THROW(read_region_series(write("gap.csv", "left,right\n1,2\n3,n/a\n5,6\n"), 2.0),
               InputError)
      << "a series is missing throughout or nowhere";
  const RegionSeries bare = read_region_series(write("a.1D", "# AFNI\n 1 2.5\n3  4\n\n5 6\n"), 2.0);
  EXPECT_EQ(bare.regions[1].region.name, "region2");
  EXPECT_EQ(bare.values(0, 1), 2.5);
  EXPECT_EQ(bare.values.rows(), 3);
  EXPECT_THROW(read_region_series(write("b.csv", "1,2\n3\n"), 2.0), InputError);
  EXPECT_THROW(read_region_series(write("c.csv", "a,b\n1,x\n"), 2.0), InputError);
  EXPECT_THROW(read_region_series(write("d.1D", "# nothing\n"), 2.0), InputError);
}

TEST_F(ForeignFiles, WhatDataFramesWriteBesideTheirNumbersIsNoData) {
  const auto indexed = read_number_table(write("i.csv", ",a,b\n0,1.5,2\n1,3,4\n2,5,6\n"));
  EXPECT_EQ(indexed.names, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(indexed.values(0, 0), 1.5);
  const auto numbered = read_number_table(write("n.csv", "0,1,2\n0.5,1.5,2.5\n3,4,5\n"));
  EXPECT_EQ(numbered.names, (std::vector<std::string>{"0", "1", "2"}));
  EXPECT_EQ(numbered.values.rows(), 2);
  const auto both = read_number_table(write("b.csv", ",0,1,2\n0,0.5,1.5,2.5\n1,3,4,5\n"));
  EXPECT_EQ(both.values.cols(), 3);
  EXPECT_EQ(both.values(1, 0), 3.0);
  const auto one = read_number_table(write("o.csv", "signal\n1\n2.5\n"));
  EXPECT_EQ(one.names, std::vector<std::string>{"signal"});
  EXPECT_EQ(one.values(1, 0), 2.5);
  const auto data = read_number_table(write("d.csv", "1,2,3\n4,5,6\n"));
  EXPECT_EQ(data.values.rows(), 2) << "1, 2, 3 may be measured";
  const auto unnamed = read_number_table(write("u.csv", ",a,b\n7,1,2\n9,3,4\n"));
  EXPECT_EQ(unnamed.values.cols(), 3) << "no index";
}

TEST_F(ForeignFiles, SeriesWithRegionsInRows) {
  const auto path = write("rows.txt", "1 2 3 4\n5 7 6 8\n");
  const RegionSeries series = read_region_series(path, 2.0, RowsAre::regions);
  EXPECT_EQ(series.values.rows(), 4);
  EXPECT_EQ(series.values(1, 1), 7.0);
  EXPECT_EQ(series.regions[1].region.name, "region2");
  write_region_series(folder_ / "own.tsv", series, Provenance{});
  EXPECT_THROW(read_region_series(folder_ / "own.tsv", {}, RowsAre::regions), InputError);
}

TEST_F(ForeignFiles, SeriesComeFromNumPyOfAnyNumberType) {
  const auto path = npy("a.npy", "np.arange(12.0).reshape(4, 3)");
  if (path.empty()) GTEST_SKIP() << "no NumPy";
  const Eigen::MatrixXd values = read_number_table(path).values;
  ASSERT_EQ(values.rows(), 4);
  EXPECT_EQ(values(1, 2), 5.0);
  for (const char* made : {"np.arange(12, dtype=np.int32).reshape(4, 3)",
                           "np.arange(12, dtype=np.float32).reshape(4, 3)",
                           "np.asfortranarray(np.arange(12.0).reshape(4, 3))"}) {
    EXPECT_EQ(read_number_table(npy("b.npy", made)).values, values) << made;
  }
  EXPECT_EQ(read_number_table(npy("c.npy", "np.arange(3.0)")).values.rows(), 3);
  EXPECT_THROW(read_number_table(npy("d.npy", "np.zeros((2, 2, 2))")), InputError);
  EXPECT_THROW(read_number_table(npy("e.npy", "np.zeros(3, dtype=complex)")), InputError);
  const std::string whole = read_text(path);
  for (const std::size_t length : {3U, 11U, 60U, 130U, 200U}) {
    EXPECT_THROW(read_number_table(write("cut.npy", whole.substr(0, length))), InputError)
        << length;
  }
}

TEST_F(ForeignFiles, MatricesComeFromNetccCsvAndNumPy) {
  const Connectome netcc = read_connectome(write("a.netcc",
                                                 "# 2  # Number of network ROIs\n"
                                                 "# 2  # Number of netcc matrices\n"
                                                 "# WITH_ROI_LABELS\n  LAmy  RAmy\n  1  2\n"
                                                 "# CC\n 1.0 0.25\n 0.25 1.0\n"
                                                 "# FZ\n 4.0 0.2554\n 0.2554 4.0\n"));
  EXPECT_EQ(netcc.regions[1].region.name, "RAmy");
  EXPECT_EQ(netcc.values(0, 1), 0.25);
  EXPECT_THROW(read_connectome(write("b.netcc", "# FZ\n 1 2\n")), InputError);
  EXPECT_THROW(read_connectome(write("c.netcc", "a b\n# CC\n1 0.5\n")), InputError);
  const Connectome csv = read_connectome(write("m.csv", "1,0.5\n0.5,1\n"));
  EXPECT_DOUBLE_EQ(csv.transformed(0, 1), std::atanh(0.5));
  EXPECT_EQ(csv.regions[0].region.name, "region1");
  EXPECT_THROW(read_connectome(write("n.csv", "1,0.5\n0.5,1\n0,0\n")), InputError);
}

TEST_F(ForeignFiles, TheNameSaysTheKind) {
  const std::string matrix = "A\tB\n2\t-3\n-3\t9\n";
  EXPECT_EQ(read_connectome(write("x_meas-Covariance_relmat.tsv", matrix)).kind,
            ConnectivityKind::covariance);
  EXPECT_EQ(kind_of_file("a_meas-PearsonCorrelation_relmat.tsv"),
            ConnectivityKind::pearson_correlation);
  EXPECT_THROW(read_connectome(write("x_stat-spearmancorrelation_relmat.tsv", matrix)), InputError);
}

TEST_F(ForeignFiles, TwoTablesOfOneStemDoNotShareASidecar) {
  const std::filesystem::path csv = write("m.csv", "1,0.5\n0.5,1\n");
  const Connectome connectome = read_connectome(csv);
  EXPECT_THROW(write_connectome(folder_ / "m.tsv", connectome, Provenance{}), ConfigError);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "m.json"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "m_fisherz.tsv"));
  write_connectome(folder_ / "other.tsv", connectome, Provenance{});
  write_connectome(folder_ / "other.tsv", connectome, Provenance{});
  EXPECT_EQ(read_connectome(folder_ / "other.tsv").values(0, 1), 0.5);
}

TEST_F(ForeignFiles, ConnectomesComeBackFromHdf5BitForBit) {
  Connectome connectome;
  connectome.atlas = "Example";
  connectome.kind = ConnectivityKind::lag;
  connectome.regions.resize(3);
  for (std::size_t i = 0; i < 3; ++i) {
    connectome.regions[i].region.label = static_cast<std::int32_t>(i + 1);
    connectome.regions[i].region.name = "r" + std::to_string(i);
  }
  connectome.values = Eigen::MatrixXd::Zero(3, 3);
  connectome.values(0, 2) = 1.0 / 3.0;
  connectome.values(2, 0) = -1.0 / 3.0;
  connectome.transformed = connectome.values;
  connectome.standard_errors = Eigen::MatrixXd::Constant(3, 3, NAN);
  connectome.effective_degrees_of_freedom = connectome.standard_errors;
  connectome.fit["penalty"] = 0.1;
  const auto path = folder_ / "x.h5";
  write_connectome_hdf5(path, connectome, Provenance{});
  Digester written;
  Digester read;
  add_content(written, connectome);
  add_content(read, read_connectome_hdf5(path));
  EXPECT_EQ(written.finish(), read.finish());
  connectome.kind = ConnectivityKind::granger;
  connectome.values = connectome.transformed = Eigen::MatrixXd::Zero(3, 3);
  connectome.values(0, 2) = connectome.transformed(0, 2) = 0.25;
  write_connectome_hdf5(path, connectome, Provenance{});
  EXPECT_EQ(read_connectome_hdf5(path).values, connectome.values) << "not symmetric";
}

}  // namespace
}  // namespace rewire
