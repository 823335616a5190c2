#include "pipeline/trial_scans.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <set>

#include "pipeline/activity_table.h"
#include "pipeline/record_files.h"
#include "pipeline/volume_table.h"
#include "stages/core/parallel.h"
#include "stages/files/file_bytes.h"
#include "stages/files/local_activity_files.h"
#include "stages/files/quality_files.h"

namespace rewire {
namespace {

constexpr std::size_t most_carpets = 500;
/// More carpets than this are kept with fewer rows, so that the page stays small.
constexpr std::size_t carpets_in_full = 200;
constexpr std::int64_t fewest_rows = 24;
/// Drawings on the page; each is about 300 kB.
constexpr std::size_t most_pictures = 12;

struct ScanSummariesParams {};

void fields(FieldVisitor& /*visitor*/, ScanSummariesParams& /*params*/) {}

ScanSummaries keep_summaries(const ScanSummaries& summaries, const ScanSummariesParams&) {
  return summaries;
}

std::vector<Problem> check_summaries(const ScanSummaries&, const ScanSummariesParams&) {
  return {};
}

constexpr Stage<ScanSummaries, ScanSummariesParams, ScanSummaries> scan_summaries_stage{
    "scan_summaries",
    2,
    "Keep what the report shows of single scans",
    &keep_summaries,
    &check_summaries,
    {}};

constexpr std::string_view quality_ending = "_desc-linc_qc.tsv";

std::vector<std::filesystem::path> quality_files(const TrialSources& sources) {
  std::vector<std::filesystem::path> files;
  for (const RowFiles& row : sources.files) {
    for (const DerivativeFile& file : row.quality) files.push_back(file.path);
  }
  return files;
}

/// The carpet beside a quality row, where there is one; "sub-01_ses-baseline_task-rest" names it.
struct CarpetFile {
  std::string scan;
  std::filesystem::path path;
  double mean_displacement_mm = std::numeric_limits<double>::quiet_NaN();
};

std::vector<CarpetFile> carpet_files(const std::vector<std::filesystem::path>& qualities) {
  std::vector<CarpetFile> carpets;
  for (const auto& quality : qualities) {
    std::string name = quality.filename().string();
    if (!name.ends_with(quality_ending)) continue;
    name.resize(name.size() - quality_ending.size());
    const auto path = quality.parent_path() / (name + "_desc-carpet_bold.h5");
    if (std::filesystem::exists(path)) carpets.push_back({.scan = name, .path = path});
  }
  return carpets;
}

/// At most `most_carpets`: those of the largest mean displacement, in their order.
void drop_still_scans(std::vector<CarpetFile>& carpets, const Table& quality) {
  if (carpets.size() <= most_carpets) return;
  const auto column = quality.find("mean_fd");
  if (column && quality.row_count() == carpets.size()) {
    const Eigen::VectorXd mean = to_numbers(quality.columns[*column], "mean_fd", "quality");
    for (std::size_t i = 0; i < carpets.size(); ++i) {
      carpets[i].mean_displacement_mm = mean[static_cast<Eigen::Index>(i)];
    }
  }
  std::vector<double> sorted;
  sorted.reserve(carpets.size());
  for (const CarpetFile& carpet : carpets) {
    sorted.push_back(std::isnan(carpet.mean_displacement_mm) ? 0.0 : carpet.mean_displacement_mm);
  }
  const auto place = sorted.begin() + static_cast<std::ptrdiff_t>(most_carpets - 1);
  std::nth_element(sorted.begin(), place, sorted.end(), std::greater<>());
  const double least = *place;
  std::erase_if(carpets,
                [&](const CarpetFile& carpet) { return !(carpet.mean_displacement_mm >= least); });
}

std::vector<CarpetThumbnail> read_thumbnails(const std::vector<CarpetFile>& files) {
  ThumbnailSize size;
  if (files.size() > carpets_in_full) {
    const double share = static_cast<double>(carpets_in_full) / static_cast<double>(files.size());
    size.rows =
        std::max(fewest_rows, static_cast<std::int64_t>(share * static_cast<double>(size.rows)));
  }
  std::vector<CarpetThumbnail> thumbnails(files.size());
  parallel_for(files.size(), 1, [&](std::size_t i, std::size_t /*end*/) {
    thumbnails[i] = carpet_thumbnail(files[i].scan, read_carpet(files[i].path), size);
  });
  return thumbnails;
}

/// The records of the scans and of the anatomies of their participants.
std::vector<std::filesystem::path> record_files_of(const TrialSources& sources,
                                                   const std::filesystem::path& output) {
  std::set<std::string> participants;
  std::vector<std::filesystem::path> files;
  for (const RowFiles& row : sources.files) {
    for (const DerivativeFile& file : row.quality) {
      participants.insert(file.key.participant());
      const auto record = record_file(output, to_text(file.key));
      if (std::filesystem::exists(record)) files.push_back(record);
    }
  }
  const std::filesystem::path folder = record_file(output, "any").parent_path();
  if (!std::filesystem::is_directory(folder)) return files;
  std::vector<std::filesystem::path> anatomies;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().stem().string();
    if (name.ends_with("T1w") && participants.contains(name.substr(0, name.find('_')))) {
      anatomies.push_back(entry.path());
    }
  }
  std::sort(anatomies.begin(), anatomies.end());
  files.insert(files.begin(), anatomies.begin(), anatomies.end());
  return files;
}

/// What was odd in any of their steps.
Table warnings_of(const TrialSources& sources, const std::filesystem::path& output) {
  std::vector<std::vector<std::string>> columns(6);
  for (const auto& file : record_files_of(sources, output)) {
    const engine::Records records(file, output);
    for (const auto& [step, problem] : records.warnings()) {
      const std::array<std::string, 6> cells{file.stem().string(),
                                             step,
                                             problem.found,
                                             problem.expected,
                                             problem.where,
                                             problem.remedy};
      for (std::size_t c = 0; c < cells.size(); ++c) columns[c].push_back(cells[c]);
    }
  }
  Table table;
  if (columns.front().empty()) return table;
  const std::array<const char*, 6> names{"scan", "step", "found", "expected", "where", "remedy"};
  for (std::size_t c = 0; c < names.size(); ++c) table.add(names[c], std::move(columns[c]));
  return table;
}

/// The drawing beside a quality row.
std::filesystem::path picture_beside(const std::filesystem::path& quality) {
  std::string name = quality.filename().string();
  if (!name.ends_with(quality_ending)) return {};
  name.resize(name.size() - quality_ending.size());
  const auto path = quality.parent_path() / (name + "_desc-registration_bold.svg");
  return std::filesystem::exists(path) ? path : std::filesystem::path();
}

/// How well each scan fits, by its lower Dice; one number per row of the table.
std::vector<double> fits_of(const Table& quality) {
  std::vector<double> fits(quality.row_count(), std::numeric_limits<double>::infinity());
  for (const char* name : {"coreg_dice", "norm_dice"}) {
    const auto column = quality.find(name);
    if (!column) continue;
    const Eigen::VectorXd values = to_numbers(quality.columns[*column], name, "quality");
    for (std::size_t i = 0; i < fits.size(); ++i) {
      fits[i] = std::fmin(fits[i], values[static_cast<Eigen::Index>(i)]);
    }
  }
  return fits;
}

/// All by name, the drawings of those that fit worst.
std::vector<ScanPicture> read_pictures(const std::vector<std::filesystem::path>& qualities,
                                       const Table& table,
                                       const std::filesystem::path& output) {
  const std::vector<double> fits = fits_of(table);
  if (fits.size() != qualities.size()) return {};
  std::vector<double> sorted = fits;
  std::sort(sorted.begin(), sorted.end());
  const double limit = sorted.size() > most_pictures ? sorted[most_pictures - 1]
                                                     : std::numeric_limits<double>::infinity();
  std::vector<ScanPicture> pictures;
  std::size_t shown = 0;
  for (std::size_t i = 0; i < qualities.size(); ++i) {
    const std::filesystem::path path = picture_beside(qualities[i]);
    if (path.empty()) continue;
    std::string name = qualities[i].filename().string();
    name.resize(name.size() - quality_ending.size());
    const bool on_page = fits[i] <= limit && shown < most_pictures;
    pictures.push_back({.scan = name,
                        .file = path.lexically_relative(output).generic_string(),
                        .svg = on_page ? read_text(path) : std::string()});
    shown += on_page ? 1 : 0;
  }
  return pictures;
}

std::vector<std::optional<LocalActivity>> read_activities(const TrialSources& sources) {
  std::vector<std::optional<LocalActivity>> activities(sources.files.size());
  parallel_for(activities.size(), 1, [&](std::size_t row, std::size_t /*end*/) {
    const auto& file = sources.files[row].activity;
    if (file) activities[row] = read_local_activity(file->path);
  });
  return activities;
}

ScanSummaries read_summaries(const TrialSources& sources, const std::filesystem::path& output) {
  const std::vector<std::filesystem::path> qualities = quality_files(sources);
  ScanSummaries summaries{.quality = read_quality_table(qualities),
                          .activity = activity_table(sources.table, read_activities(sources)),
                          .carpets = {},
                          .warnings = warnings_of(sources, output),
                          .volumes = volume_table(sources.table, read_volume_endpoints(sources)),
                          .pictures = {}};
  summaries.pictures = read_pictures(qualities, summaries.quality, output);
  std::vector<CarpetFile> carpets = carpet_files(qualities);
  drop_still_scans(carpets, summaries.quality);
  summaries.carpets = read_thumbnails(carpets);
  return summaries;
}

Digest content_of_scans(const TrialSources& sources,
                        engine::Records& records,
                        const std::filesystem::path& output) {
  Digester digester;
  add_content(digester, sources.table);
  for (const auto& column : warnings_of(sources, output).columns) {
    for (const std::string& cell : column) digester.text(cell);
  }
  const std::vector<std::filesystem::path> qualities = quality_files(sources);
  for (const auto& file : qualities) digester.digest(records.file_content(file));
  for (const auto& file : qualities) {
    const auto picture = picture_beside(file);
    if (!picture.empty()) digester.digest(records.file_content(picture));
  }
  for (const CarpetFile& file : carpet_files(qualities)) {
    digester.digest(records.file_content(file.path));
  }
  for (const RowFiles& row : sources.files) {
    if (row.activity) digester.digest(records.file_content(row.activity->path));
    if (row.volumes) digester.digest(records.file_content(row.volumes->path));
  }
  return digester.finish();
}

/// Which parts will not be empty.
std::vector<std::filesystem::path> expected_files(const TrialSources& sources,
                                                  const std::filesystem::path& group) {
  const SummaryFiles all = summary_files(group);
  const std::vector<std::filesystem::path> qualities = quality_files(sources);
  std::vector<std::filesystem::path> files;
  if (!qualities.empty()) files.push_back(all.quality);
  if (!carpet_files(qualities).empty()) files.push_back(all.carpets);
  const bool has_pictures = std::ranges::any_of(
      qualities, [](const auto& file) { return !picture_beside(file).empty(); });
  if (has_pictures) files.push_back(all.pictures);
  const bool has_activity = std::ranges::any_of(
      sources.files, [](const RowFiles& row) { return row.activity.has_value(); });
  if (has_activity) files.push_back(all.activity);
  if (volume_table(sources.table, read_volume_endpoints(sources)).row_count() > 0) {
    files.push_back(all.volumes);
  }
  if (warnings_of(sources, group.parent_path()).row_count() > 0) files.push_back(all.warnings);
  return files;
}

}  // namespace

engine::Handle<ScanSummaries> add_scan_summaries(engine::Graph& graph,
                                                 engine::Records& records,
                                                 const TrialSources& sources,
                                                 const std::filesystem::path& group) {
  const std::filesystem::path output = group.parent_path();
  const auto scans = graph.source<ScanSummaries>(
      "scans", content_of_scans(sources, records, output), [&sources, output] {
        return read_summaries(sources, output);
      });
  const auto summaries = graph.apply(scan_summaries_stage, ScanSummariesParams{}, scans);
  graph.store(summaries,
              engine::Storage<ScanSummaries>{
                  .files = expected_files(sources, group),
                  .write = [group](const ScanSummaries& values,
                                   const Provenance&) { write_scan_summaries(group, values); },
                  .read = [group] { return read_scan_summaries(group); }});
  return summaries;
}

}  // namespace rewire
