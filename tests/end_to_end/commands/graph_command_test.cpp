#include <gmock/gmock.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "stages/core/number_text.h"
#include "stages/files/atomic_file.h"
#include "stages/files/json.h"
#include "stages/files/tsv.h"
#include "tests/end_to_end/program.h"
#include "tests/stages/files/temporary_folder.h"

namespace rewire::testing {
namespace {

using ::testing::HasSubstr;

/// `rewire graph` and `rewire multilayer` on matrices as another program may give them.
class GraphCommand : public TemporaryFolder {
 protected:
  /// Rows of cells; regions are named a, b, c ...
  std::string matrix(const std::vector<std::vector<std::string>>& rows,
                     const std::string& name = "x_relmat.tsv") const {
    std::string text;
    for (std::size_t j = 0; j < rows.size(); ++j) {
      text += (j == 0 ? "" : "\t") + std::string(1, static_cast<char>('a' + j));
    }
    for (const auto& row : rows) {
      text += "\n";
      for (std::size_t j = 0; j < row.size(); ++j) text += (j == 0 ? "" : "\t") + row[j];
    }
    write_text(folder_ / name, text + "\n");
    return (folder_ / name).string();
  }
  /// cell(i, j) off the diagonal, 1 on it.
  template <class Cell>
  std::string matrix_of(int nodes,
                        const Cell& cell,
                        const std::string& name = "x_relmat.tsv") const {
    std::vector<std::vector<std::string>> rows;
    for (int i = 0; i < nodes; ++i) {
      auto& row = rows.emplace_back();
      for (int j = 0; j < nodes; ++j) row.push_back(i == j ? "1" : std::string(cell(i, j)));
    }
    return matrix(rows, name);
  }
  ProgramResult graph(const std::string& matrix, const std::string& options = "") const {
    return rewire_program("graph " + matrix + " " + output() + " " + options);
  }
  std::string output() const { return (folder_ / "out" / "x_graphmetrics.tsv").string(); }
  bool left_something() const { return std::filesystem::exists(folder_ / "out"); }

