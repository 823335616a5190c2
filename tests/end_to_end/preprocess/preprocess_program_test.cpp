#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "stages/files/atomic_file.h"
#include "stages/files/file_bytes.h"
#include "stages/files/hdf5.h"
#include "stages/files/itk_transform_read.h"
#include "stages/files/json.h"
#include "stages/files/nifti.h"
#include "stages/files/region_series_files.h"
#include "tests/end_to_end/program.h"

namespace rewire::testing {
namespace {

using ::testing::HasSubstr;
namespace fs = std::filesystem;

/// One simulated session, distorted, with a pair of opposite phase encoding; preprocessed once,
/// its scan written in template space, too.
class PreprocessProgram : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder() = fs::path(::testing::TempDir()) / ("rewire_prep_" + std::to_string(::getpid()));
    fs::remove_all(folder());
    simulated() = rewire_program("simulate " + bids() +
                                 " --preset tiny --participants-per-arm 1 --volumes 80 "
                                 "--voxel-mm 4 --distortion 5 --field-map epi_pair");
    const std::string one = " participant --participant-label 01 --session-label baseline";
    analysed() = rewire_program("run " + bids() + " " + output() + one +
                                " --set run.bold=atlas_space --set scan_in_template.spacing=4");
  }
  static void TearDownTestSuite() { fs::remove_all(folder()); }

  static fs::path& folder() {
    static fs::path path;
    return path;
  }
  static ProgramResult& simulated() {
    static ProgramResult result;
    return result;
  }
  static ProgramResult& analysed() {
    static ProgramResult result;
    return result;
  }
  static std::string bids() { return (folder() / "bids").string(); }
  static std::string output() { return (folder() / "out").string(); }
  static fs::path scan(const std::string& root, const std::string& rest) {
    return fs::path(root) / "sub-01/ses-baseline/func" / ("sub-01_ses-baseline_task-rest_" + rest);
  }
};

TEST_F(PreprocessProgram, RemovesTheSimulatedDistortion) {
  ASSERT_EQ(simulated().exit_status, 0) << simulated().output;
  ASSERT_EQ(analysed().exit_status, 0) << analysed().output;
  const Volume shift = read_volume(scan(output(), "desc-shift_fieldmap.nii.gz"));
  const std::string truth = bids() + "/derivatives/truth";
  const Volume field = read_volume(scan(truth, "desc-truth_fieldmap.nii.gz"));
  const double voxels_per_hertz =
      read_json(scan(truth, "desc-truth_fieldmap.json")).at("VoxelsPerHertz").get<double>();
  const nlohmann::json facts = read_json(scan(output(), "desc-shift_fieldmap.json"));
  // The sidecar says TotalReadoutTime; the truth, the echo spacing times the lines.
  EXPECT_NEAR(facts.at("VoxelsPerHertz").get<double>(), voxels_per_hertz, 1e-12);
  EXPECT_EQ(facts.at("IntensityModulation"), "jacobian");
  const LabelMap labels = read_labels(scan(truth, "atlas-AAL_desc-undistorted_dseg.nii.gz"));
  std::vector<double> removed;
  for (std::size_t v = 0; v < shift.values.size(); ++v) {
    const double true_shift = voxels_per_hertz * static_cast<double>(field.values[v]);
    if (labels.labels[v] == 0 || std::abs(true_shift) < 0.1) continue;
    removed.push_back(1.0 - std::abs(static_cast<double>(shift.values[v]) - true_shift) /
                                std::abs(true_shift));
  }
  ASSERT_GT(removed.size(), 100U);
  std::nth_element(
      removed.begin(), removed.begin() + static_cast<long>(removed.size() / 2), removed.end());
  RecordProperty("median_removed", std::to_string(removed[removed.size() / 2]));
  EXPECT_GT(removed[removed.size() / 2], 0.8);
}

