// `rewire denoise` on files under fMRIPrep's names, and on what it must refuse.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "stages/core/random.h"
#include "stages/files/atomic_file.h"
#include "stages/files/json.h"
#include "stages/files/nifti.h"
#include "stages/files/region_series_files.h"
#include "stages/files/tsv.h"
#include "tests/end_to_end/denoise/fmriprep_files.h"
#include "tests/end_to_end/program.h"
#include "tests/stages/files/temporary_folder.h"

namespace rewire::testing {
namespace {

using ::testing::HasSubstr;

constexpr const char* stem = "sub-01_ses-pre_task-rest_space-MNI152NLin2009cAsym_res-2";

class DenoiseProgram : public TemporaryFolder {
 protected:
  void SetUp() override {
    TemporaryFolder::SetUp();
    write_bold(bold(), noise_scan());
    write_labels(path("_atlas-Two_dseg.nii.gz"), two_regions());
    write_text(path("_atlas-Two_dseg.tsv"), "index\tname\n1\tleft\n2\tright\n");
    table_ = fmriprep_table();
    write_tsv(confounds(), table_);
    write_text(folder_ / "confounds.json",
               R"({"a_comp_cor_00": {"Mask": "combined", "CumulativeVarianceExplained": 0.3}})");
  }

  std::string path(const std::string& rest) const { return (folder_ / (stem + rest)).string(); }
  std::string confounds() const { return (folder_ / "confounds.tsv").string(); }
  std::string bold() const { return path("_desc-preproc_bold.nii.gz"); }
  std::string series() const { return path("_timeseries.tsv"); }

  ProgramResult denoise(const std::string& output, const std::string& options = "") const {
    return rewire_program("denoise " + bold() + " " + confounds() + " " + output + " " + options);
  }
  std::string to_regions() const {
    return "--labels " + path("_atlas-Two_dseg.nii.gz") + " --label-table " +
           path("_atlas-Two_dseg.tsv");
  }

  /// The exit status with the text, and nothing in the output's folder.
  void expect_refused(const std::string& command, int status, const std::string& text) const {
    const ProgramResult result = rewire_program(command);
    EXPECT_EQ(result.exit_status, status) << command << "\n" << result.output;
    EXPECT_THAT(result.output, HasSubstr(text)) << command;
    EXPECT_FALSE(std::filesystem::exists(folder_ / "out")) << command;
    std::filesystem::remove_all(folder_ / "out");
  }
  std::string refused(const std::string& name) const { return (folder_ / "out" / name).string(); }

  /// Voxels to voxels.
  void expect_refusal(const std::string& options, int status, const std::string& text) const {
    expect_refused(
        "denoise " + bold() + " " + confounds() + " " + refused("x_bold.nii.gz") + " " + options,
        status,
        text);
  }
  /// Whatever goes in and comes out: voxels, regions of a scan, regions of a table, local activity.
  void expect_refusal_of_all(const std::string& options,
                             int status,
                             const std::string& text) const {
    expect_refusal(options, status, text);
    const std::string series = refused("x_timeseries.tsv");
    expect_refused(
        "denoise " + bold() + " " + confounds() + " " + series + " " + to_regions() + " " + options,
        status,
        text);
    expect_refused("denoise " + region_table() + " " + confounds() + " " + series + " " + options,
                   status,
                   text);
    expect_refused(activity() + options, status, text);
  }
  /// Region series that are not cleaned yet.
  std::string region_table() const {
    const std::string file = path("_desc-raw_timeseries.tsv");
    if (!std::filesystem::exists(file)) {
      rewire_program("parcellate " + bold() + " " + path("_atlas-Two_dseg.nii.gz") + " " +
                     path("_atlas-Two_dseg.tsv") + " " + file);
    }
    return file;
  }
  std::string activity() const {
    return "activity " + bold() + " " + confounds() + " " + path("_atlas-Two_dseg.nii.gz") + " " +
           path("_atlas-Two_dseg.tsv") + " " + refused("x") + " --minimum-tsnr 0 ";
  }

