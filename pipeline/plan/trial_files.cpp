#include "pipeline/plan/trial_files.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

#include "pipeline/bids/filter.h"
#include "pipeline/bids/trial_table.h"
#include "pipeline/plan/endpoint_tables.h"
#include "pipeline/plan/file_connectomes.h"
#include "pipeline/plan/participants_of_table.h"
#include "stages/compare/endpoints.h"
#include "stages/core/content.h"
#include "stages/core/error.h"
#include "stages/core/not_a_number.h"
#include "stages/core/parallel.h"
#include "stages/core/progress.h"
#include "stages/core/requirements.h"
#include "stages/files/connectome_hdf5.h"
#include "stages/files/file_bytes.h"
#include "stages/files/number_table.h"

namespace rewire {
namespace {

using Eigen::Index;

constexpr double seconds_per_minute = 60.0;

void replace_all(std::string& text, const std::string& what, const std::string& with) {
  for (std::size_t at = text.find(what); at != std::string::npos;
       at = text.find(what, at + with.size())) {
    text.replace(at, what.size(), with);
  }
}

struct FileSet {
  std::string pattern;
  std::vector<std::optional<std::filesystem::path>> paths;  ///< per table row
};

FileSet find_files(const std::string& pattern,
                   const std::filesystem::path& directory,
                   const TrialTable& table) {
  FileSet set{.pattern = pattern, .paths = {}};
  for (const TrialRow& row : table.rows) {
    const auto path = directory / fill_pattern(pattern, row.participant, row.session);
    set.paths.push_back(std::filesystem::is_regular_file(path)
                            ? std::optional<std::filesystem::path>(path)
                            : std::nullopt);
  }
  return set;
}

struct ReadSet {
  std::vector<EndpointFamily> families;
  std::vector<Region> regions;
  std::vector<double> minutes;
  Digest content;
};

/// How the files of one set are read.
struct SetReader {
  const DataParams& data;
  FileLayout layout;
  bool matrices = false;
  bool hdf5 = false;  ///< connectomes as `rewire connect` writes them, with all they know