TEST_F(PreprocessProgram, SaysHowTheScanCameOntoItsAnatomy) {
  const nlohmann::json facts = read_json(scan(output(), "from-boldref_to-T1w_mode-image_xfm.json"));
  EXPECT_TRUE(facts.at("Registration") == "boundary-based" ||
              facts.at("Registration") == "mutual information");
  EXPECT_LT(facts.at("BoundaryCostAfter").get<double>(), 1.0);
}

TEST_F(PreprocessProgram, TakesUpAPreprocessedScanWhereItLies) {
  ASSERT_EQ(analysed().exit_status, 0) << analysed().output;
  const std::string second = (folder() / "second").string();
  const ProgramResult result =
      rewire_program("run " + output() + " " + second + " participant --verbose");
  ASSERT_EQ(result.exit_status, 0) << result.output;
  const std::string series = "atlas-AAL_stat-mean_timeseries.tsv";
  const RegionSeries ours = read_region_series(scan(output(), series));
  const RegionSeries theirs = read_region_series(scan(second, series));
  ASSERT_EQ(ours.values.cols(), theirs.values.cols());
  ASSERT_EQ(ours.values.rows(), theirs.values.rows());
  // The atlas on the scan and the scan on the atlas give nearly the same means.
  std::vector<double> agreements;
  for (Eigen::Index r = 0; r < ours.values.cols(); ++r) {
    const Eigen::VectorXd a = ours.values.col(r).array() - ours.values.col(r).mean();
    const Eigen::VectorXd b = theirs.values.col(r).array() - theirs.values.col(r).mean();
    const double agreement = a.dot(b) / (a.norm() * b.norm());
    if (std::isfinite(agreement)) agreements.push_back(agreement);
  }
  ASSERT_GT(agreements.size(), 100U);
  std::nth_element(agreements.begin(),
                   agreements.begin() + static_cast<long>(agreements.size() / 2),
                   agreements.end());
  EXPECT_GT(agreements[agreements.size() / 2], 0.8);
}

/// A matrix as ANTs and fMRIPrep write transforms between T1w and template.
void write_composite(const fs::path& path, const Eigen::Matrix4d& moving_from_fixed) {
  const Eigen::DiagonalMatrix<double, 4> flip(-1, -1, 1, 1);
  const Eigen::Matrix4d lps = flip * moving_from_fixed * flip;
  std::vector<double> parameters;
  for (int row = 0; row < 3; ++row) {
    for (int column = 0; column < 3; ++column) parameters.push_back(lps(row, column));
  }
  for (int row = 0; row < 3; ++row) parameters.push_back(lps(row, 3));
  Hdf5Writer file(path, "itk", 1);
  file.texts("TransformGroup/0/TransformType", {"CompositeTransform_double_3_3"});
  file.texts("TransformGroup/1/TransformType", {"AffineTransform_double_3_3"});
  file.numbers("TransformGroup/1/TransformParameters", parameters);
  file.numbers("TransformGroup/1/TransformFixedParameters", {0.0, 0.0, 0.0});
  file.commit();
}