  Table table_;
};

TEST_F(DenoiseProgram, CleansFmriprepsFilesByVoxelsAndByRegionsAlike) {
  const std::string cleaned = path("_desc-denoised_bold.nii.gz");
  const ProgramResult voxels = denoise(cleaned, "--strategy compcor");
  ASSERT_EQ(voxels.exit_status, 0) << voxels.output;
  const nlohmann::json sidecar = read_json(path("_desc-denoised_bold.json"));
  EXPECT_EQ(sidecar["Strategy"], "compcor");
  EXPECT_EQ(sidecar["GlobalSignalRegression"], false);
  EXPECT_EQ(sidecar["NuisanceColumns"].size(), 26U);  // 24P, a_comp_cor_00, cosine00
  const std::string by_voxels = path("_atlas-Two_desc-voxels_timeseries.tsv");
  ASSERT_EQ(rewire_program("parcellate " + cleaned + " " + path("_atlas-Two_dseg.nii.gz") + " " +
                           path("_atlas-Two_dseg.tsv") + " " + by_voxels)
                .exit_status,
            0);
  const ProgramResult regions = denoise(series(), "--strategy compcor " + to_regions());
  ASSERT_EQ(regions.exit_status, 0) << regions.output;
  const RegionSeries first = read_region_series(series());
  const RegionSeries second = read_region_series(by_voxels);
  EXPECT_EQ(first.degrees_of_freedom, second.degrees_of_freedom);
  EXPECT_LT((first.values - second.values).norm(), 1e-5 * first.values.norm());
}

TEST_F(DenoiseProgram, SaysThatTheGlobalSignalIsRegressedOut) {
  const ProgramResult result = denoise(series(), "--strategy 9P " + to_regions());
  ASSERT_EQ(result.exit_status, 0) << result.output;
  EXPECT_THAT(result.output, HasSubstr("global_signal among the regressors"));
}

TEST_F(DenoiseProgram, CleansARegionTableOfAnotherProgram) {
  RandomStream random(13, 0);
  Table table;
  for (const char* name : {"LH_1", "RH_1"}) {
    Eigen::VectorXd column(volumes);
    for (double& value : column) value = random.normal();
    table.add(name, to_cells(column));
  }
  const std::string input = (folder_ / "roi_timeseries.tsv").string();
  write_tsv(input, table);
  const std::string command = "denoise " + input + " " + confounds() + " " + series();
  EXPECT_EQ(rewire_program(command).exit_status, 3);  // nothing says the repetition time
  const ProgramResult result =
      rewire_program(command + " --repetition-time 2 --framewise-displacement-limit 0.25");
  ASSERT_EQ(result.exit_status, 0) << result.output;
  const RegionSeries cleaned = read_region_series(series());
  EXPECT_EQ(cleaned.repetition_time_s, 2.0);
  EXPECT_GT(cleaned.degrees_of_freedom, 0.0);
}

TEST_F(DenoiseProgram, RefusesBadInputAndWritesNothing) {
  expect_refusal_of_all("--high-cut 0.3", 3, "Nyquist frequency 0.25 Hz");
  expect_refusal_of_all("--low-cut 0.2 --high-cut 0.1", 2, "a low cut-off below the high one");
  expect_refusal_of_all("--framewise-displacement-limit 0", 4, "censoring 159");
  expect_refusal_of_all("--minimum-kept 1000", 3, "left after censoring");
  expect_refusal_of_all("--strategy aCompCor", 3, "principal components of the mask WM");
  expect_refusal_of_all("--strategy 37P", 2, "37P");
  expect_refusal_of_all("--minimum-degrees-of-freedom 150", 4, "160 volumes - censoring 0");
  Mask nothing{.grid = {.dims = {5, 4, 3}}, .inside = std::vector<std::uint8_t>(60, 0)};
  write_mask(path("_desc-empty_mask.nii.gz"), nothing);
  const std::string mask = "--mask " + path("_desc-empty_mask.nii.gz");
  expect_refusal(mask, 3, "an empty mask");
  expect_refused(activity() + mask, 3, "an empty mask");
  expect_refused("denoise " + bold() + " " + confounds() + " " + refused("x_timeseries.tsv") + " " +
                     to_regions() + " " + mask,
                 3,
                 "an empty mask");
  expect_refused(
      "smooth " + bold() + " " + refused("x_bold.nii.gz") + " " + mask, 3, "an empty mask");
  expect_refusal("--voxelwise " + (folder_ / "absent.nii").string(), 3, "absent.nii");
}

TEST_F(DenoiseProgram, RefusesConfoundsThatDoNotFit) {
  Table shorter = table_;
  for (auto& column : shorter.columns) column.pop_back();
  write_tsv(confounds(), shorter);
  expect_refusal_of_all("", 3, "159 confound rows");
  Table gap = table_;
  gap.columns[*gap.find("rot_y")][17] = "n/a";
  write_tsv(confounds(), gap);
  expect_refusal_of_all("", 3, "no finite value of rot_y in row 18");
  Table word = table_;
  word.columns[*word.find("csf")][3] = "high";
  write_tsv(confounds(), word);
  expect_refusal_of_all("", 3, "csf");
}

TEST_F(DenoiseProgram, MeasuresLocalActivityOfFilesAndRefusesWhatDoesNotFit) {
  const ProgramResult result = rewire_program(activity() + "--maps");
  ASSERT_EQ(result.exit_status, 0) << result.output;
  const Table regions = read_tsv(refused("x_atlas-Two_localactivity.tsv"));
  EXPECT_EQ(regions.row_count(), 2U);
  for (const char* column : {"alff", "alff_z", "falff_ratio", "reho", "reho_z"}) {
    EXPECT_FALSE(is_missing(regions.column(column, "")[0])) << column;
  }
  EXPECT_TRUE(std::filesystem::exists(refused("x_stat-falff_desc-ratio_boldmap.nii.gz")));
  std::filesystem::remove_all(folder_ / "out");
  expect_refused(activity() + "--band-high 0.3", 3, "Nyquist");
  expect_refused(activity() + "--neighbourhood spheres", 2, "neighbourhood");
  LabelMap elsewhere = two_regions();
  elsewhere.grid.world_from_voxel(0, 3) = 50.0;
  write_labels(path("_atlas-Two_dseg.nii.gz"), elsewhere);
  expect_refused(activity(), 3, "an atlas on");
  write_text(path("_atlas-Two_dseg.tsv"), "index\tname\n1\tleft\n1\tright\n");
  expect_refused(activity(), 3, "labels used twice: 1");
  std::filesystem::remove(path("_atlas-Two_dseg.nii.gz"));
  expect_refused(activity(), 3, "dseg.nii.gz");
}

TEST_F(DenoiseProgram, SmoothsACleanedScanThatStaysKnownAsCleaned) {
  const std::string cleaned = path("_desc-denoised_bold.nii.gz");
  const std::string smoothed = path("_desc-denoisedSmoothed_bold.nii.gz");
  ASSERT_EQ(denoise(cleaned, "--framewise-displacement-limit 0.25").exit_status, 0);
  const ProgramResult result = rewire_program("smooth " + cleaned + " " + smoothed + " --fwhm 3");
  ASSERT_EQ(result.exit_status, 0) << result.output;
  const std::string at_once = path("_desc-atOnce_bold.nii.gz");
  ASSERT_EQ(denoise(at_once, "--framewise-displacement-limit 0.25 --fwhm 3").exit_status, 0);
  EXPECT_EQ(contents_of(folder_).at(std::filesystem::path(smoothed).filename()),
            contents_of(folder_).at(std::filesystem::path(at_once).filename()));
  const auto degrees_of = [&](const std::string& scan) {
    const std::string file = path("_desc-x_timeseries.tsv");
    EXPECT_EQ(rewire_program("parcellate " + scan + " " + path("_atlas-Two_dseg.nii.gz") + " " +
                             path("_atlas-Two_dseg.tsv") + " " + file)
                  .exit_status,
              0);
    return read_region_series(file).degrees_of_freedom;
  };
  EXPECT_EQ(degrees_of(smoothed), degrees_of(cleaned));
  expect_refused("smooth " + cleaned + " " + refused("x.nii") + " --fwhm -1", 2, "fwhm");
  expect_refused("smooth " + path("_absent.nii") + " " + refused("x.nii"), 3, "_absent.nii");
}

TEST_F(DenoiseProgram, JoinsRunsThatBelongTogetherOnly) {
  ASSERT_EQ(denoise(series(), to_regions()).exit_status, 0);
  const std::string joined = path("_desc-joined_timeseries.tsv");
  ASSERT_EQ(rewire_program("join " + joined + " " + series() + " " + series()).exit_status, 0);
  EXPECT_EQ(read_region_series(joined).run_starts, (std::vector<std::int64_t>{0, volumes}));
  nlohmann::json sidecar = read_json(path("_timeseries.json"));
  sidecar["RepetitionTime"] = 1.5;
  std::filesystem::copy_file(series(), path("_desc-fast_timeseries.tsv"));
  write_json(path("_desc-fast_timeseries.json"), sidecar);
  expect_refused("join " + refused("x_timeseries.tsv") + " " + series() + " " +
                     path("_desc-fast_timeseries.tsv"),
                 3,
                 "run 2 with a repetition time of 1.5 s");
  expect_refused("join " + refused("x_timeseries.tsv"), 2, "runs");
}

TEST_F(DenoiseProgram, NamesZeroAndDuplicateColumnsAndGoesOn) {
  Table table = table_;
  table.columns[*table.find("csf")].assign(static_cast<std::size_t>(volumes), "0");
  table.columns[*table.find("trans_y")] = table.columns[*table.find("trans_x")];
  write_tsv(confounds(), table);
  const ProgramResult result = denoise(path("_desc-denoised_bold.nii.gz"));
  ASSERT_EQ(result.exit_status, 0) << result.output;
  EXPECT_THAT(result.output, HasSubstr("dropped csf: constant over the kept volumes"));
  EXPECT_THAT(result.output, HasSubstr("dropped trans_y: a combination"));
}

TEST_F(DenoiseProgram, ListsItsStrategies) {
  const ProgramResult result = rewire_program("denoise --list-strategies");
  EXPECT_EQ(result.exit_status, 0);
  EXPECT_THAT(result.output, HasSubstr("24P+WM+CSF"));
  EXPECT_THAT(result.output, HasSubstr("scrubbing"));
}

}  // namespace
}  // namespace rewire::testing
