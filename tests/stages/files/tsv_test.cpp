#include "stages/files/tsv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "stages/core/error.h"
#include "stages/core/random.h"
#include "stages/files/bold_sidecar.h"
#include "stages/files/json.h"

namespace rewire {
namespace {

using namespace std::string_view_literals;

using ::testing::ElementsAre;
using ::testing::HasSubstr;

template <class Work>
std::string refusal(const Work& work) {
  try {
    work();
  } catch (const InputError& error) {
    return error.message();
  }
  return "";
}

TEST(Tsv, ReadsEveryLineEndAndTheByteOrderMark) {
  for (const std::string text : {"a\tb\n1\tn/a\n2\t\"x y\"\n",
                                 "a\tb\r\n1\tn/a\r\n2\t\"x y\"\r\n",
                                 "\xef\xbb\xbf"
                                 "a\tb\n1\tn/a\n2\t\"x y\"\n\n\n",
                                 "a\tb\n1\tn/a\n2\t\"x y\""}) {
    const Table table = parse_tsv(text, "t.tsv");
    EXPECT_THAT(table.names, ElementsAre("a", "b"));
    EXPECT_THAT(table.column("a", "t.tsv"), ElementsAre("1", "2"));
    EXPECT_THAT(table.column("b", "t.tsv"), ElementsAre("n/a", "\"x y\""));
  }
}

TEST(Tsv, RefusesWhatIsNoTable) {
  EXPECT_THAT(refusal([] { parse_tsv("a\tb\n1\t2\n3\n", "t.tsv"); }), HasSubstr("3"));
  EXPECT_NE(refusal([] { parse_tsv("a\ta\n1\t2\n", "t.tsv"); }), "");
  EXPECT_NE(refusal([] { parse_tsv("a\t\n1\t2\n", "t.tsv"); }), "");
  EXPECT_NE(refusal([] { parse_tsv("", "t.tsv"); }), "");
  EXPECT_NE(refusal([] { parse_tsv(std::string_view("a\n\0\n", 4), "t.tsv"); }), "");
  EXPECT_THAT(refusal([] { parse_tsv("age\n1\n", "t.tsv").column("sex", "t.tsv"); }),
              HasSubstr("age"));
  EXPECT_THAT(refusal([] { to_numbers({"1", "2,5"}, "age", "t.tsv"); }), HasSubstr("2,5"));
}

TEST(Tsv, RandomTextsAreTablesOrRefused) {
  RandomStream random(11, 0);
  constexpr std::string_view alphabet = "ab1.\t\t\t\n\n\r\"\0\xef\xbb\xbf n/"sv;
  int tables = 0;
  int refused = 0;
  for (int trial = 0; trial < 5000; ++trial) {
    std::string text = trial % 2 == 0 ? "a\tb\n" : "";
    const std::uint32_t length = random.below(30);
    for (std::uint32_t i = 0; i < length; ++i) {
      text += alphabet[random.below(static_cast<std::uint32_t>(alphabet.size()))];
    }
    try {
      const Table table = parse_tsv(text, "t.tsv");
      ++tables;
      for (const auto& column : table.columns) ASSERT_EQ(column.size(), table.row_count());
      // What was read can be written and says the same again, unless a bare CR stands in a cell.
      if (text.find('\r') != std::string::npos || table.row_count() == 0) continue;
      if (table.names.size() == 1) continue;  // empty cells at the end are empty lines
      const Table again = parse_tsv(format_tsv(table), "t.tsv");
      EXPECT_EQ(again.names, table.names);
      EXPECT_EQ(again.columns, table.columns);
    } catch (const InputError&) {
      ++refused;
    }
  }
  EXPECT_GT(tables, 100);
  EXPECT_GT(refused, 100);
}

TEST(Json, SaysWhereItBreaks) {
  EXPECT_EQ(parse_json("\xef\xbb\xbf{\"a\": 1}", "x.json")["a"], 1);
  EXPECT_THAT(refusal([] { parse_json("{\"a\": 1,\n \"b\": }", "x.json"); }), HasSubstr("line 2"));
  EXPECT_NE(refusal([] { parse_json("", "x.json"); }), "");
  EXPECT_NE(refusal([] { parse_json(std::string(100, '['), "x.json"); }), "");
}

TEST(BoldSidecar, ReadsWhatAnalysesNeed) {
  const BoldSidecar sidecar = parse_bold_sidecar(
      parse_json(R"({"RepetitionTime": 2, "SliceTiming": [0, 1.0], "EchoTime": 0.03,
                     "PhaseEncodingDirection": "j-", "TaskName": "rest",
                     "NumberOfVolumesDiscardedByUser": 4, "Other": {}})",
                 "x.json"),
      "x.json");
  EXPECT_EQ(sidecar.repetition_time_s, 2.0);
  EXPECT_THAT(sidecar.slice_times_s, ElementsAre(0.0, 1.0));
  EXPECT_EQ(sidecar.echo_time_s, 0.03);
  EXPECT_EQ(sidecar.phase_encoding_direction, "j-");
  EXPECT_EQ(sidecar.dummy_volumes_removed, 4);
  EXPECT_FALSE(parse_bold_sidecar(parse_json("{}", "x"), "x").repetition_time_s);
}

TEST(BoldSidecar, OrdersSliceTimesByTheVoxelIndex) {
  const auto read = [](const std::string& direction) {
    return parse_bold_sidecar(parse_json(R"({"SliceTiming": [0, 1, 0.5],
                                             "SliceEncodingDirection": ")" +
                                             direction + "\"}",
                                         "x.json"),
                              "x.json");
  };
  EXPECT_EQ(read("k").slice_axis, 2);
  EXPECT_THAT(read("k").slice_times_s, ElementsAre(0.0, 1.0, 0.5));
  EXPECT_EQ(read("i-").slice_axis, 0);
  EXPECT_THAT(read("i-").slice_times_s, ElementsAre(0.5, 1.0, 0.0));
  EXPECT_THAT(refusal([&] { read("z"); }), HasSubstr("SliceEncodingDirection"));
  EXPECT_THAT(refusal([&] { read("k+"); }), HasSubstr("SliceEncodingDirection"));
}

TEST(BoldSidecar, NamesEveryWrongKind) {
  const std::string message = refusal([] {
    parse_bold_sidecar(parse_json(R"({"RepetitionTime": "2", "SliceTiming": [0, "1"]})", "x.json"),
                       "x.json");
  });
  EXPECT_THAT(message, HasSubstr("RepetitionTime"));
  EXPECT_THAT(message, HasSubstr("SliceTiming"));
  EXPECT_NE(refusal([] { parse_bold_sidecar(parse_json("[]", "x"), "x"); }), "");
}

}  // namespace
}  // namespace rewire
