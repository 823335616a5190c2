#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <map>

#include "stages/core/number_text.h"
#include "stages/files/atomic_file.h"
#include "stages/files/tsv.h"
#include "tests/end_to_end/program.h"

namespace rewire::testing {

/// A plan and tables of numbers; the answers are those of other programs (see each reference file).
class PlannedModels : public ::testing::Test {
 protected:
  void SetUp() override {
    work_ = std::filesystem::path(::testing::TempDir()) /
            ("rewire_models_" + std::to_string(::getpid()) + "_" +
             ::testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::remove_all(work_);
  }
  void TearDown() override { std::filesystem::remove_all(work_); }

  void write(const std::string& name, const std::string& text) const {
    write_text(work_ / name, text);
  }
  ProgramResult compare() const {
    return rewire_program("compare --plan " + (work_ / "plan.toml").string() + " --output " +
                          (work_ / "out").string());
  }
  Table result(const std::string& name) const { return read_tsv(work_ / "out" / "group" / name); }

  /// Column -> text of the first row that has these texts.
  static std::map<std::string, std::string> row_with(
      const Table& table, const std::map<std::string, std::string>& wanted) {
    for (std::size_t row = 0; row < table.row_count(); ++row) {
      std::map<std::string, std::string> cells;
      for (std::size_t c = 0; c < table.names.size(); ++c) {
        cells[table.names[c]] = table.columns[c][row];
      }
      bool same = true;
      for (const auto& [name, text] : wanted) same = same && cells[name] == text;
      if (same) return cells;
    }
    ADD_FAILURE() << "no such row";
    return {};
  }
  static double number(const std::map<std::string, std::string>& row, const std::string& column) {
    const auto found = row.find(column);
    return found == row.end() ? std::nan("") : parse_number(found->second).value_or(std::nan(""));
  }

  std::filesystem::path work_;
};

inline std::string person_name(Eigen::Index number) {
  return "sub-" + std::to_string(101 + number);
}

}  // namespace rewire::testing
