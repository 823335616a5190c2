#include <algorithm>

#include "pipeline/report/scan_summaries.h"
#include "stages/core/error.h"
#include "stages/files/file_bytes.h"
#include "stages/files/hdf5.h"

namespace rewire {
namespace {

constexpr const char* schema = "rewire-carpets";

template <class T>
std::vector<std::int64_t> whole_numbers(const std::vector<T>& values) {
  std::vector<std::int64_t> numbers;
  numbers.reserve(values.size());
  for (const T value : values) numbers.push_back(static_cast<std::int64_t>(value));
  return numbers;
}

std::vector<std::uint8_t> bytes(const std::vector<std::int64_t>& numbers) {
  std::vector<std::uint8_t> values;
  values.reserve(numbers.size());
  for (const std::int64_t number : numbers) values.push_back(static_cast<std::uint8_t>(number));
  return values;
}

std::string group_of(std::size_t number) { return "carpet_" + std::to_string(number) + "/"; }

void write_carpets(const std::filesystem::path& path, const std::vector<CarpetThumbnail>& carpets) {
  Hdf5Writer file(path, schema, 1);
  std::vector<std::string> scans;
  scans.reserve(carpets.size());
  for (const CarpetThumbnail& carpet : carpets) scans.push_back(carpet.scan);
  file.texts("scan", scans);
  for (std::size_t i = 0; i < carpets.size(); ++i) {
    const CarpetThumbnail& carpet = carpets[i];
    file.integers(group_of(i) + "tissue", whole_numbers(carpet.tissues));
    file.integers(group_of(i) + "before", whole_numbers(carpet.before));
    file.integers(group_of(i) + "after", whole_numbers(carpet.after));
    file.numbers(group_of(i) + "framewise_displacement_mm", carpet.framewise_displacement_mm);
    file.integers(group_of(i) + "kept", whole_numbers(carpet.kept));
  }
  file.attribute("", "range_percent", carpet_range);
  file.commit();
}

std::vector<CarpetThumbnail> read_carpets(const std::filesystem::path& path) {
  const Hdf5Reader file(path, schema, 1);
  std::vector<CarpetThumbnail> carpets;
  for (const std::string& scan : file.texts("scan")) {
    const std::string group = group_of(carpets.size());
    CarpetThumbnail carpet{
        .scan = scan,
        .tissues = {},
        .columns = 0,
        .before = bytes(file.integers(group + "before")),
        .after = bytes(file.integers(group + "after")),
        .framewise_displacement_mm = file.numbers(group + "framewise_displacement_mm"),
        .kept = bytes(file.integers(group + "kept"))};
    for (const std::int64_t tissue : file.integers(group + "tissue")) {
      carpet.tissues.push_back(static_cast<CarpetTissue>(std::clamp<std::int64_t>(tissue, 0, 3)));
    }
    carpet.columns = static_cast<std::int64_t>(carpet.kept.size());
    carpets.push_back(std::move(carpet));
  }
  return carpets;
}

/// Where each picture lies and whether it is on the page: the drawings themselves stay with the
/// scans.
Table picture_table(const std::vector<ScanPicture>& pictures) {
  Table table;
  if (pictures.empty()) return table;
  std::vector<std::string> scans;
  std::vector<std::string> files;
  std::vector<std::string> shown;
  for (const ScanPicture& picture : pictures) {
    scans.push_back(picture.scan);
    files.push_back(picture.file);
    shown.emplace_back(picture.svg.empty() ? "0" : "1");
  }
  table.add("scan", std::move(scans));
  table.add("file", std::move(files));
  table.add("on_page", std::move(shown));
  return table;
}

std::vector<ScanPicture> read_pictures(const std::filesystem::path& path,
                                       const std::filesystem::path& output) {
  std::vector<ScanPicture> pictures;
  if (!std::filesystem::exists(path)) return pictures;
  const Table table = read_tsv(path);
  const auto& scans = table.column("scan", path.string());
  const auto& files = table.column("file", path.string());
  const auto& shown = table.column("on_page", path.string());
  for (std::size_t i = 0; i < scans.size(); ++i) {
    if (!std::filesystem::exists(output / files[i])) continue;
    pictures.push_back({.scan = scans[i],
                        .file = files[i],
                        .svg = shown[i] == "1" ? read_text(output / files[i]) : std::string()});
  }
  return pictures;
}

Table read_if_there(const std::filesystem::path& path) {
  return std::filesystem::exists(path) ? read_tsv(path) : Table();
}

}  // namespace

SummaryFiles summary_files(const std::filesystem::path& group) {
  return {.quality = group / "quality.tsv",
          .activity = group / "activity.tsv",
          .carpets = group / "carpets.h5",
          .warnings = group / "scan_warnings.tsv",
          .volumes = group / "volumes.tsv",
          .pictures = group / "pictures.tsv"};
}

void write_scan_summaries(const std::filesystem::path& group, const ScanSummaries& summaries) {
  const SummaryFiles files = summary_files(group);
  const Table pictures = picture_table(summaries.pictures);
  for (const auto& [table, path] : {std::pair(&summaries.quality, files.quality),
                                    std::pair(&summaries.activity, files.activity),
                                    std::pair(&summaries.warnings, files.warnings),
                                    std::pair(&summaries.volumes, files.volumes),
                                    std::pair(&pictures, files.pictures)}) {
    if (table->names.empty()) {
      std::filesystem::remove(path);
    } else {
      write_tsv(path, *table);
    }
  }
  if (summaries.carpets.empty()) {
    std::filesystem::remove(files.carpets);
  } else {
    write_carpets(files.carpets, summaries.carpets);
  }
}

ScanSummaries read_scan_summaries(const std::filesystem::path& group) {
  const SummaryFiles files = summary_files(group);
  ScanSummaries summaries{.quality = read_if_there(files.quality),
                          .activity = read_if_there(files.activity),
                          .carpets = {},
                          .warnings = read_if_there(files.warnings),
                          .volumes = read_if_there(files.volumes),
                          .pictures = read_pictures(files.pictures, group.parent_path())};
  if (std::filesystem::exists(files.carpets)) summaries.carpets = read_carpets(files.carpets);
  throw_if_errors(validate(summaries, group.string()));
  return summaries;
}

}  // namespace rewire
