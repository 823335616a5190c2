#include <algorithm>
#include <cstdio>
#include <memory>
#include <mutex>
#include <set>
#include <sstream>

#include "pipeline/app/command.h"
#include "pipeline/app/connect_session.h"
#include "stages/connectivity/connect.h"
#include "stages/core/error.h"
#include "stages/core/log.h"
#include "stages/core/parallel.h"

namespace rewire::app {
namespace {

struct ConnectOptions {
  std::vector<std::string> files;
  std::string output_directory;
  SeriesOptions tables;
  bool hdf5 = false;
  bool list = false;
  ConnectParams params;
  std::unique_ptr<StageOptions> table;
};

std::vector<ConnectTask> tasks_of(const ConnectOptions& options) {
  const std::size_t count = options.files.size();
  const bool is_whole = options.output_directory.empty() ? count == 2 : count > 0;
  if (!is_whole) {
    throw ConfigError({.found = std::to_string(count) + " files" +
                                (options.output_directory.empty() ? "" : " and --output-dir"),
                       .expected = "rewire connect <timeseries> <relmat.tsv>, rewire connect "
                                   "--output-dir <directory> <timeseries> ..., or --list",
                       .where = "command line",
                       .remedy = "see rewire connect --help"});
  }
  if (options.output_directory.empty()) return {{options.files[0], options.files[1]}};
  return tasks_below(
      options.output_directory, series_files(options.files), kinds_of(options.params).front());
}

/// Says what became of the sessions in their order, as soon as those before have been told of.
class Teller {
 public:
  explicit Teller(const std::vector<ConnectTask>& tasks)
      : tasks_(tasks), reports_(tasks.size()), failures_(tasks.size()), ready_(tasks.size(), 0) {}

  void succeeded(std::size_t i, ConnectReport report) {
    const std::lock_guard lock(mutex_);
    reports_[i] = std::move(report);
    tell_from(i);
  }

  void failed(std::size_t i, const Error& error) {
    const std::lock_guard lock(mutex_);
    failures_[i] = error.message();
    statuses_.insert(error.exit_status());
    ++failed_;
    tell_from(i);
  }

  /// 0; what all of them failed with; 1 when some did.
  int exit_status() const {
    if (failed_ == 0) return 0;
    log::error(std::to_string(failed_) + " of " + std::to_string(tasks_.size()) +
               " sessions have no matrices");
    return failed_ == tasks_.size() && statuses_.size() == 1 ? *statuses_.begin() : 1;
  }

 private:
  void tell_from(std::size_t i) {
    ready_[i] = 1;
    for (; next_ < tasks_.size() && ready_[next_] != 0; ++next_) tell(next_);
  }

  void tell(std::size_t i) {
    const std::string name = tasks_[i].series.filename().string() + ": ";
    std::istringstream lines(failures_[i]);
    for (std::string line; std::getline(lines, line);) log::error(line);
    for (const std::string& line : reports_[i].warnings) {
      log::warning(tasks_.size() > 1 ? name + line : line);
    }
    for (const std::string& line : reports_[i].notes) {
      if (noted_.insert(line).second) log::info(line);
    }
    for (const std::string& line : reports_[i].written) std::printf("%s\n", line.c_str());
    reports_[i] = {};
  }

  const std::vector<ConnectTask>& tasks_;
  std::vector<ConnectReport> reports_;
  std::vector<std::string> failures_;
  std::vector<char> ready_;
  std::size_t next_ = 0;
  std::size_t failed_ = 0;
  std::set<int> statuses_;
  std::set<std::string> noted_;
  std::mutex mutex_;
};

int connect_files(ConnectOptions& options) {
  if (options.list) {
    std::fputs(connectivity_table_markdown().c_str(), stdout);
    return 0;
  }
  options.table->apply();
  const std::vector<ConnectTask> tasks = tasks_of(options);
  Teller teller(tasks);
  const auto connect_one = [&](std::size_t i) {
    teller.succeeded(i, connect_session(tasks[i], options.tables, options.params, options.hdf5));
  };
  if (options.output_directory.empty()) {
    connect_one(0);
    return 0;
  }
  parallel_for(tasks.size(), 1, [&](std::size_t i, std::size_t) {
    try {
      in_context(tasks[i].series.filename().string(), [&] { connect_one(i); });
    } catch (const Interrupted&) {
      throw;
    } catch (const Error& error) {
      teller.failed(i, error);
    }
  });
  return teller.exit_status();
}

}  // namespace

void add_connect_command(Command& program) {
  Command command = program.subcommand(
      "connect",
      "Region series (TSV, CSV, 1D, NPY) to matrices (*_relmat.tsv) of one or more kinds");
  auto options = std::make_shared<ConnectOptions>();
  command.add_option("files",
                     options->files,
                     "Region series, one column per region, and the matrix of the first kind; its "
                     "Fisher z, standard errors and degrees of freedom go beside it, and so do "
                     "other kinds. With --output-dir: series, or directories of them");
  command.add_option("--output-dir",
                     options->output_directory,
                     "Connects every series that is named and writes below this directory, under "
                     "BIDS derivative names; one that fails does not stop the others");
  add_series_options(command, options->tables);
  command.add_flag("--hdf5", options->hdf5, "Writes every kind as one HDF5 file, too");
  command.add_flag("--list", options->list, "Every kind with definition, range and paper");
  options->table = std::make_unique<StageOptions>(
      command, std::vector<ParameterSection>{{"connect", field_table(options->params)}});
  command.does([options] { return connect_files(*options); });
}

}  // namespace rewire::app
