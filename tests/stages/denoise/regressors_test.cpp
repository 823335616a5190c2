#include "stages/denoise/regressors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "pipeline/strategies/strategy_library.h"

namespace rewire {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

/// A table with the columns that fMRIPrep 23 writes (fewer of a kind), all zero.
Confounds fmriprep_columns() {
  Confounds confounds;
  for (const char* name : {"global_signal",
                           "csf",
                           "white_matter",
                           "trans_x",
                           "trans_y",
                           "trans_z",
                           "rot_x",
                           "rot_y",
                           "rot_z"}) {
    for (const char* suffix : {"", "_derivative1", "_power2", "_derivative1_power2"}) {
      confounds.names.push_back(std::string(name) + suffix);
    }
  }
  for (const char* name : {"csf_wm",
                           "tcompcor",
                           "std_dvars",
                           "dvars",
                           "framewise_displacement",
                           "rmsd",
                           "t_comp_cor_00",
                           "cosine00",
                           "cosine01",
                           "non_steady_state_outlier00",
                           "motion_outlier00"}) {
    confounds.names.emplace_back(name);
  }
  for (const char* kind : {"a", "c", "w"}) {
    for (int i = 0; i < 7; ++i) {
      confounds.names.push_back(std::string(kind) + "_comp_cor_0" + std::to_string(i));
    }
  }
  confounds.values.setZero(10, static_cast<Eigen::Index>(confounds.names.size()));
  return confounds;
}

std::vector<std::string> taken(const Confounds& confounds, const std::string& strategy) {
  const RegressorSelection selection = select_regressors(confounds, find_strategy(strategy), {});
  EXPECT_THAT(selection.problems, IsEmpty()) << strategy;
  std::vector<std::string> names;
  for (const Eigen::Index column : selection.columns) {
    names.push_back(confounds.names[static_cast<std::size_t>(column)]);
  }
  return names;
}

TEST(Strategies, TakeAsManyColumnsAsTheirNamesSay) {
  const Confounds confounds = fmriprep_columns();
  EXPECT_THAT(taken(confounds, "none"), IsEmpty());
  EXPECT_THAT(taken(confounds, "6P"),
              ElementsAre("trans_x", "trans_y", "trans_z", "rot_x", "rot_y", "rot_z"));
  EXPECT_THAT(taken(confounds, "9P"), SizeIs(9));
  EXPECT_THAT(taken(confounds, "12P"), SizeIs(12));
  EXPECT_THAT(taken(confounds, "24P"), SizeIs(24));
  EXPECT_THAT(taken(confounds, "24P+WM+CSF"), SizeIs(26));
  EXPECT_THAT(taken(confounds, "27P"), SizeIs(27));
  EXPECT_THAT(taken(confounds, "36P"), SizeIs(36));
  EXPECT_THAT(taken(confounds, "GSR"), ElementsAre("global_signal"));
}

TEST(Strategies, TakeFiveComponentsOfEachTissue) {
  const auto names = taken(fmriprep_columns(), "aCompCor");
  ASSERT_THAT(names, SizeIs(12 + 10 + 2));
  EXPECT_EQ(names[12], "w_comp_cor_00");
  EXPECT_EQ(names[16], "w_comp_cor_04");
  EXPECT_EQ(names[17], "c_comp_cor_00");
  EXPECT_EQ(names[23], "cosine01");
  EXPECT_EQ(taken(fmriprep_columns(), "aCompCor+GSR").size(), 25U);
}

/// What nilearn's load_confounds_strategy documents for its presets.
TEST(Strategies, TakeWhatNilearnDocuments) {
  Confounds confounds = fmriprep_columns();
  EXPECT_THAT(taken(confounds, "simple"), SizeIs(24 + 2 + 2));
  EXPECT_THAT(taken(confounds, "scrubbing"), SizeIs(24 + 8 + 2));
  const auto compcor = taken(confounds, "compcor");
  ASSERT_THAT(compcor, SizeIs(24 + 7 + 2));
  EXPECT_EQ(compcor[24], "a_comp_cor_00");
  const Strategy scrubbing = find_strategy("scrubbing");
  EXPECT_EQ(scrubbing.censoring.framewise_displacement_limit_mm, 0.5);
  EXPECT_EQ(scrubbing.censoring.standardised_dvars_limit, 1.5);
  EXPECT_EQ(scrubbing.censoring.minimum_segment_volumes, 5);
  confounds.names.push_back("aroma_motion_03");
  confounds.names.push_back("aroma_motion_11");
  confounds.values.setZero(10, static_cast<Eigen::Index>(confounds.names.size()));
  EXPECT_THAT(
      taken(confounds, "ICA-AROMA"),
      ElementsAre(
          "white_matter", "csf", "aroma_motion_03", "aroma_motion_11", "cosine00", "cosine01"));
}

/// fMRIPrep before 21 called all components a_comp_cor and told the masks in the JSON.
TEST(Strategies, ReadTheMaskOfAComponentFromTheTablesJson) {
  Confounds confounds = fmriprep_columns();
  for (int i = 0; i < 7; ++i) {
    const std::string name = "a_comp_cor_0" + std::to_string(i);
    confounds.components[name] = {.mask = i < 3 ? "CSF" : "WM", .cumulative_variance = 0.2 * i};
  }
  const ComponentChoice first{.masks = {"CSF", "WM"}, .count = 2, .variance_percent = {}};
  const RegressorSelection selection = select_components(confounds, first);
  EXPECT_THAT(selection.problems, IsEmpty());
  ASSERT_THAT(selection.columns, SizeIs(4));
  EXPECT_EQ(selection.columns[0], confounds.find("a_comp_cor_00"));
  EXPECT_EQ(selection.columns[2], confounds.find("a_comp_cor_03"));
  EXPECT_THAT(
      select_components(confounds, {.masks = {"combined"}, .count = {}, .variance_percent = {}})
          .problems,
      SizeIs(1));
}

TEST(Strategies, CutComponentsAtTheirShareOfVariance) {
  Confounds confounds = fmriprep_columns();
  const ComponentChoice half{.masks = {"WM"}, .count = {}, .variance_percent = 50.0};
  EXPECT_THAT(select_components(confounds, half).problems, SizeIs(1));  // shares are not known
  for (int i = 0; i < 7; ++i) {
    confounds.components["w_comp_cor_0" + std::to_string(i)] = {
        .mask = "WM", .cumulative_variance = 0.15 * (i + 1)};
  }
  const RegressorSelection selection = select_components(confounds, half);
  EXPECT_THAT(selection.problems, IsEmpty());
  EXPECT_THAT(selection.columns, SizeIs(4));  // 15, 30, 45, 60 %
}

}  // namespace
}  // namespace rewire
