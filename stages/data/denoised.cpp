#include "stages/data/denoised.h"

#include <algorithm>
#include <span>

namespace rewire {

std::string to_text(const DegreesOfFreedom& degrees_of_freedom) {
  const auto minus = [](const char* source, std::int64_t count) {
    return std::string(" - ") + source + " " + std::to_string(count);
  };
  return std::to_string(degrees_of_freedom.before) + " volumes" +
         minus("censoring", degrees_of_freedom.censoring) +
         minus("detrend", degrees_of_freedom.detrend) +
         minus("nuisance", degrees_of_freedom.nuisance) +
         minus("filter", degrees_of_freedom.filter) + " = " +
         std::to_string(degrees_of_freedom.after);
}

double nuisance_beyond_filter(const CleaningReport& report) {
  const DegreesOfFreedom& df = report.degrees_of_freedom;
  // A sine and a cosine per frequency that the filter removes, counted where they stand alone.
  const auto columns = static_cast<std::int64_t>(2 * report.removed_frequencies_hz.size());
  const std::int64_t alone = std::clamp(columns, df.filter, df.filter + df.nuisance);
  return static_cast<double>(df.filter + df.nuisance - alone);
}

std::vector<Problem> validate(const CleaningReport& report, const std::string& where) {
  std::vector<Problem> problems;
  const DegreesOfFreedom& df = report.degrees_of_freedom;
  if (df.before - df.censoring - df.detrend - df.nuisance - df.filter != df.after || df.after < 1) {
    problems.push_back({.found = "degrees of freedom " + to_text(df),
                        .expected = "a sum that is right and leaves at least 1",
                        .where = where,
                        .remedy = "denoise the scan again"});
  }
  const auto volumes = static_cast<std::int64_t>(report.kept.size());
  const auto kept = std::count(report.kept.begin(), report.kept.end(), std::uint8_t{1});
  if (volumes != df.before || volumes - kept != df.censoring) {
    problems.push_back({.found = std::to_string(kept) + " of " + std::to_string(volumes) +
                                 " volumes flagged as kept",
                        .expected = "flags that agree with " + to_text(df),
                        .where = where,
                        .remedy = "denoise the scan again"});
  }
  const CensoringCounts& counts = report.censoring;
  const std::int64_t explained = counts.before_this_step + counts.steady_state +
                                 counts.framewise_displacement + counts.standardised_dvars +
                                 counts.neighbours + counts.short_segments;
  if (explained != df.censoring) {
    problems.push_back({.found = std::to_string(explained) + " censored volumes with a reason",
                        .expected = std::to_string(df.censoring),
                        .where = where,
                        .remedy = "denoise the scan again"});
  }
  return problems;
}

std::vector<Problem> validate(const Denoised& denoised, const std::string& where) {
  std::vector<Problem> problems = validate(denoised.bold, where);
  append(problems, validate(denoised.report, where));
  if (static_cast<Eigen::Index>(denoised.report.kept.size()) != denoised.bold.values.cols()) {
    problems.push_back(
        {.found = std::to_string(denoised.report.kept.size()) + " kept flags",
         .expected = std::to_string(denoised.bold.values.cols()) + ", one per volume",
         .where = where,
         .remedy = "denoise the scan again"});
  }
  return problems;
}

std::vector<Problem> validate(const DenoisedSeries& denoised, const std::string& where) {
  std::vector<Problem> problems = validate(denoised.series, where);
  append(problems, validate(denoised.report, where));
  if (denoised.report.kept != denoised.series.kept) {
    problems.push_back({.found = "kept flags of the report that differ from those of the series",
                        .expected = "the same",
                        .where = where,
                        .remedy = "denoise the scan again"});
  }
  return problems;
}

void add_content(Digester& digester, const CleaningReport& report) {
  digester.values(std::span(report.kept));
  const DegreesOfFreedom& df = report.degrees_of_freedom;
  for (const std::int64_t count :
       {df.before, df.censoring, df.detrend, df.nuisance, df.filter, df.after}) {
    digester.integer(count);
  }
  digester.integer(static_cast<std::int64_t>(report.nuisance_columns.size()));
  for (const std::string& name : report.nuisance_columns) digester.text(name);
  digester.integer(static_cast<std::int64_t>(report.dropped.size()));
  for (const DroppedColumn& column : report.dropped) {
    digester.text(column.name).text(column.reason);
  }
  digester.values(std::span(report.removed_frequencies_hz));
  digester.text(report.strategy);
  const CensoringCounts& counts = report.censoring;
  for (const std::int64_t count : {counts.before_this_step,
                                   counts.steady_state,
                                   counts.framewise_displacement,
                                   counts.standardised_dvars,
                                   counts.neighbours,
                                   counts.short_segments}) {
    digester.integer(count);
  }
}

void add_content(Digester& digester, const Denoised& denoised) {
  add_content(digester, denoised.bold);
  add_content(digester, denoised.report);
}

void add_content(Digester& digester, const DenoisedSeries& denoised) {
  add_content(digester, denoised.series);
  add_content(digester, denoised.report);
}

}  // namespace rewire