  Connectome read(const std::filesystem::path& path, double& minutes, Digest& content) const;
};

/// Of the connectome only Fisher z and its standard errors go on.
Connectome without_values(Connectome connectome) {
  connectome.values.resize(0, 0);
  connectome.effective_degrees_of_freedom.resize(0, 0);
  return connectome;
}

Connectome SetReader::read(const std::filesystem::path& path,
                           double& minutes,
                           Digest& content) const {
  const auto bytes = read_bytes(path);
  content = Digester().bytes(bytes).finish();
  if (hdf5) return without_values(read_connectome_hdf5(path));
  const NumberTable table = read_number_table(path);
  Connectome connectome =
      matrices ? of_matrix(data, layout, table.values) : of_series(data, layout, table.values);
  connectome.standard_errors.resize(0, 0);
  const Index volumes =
      data.rows_are == RowsAre::regions ? table.values.cols() : table.values.rows();
  if (!matrices && data.repetition_time_s) {
    minutes = static_cast<double>(volumes) * *data.repetition_time_s / seconds_per_minute;
  }
  return without_values(std::move(connectome));
}

/// The regions of the first file, which all others must have.
SetReader hdf5_reader(const DataParams& data,
                      const std::filesystem::path& first,
                      std::vector<Problem>& problems) {
  const Connectome connectome = read_connectome_hdf5(first);
  SetReader reader{data, {}, true, true};
  reader.layout.atlas = connectome.atlas;
  for (std::size_t i = 0; i < connectome.regions.size(); ++i) {
    reader.layout.regions.push_back(connectome.regions[i].region);
    reader.layout.kept.push_back(static_cast<Index>(i));
  }
  if (!data.leave_out_regions.empty()) {
    problems.push_back({"leave_out_regions, and connectomes in HDF5",
                        "matrices as text or .npy",
                        "plan [data]",
                        "take leave_out_regions out, or write the matrices as text"});
  }
  return reader;
}

/// The first file that is there, and how all of them are read; nothing when it cannot be said.
std::optional<SetReader> reader_of(const FileSet& set,
                                   const DataParams& data,
                                   const std::filesystem::path& directory,
                                   std::vector<Problem>& problems) {
  const auto first = std::find_if(
      set.paths.begin(), set.paths.end(), [](const auto& path) { return path.has_value(); });
  if (first == set.paths.end()) {
    problems.push_back({"no file of the name " + set.pattern,
                        "one per participant and session",
                        directory.string(),
                        "correct the pattern, or name the data directory"});
    return std::nullopt;
  }
  try {
    if ((*first)->extension() == ".h5") return hdf5_reader(data, **first, problems);
    const NumberTable table = read_number_table(**first);
    SetReader reader{
        data, layout_of(data, directory, table, problems), is_matrix(data, table), false};
    if (reader.layout.kept.empty()) return std::nullopt;
    return reader;
  } catch (const Error& error) {
    append(problems, error.problems());
    return std::nullopt;
  }
}

/// Some rows of a set, and what came of reading them.
struct ReadRows {
  std::vector<std::optional<Connectome>> connectomes;
  std::vector<Digest> contents;
};

/// Rows [begin, begin + count); of `names` the first that is there. Those that cannot be read are
/// problems.
ReadRows read_rows(const FileSet& set,
                   const SetReader& reader,
                   ReadExtent extent,
                   std::size_t begin,
                   std::size_t count,
                   std::vector<double>& minutes,
                   std::vector<Problem>& problems) {
  ReadRows read{std::vector<std::optional<Connectome>>(count), std::vector<Digest>(count)};
  std::vector<std::size_t> wanted;
  for (std::size_t i = 0; i < count; ++i) {
    if (!set.paths[begin + i]) continue;
    if (extent == ReadExtent::all || wanted.empty()) wanted.push_back(i);
  }
  std::vector<std::vector<Problem>> found(wanted.size());
  parallel_for(wanted.size(), 1, [&](std::size_t at, std::size_t /*end*/) {
    const std::size_t i = wanted[at];
    const std::filesystem::path& path = *set.paths[begin + i];
    try {
      read.connectomes[i] = reader.read(path, minutes[begin + i], read.contents[i]);
    } catch (const Error& error) {
      found[at] = error.problems();
      for (Problem& problem : found[at]) {
        problem.where = path.string() + (problem.where.empty() ? "" : " " + problem.where);
      }
    }
  });
  for (std::vector<Problem>& of_row : found) append(problems, std::move(of_row));
  return read;
}

/// One file per row, some rows at a time.
ReadSet read_set(const FileSet& set,
                 const TrialTable& table,
                 const DataParams& data,
                 const std::filesystem::path& directory,
                 ReadExtent extent,
                 const EndpointSpool& spool,
                 std::vector<Problem>& problems) {
  ReadSet read;
  read.minutes.assign(set.paths.size(), nan);
  const std::optional<SetReader> reader = reader_of(set, data, directory, problems);
  if (!reader) return read;
  ConnectomeEndpoints endpoints(
      table, [&](Index rows, Index columns) { return spool.make(rows, columns); });
  Digester digester;
  const ProgressName progress("reading " + set.pattern);
  const auto all = static_cast<double>(set.paths.size());
  bool enough = false;
  for (std::size_t begin = 0; begin < set.paths.size();) {
    const std::size_t count = endpoints.rows_together(begin, reader->layout.kept.size());
    const ProgressPart part(static_cast<double>(begin) / all,
                            static_cast<double>(begin + count) / all);
    if (enough) {
      endpoints.skip(count);
    } else {
      const ReadRows rows = read_rows(set, *reader, extent, begin, count, read.minutes, problems);
      for (const Digest& content : rows.contents) digester.digest(content);
      endpoints.add(begin, rows.connectomes);
      enough = extent == ReadExtent::names &&
               std::any_of(rows.connectomes.begin(), rows.connectomes.end(), [](const auto& row) {
                 return row.has_value();
               });
    }
    begin += count;
  }
  read.content = digester.finish();
  read.regions = endpoints.regions();
  read.families = endpoints.take_families();
  return read;
}

/// The column of the sessions' table that holds the mean framewise displacement.
double covariate_of(const TrialRow& row, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    const auto found = row.covariates.find(name);
    if (found != row.covariates.end()) return found->second;
  }
  return nan;
}

/// What the sessions' table says. How series were filtered before they came here is not known, and
/// so neither are their degrees of freedom, unless the table says.
VisitQuality quality_of(const TrialRow& row) {
  VisitQuality quality = unknown_quality();
  quality.mean_fd_mm =
      covariate_of(row, {"mean_fd", "fd_mean", "meanFD", "mean_framewise_displacement"});
  quality.minutes = covariate_of(row, {"minutes", "minutes_left"});
  quality.coverage = covariate_of(row, {"coverage"});
  quality.tsnr = covariate_of(row, {"tsnr"});
  quality.registration = covariate_of(row, {"coreg_dice"});
  quality.degrees_of_freedom = covariate_of(row, {"degrees_of_freedom"});
  return quality;
}

/// "name=pattern" taken apart; a problem when there is no name.
std::pair<std::string, std::string> named(const std::string& entry,
                                          const std::string& list,
                                          std::vector<Problem>& problems) {
  const std::size_t equals = entry.find('=');
  if (equals != std::string::npos && equals > 0) {
    return {entry.substr(0, equals), entry.substr(equals + 1)};
  }
  problems.push_back(
      {"'" + entry + "'", "name=...", "plan [data] " + list, "put a name before it"});
  return {};
}

}  // namespace

