#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cctype>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "pipeline/parameters.h"
#include "stages/core/field_check.h"
#include "stages/registry.h"

namespace rewire {
namespace {

/// The stages that implement no paper, and why.
const std::set<std::string> without_paper{
    "load",              // counts volumes before the signal is steady; a rule of this program
    "atlas_to_scan",     // carries labels through transforms that other stages estimated
    "scan_in_template",  // likewise, volumes
    "draw_scan",         // draws what other stages made
    "mask_bold",         // keeps the voxels inside a mask
    "join_runs",         // standardises runs and puts them one behind the other
    "join_activity",     // a weighted mean over runs
};

/// Before this year papers have no DOI that could be relied on.
constexpr int first_year_with_doi = 1930;

void expect_good_sentence(const std::string& sentence, const std::string& of) {
  ASSERT_FALSE(sentence.empty()) << of;
  EXPECT_TRUE(sentence.ends_with('.')) << of << ": " << sentence;
  EXPECT_FALSE(sentence.ends_with("..")) << of << ": " << sentence;
  EXPECT_TRUE(std::isupper(static_cast<unsigned char>(sentence.front()))) << of << ": " << sentence;
  EXPECT_EQ(sentence.find("  "), std::string::npos) << of << ": " << sentence;
}

void expect_good_field(const FieldInfo& field, const std::string& of) {
  static const std::regex snake_case("[a-z][a-z0-9]*(_[a-z0-9]+)*");
  const std::string place = of + "." + field.name;
  EXPECT_TRUE(std::regex_match(field.name, snake_case)) << place;
  expect_good_sentence(field.sentence, place);
  EXPECT_LE(field.range.low, field.range.high) << place;
  for (const Problem& problem : check_field(field, place)) {
    ADD_FAILURE() << "default: " << to_text(problem);
  }
}

TEST(StageTexts, EveryStageHasItsOwnNameAVersionAndASummary) {
  static const std::regex snake_case("[a-z][a-z0-9]*(_[a-z0-9]+)*");
  std::set<std::string> names;
  ASSERT_FALSE(stage_registry().empty());
  for (const StageInfo& stage : stage_registry()) {
    EXPECT_TRUE(std::regex_match(stage.name, snake_case)) << stage.name;
    EXPECT_TRUE(names.insert(stage.name).second) << stage.name << " comes twice";
    EXPECT_GE(stage.version, 1) << stage.name;
    ASSERT_FALSE(stage.summary.empty()) << stage.name;
    EXPECT_TRUE(std::isupper(static_cast<unsigned char>(stage.summary.front()))) << stage.summary;
    EXPECT_FALSE(stage.summary.ends_with('.')) << "summaries are titles: " << stage.summary;
  }
}

TEST(StageTexts, EveryParameterIsNamedExplainedAndHasADefaultThatItAllows) {
  for (const StageInfo& stage : stage_registry()) {
    std::set<std::string> names;
    for (const FieldInfo& field : stage.fields) {
      expect_good_field(field, stage.name);
      EXPECT_TRUE(names.insert(field.name).second) << stage.name << "." << field.name;
    }
  }
  PipelineParams params;
  for (const ParameterSection& section : sections(params)) {
    for (const FieldInfo& field : list_fields(section.table)) {
      expect_good_field(field, section.name);
    }
  }
}

TEST(StageTexts, EveryStageNamesItsPapersOrIsKnownToHaveNone) {
  std::set<std::string> none;
  for (const StageInfo& stage : stage_registry()) {
    if (stage.papers.empty()) none.insert(stage.name);
  }
  EXPECT_EQ(none, without_paper);
}

TEST(StageTexts, EveryPaperCanBeFound) {
  static const std::regex doi(R"(10\.\d{4,9}/\S+[^\s.,;])");
  for (const StageInfo& stage : stage_registry()) {
    for (const Paper& paper : stage.papers) {
      const std::string place = stage.name + ": " + std::string(paper.title);
      EXPECT_FALSE(paper.authors.empty()) << place;
      EXPECT_FALSE(paper.title.empty()) << place;
      EXPECT_FALSE(paper.title.ends_with('.')) << place;
      EXPECT_FALSE(paper.where.empty()) << place << " does not say which part";
      EXPECT_GE(paper.year, 1900) << place;
      EXPECT_LE(paper.year, 2026) << place;
      const bool may_lack_doi = paper.doi.empty() && paper.year < first_year_with_doi;
      EXPECT_TRUE(may_lack_doi || std::regex_match(std::string(paper.doi), doi))
          << place << ": doi '" << paper.doi << "'";
    }
  }
}

}  // namespace
}  // namespace rewire
