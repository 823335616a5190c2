#include "pipeline/bids/filter.h"

#include <gtest/gtest.h>

#include "stages/core/error.h"

namespace rewire {
namespace {

BidsName name_of(const char* text) { return parse_bids_name(text).value(); }

TEST(Filters, WantEverythingWhenEmpty) {
  EXPECT_TRUE(wants_file({}, "bold", name_of("sub-01_task-rest_bold.nii.gz")));
}

TEST(Filters, TakeLabelsWithAndWithoutPrefix) {
  Filter filter;
  filter.participants = {"sub-01", "02"};
  filter.sessions = {"ses-pre"};
  filter.tasks = {"rest"};
  EXPECT_TRUE(wants_participant(filter, "01"));
  EXPECT_TRUE(wants_participant(filter, "sub-02"));
  EXPECT_FALSE(wants_participant(filter, "03"));
  EXPECT_FALSE(wants_participant(filter, "1"));
  EXPECT_TRUE(wants_file(filter, "bold", name_of("sub-01_ses-pre_task-rest_bold.nii.gz")));
  EXPECT_FALSE(wants_file(filter, "bold", name_of("sub-01_ses-post_task-rest_bold.nii.gz")));
  EXPECT_FALSE(wants_file(filter, "bold", name_of("sub-01_ses-pre_task-faces_bold.nii.gz")));
  EXPECT_TRUE(wants_file(filter, "t1w", name_of("sub-01_ses-post_T1w.nii.gz")));
}

TEST(Filters, ReadFmriprepsForm) {
  Filter filter;
  parse_filter(R"({"bold": {"datatype": "func", "suffix": "bold", "task": ["rest", "movie"],
                            "session": null, "run": 1, "acquisition": "*"},
                   "t1w": {"acquisition": "mprage"}})",
               "f.json",
               filter);
  EXPECT_TRUE(wants_file(filter, "bold", name_of("sub-1_task-rest_acq-a_run-01_bold.nii.gz")));
  EXPECT_FALSE(wants_file(filter, "bold", name_of("sub-1_task-rest_acq-a_run-02_bold.nii.gz")));
  EXPECT_FALSE(wants_file(filter, "bold", name_of("sub-1_task-rest_run-1_bold.nii.gz")));
  EXPECT_FALSE(
      wants_file(filter, "bold", name_of("sub-1_ses-a_task-rest_acq-a_run-1_bold.nii.gz")));
  EXPECT_TRUE(wants_file(filter, "t1w", name_of("sub-1_acq-mprage_T1w.nii.gz")));
  EXPECT_FALSE(wants_file(filter, "t1w", name_of("sub-1_acq-flash_T1w.nii.gz")));
}

TEST(Filters, ReportAllThatIsWrong) {
  Filter filter;
  try {
    parse_filter(R"({"bolt": {}, "bold": {"sesion": "pre", "run": true, "datatype": "anat"}})",
                 "f.json",
                 filter);
    FAIL() << "no error";
  } catch (const ConfigError& error) {
    ASSERT_EQ(error.problems().size(), 4U) << error.message();
    EXPECT_NE(error.message().find("did you mean 'bold'"), std::string::npos) << error.message();
    EXPECT_NE(error.message().find("did you mean 'session'"), std::string::npos);
    EXPECT_NE(error.message().find("bold.run"), std::string::npos);
  }
  EXPECT_TRUE(filter.rules.empty());
  EXPECT_THROW(parse_filter("{", "f.json", filter), ConfigError);
  EXPECT_THROW(parse_filter("[]", "f.json", filter), ConfigError);
  EXPECT_THROW(read_filter_file("/nowhere/f.json", filter), ConfigError);
}

}  // namespace
}  // namespace rewire
