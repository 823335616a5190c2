#include "pipeline/bids/field_maps.h"

#include <gtest/gtest.h>

#include "pipeline/bids/dataset.h"
#include "tests/pipeline/bids/dataset_fixture.h"

namespace rewire {
namespace {

using testing::DatasetFixture;
using testing::find_problem;
using testing::texts;

/// One participant, one scan, a session "pre".
class FieldMaps : public ::testing::Test {
 protected:
  FieldMaps() {
    files.add("participants.tsv", "participant_id\tarm\nsub-1\tplacebo\n");
    files.add_scan("1", "pre");
  }
  void add_map(const std::string& rest, const std::string& sidecar) const {
    files.add("sub-1/ses-pre/fmap/sub-1_ses-pre_" + rest + ".nii.gz");
    files.add("sub-1/ses-pre/fmap/sub-1_ses-pre_" + rest + ".json", sidecar);
  }
  std::optional<FieldMapFiles> found() {
    dataset = index_dataset(files.root());
    return dataset.scans.at(0).field_map;
  }

  static constexpr const char* intended =
      R"("IntendedFor": "ses-pre/func/sub-1_ses-pre_task-rest_bold.nii.gz")";
  DatasetFixture files;
  Dataset dataset;
};

TEST_F(FieldMaps, AreFoundByIntendedForAsPathOrUri) {
  add_map("phasediff", std::string("{") + intended + "}");
  files.add("sub-1/ses-pre/fmap/sub-1_ses-pre_magnitude1.nii.gz");
  auto map = found();
  ASSERT_TRUE(map) << texts(dataset.problems);
  EXPECT_EQ(map->kind, FieldMeasurementKind::phase_difference);
  EXPECT_EQ(map->magnitude.filename(), "sub-1_ses-pre_magnitude1.nii.gz");
  EXPECT_EQ(map->images.at(0).sidecars.size(), 1U);
  EXPECT_TRUE(dataset.problems.empty()) << texts(dataset.problems);
  add_map("phasediff",
          R"({"IntendedFor": ["bids::sub-1/ses-pre/func/other_bold.nii.gz",
              "bids::sub-1/ses-pre/func/sub-1_ses-pre_task-rest_bold.nii.gz"]})");
  EXPECT_TRUE(found());
}

TEST_F(FieldMaps, ASourceThatTheScanNamesComesBeforeIntentions) {
  files.add("sub-1/ses-pre/func/sub-1_ses-pre_task-rest_bold.json",
            R"({"RepetitionTime": 2.0, "B0FieldSource": "pair"})");
  add_map("fieldmap", std::string("{") + intended + "}");
  add_map("dir-AP_epi", R"({"PhaseEncodingDirection": "j-", "B0FieldIdentifier": "pair"})");
  add_map("dir-PA_epi", R"({"PhaseEncodingDirection": "j", "B0FieldIdentifier": ["a", "pair"]})");
  const auto map = found();
  ASSERT_TRUE(map) << texts(dataset.problems);
  EXPECT_EQ(map->kind, FieldMeasurementKind::opposed_pair);
  ASSERT_EQ(map->images.size(), 2U);
}

TEST_F(FieldMaps, PhasesOfTwoEchoesBelongTogether) {
  add_map("phase1", std::string(R"({"EchoTime": 0.005, )") + intended + "}");
  add_map("phase2", std::string(R"({"EchoTime": 0.0075, )") + intended + "}");
  const auto map = found();
  ASSERT_TRUE(map);
  EXPECT_EQ(map->kind, FieldMeasurementKind::phase_difference);
  EXPECT_EQ(map->images.size(), 2U);
}

TEST_F(FieldMaps, ForNoScanOrHalfAPairIsSaid) {
  add_map("fieldmap", "{}");
  EXPECT_FALSE(found());
  const Problem* none = find_problem(dataset.problems, "none of which is meant for this scan");
  ASSERT_NE(none, nullptr);
  EXPECT_EQ(none->severity, Severity::warning);
  add_map("dir-AP_epi", std::string(R"({"PhaseEncodingDirection": "j-", )") + intended + "}");
  EXPECT_FALSE(found());
  EXPECT_NE(find_problem(dataset.problems, "of which a part is missing"), nullptr);
}

}  // namespace
}  // namespace rewire
