#include "pipeline/bids/derivatives.h"

#include <gtest/gtest.h>

#include "stages/core/error.h"
#include "tests/pipeline/bids/dataset_fixture.h"

namespace rewire {
namespace {

using testing::DatasetFixture;
using testing::find_problem;
using testing::texts;

TEST(Derivatives, AreFoundHoweverTheyAreNamed) {
  const DatasetFixture files;
  files.add("sub-2/ses-a/func/sub-2_ses-a_task-rest_atlas-AAL_stat-fisherz_relmat.tsv");
  files.add("sub-10/ses-a/func/sub-10_ses-a_task-rest_seg-AAL_meas-fisherz_relmat.tsv");
  files.add("sub-1/ses-a/func/sub-1_ses-a_task-rest_atlas-AAL_measure-fisherz_relmat.tsv");
  files.add("sub-1/ses-a/func/sub-1_ses-a_task-rest_atlas-AAL_measure-fisherz_relmat.json");
  files.add("sub-1/ses-a/func/sub-1_ses-a_task-rest_atlas-AAL_stat-mean_timeseries.tsv");
  files.add("sub-1/ses-a/func/sub-1_ses-a_task-rest_atlas-Tian_stat-fisherz_relmat.tsv");
  files.add("sub-1/figures/anything goes.svg");
  std::vector<Problem> problems;
  const DerivativeQuery query{
      .suffix = "relmat", .extension = ".tsv", .atlas = "AAL", .measure = "fisherz"};
  const auto found = find_derivatives(files.root(), query, {}, problems);
  EXPECT_TRUE(problems.empty()) << texts(problems);
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0].key.sub, "1");
  EXPECT_EQ(found[2].key.sub, "10");
  EXPECT_EQ(found[2].atlas, "AAL");
  EXPECT_EQ(found[2].measure, "fisherz");

  Filter filter;
  filter.participants = {"sub-2"};
  EXPECT_EQ(find_derivatives(files.root(), query, filter, problems).size(), 1U);
  filter.sessions = {"b"};
  EXPECT_TRUE(find_derivatives(files.root(), query, filter, problems).empty());
}

TEST(Derivatives, ReportBrokenLinksAndNoDirectory) {
  const DatasetFixture files;
  files.link("sub-1/func/sub-1_task-rest_relmat.tsv", "nowhere");
  std::vector<Problem> problems;
  EXPECT_TRUE(find_derivatives(files.root(), {.suffix = "relmat"}, {}, problems).empty());
  EXPECT_NE(find_problem(problems, "link to nothing"), nullptr) << texts(problems);
  EXPECT_THROW(find_derivatives("/nowhere", {}, {}, problems), InputError);
}

TEST(PreprocessedScans, AreFoundWithTheirCompanions) {
  const DatasetFixture files;
  const std::string scan = "sub-1/func/sub-1_task-rest_";
  const std::string template_space = "space-MNI152NLin6Asym_res-2_";
  files.add(scan + template_space + "desc-preproc_bold.nii.gz");
  files.add(scan + template_space + "desc-preproc_bold.json");
  files.add(scan + template_space + "desc-brain_mask.nii.gz");
  files.add(scan + "space-boldref_desc-preproc_bold.nii.gz");
  files.add(scan + "desc-brain_mask.nii.gz");
  files.add(scan + "desc-confounds_timeseries.tsv");
  files.add(scan + "desc-confounds_timeseries.json");
  files.add("sub-2/func/sub-2_task-rest_" + template_space + "desc-preproc_bold.nii.gz");

  std::vector<Problem> problems;
  const auto own = find_preprocessed(files.root(), "", {}, problems);
  ASSERT_EQ(own.size(), 1U);
  EXPECT_EQ(own[0].mask.filename(), "sub-1_task-rest_desc-brain_mask.nii.gz");
  EXPECT_EQ(own[0].confounds.filename(), "sub-1_task-rest_desc-confounds_timeseries.tsv");
  EXPECT_TRUE(own[0].bold_sidecar.empty());
  ASSERT_EQ(problems.size(), 1U) << texts(problems);
  EXPECT_NE(problems[0].found.find("only in space MNI152NLin6Asym"), std::string::npos);

  problems.clear();
  const auto standard = find_preprocessed(files.root(), "MNI152NLin6Asym", {}, problems);
  ASSERT_EQ(standard.size(), 2U);
  EXPECT_FALSE(standard[0].bold_sidecar.empty());
  EXPECT_FALSE(standard[0].mask.empty());
  EXPECT_FALSE(standard[0].confounds_sidecar.empty());
  EXPECT_TRUE(standard[1].mask.empty());
  EXPECT_NE(find_problem(problems, "no brain mask"), nullptr);
  EXPECT_NE(find_problem(problems, "no confounds"), nullptr);
}

}  // namespace
}  // namespace rewire
