#include <unistd.h>

#include <nlohmann/json.hpp>

#include "stages/core/random.h"
#include "stages/files/atomic_file.h"
#include "stages/files/file_bytes.h"
#include "stages/files/json.h"
#include "stages/files/nifti.h"
#include "stages/files/tsv.h"
#include "tests/end_to_end/bad_input/refusals.h"

namespace rewire::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

constexpr int side = 8;
constexpr Eigen::Index volumes = 60;

/// A bright cube in dark air: enough for the commands that start after the registration.
class SmallScan : public ::testing::Test {
 protected:
  void SetUp() override {
    work_ = fs::path(::testing::TempDir()) /
            ("rewire_small_" + std::to_string(::getpid()) + "_" +
             ::testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(work_);
    fs::create_directories(work_);
    write_bold(work_ / "x_bold.nii.gz", scan());
    write_text(work_ / "x_bold.json", R"({"RepetitionTime": 2.0})");
    write_text(work_ / "confounds.tsv", confounds(volumes));
  }
  void TearDown() override { fs::remove_all(work_); }

  static Grid grid() {
    Grid grid{.dims = {side, side, side}};
    grid.world_from_voxel.diagonal().head<3>().setConstant(4.0);
    return grid;
  }
  static bool in_head(int x, int y, int z) {
    const auto inner = [](int i) { return i >= 2 && i < side - 2; };
    return inner(x) && inner(y) && inner(z);
  }
  /// `inside` says of x, y, z whether the voxel belongs to it.
  template <class Inside>
  static std::vector<std::uint8_t> voxels(Inside inside) {
    std::vector<std::uint8_t> result;
    for (int z = 0; z < side; ++z) {
      for (int y = 0; y < side; ++y) {
        for (int x = 0; x < side; ++x) result.push_back(inside(x, y, z) ? 1 : 0);
      }
    }
    return result;
  }
  static BoldRun scan() {
    RandomStream random(3, 1);
    const std::vector<std::uint8_t> head = voxels(in_head);
    BoldRun run{.grid = grid(),
                .values = Eigen::MatrixXf(static_cast<Eigen::Index>(head.size()), volumes),
                .repetition_time_s = 2.0,
                .slice_times_s = {},
                .dummy_volumes = 0};
    for (Eigen::Index v = 0; v < run.values.rows(); ++v) {
      const double bright = head[static_cast<std::size_t>(v)] != 0 ? 1000.0 : 5.0;
      for (Eigen::Index t = 0; t < volumes; ++t) {
        run.values(v, t) = static_cast<float>(bright + 4.0 * random.normal());
      }
    }
    return run;
  }
  static std::string confounds(Eigen::Index rows) {
    RandomStream random(3, 2);
    std::string text = "trans_x\ttrans_y\ttrans_z\trot_x\trot_y\trot_z\n";
    for (Eigen::Index row = 0; row < rows; ++row) {
      for (int column = 0; column < 6; ++column) {
        text +=
            std::to_string(static_cast<int>(1000 * random.normal())) + (column < 5 ? "\t" : "\n");
      }
    }
    return text;
  }
  void write_mask_of(const std::vector<std::uint8_t>& inside, const Grid& of) const {
    write_mask(work_ / "mask.nii.gz", {.grid = of, .inside = inside});
  }
  ProgramResult denoise(const std::string& more) const {
    return rewire_program("denoise " + file("x_bold.nii.gz") + " " + file("confounds.tsv") + " " +
                          file("out/clean_bold.nii.gz") + " --strategy 6P " + more);
  }
  /// Three regions of the head, and a fourth where `fourth` says.
  template <class Fourth>
  void write_atlas(Fourth fourth, const Grid& of) const {
    LabelMap labels{.grid = of, .labels = std::vector<std::int32_t>(of.voxel_count(), 0)};
    std::size_t voxel = 0;
    for (int z = 0; z < side; ++z) {
      for (int y = 0; y < side; ++y) {
        for (int x = 0; x < side; ++x, ++voxel) {
          if (in_head(x, y, z) && z < 5) labels.labels[voxel] = z - 1;
          if (fourth(x, y, z)) labels.labels[voxel] = 4;
        }
      }
    }
    write_labels(work_ / "labels.nii.gz", labels);
    write_text(work_ / "labels.tsv", "index\tname\n1\tOne\n2\tTwo\n3\tThree\n4\tFour\n");
  }
  ProgramResult parcellate(const std::string& more = "") const {
    return rewire_program("parcellate " + file("x_bold.nii.gz") + " " + file("labels.nii.gz") +
                          " " + file("labels.tsv") + " " + file("out/x_timeseries.tsv") + " " +
                          more);
  }
  std::string file(const std::string& name) const { return (work_ / name).string(); }
  bool left_something() const { return fs::exists(work_ / "out"); }

  fs::path work_;
};

TEST_F(SmallScan, IsDenoisedWhenSound) {
  write_mask_of(voxels(in_head), grid());
  const ProgramResult result = denoise("--mask " + file("mask.nii.gz"));
  EXPECT_EQ(result.exit_status, 0) << result.output;
}

TEST_F(SmallScan, MaskBesideTheHead) {
  write_mask_of(voxels([](int x, int, int) { return x == 0; }), grid());
  const ProgramResult result = denoise("--mask " + file("mask.nii.gz"));
  expect_refused(result, 3, "% of the scan's bright signal");
  EXPECT_THAT(result.output, HasSubstr("mask.nii.gz"));
  EXPECT_FALSE(left_something());
}

TEST_F(SmallScan, EmptyMask) {
  write_mask_of(voxels([](int, int, int) { return false; }), grid());
  expect_refused(denoise("--mask " + file("mask.nii.gz")), 3, "an empty mask");
  EXPECT_FALSE(left_something());
}

TEST_F(SmallScan, MaskOfAnotherFieldOfView) {
  Grid elsewhere = grid();
  elsewhere.world_from_voxel(0, 3) += 200.0;
  write_mask_of(voxels(in_head), elsewhere);
  expect_refused(denoise("--mask " + file("mask.nii.gz")), 3, "that lies elsewhere in the world");
  EXPECT_FALSE(left_something());
}

TEST_F(SmallScan, ConfoundsOfAnotherScan) {
  write_text(work_ / "confounds.tsv", confounds(volumes - 4));
  const ProgramResult result = denoise("");
  expect_refused(result, 3, "56 confound rows");
  EXPECT_THAT(result.output, HasSubstr("give the confounds of all volumes"));
  EXPECT_FALSE(left_something());
}

TEST_F(SmallScan, BandAboveWhatTheRepetitionTimeResolves) {
  const ProgramResult result = denoise("--high-cut 0.4");
  expect_refused(result, 3, "high_cut 0.4 Hz");
  EXPECT_THAT(result.output, HasSubstr("high_cut = none"));
}

TEST_F(SmallScan, ConfoundsThatAreNoTable) {
  write_text(work_ / "confounds.tsv", "trans_x\ttrans_y\n1\n");
  const ProgramResult result = denoise("");
  expect_refused(result, 3, "confounds.tsv");
  EXPECT_FALSE(left_something());
}

TEST_F(SmallScan, AtlasThatMissesTheScan) {
  LabelMap labels{.grid = grid(), .labels = std::vector<std::int32_t>(grid().voxel_count(), 0)};
  labels.labels.front() = 1;
  write_labels(work_ / "labels.nii.gz", labels);
  write_text(work_ / "labels.tsv", "index\tname\n1\tOne\n2\tTwo\n");
  write_mask_of(voxels(in_head), grid());
  const ProgramResult result = parcellate("--mask " + file("mask.nii.gz"));
  expect_refused(result, 3, "no region of atlas");
  EXPECT_FALSE(left_something());
}

TEST_F(SmallScan, AtlasOnAnotherGrid) {
  Grid elsewhere = grid();
  elsewhere.world_from_voxel(2, 3) -= 500.0;
  write_atlas([](int, int, int) { return false; }, elsewhere);
  const ProgramResult result = parcellate();
  expect_refused(result, 3, "an atlas on");
  EXPECT_FALSE(left_something());
}

TEST_F(SmallScan, ARegionWithoutAVoxelIsNamedWithItsReason) {
  write_atlas([](int x, int y, int z) { return x == 0 && y == 0 && z == 0; }, grid());
  write_mask_of(voxels(in_head), grid());
  const ProgramResult result = parcellate("--mask " + file("mask.nii.gz"));
  ASSERT_EQ(result.exit_status, 0) << result.output;
  EXPECT_THAT(result.output, HasSubstr("Four"));
  const Table series = read_tsv(work_ / "out" / "x_timeseries.tsv");
  for (const std::string& cell : series.column("Four", "")) EXPECT_TRUE(is_missing(cell)) << cell;
  const nlohmann::json regions = read_json(work_ / "out" / "x_timeseries.json").at("Regions");
  EXPECT_EQ(regions.at(3).at("MissingReason"), "no voxel with signal inside the mask");

  const ProgramResult connected = rewire_program("connect " + file("out/x_timeseries.tsv") + " " +
                                                 file("out/x_stat-pearsoncorrelation_relmat.tsv"));
  ASSERT_EQ(connected.exit_status, 0) << connected.output;
  const nlohmann::json matrix =
      read_json(work_ / "out" / "x_stat-pearsoncorrelation_relmat.json").at("Regions");
  EXPECT_EQ(matrix.at(3).at("MissingReason"), "no voxel with signal inside the mask");
  EXPECT_THAT(read_text(work_ / "out" / "x_stat-pearsoncorrelation_relmat.tsv"),
              HasSubstr("Four\tn/a\tn/a\tn/a\tn/a"));
}

}  // namespace
}  // namespace rewire::testing
