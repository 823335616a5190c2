#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "stages/core/random.h"
#include "stages/files/atomic_file.h"
#include "stages/files/matrix_tsv.h"
#include "tests/end_to_end/program.h"

// A trial of which only the matrices exist, as another program would leave them: what the group
// level needs, in milliseconds.
namespace rewire::testing {

namespace fs = std::filesystem;

struct GroupTrialPlan {
  std::vector<std::string> arms{"ketamine", "placebo"};
  std::vector<std::string> sessions{"baseline", "day1"};
  int participants_per_arm = 4;
  std::vector<std::string> regions{
      "Amygdala_L", "Amygdala_R", "Hippocampus_L", "Hippocampus_R", "Frontal_Sup_L"};
};

class GroupTrial : public ::testing::Test {
 protected:
  void SetUp() override {
    work_ = fs::path(::testing::TempDir()) /
            ("rewire_group_" + std::to_string(::getpid()) + "_" +
             ::testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(work_);
  }
  void TearDown() override { fs::remove_all(work_); }

  std::string bids() const { return (work_ / "bids").string(); }
  std::string output() const { return (work_ / "out").string(); }

  fs::path matrix_file(const std::string& sub, const std::string& ses) const {
    const std::string session = ses.empty() ? "" : "_ses-" + ses;
    return work_ / "out" / sub / (ses.empty() ? "" : "ses-" + ses) / "func" /
           (sub + session + "_task-rest_atlas-AAL_stat-pearsoncorrelation_relmat.tsv");
  }

  void write_matrix(const std::string& sub,
                    const std::string& ses,
                    const std::vector<std::string>& regions) const {
    RandomStream random(7, stream_++);
    const auto count = static_cast<Eigen::Index>(regions.size());
    Eigen::MatrixXd r = Eigen::MatrixXd::Identity(count, count);
    for (Eigen::Index i = 0; i < count; ++i) {
      for (Eigen::Index j = 0; j < i; ++j) r(i, j) = r(j, i) = std::tanh(0.3 * random.normal());
    }
    write_matrix_tsv(matrix_file(sub, ses), {regions, r});
  }

  /// The dataset (scans of no bytes) and one matrix per scan.
  void write(const GroupTrialPlan& plan) const {
    const fs::path root = work_ / "bids";
    std::string table = "participant_id\tarm\n";
    int number = 0;
    for (const std::string& arm : plan.arms) {
      for (int i = 0; i < plan.participants_per_arm; ++i) {
        const std::string sub = "sub-0" + std::to_string(++number);
        table += sub + "\t" + arm + "\n";
        for (const std::string& ses : plan.sessions) {
          const std::string session = ses.empty() ? "" : "_ses-" + ses;
          write_text(root / sub / (ses.empty() ? "" : "ses-" + ses) / "func" /
                         (sub + session + "_task-rest_bold.nii.gz"),
                     "");
          write_matrix(sub, ses, plan.regions);
        }
      }
    }
    write_text(root / "participants.tsv", table);
    write_text(root / "task-rest_bold.json", R"({"RepetitionTime": 2.0})");
    write_text(root / "dataset_description.json", R"({"Name": "t", "BIDSVersion": "1.8.0"})");
  }

  ProgramResult group(const std::string& more = "") const {
    return rewire_program("run " + bids() + " " + output() +
                          " group --set compare.permutations=50 " + more);
  }

  fs::path work_;

 private:
  mutable std::uint64_t stream_ = 0;
};

}  // namespace rewire::testing
