#pragma once

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "stages/core/problem.h"

namespace rewire::testing {

/// A dataset of empty images in a directory of its own, removed at the end.
class DatasetFixture {
 public:
  DatasetFixture() {
    static int count = 0;
    root_ = std::filesystem::temp_directory_path() /
            ("rewire-bids-" + std::to_string(::getpid()) + "-" + std::to_string(count++));
    std::filesystem::create_directories(root_);
    add("dataset_description.json", R"({"Name": "Trial", "BIDSVersion": "1.8.0"})");
  }
  ~DatasetFixture() { std::filesystem::remove_all(root_); }
  DatasetFixture(const DatasetFixture&) = delete;
  DatasetFixture& operator=(const DatasetFixture&) = delete;

  const std::filesystem::path& root() const { return root_; }

  void add(const std::string& path, const std::string& text = "") const {
    std::filesystem::create_directories((root_ / path).parent_path());
    std::ofstream(root_ / path, std::ios::binary) << text;
  }
  void link(const std::string& path, const std::string& target) const {
    std::filesystem::create_directories((root_ / path).parent_path());
    std::filesystem::create_symlink(target, root_ / path);
  }
  /// A BOLD image with its sidecar; `session` may be "".
  void add_scan(const std::string& sub, const std::string& session) const {
    const std::string directory = "sub-" + sub + (session.empty() ? "" : "/ses-" + session);
    const std::string name = "sub-" + sub + (session.empty() ? "" : "_ses-" + session);
    add(directory + "/func/" + name + "_task-rest_bold.nii.gz");
    add(directory + "/func/" + name + "_task-rest_bold.json", R"({"RepetitionTime": 2.0})");
    add(directory + "/anat/" + name + "_T1w.nii.gz");
  }
  /// Two arms, two participants each, two sessions, nothing wrong.
  void add_trial() const {
    add("participants.tsv",
        "participant_id\tarm\tage\tsex\n"
        "sub-1\tketamine\t30\tF\nsub-2\tplacebo\t41\tM\n"
        "sub-3\tplacebo\tn/a\tF\nsub-10\tketamine\t55\tM\n");
    for (const char* sub : {"1", "2", "3", "10"}) {
      add_scan(sub, "pre");
      add_scan(sub, "post");
    }
  }

 private:
  std::filesystem::path root_;
};

inline std::string texts(const std::vector<Problem>& problems) {
  std::string all;
  for (const Problem& problem : problems) {
    all +=
        (problem.severity == Severity::error ? "error: " : "warning: ") + to_text(problem) + "\n";
  }
  return all;
}

/// The first problem with `part` in its found text; null when there is none.
inline const Problem* find_problem(const std::vector<Problem>& problems, const std::string& part) {
  const auto found = std::find_if(problems.begin(), problems.end(), [&](const Problem& problem) {
    return problem.found.find(part) != std::string::npos;
  });
  return found == problems.end() ? nullptr : &*found;
}

}  // namespace rewire::testing
