#include <cstdio>
#include <memory>

#include "pipeline/app/command.h"
#include "pipeline/trial_report.h"

namespace rewire::app {
namespace {

struct ReportOptions {
  std::string output_directory;
  std::string page;
};

int make_report(const ReportOptions& options) {
  const std::filesystem::path page =
      options.page.empty() ? std::filesystem::path(options.output_directory) / "group/report.html"
                           : std::filesystem::path(options.page);
  remake_trial_report(options.output_directory, page);
  std::printf("%s\n", page.c_str());
  return 0;
}

}  // namespace

void add_report_command(Command& program) {
  Command command = program.subcommand(
      "report", "Make the report page again from the group level's stored result");
  auto options = std::make_shared<ReportOptions>();
  command.add_option("output_dir", options->output_directory, "Output directory of rewire run")
      .required();
  command.add_option("page", options->page, "HTML file to write (default: group/report.html)");
  command.does([options] { return make_report(*options); });
}

}  // namespace rewire::app