TEST_F(PreprocessProgram, BringsTheAtlasToANativeScanByTransformsOfThePreprocessing) {
  ASSERT_EQ(simulated().exit_status, 0) << simulated().output;
  const std::string made = (folder() / "native").string();
  const ProgramResult first =
      rewire_program("run " + bids() + " " + made +
                     " participant --participant-label 01 --session-label baseline --set "
                     "run.bold=scan --set run.image_format=nii "
                     "--set anatomy.normalization=affine --set anatomy.bias_correction=none");
  ASSERT_EQ(first.exit_status, 0) << first.output;
  EXPECT_TRUE(fs::exists(scan(made, "desc-preproc_bold.nii")));
  const fs::path anat = fs::path(made) / "sub-01/ses-baseline/anat";
  const std::string stem = "sub-01_ses-baseline_from-";
  const auto steps =
      read_itk_transform(anat / (stem + "T1w_to-MNIColin27_mode-image_desc-affine_xfm.txt"));
  write_composite(anat / (stem + "T1w_to-MNIColin27_mode-image_xfm.h5"), steps[0].affine);
  write_composite(anat / (stem + "MNIColin27_to-T1w_mode-image_xfm.h5"),
                  steps[0].affine.inverse().eval());
  const std::string second = (folder() / "native_second").string();
  const ProgramResult result = rewire_program("run " + made + " " + second + " participant");
  ASSERT_EQ(result.exit_status, 0) << result.output;
  const std::string labels = "atlas-AAL_dseg.nii.gz";
  const LabelMap ours = read_labels(scan(made, labels));
  const LabelMap theirs = read_labels(scan(second, labels));
  ASSERT_EQ(ours.labels.size(), theirs.labels.size());
  std::size_t labelled = 0;
  std::size_t alike = 0;
  for (std::size_t v = 0; v < ours.labels.size(); ++v) {
    if (ours.labels[v] == 0) continue;
    ++labelled;
    alike += ours.labels[v] == theirs.labels[v] ? 1 : 0;
  }
  ASSERT_GT(labelled, 1000U);
  EXPECT_GT(static_cast<double>(alike), 0.99 * static_cast<double>(labelled));
  // A T1w of one session serves a scan of another.
  const std::string later = (folder() / "native_later").string();
  fs::copy(made, later, fs::copy_options::recursive);
  fs::rename(fs::path(later) / "sub-01/ses-baseline/func", folder() / "func_of_baseline");
  for (const fs::directory_entry& file : fs::directory_iterator(folder() / "func_of_baseline")) {
    std::string name = file.path().filename().string();
    name.replace(name.find("ses-baseline"), 12, "ses-day1");
    fs::create_directories(fs::path(later) / "sub-01/ses-day1/func");
    fs::copy(file.path(), fs::path(later) / "sub-01/ses-day1/func" / name);
  }
  const ProgramResult valid = rewire_program("validate " + later + " --atlas AAL");
  EXPECT_EQ(valid.exit_status, 0) << valid.output;
  EXPECT_THAT(valid.output, HasSubstr("1 scans of"));
  const std::string third = (folder() / "native_third").string();
  const ProgramResult other = rewire_program("run " + later + " " + third + " participant");
  EXPECT_EQ(other.exit_status, 0) << other.output;
  fs::remove(fs::path(later) / "sub-01/ses-baseline/anat" /
             (stem + "T1w_to-MNIColin27_mode-image_xfm.h5"));
  EXPECT_EQ(rewire_program("validate " + later).exit_status, 3);
  fs::remove(anat / (stem + "MNIColin27_to-T1w_mode-image_xfm.h5"));
  const ProgramResult lost = rewire_program("run " + made + " " + (folder() / "lost").string() +
                                            " participant --set run.space=native");
  EXPECT_EQ(lost.exit_status, 3) << lost.output;
  EXPECT_THAT(lost.output, HasSubstr("transforms between T1w and a template"));
}

