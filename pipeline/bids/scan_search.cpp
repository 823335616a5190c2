#include "pipeline/bids/scan_search.h"

#include <algorithm>
#include <utility>

#include "pipeline/bids/directory_listing.h"
#include "pipeline/bids/inheritance.h"

namespace rewire {
namespace {

bool is_image(const NamedFile& file, std::string_view datatype, std::string_view suffix) {
  return file.datatype == datatype && file.name.suffix == suffix &&
         (file.name.extension == ".nii.gz" || file.name.extension == ".nii");
}

bool is_phase_image(const ScanKey& key) {
  return key.part == "phase" || key.part == "real" || key.part == "imag";
}

bool same_scan(const ScanKey& a, const ScanKey& b) {
  if (!same_label(a.run, b.run)) return false;
  ScanKey other = b;
  other.run = a.run;
  return a == other;
}

std::vector<AnatomicalFile> find_t1w(const ParticipantFiles& participant,
                                     const Filter& filter,
                                     std::vector<Problem>& problems) {
  std::vector<AnatomicalFile> images;
  for (const NamedFile& file : participant.files) {
    if (!is_image(file, "anat", "T1w") || !wants_file(filter, "t1w", file.name)) continue;
    if (file.is_broken_link) {
      Problem problem = broken_link(file.path, "a T1w image");
      problem.severity = Severity::warning;
      problems.push_back(std::move(problem));
    } else {
      images.push_back({.path = file.path,
                        .session = file.session.empty() ? "" : "ses-" + file.session,
                        .same_session = false});
    }
  }
  return images;
}

/// Whole scans of one echo.
std::vector<AnatomicalFile> find_bold(const ParticipantFiles& participant) {
  std::vector<AnatomicalFile> images;
  for (const NamedFile& file : participant.files) {
    if (!is_image(file, "func", "bold") || file.is_broken_link) continue;
    if (is_phase_image(scan_key(file.name)) || !file.name.label("echo").empty()) continue;
    images.push_back({.path = file.path,
                      .session = file.session.empty() ? "" : "ses-" + file.session,
                      .same_session = false});
  }
  return images;
}

std::optional<AnatomicalFile> choose_t1w(const std::vector<AnatomicalFile>& images,
                                         const std::string& session) {
  if (images.empty()) return std::nullopt;
  const auto same = std::find_if(images.begin(), images.end(), [&](const AnatomicalFile& image) {
    return image.session == session;
  });
  AnatomicalFile chosen = same == images.end() ? images.front() : *same;
  chosen.same_session = same != images.end();
  return chosen;
}

/// The first image of each session.
std::vector<AnatomicalFile> first_of_sessions(const std::vector<AnatomicalFile>& images) {
  std::vector<AnatomicalFile> first;
  for (const AnatomicalFile& image : images) {
    const bool known = std::any_of(first.begin(), first.end(), [&](const AnatomicalFile& other) {
      return other.session == image.session;
    });
    if (!known) first.push_back(image);
  }
  return first;
}

/// Turns the images of one participant into scans.
class ScanSearch {
 public:
  ScanSearch(const ParticipantFiles& participant, const SharedFiles& shared, const Filter& filter)
      : participant_(participant), shared_(shared), filter_(filter), cache_(&shared.sidecars) {}

  ParticipantScans search() {
    const std::vector<const NamedFile*> images = wanted_images();
    t1w_ = find_t1w(participant_, filter_, result_.problems);
    bold_ = first_of_sessions(find_bold(participant_));
    for (const NamedFile* image : images) {
      if (!is_duplicate(*image, images) && !is_one_echo(*image)) add_scan(*image);
    }
    std::stable_sort(
        result_.scans.begin(), result_.scans.end(), [](const ScanFiles& a, const ScanFiles& b) {
          return natural_less(a.key, b.key);
        });
    return std::move(result_);
  }

 private:
  std::vector<const NamedFile*> wanted_images() {
    std::vector<const NamedFile*> images;
    for (const NamedFile& file : participant_.files) {
      if (!is_image(file, "func", "bold") || is_phase_image(scan_key(file.name))) continue;
      for (const auto& [entity, label] : file.name.entities) result_.seen[entity].insert(label);
      if (wants_file(filter_, "bold", file.name)) images.push_back(&file);
    }
    return images;
  }

  void reject(const NamedFile& image,
              const std::string& reason,
              Severity severity = Severity::error) {
    result_.unusable.push_back(
        {.key = scan_key(image.name), .reason = reason, .severity = severity});
  }

