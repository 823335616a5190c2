#include "pipeline/participant_anatomy.h"

#include <algorithm>

#include "pipeline/record_files.h"
#include "stages/core/error.h"
#include "stages/core/log.h"
#include "stages/files/nifti.h"
#include "stages/kernels/registration/threshold.h"

namespace rewire {
namespace {

std::vector<AnatomicalFile> images_of(const ScanFiles& scan) {
  if (anatomy_case(scan) == AnatomyCase::midpoint) return scan.session_t1w;
  if (scan.t1w) return {*scan.t1w};
  if (anatomy_case(scan) == AnatomyCase::common_bold) return scan.session_bold;
  return {};
}

/// The mean of the volumes in the middle of a scan, among which the head hardly moves.
Volume read_middle(const std::filesystem::path& path) {
  constexpr Eigen::Index most = 20;
  const BoldRun scan = read_bold(path);
  const Eigen::Index count = std::min(most, scan.values.cols());
  const Eigen::VectorXf mean =
      scan.values.middleCols((scan.values.cols() - count) / 2, count).rowwise().mean();
  Volume volume{.grid = scan.grid, .values = {mean.begin(), mean.end()}};
  throw_if_errors(validate(volume, path.string()));
  if (!otsu_threshold(volume.values)) {
    throw InputError({.found = "a scan of one intensity throughout",
                      .expected = "a head",
                      .where = path.string(),
                      .remedy = "look at the image"});
  }
  return volume;
}

}  // namespace

std::string bids_uri(const std::filesystem::path& root, const std::filesystem::path& file) {
  return "bids::" + file.lexically_relative(root).generic_string();
}

ParticipantAnatomy::ParticipantAnatomy(const ParticipantRun& run,
                                       const ScanFiles& scan,
                                       const SourceOf<BrainTemplate>& brain_template,
                                       const SourceOf<Atlas>& atlas)
    : records_(record_file(run.output, anatomy_record_name(scan)), run.output),
      options_{.program_version = run.program_version} {
  log::info(scan.key.participant() + ": anatomy is " + describe(anatomy_case(scan)));
  AnatomySources sources{.t1w = std::nullopt,
                         .session_t1w = std::nullopt,
                         .session_bold = std::nullopt,
                         .brain_template = brain_template,
                         .atlas = atlas};
  const std::vector<AnatomicalFile> images = images_of(scan);
  for (const AnatomicalFile& image : images) {
    options_.sources.push_back(bids_uri(run.dataset.root, image.path));
  }
  if (anatomy_case(scan) == AnatomyCase::common_bold) {
    sources.session_bold = scan_source(images);
  } else if (images.size() == 1) {
    sources.t1w = SourceOf<Volume>{records_.file_content(images.front().path),
                                   [path = images.front().path] { return read_volume(path); }};
  } else if (images.size() > 1) {
    sources.session_t1w = session_source(images);
  }
  const Atlas drawn = atlas.read();
  handle_ = add_anatomy(
      graph_, sources, run.params, AnatomyStorage(run.output, scan, drawn.space, drawn.name));
  graph_.keep(*handle_);
  run_ = std::make_unique<engine::GraphRun>(graph_, records_, options_);
  reports_ = run_->run();
}

std::vector<engine::StepReport> ParticipantAnatomy::take_reports() {
  std::vector<engine::StepReport> reports = reports_;
  for (engine::StepReport& report : reports_) {
    report.outcome = engine::Outcome::reused;
    report.seconds = 0.0;
  }
  return reports;
}

SourceOf<Anatomy> ParticipantAnatomy::source() {
  return {run_->content(*handle_), [this] { return *run_->value(*handle_); }};
}

SourceOf<SessionImages> ParticipantAnatomy::scan_source(const std::vector<AnatomicalFile>& scans) {
  Digester content;
  for (const AnatomicalFile& scan : scans) {
    content.text(scan.session);
    content.digest(records_.file_content(scan.path));
  }
  return {content.finish(), [scans] {
            SessionImages read;
            for (const AnatomicalFile& scan : scans) {
              // A scan that cannot be used must not keep the others from being analysed.
              try {
                read.images.push_back(read_middle(scan.path));
                read.names.push_back(scan.session);
              } catch (const Error& error) {
                log::warning(scan.session +
                             " is left out of the participant's common space: " + error.message());
              }
            }
            return read;
          }};
}

SourceOf<SessionImages> ParticipantAnatomy::session_source(
    const std::vector<AnatomicalFile>& images) {
  Digester content;
  for (const AnatomicalFile& image : images) {
    content.text(image.session);
    content.digest(records_.file_content(image.path));
  }
  return {content.finish(), [images] {
            SessionImages read;
            for (const AnatomicalFile& image : images) {
              read.names.push_back(image.session.empty() ? "no-session" : image.session);
              read.images.push_back(read_volume(image.path));
            }
            return read;
          }};
}

}  // namespace rewire
