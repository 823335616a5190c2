#include "pipeline/bids/entities.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "pipeline/bids/derivative_names.h"
#include "stages/core/error.h"

namespace rewire {
namespace {

TEST(BidsNames, AreTakenApart) {
  const auto name = parse_bids_name("sub-01_ses-pre_task-rest_run-1_bold.nii.gz");
  ASSERT_TRUE(name);
  EXPECT_EQ(name->label("sub"), "01");
  EXPECT_EQ(name->label("ses"), "pre");
  EXPECT_EQ(name->label("run"), "1");
  EXPECT_EQ(name->label("echo"), "");
  EXPECT_EQ(name->suffix, "bold");
  EXPECT_EQ(name->extension, ".nii.gz");
  EXPECT_EQ(to_text(scan_key(*name)), "sub-01_ses-pre_task-rest_run-1");
  EXPECT_EQ(describe(scan_key(*name)), "sub-01 ses-pre task-rest run-1");
}

TEST(BidsNames, AreRefusedWithTheReason) {
  const std::vector<std::pair<std::string, std::string>> broken{
      {"sub-01_rest_bold.nii.gz", "without a dash"},
      {"sub-_bold.nii.gz", "empty label"},
      {"sub-01_task-my-task_bold.nii.gz", "more than letters"},
      {"sub-01_run-1_run-2_bold.nii.gz", "twice"},
      {"sub-01_task-rest.nii.gz", "no suffix"},
      {"", "no suffix"},
      {"_", "no suffix"},
      {"-01_bold.nii", "no entity"}};
  for (const auto& [text, reason] : broken) {
    Problem problem;
    EXPECT_FALSE(parse_bids_name(text, &problem)) << text;
    EXPECT_NE(problem.found.find(reason), std::string::npos) << text << ": " << problem.found;
    EXPECT_FALSE(parse_bids_name(text, nullptr));
  }
}

TEST(BidsNames, AreComposedInOrder) {
  BidsName name{.entities = {{"desc", "x"}, {"odd", "1"}, {"task", "rest"}, {"sub", "01"}},
                .suffix = "bold",
                .extension = ".nii.gz"};
  EXPECT_EQ(compose_bids_name(name), "sub-01_task-rest_odd-1_desc-x_bold.nii.gz");
  name.set("odd", "");
  name.set("ses", "pre");
  name.set("desc", "y");
  EXPECT_EQ(compose_bids_name(name), "sub-01_ses-pre_task-rest_desc-y_bold.nii.gz");
}

TEST(NaturalOrder, ComparesNumbersByValue) {
  std::vector<std::string> names{"ses-10", "ses-2", "ses-02", "ses-1b", "ses-1", "ses-a", "ses-"};
  std::sort(
      names.begin(), names.end(), [](const auto& a, const auto& b) { return natural_less(a, b); });
  const std::vector<std::string> expected{
      "ses-", "ses-1", "ses-1b", "ses-02", "ses-2", "ses-10", "ses-a"};
  EXPECT_EQ(names, expected);
  EXPECT_FALSE(natural_less(std::string_view("a"), std::string_view("a")));
}

TEST(Labels, AreTheSameWhenNumbersAre) {
  EXPECT_TRUE(same_label("01", "1"));
  EXPECT_TRUE(same_label("00", "0"));
  EXPECT_FALSE(same_label("10", "1"));
  EXPECT_FALSE(same_label("", "0"));
  EXPECT_FALSE(same_label("a1", "a01"));
}

TEST(DerivativeNames, FollowXcpd) {
  ScanKey key;
  key.sub = "01";
  key.ses = "pre";
  key.task = "rest";
  const DerivativeName name{
      .atlas = "AAL", .stat = "pearsoncorrelation", .suffix = "relmat", .extension = ".tsv"};
  EXPECT_EQ(derivative_path("out", key, name),
            "out/sub-01/ses-pre/func/"
            "sub-01_ses-pre_task-rest_atlas-AAL_stat-pearsoncorrelation_relmat.tsv");
  const DerivativeName transform{.from = "T1w",
                                 .to = "MNI152",
                                 .mode = "image",
                                 .suffix = "xfm",
                                 .extension = ".h5",
                                 .datatype = "anat"};
  EXPECT_EQ(derivative_path("out", session_key(key), transform),
            "out/sub-01/ses-pre/anat/sub-01_ses-pre_from-T1w_to-MNI152_mode-image_xfm.h5");
  EXPECT_THROW(derivative_file_name(key, {.atlas = "my_atlas", .suffix = "relmat"}), InternalError);
}

}  // namespace
}  // namespace rewire