std::string fill_pattern(const std::string& pattern,
                         const std::string& participant,
                         const std::string& session) {
  std::string text = pattern;
  replace_all(text, "{participant}", participant);
  replace_all(text, "{session}", session);
  replace_all(text, "{sub}", strip_prefix(participant, "sub"));
  replace_all(text, "{ses}", strip_prefix(session, "ses"));
  return text;
}

TrialFiles read_trial_files(const PlanFile& file,
                            const std::filesystem::path& directory,
                            ReadExtent extent,
                            const EndpointSpool& spool,
                            std::vector<Problem>& problems) {
  TrialFiles trial;
  TrialTable& table = trial.inputs.trial.table;
  table = table_of_files(file, directory, problems);
  Digester digester;
  std::vector<double> minutes(table.rows.size(), nan);
  if (!file.data.files.empty()) {
    const FileSet set = find_files(file.data.files, directory, table);
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
      TrialRow& visit = table.rows[row];
      if (visit.arm.empty() || set.paths[row]) continue;
      visit.missing_reason =
          "no file: " + fill_pattern(set.pattern, visit.participant, visit.session);
    }
    ReadSet read = read_set(set, table, file.data, directory, extent, spool, problems);
    minutes = std::move(read.minutes);
    digester.digest(read.content);
    trial.inputs.trial.families = std::move(read.families);
    trial.inputs.trial.regions = std::move(read.regions);
  }
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    trial.inputs.quality.push_back(quality_of(table.rows[row]));
    VisitQuality& quality = trial.inputs.quality.back();
    if (std::isnan(quality.minutes)) quality.minutes = minutes[row];
  }
  for (const std::string& entry : file.data.tables) {
    const auto [name, path] = named(entry, "tables", problems);
    if (name.empty()) continue;
    auto family = endpoint_table(name, directory / path, table, problems);
    if (!family.endpoints.empty()) trial.inputs.trial.families.push_back(std::move(family));
  }
  for (const std::string& entry : file.data.alternatives) {
    const auto [name, pattern] = named(entry, "alternatives", problems);
    if (name.empty()) continue;
    const FileSet set = find_files(pattern, directory, table);
    ReadSet read = read_set(set, table, file.data, directory, extent, spool, problems);
    digester.digest(read.content);
    trial.inputs.alternatives.push_back({name, std::move(read.families)});
  }
  excuse_rows_without_numbers(file.data, trial.inputs.trial);
  if (file.data.files.empty() && file.data.tables.empty()) {
    problems.push_back({"neither files nor tables",
                        "a pattern of files, or tables of endpoints",
                        "plan [data]",
                        "write where the numbers lie"});
  }
  if (extent == ReadExtent::all) add_content(digester, trial.inputs);
  trial.content = digester.finish();
  return trial;
}

}  // namespace rewire