  bool is_duplicate(const NamedFile& image, const std::vector<const NamedFile*>& images) {
    const ScanKey key = scan_key(image.name);
    const auto twin = std::find_if(images.begin(), images.end(), [&](const NamedFile* other) {
      return other != &image && same_scan(key, scan_key(other->name));
    });
    if (twin == images.end()) return false;
    result_.problems.push_back(
        {.found = "two files for the scan " + describe(key) + ": the other is " +
                  (*twin)->path.filename().string(),
         .expected = "one",
         .where = image.path.string(),
         .remedy = "remove or rename one, or choose with --bids-filter-file"});
    reject(image, "two files for the scan");
    return true;
  }

  bool is_one_echo(const NamedFile& image) {
    if (image.name.label("echo").empty()) return false;
    result_.problems.push_back({.found = "one echo of a multi-echo scan",
                                .expected = "single-echo or combined echoes",
                                .where = image.path.string(),
                                .remedy = "combine the echoes before (tedana), then use the result",
                                .severity = Severity::warning});
    reject(image, "multi-echo", Severity::warning);
    return true;
  }

  /// The participant's directory.
  std::filesystem::path directory_above(const NamedFile& image) const {
    const std::filesystem::path above = image.path.parent_path().parent_path();
    return image.session.empty() ? above : above.parent_path();
  }

  std::vector<std::filesystem::path> inherited(const NamedFile& image,
                                               std::string_view suffix,
                                               std::string_view extension) const {
    return inherited_files(image, shared_.files, participant_.files, suffix, extension);
  }

  void add_scan(const NamedFile& image) {
    if (image.is_broken_link) {
      result_.problems.push_back(broken_link(image.path, "a BOLD image"));
      return reject(image, "the image is a link to nothing");
    }
    ScanFiles scan{.key = scan_key(image.name),
                   .bold = image.path,
                   .sidecars = inherited(image, "bold", ".json"),
                   .events = {},
                   .t1w = {}};
    if (!read_repetition_time(image, scan)) return;
    const std::vector<std::filesystem::path> events = inherited(image, "events", ".tsv");
    if (!events.empty()) scan.events = events.back();
    scan.t1w = choose_t1w(t1w_, scan.key.session());
    scan.session_t1w = first_of_sessions(t1w_);
    scan.session_bold = bold_;
    scan.field_map = find_field_map(image,
                                    scan.sidecars,
                                    {participant_, shared_.files, directory_above(image)},
                                    cache_,
                                    result_.problems);
    warn_of_gaps(image, scan);
    result_.scans.push_back(std::move(scan));
  }

  bool read_repetition_time(const NamedFile& image, ScanFiles& scan) {
    if (scan.sidecars.empty()) {
      result_.problems.push_back(
          {.found = "no JSON sidecar",
           .expected = "one with RepetitionTime, beside the image or above",
           .where = image.path.string(),
           .remedy = "write one: {\"RepetitionTime\": seconds, \"TaskName\": \"...\"}"});
      reject(image, "no JSON sidecar");
      return false;
    }
    std::vector<Problem> problems;
    const BoldSidecar sidecar =
        read_bold_sidecar(scan.sidecars, cache_, image.path.string(), problems);
    const auto error = std::find_if(problems.begin(), problems.end(), [](const Problem& problem) {
      return problem.severity == Severity::error;
    });
    if (error != problems.end()) reject(image, error->found);
    const bool usable = error == problems.end();
    append(result_.problems, std::move(problems));
    if (usable) scan.repetition_time_s = sidecar.repetition_time_s.value();
    return usable;
  }

  void warn_of_gaps(const NamedFile& image, const ScanFiles& scan) {
    if (!scan.t1w) {
      result_.problems.push_back({.found = "no T1w image of the participant",
                                  .expected = "sub-*/[ses-*/]anat/*_T1w.nii.gz",
                                  .where = image.path.string(),
                                  .remedy =
                                      "without one the scans are aligned to each other and to "
                                      "the template",
                                  .severity = Severity::warning});
    }
    if (scan.key.task.empty()) {
      result_.problems.push_back({.found = "a BOLD image without a task",
                                  .expected = "task- in its name",
                                  .where = image.path.string(),
                                  .remedy = "rename the file (task-rest)",
                                  .severity = Severity::warning});
    }
  }

  const ParticipantFiles& participant_;
  const SharedFiles& shared_;
  const Filter& filter_;
  SidecarCache cache_;
  std::vector<AnatomicalFile> t1w_;
  std::vector<AnatomicalFile> bold_;
  ParticipantScans result_;
};

}  // namespace

ParticipantScans find_scans(const ParticipantFiles& participant,
                            const SharedFiles& shared,
                            const Filter& filter) {
  return ScanSearch(participant, shared, filter).search();
}

}  // namespace rewire