TEST_F(PreprocessProgram, WithoutT1wSessionsMeetInACommonSpace) {
  ASSERT_EQ(simulated().exit_status, 0) << simulated().output;
  const fs::path copy = folder() / "no_t1w";
  fs::copy(bids(), copy, fs::copy_options::recursive);
  fs::remove_all(copy / "sub-01/ses-baseline/anat");
  const std::string out = (folder() / "no_t1w_out").string();
  const ProgramResult result =
      rewire_program("run " + copy.string() + " " + out + " participant --participant-label 01");
  ASSERT_EQ(result.exit_status, 0) << result.output;
  const fs::path common = fs::path(out) / "sub-01/anat/sub-01_desc-common_boldref.json";
  const nlohmann::json facts = read_json(common);
  EXPECT_THAT(facts.at("Anatomy").get<std::string>(), HasSubstr("scans of several sessions"));
  EXPECT_GT(facts.at("TemplateBrainDice").get<double>(), 0.8);
  EXPECT_NE(facts.at("TemplateBrainDice"), facts.at("TemplateCorrelation"));
  const nlohmann::json midpoint =
      read_json(fs::path(out) / "sub-01/anat/sub-01_desc-midpoint_boldref.json");
  EXPECT_EQ(midpoint.at("Sessions").size(), 2U);
  // The sessions' ways to the common space differ, the way from there is one.
  const auto way = [&](const std::string& session, const std::string& to) {
    const fs::path func = fs::path(out) / "sub-01" / session / "func";
    return read_itk_transform(func / ("sub-01_" + session + "_task-rest_from-boldref_to-" + to +
                                      "_mode-image_xfm.txt"))[0]
        .affine;
  };
  // Files lead from the target's points to the scan's.
  const Eigen::Matrix4d first =
      way("ses-baseline", "T1w").inverse() * way("ses-baseline", "template");
  const Eigen::Matrix4d second = way("ses-day1", "T1w").inverse() * way("ses-day1", "template");
  EXPECT_TRUE(first.isApprox(second, 1e-9));
  // A session that is analysed by itself later takes the common space up as it lies there.
  const auto made = fs::last_write_time(common);
  fs::remove_all(fs::path(out) / "sub-01/ses-day1");
  const std::string again = "run " + copy.string() + " " + out +
                            " participant --participant-label 01 --session-label day1 ";
  const ProgramResult later = rewire_program(again + "--set confounds.displacement_outlier=0.4");
  ASSERT_EQ(later.exit_status, 0) << later.output;
  EXPECT_EQ(fs::last_write_time(common), made);
  // What is asked of registrations is asked of this one, too.
  const ProgramResult strict =
      rewire_program(again + "--set coregister.dice_warning=1 --set coregister.dice_limit=0.999");
  EXPECT_EQ(strict.exit_status, 4) << strict.output;
  EXPECT_THAT(strict.output, HasSubstr("scan to MNIColin27"));
}

TEST_F(PreprocessProgram, DrawsTheScanOverItsAnatomyAndTheTemplate) {
  ASSERT_EQ(analysed().exit_status, 0) << analysed().output;
  const std::string drawing = read_text(scan(output(), "desc-registration_bold.svg"));
  for (const char* part : {"Scan (mean)", "T1w", "MNIColin27", "white matter", "rotation"}) {
    EXPECT_THAT(drawing, HasSubstr(part));
  }
  EXPECT_LT(drawing.size(), 600000U);
}

TEST_F(PreprocessProgram, RefusesConfoundsOfAnotherLength) {
  ASSERT_EQ(analysed().exit_status, 0) << analysed().output;
  const std::string broken = (folder() / "broken").string();
  fs::copy(output(), broken, fs::copy_options::recursive);
  const fs::path confounds = scan(broken, "desc-confounds_timeseries.tsv");
  std::string text = read_text(confounds);
  text.erase(text.rfind('\n', text.size() - 2) + 1);
  write_text(confounds, text);
  const ProgramResult result =
      rewire_program("run " + broken + " " + (folder() / "third").string() + " participant");
  EXPECT_EQ(result.exit_status, 3) << result.output;
  EXPECT_THAT(result.output, HasSubstr("one row per volume"));
}

TEST_F(PreprocessProgram, NamesTheSpacesWhenTheAtlasIsInNone) {
  ASSERT_EQ(analysed().exit_status, 0) << analysed().output;
  const ProgramResult result =
      rewire_program("run " + output() + " " + (folder() / "fourth").string() +
                     " participant --set run.atlas=Schaefer100TianS1");
  EXPECT_EQ(result.exit_status, 3) << result.output;
  EXPECT_THAT(result.output, HasSubstr("MNIColin27"));
}

}  // namespace
}  // namespace rewire::testing
