#include "pipeline/parameters.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "stages/core/canonical.h"
#include "stages/core/error.h"
#include "stages/core/field_assign.h"
#include "stages/core/field_text.h"
#include "stages/files/toml.h"

namespace rewire {
namespace {

using testing::HasSubstr;

/// A value that `field` allows and that is not its default.
FieldValue other_value(const FieldInfo& field) {
  const double low = std::max(field.range.low, -1e6);
  const double high = std::min(field.range.high, 1e6);
  const double middle = low + (high - low) / 3.0;
  switch (field.kind) {
    case FieldKind::number:
      return middle;
    case FieldKind::integer:
      return static_cast<std::int64_t>(std::ceil(middle));
    case FieldKind::choice:
      return field.choices.back() == std::get<std::string>(field.value) ? field.choices.front()
                                                                        : field.choices.back();
    case FieldKind::numbers:
      return std::vector<double>{low + (high - low) * 0.3, low + (high - low) * 0.7};
    case FieldKind::texts:
      return std::vector<std::string>{"a, b", "say \"c\"", "motion_.*\\d"};
    case FieldKind::text:
      break;
  }
  return std::string("other \"name\" \\ # 3");
}

std::string all_canonical(PipelineParams params) {
  std::string text;
  for (const ParameterSection& section : sections(params)) {
    text += "[" + section.name + "]\n" + canonical_text(section.table);
  }
  return text;
}

PipelineParams parse_parameters(const std::string& toml) {
  PipelineParams params;
  TomlConfig config = TomlConfig::parse(toml, "test.toml");
  for (const ParameterSection& section : sections(params))
    config.apply(section.name, section.table);
  config.finish();
  return params;
}

/// What the refusal of `toml` says; empty when it was taken.
std::string refusal(const std::string& toml) {
  try {
    parse_parameters(toml);
  } catch (const ConfigError& error) {
    return error.message();
  }
  return "";
}

TEST(Parameters, DefaultsComeBackFromTheirToml) {
  const PipelineParams params;
  EXPECT_EQ(all_canonical(parse_parameters(parameters_toml(params))), all_canonical(params));
}

TEST(Parameters, EveryChangedParameterComesBackFromItsToml) {
  PipelineParams params;
  for (const ParameterSection& section : sections(params)) {
    for (const FieldInfo& field : list_fields(section.table)) {
      const std::string before = all_canonical(params);
      const std::vector<Problem> problems =
          assign_field(section.table, field.name, other_value(field), "test");
      for (const Problem& problem : problems) ADD_FAILURE() << to_text(problem);
      EXPECT_NE(all_canonical(params), before)
          << section.name << "." << field.name << " does not enter the canonical text";
    }
  }
  const std::string toml = parameters_toml(params);
  EXPECT_EQ(all_canonical(parse_parameters(toml)), all_canonical(params)) << toml;
}

TEST(Parameters, AutomaticValuesComeBackFromTheirToml) {
  PipelineParams params;
  int automatic = 0;
  for (const ParameterSection& section : sections(params)) {
    for (const FieldInfo& field : list_fields(section.table)) {
      if (field.automatic.empty()) continue;
      ++automatic;
      EXPECT_TRUE(assign_field(section.table, field.name, std::monostate{}, "test").empty());
    }
  }
  EXPECT_GT(automatic, 0);
  EXPECT_EQ(all_canonical(parse_parameters(parameters_toml(params))), all_canonical(params));
}

TEST(Parameters, SectionsAreChosenByName) {
  PipelineParams params;
  const std::vector<ParameterSection> chosen = sections(params, {"graph", "load"});
  ASSERT_EQ(chosen.size(), 2U);
  EXPECT_EQ(chosen[0].name, "load");  // in pipeline order
  EXPECT_EQ(chosen[1].name, "graph");
  EXPECT_THROW(sections(params, {"graph", "grap"}), InternalError);
}

TEST(Parameters, AMistypedKeyIsRefusedWithTheNearestName) {
  PipelineParams params;
  for (const ParameterSection& section : sections(params)) {
    for (const FieldInfo& field : list_fields(section.table)) {
      const std::string typed = field.name + "x";
      const std::string message =
          refusal("[" + section.name + "]\n" + typed + " = " + value_text(field) + "\n");
      EXPECT_THAT(message, HasSubstr("'" + typed + "'"));
      EXPECT_THAT(message, HasSubstr("did you mean " + field.name + "?"));
    }
  }
}

TEST(Parameters, AMistypedSectionIsRefusedWithTheNearestName) {
  PipelineParams params;
  for (const ParameterSection& section : sections(params)) {
    const std::string message = refusal("[" + section.name + "x]\nkey = 1\n");
    EXPECT_THAT(message, HasSubstr("'" + section.name + "x'"));
    EXPECT_THAT(message, HasSubstr("did you mean " + section.name + "?"));
  }
}

TEST(Parameters, ValuesThatDoNotSuitAreRefusedByName) {
  PipelineParams params;
  for (const ParameterSection& section : sections(params)) {
    for (const FieldInfo& field : list_fields(section.table)) {
      std::vector<std::string> bad;
      const bool list = field.kind == FieldKind::numbers;
      if (list || field.kind == FieldKind::number || field.kind == FieldKind::integer) {
        bad = {"nan", "inf", "\"much\"", "true"};
        if (std::isfinite(field.range.low)) bad.push_back("-1e300");
        if (std::isfinite(field.range.high)) bad.push_back("1e300");
        if (list)
          std::transform(bad.begin(), bad.end(), bad.begin(), [](const std::string& one) {
            return "[" + one + "]";
          });
      } else {
        bad = {"1", "true", "nan"};
        if (field.kind == FieldKind::choice) bad.push_back("\"no such choice\"");
      }
      for (const std::string& value : bad) {
        EXPECT_THAT(refusal("[" + section.name + "]\n" + field.name + " = " + value + "\n"),
                    HasSubstr(field.name))
            << value;
      }
    }
  }
}

/// What read_parameters says to these assignments; empty when it took them.
std::string refusal_of(const std::vector<std::string>& assignments) {
  try {
    read_parameters({}, assignments);
  } catch (const ConfigError& error) {
    for (const Problem& problem : error.problems()) EXPECT_FALSE(problem.remedy.empty());
    return error.message();
  }
  return "";
}

TEST(Parameters, DefaultsKeepTheRulesOfTheirTables) {
  PipelineParams params;
  for (const ParameterSection& section : sections(params)) {
    EXPECT_TRUE(broken_rules(section.table, section.name).empty()) << section.name;
  }
}

TEST(Parameters, WhatDoesNotGoTogetherIsRefusedBeforeAnyScan) {
  EXPECT_THAT(refusal_of({"denoise.high_cut=0.005"}),
              HasSubstr("low_cut 0.01 Hz and high_cut 0.005 Hz"));
  EXPECT_THAT(refusal_of({"denoise.low_cut=0.1"}), HasSubstr("a low cut-off below the high one"));
  EXPECT_EQ(refusal_of({"denoise.low_cut=0.1", "denoise.high_cut=none"}), "");
  EXPECT_THAT(refusal_of({"denoise.columns=csf,("}), HasSubstr("'(' in columns"));
  EXPECT_THAT(refusal_of({"graph.densities=0.2,0.1"}), HasSubstr("ascending order"));
  EXPECT_THAT(refusal_of({"graph.densities=0,0.1"}), HasSubstr("density 0"));
  EXPECT_THAT(refusal_of({"anatomy.correlation_limit=1"}), HasSubstr("above correlation_warning"));
  EXPECT_THAT(refusal_of({"coregister.dice_limit=1"}), HasSubstr("above dice_warning"));
}

TEST(Parameters, EverythingThatIsWrongIsSaidAtOnce) {
  const std::string message = refusal("[denoise]\nlowcut = 0.1\n[graph]\nrestarts = 0\n[grph]\n");
  EXPECT_THAT(message, HasSubstr("lowcut"));
  EXPECT_THAT(message, HasSubstr("restarts"));
  EXPECT_THAT(message, HasSubstr("grph"));
}

}  // namespace
}  // namespace rewire
