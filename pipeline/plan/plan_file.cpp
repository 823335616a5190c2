#include "pipeline/plan/plan_file.h"

#include "stages/core/error.h"
#include "stages/files/toml.h"

namespace rewire {
namespace {

std::string with_prefix(const std::string& session) {
  return session.starts_with("ses-") ? session : "ses-" + session;
}

}  // namespace

void fields(FieldVisitor& visitor, DataParams& data) {
  visitor.text("participants",
               data.participants,
               "Table of participants (participant_id, arm, covariates) below the data directory.");
  visitor.text("sessions",
               data.sessions,
               "Table of sessions (participant_id, session_id, days, motion ...) below the data "
               "directory; or none.");
  visitor.text("files",
               data.files,
               "One file per participant and session below the data directory, with {participant} "
               "and {session} in it; empty takes the matrices of a derivatives directory.");
  visitor.choice("content",
                 data.content,
                 {"auto", "matrices", "timeseries"},
                 "What a file holds; auto takes square symmetric tables for matrices.");
  visitor.choice(
      "measure", data.measure, {"pearson_correlation", "fisher_z"}, "What the matrices hold.");
  visitor.choice(
      "rows_are", data.rows_are, {"volumes", "regions"}, "What a row of a time series is.");
  visitor.optional_number(
      "repetition_time",
      data.repetition_time_s,
      "none",
      Unit::seconds,
      {0.05, 30},
      "Time between volumes of the time series, from which the minutes follow.");
  visitor.text(
      "regions",
      data.regions,
      "Table of the regions in the files' order, with a column name or label, and structure "
      "or group where it is known; none takes the files' own names.");
  visitor.text("atlas",
               data.atlas,
               "Atlas that tells by name which region is amygdala, hippocampus or prefrontal "
               "(rewire atlas list); or none.");
  visitor.texts("leave_out_regions", data.leave_out_regions, "Regions that are left out.");
  visitor.texts("tables",
                data.tables,
                "Tables with participant_id, session_id and a column per endpoint, as family=file "
                "below the data directory (volume=volumes.tsv).");
  visitor.texts(
      "alternatives",
      data.alternatives,
      "The same files made otherwise, as name=pattern (or name=derivatives directory); the "
      "primary endpoints are analysed from each again. A name such as "
      "strategy:36p,estimator:partial gives each its line in the specification curve.");
}

PlanFile read_plan(const std::filesystem::path& path) {
  PlanFile file{.path = path, .plan = {}, .data = {}};
  TomlConfig config = TomlConfig::read(path);
  for (const ParameterSection& section : plan_sections(file.plan)) {
    config.apply(section.name, section.table);
  }
  config.apply("data", file.data);
  config.finish();
  PlannedTrial& trial = file.plan.trial;
  if (!trial.baseline.empty()) trial.baseline = with_prefix(trial.baseline);
  for (std::string& followup : trial.followups) followup = with_prefix(followup);
  return file;
}

std::string plan_template() {
  PlanParams plan;
  DataParams data;
  std::string text =
      "# The plan of a trial. Lock it before the data are looked at: rewire plan lock plan.toml\n";
  for (const ParameterSection& section : plan_sections(plan)) {
    text += "\n" + toml_section(section.name, list_fields(section.table));
  }
  text += "\n# Where the data lie; no part of what is locked.\n";
  return text + toml_section("data", list_fields(data));
}

}  // namespace rewire
