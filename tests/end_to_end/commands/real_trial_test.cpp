#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <map>

#include "stages/core/number_text.h"
#include "stages/files/atomic_file.h"
#include "stages/files/tsv.h"
#include "tests/end_to_end/program.h"

namespace rewire::testing {
namespace {

namespace fs = std::filesystem;

/// The time series of the STAGES trial (Pope et al. 2025, doi:10.1016/j.bpsgos.2025.100589).
fs::path stages_trial() {
  const char* shared = std::getenv("REWIRE_SHARED_DATA");
  return fs::path(shared != nullptr ? shared : "../shared/data") / "stages-rct";
}

constexpr const char* plan = R"([trial]
arm_column = "group"
reference_arm = "placebo"
baseline = "ses-1"
followups = ["ses-2"]
[endpoints]
primary = ["structure_pair:amygdala--prefrontal", "structure_pair:hippocampus--prefrontal"]
secondary = ["structure_pair"]
[inference]
permutations = 500
[data]
participants = "participants_derived.tsv"
files = "timeseries/{session}/ts_{participant}_{session}.txt.gz"
rows_are = "regions"
regions = "labels_332_schaefer300-7net_tianS2.tsv"
)";

// The numbers are those of numpy.corrcoef, arctanh, means over region pairs and statsmodels' OLS of
// the follow-up on baseline and arm (numpy 1.24.2, statsmodels 0.13.5).
TEST(RealTrial, FromTimeSeriesToTheTableInOneCommand) {
  if (!fs::exists(stages_trial())) GTEST_SKIP() << "no data in " << stages_trial();
  const fs::path work =
      fs::path(::testing::TempDir()) / ("rewire_stages_" + std::to_string(::getpid()));
  write_text(work / "plan.toml", plan);
  const ProgramResult done =
      rewire_program("compare --plan " + (work / "plan.toml").string() + " --data " +
                     stages_trial().string() + " --output " + (work / "out").string());
  ASSERT_EQ(done.exit_status, 0) << done.output;
  const Table endpoints = read_tsv(work / "out" / "group" / "endpoints.tsv");
  const auto number = [&](const char* column, std::size_t row) {
    return parse_number(endpoints.column(column, "")[row]).value();
  };
  EXPECT_NEAR(number("estimate", 0), 0.003554536035591526, 1e-12);
  EXPECT_NEAR(number("standard_error", 0), 0.015876249790128884, 1e-12);
  EXPECT_NEAR(number("p", 0), 0.8241826918631001, 1e-10);
  EXPECT_NEAR(number("estimate", 1), -0.006378255511768836, 1e-12);
  EXPECT_NEAR(number("p", 1), 0.640647704840847, 1e-10);
  EXPECT_EQ(endpoints.column("n_treatment", "")[0], "23");
  EXPECT_EQ(endpoints.column("n_reference", "")[0], "14");
  const Table flow = read_tsv(work / "out" / "group" / "flow.tsv");
  EXPECT_EQ(flow.row_count(), 110U);
  std::map<std::string, int> out;
  for (std::size_t row = 0; row < flow.row_count(); ++row) {
    if (flow.column("session_id", "")[row] != "ses-1") continue;
    const std::string& reason = flow.column("reason", "")[row];
    if (reason != "n/a") ++out[reason.substr(0, 6)];
  }
  EXPECT_EQ(out, (std::map<std::string, int>{{"no arm", 6}, {"no fol", 12}}))
      << "18 have no follow-up";
  fs::remove_all(work);
}

}  // namespace
}  // namespace rewire::testing
