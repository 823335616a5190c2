#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/engine/runner.h"
#include "pipeline/participant_run.h"
#include "pipeline/subject_pipeline.h"

namespace rewire {

/// "bids::sub-01/anat/sub-01_T1w.nii.gz".
std::string bids_uri(const std::filesystem::path& root, const std::filesystem::path& file);

/// One participant's T1w, or the midpoint of several, in template space; the records keep its
/// digest, so that it is computed only when a scan needs it.
class ParticipantAnatomy {
 public:
  /// The anatomy that `scan` is analysed with.
  ParticipantAnatomy(const ParticipantRun& run,
                     const ScanFiles& scan,
                     const SourceOf<BrainTemplate>& brain_template,
                     const SourceOf<Atlas>& atlas);

  SourceOf<Anatomy> source();
  /// What became of its steps: as they were carried out to who asks first, as reused to others.
  std::vector<engine::StepReport> take_reports();

 private:
  SourceOf<SessionImages> session_source(const std::vector<AnatomicalFile>& images);
  SourceOf<SessionImages> scan_source(const std::vector<AnatomicalFile>& scans);

  engine::Records records_;
  engine::RunOptions options_;
  engine::Graph graph_;
  std::optional<engine::Handle<Anatomy>> handle_;
  std::unique_ptr<engine::GraphRun> run_;
  std::vector<engine::StepReport> reports_;
};

}  // namespace rewire