  /// The cell of a metric and region at a level (its area without).
  std::string cell(const std::string& metric,
                   const std::string& region = "n/a",
                   const std::string& level = "auc") const {
    const Table table = read_tsv(output());
    const std::string kind = table.names[3];
    for (std::size_t row = 0; row < table.row_count(); ++row) {
      if (table.column("metric", "")[row] == metric && table.column("region", "")[row] == region &&
          table.column(kind, "")[row] == level) {
        return table.column("value", "")[row];
      }
    }
    return "no such row";
  }
  double number(const std::string& metric, const std::string& region = "n/a") const {
    return parse_number(cell(metric, region)).value_or(std::nan(""));
  }
};

TEST_F(GraphCommand, EqualWeightsAreTakenInTheOrderOfTheRegions) {
  const std::string equal = matrix_of(10, [](int, int) { return "0.4"; });
  const ProgramResult result = graph(equal, "--densities 0.2 --metrics all --references 2");
  ASSERT_EQ(result.exit_status, 0) << result.output;
  EXPECT_EQ(cell("degree", "a"), "9");
  EXPECT_EQ(cell("degree", "b"), "1");
  EXPECT_EQ(cell("betweenness", "a"), "1");
  ASSERT_EQ(graph(equal, "--edges all --metrics all --references 2").exit_status, 0);
  EXPECT_EQ(number("clustering_mean"), 1.0);
  EXPECT_EQ(number("global_efficiency"), 1.0);
  EXPECT_EQ(cell("small_world_propensity"), "n/a");  // a lattice is no different
}

TEST_F(GraphCommand, ANetworkWithoutEdgesHasNoPathLength) {
  const ProgramResult result = graph(matrix_of(5, [](int, int) { return "-0.3"; }),
                                     "--metrics all --references 2 --nulls 3");
  ASSERT_EQ(result.exit_status, 0) << result.output;
  EXPECT_THAT(result.output, HasSubstr("0 positive edges"));
  EXPECT_EQ(cell("characteristic_path_length"), "n/a");
  EXPECT_EQ(cell("modularity"), "n/a");
  EXPECT_EQ(cell("global_efficiency"), "0");
  EXPECT_EQ(cell("component_count"), "5");
}

TEST_F(GraphCommand, OneAndTwoRegionsAreNetworksToo) {
  const ProgramResult one = graph(matrix({{"1"}}), "--metrics all --references 2 --nulls 3");
  ASSERT_EQ(one.exit_status, 0) << one.output;
  EXPECT_THAT(one.output, HasSubstr("1 region with a series"));
  EXPECT_EQ(cell("degree", "a"), "0");
  ASSERT_EQ(graph(matrix({{"1", "0.5"}, {"0.5", "1"}}), "--edges all --metrics all --references 2")
                .exit_status,
            0);
  EXPECT_EQ(cell("characteristic_path_length_weighted"), "2");
}

TEST_F(GraphCommand, ADisconnectedNetworkHasItsComponents) {
  const ProgramResult result =
      graph(matrix_of(6, [](int i, int j) { return (i < 3) == (j < 3) ? "0.5" : "-0.1"; }),
            "--edges all --metrics all --references 2 --nulls 4");
  ASSERT_EQ(result.exit_status, 0) << result.output;
  EXPECT_EQ(cell("component_count"), "2");
  EXPECT_NEAR(number("global_efficiency"), 0.4, 1e-15);
  EXPECT_EQ(cell("characteristic_path_length"), "1");
  EXPECT_EQ(cell("synchronisability"), "0");
  const nlohmann::json why = read_json(folder_ / "out" / "x_graphmetrics.json").at("WithoutNulls");
  EXPECT_THAT(why.at("small_world_sigma").get<std::string>(), HasSubstr("of its own"));
  EXPECT_THAT(why.at("global_brain_connectivity").get<std::string>(), HasSubstr("all pairs"));
}

TEST_F(GraphCommand, ARichClubIsNormalisedByItsNullNetworks) {
  const auto club = [](int i, int j) {
    if (i < 4 && j < 4) return "0.9";
    return (i * j + i + j) % 3 == 0 ? "0.5" : "-0.1";
  };
  const ProgramResult result =
      graph(matrix_of(12, club), "--edges all --metrics rich_club --nulls 6");
  ASSERT_EQ(result.exit_status, 0) << result.output;
  const nlohmann::json curve =
      read_json(folder_ / "out" / "x_graphmetrics.json").at("Curves").at(0);
  int compared = 0;
  for (std::size_t k = 0; k < curve.at("Values")[0].size(); ++k) {
    const nlohmann::json& ratio = curve.at("Normalised")[0][k];
    if (ratio.is_null()) continue;
    EXPECT_NEAR(ratio.get<double>() * curve.at("NullMean")[0][k].get<double>(),
                curve.at("Values")[0][k].get<double>(),
                1e-12);
    ++compared;
  }
  EXPECT_GT(compared, 2);
}

TEST_F(GraphCommand, ARegionThatIsMissingIsOutsideAndASingleMissingPairIsRefused) {
  const ProgramResult whole = graph(matrix({{"1", "n/a", "0.5", "0.2"},
                                            {"n/a", "n/a", "n/a", "n/a"},
                                            {"0.5", "n/a", "1", "0.3"},
                                            {"0.2", "n/a", "0.3", "1"}}),
                                    "--edges all");
  ASSERT_EQ(whole.exit_status, 0) << whole.output;
  EXPECT_EQ(cell("degree", "b"), "n/a");
  EXPECT_EQ(cell("degree", "a"), "2");
  std::filesystem::remove_all(folder_ / "out");
  const ProgramResult pair =
      graph(matrix({{"1", "n/a", "0.5"}, {"n/a", "1", "0.3"}, {"0.5", "0.3", "1"}}));
  EXPECT_EQ(pair.exit_status, 3) << pair.output;
  EXPECT_FALSE(left_something());
}

TEST_F(GraphCommand, MatricesThatAreNoCorrelationsAreRefused) {
  const ProgramResult asymmetric =
      graph(matrix_of(3, [](int i, int j) { return i < j ? "0.5" : "0.4"; }));
  EXPECT_EQ(asymmetric.exit_status, 3);
  EXPECT_THAT(asymmetric.output, HasSubstr("not symmetric"));
  EXPECT_EQ(graph(matrix_of(3, [](int, int) { return "1.5"; })).exit_status, 3);
  EXPECT_EQ(graph(matrix_of(3, [](int, int) { return "x"; })).exit_status, 3);
  EXPECT_EQ(graph(matrix({{"1", "0.5"}, {"0.5", "1"}, {"0", "0"}})).exit_status, 3);
  const ProgramResult mistyped =
      graph(matrix_of(3, [](int, int) { return "0.5"; }), "--metrics modularty");
  EXPECT_EQ(mistyped.exit_status, 2);
  EXPECT_THAT(mistyped.output, HasSubstr("did you mean modularity?"));
  EXPECT_EQ(graph(matrix_of(3, [](int, int) { return "0.5"; }), "--densities 0.2,0.1").exit_status,
            2);
  EXPECT_FALSE(left_something());
}

TEST_F(GraphCommand, ADensityThatCannotBeReachedIsSaid) {
  const ProgramResult result =
      graph(matrix_of(6, [](int i, int j) { return (i < 3) == (j < 3) ? "0.5" : "-0.1"; }),
            "--densities 0.2,0.9");
  ASSERT_EQ(result.exit_status, 0) << result.output;
  EXPECT_THAT(result.output, HasSubstr("for density 0.9"));
  EXPECT_EQ(cell("reached_density", "n/a", "0.9"), "0.4");
}

TEST_F(GraphCommand, LayersMustHaveTheSameRegions) {
  const auto half = [](int i, int j) { return (i < 3) == (j < 3) ? "0.5" : "0.1"; };
  const std::string first = matrix_of(6, half, "first_relmat.tsv");
  const std::string second = matrix_of(6, half, "second_relmat.tsv");
  const std::string target = (folder_ / "x_multilayer.tsv").string();
  const ProgramResult both = rewire_program("multilayer " + target + " " + first + " " + second);
  ASSERT_EQ(both.exit_status, 0) << both.output;
  const Table table = read_tsv(target);
  EXPECT_EQ(table.column("flexibility", "")[0], "0");
  EXPECT_EQ(table.column("community_first_relmat.tsv", "")[5], "1");
  EXPECT_TRUE(std::filesystem::exists(folder_ / "x_allegiance.tsv"));
  EXPECT_EQ(rewire_program("multilayer " + target + " " + first).exit_status, 3);
  const std::string other = matrix_of(4, half, "other_relmat.tsv");
  const ProgramResult uneven = rewire_program("multilayer " + target + " " + first + " " + other);
  EXPECT_EQ(uneven.exit_status, 3);
  EXPECT_THAT(uneven.output, HasSubstr("other regions in other_relmat.tsv"));
  EXPECT_EQ(rewire_program("multilayer " + target).exit_status, 2);
}

}  // namespace
}  // namespace rewire::testing
