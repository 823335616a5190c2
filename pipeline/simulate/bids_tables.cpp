#include "pipeline/simulate/bids_tables.h"

#include <nlohmann/json.hpp>

#include "stages/core/number_text.h"
#include "stages/files/atomic_file.h"
#include "stages/files/json.h"
#include "stages/files/tsv.h"

namespace rewire::simulation {
namespace {

using nlohmann::json;

constexpr const char* readme =
    "A simulated treatment trial, written by rewire simulate. No person was scanned: heads are\n"
    "warped copies of the Colin27 template, the signals of the AAL regions are random with a "
    "known\n"
    "covariance. What was put in is in derivatives/truth; the README there names every file.\n";

void write_description(const std::filesystem::path& out) {
  write_json(out / "dataset_description.json",
             {{"Name", "Simulated treatment trial"},
              {"BIDSVersion", "1.7.0"},
              {"DatasetType", "raw"},
              {"License", "CC0"},
              {"Authors", {"rewire simulate"}}});
  write_text(out / "README", readme);
  // What a killed process leaves of a file.
  write_text(out / ".bidsignore", "**/.*.part\n");
}

json levels(const std::vector<std::string>& names, const std::string& what) {
  json result = json::object();
  const std::string before = what + " ";
  for (const std::string& name : names) result[name] = before + name;
  return result;
}

void write_participants(const std::filesystem::path& out,
                        const SimulateParams& params,
                        const std::vector<Participant>& participants) {
  std::vector<std::vector<std::string>> columns(5);
  for (const Participant& p : participants) {
    columns[0].push_back(p.label);
    columns[1].push_back(p.arm);
    columns[2].push_back(p.site);
    columns[3].push_back(std::to_string(p.age));
    columns[4].emplace_back(1, p.sex);
  }
  Table table;
  constexpr std::array<const char*, 5> names{"participant_id", "arm", "site", "age", "sex"};
  for (std::size_t i = 0; i < names.size(); ++i) table.add(names[i], columns[i]);
  write_tsv(out / "participants.tsv", table);
  write_json(out / "participants.json",
             {{"arm", {{"Description", "Treatment arm"}, {"Levels", levels(params.arms, "Arm")}}},
              {"site", {{"Description", "Centre"}, {"Levels", levels(params.sites, "Site")}}},
              {"age", {{"Description", "Age at the baseline"}, {"Units", "years"}}},
              {"sex", {{"Description", "Sex"}, {"Levels", {{"F", "female"}, {"M", "male"}}}}}});
}

void write_sessions(const std::filesystem::path& out,
                    const SimulateParams& params,
                    const std::vector<Participant>& participants) {
  // Version 1 of the validator looks for them beside each table only.
  const json descriptions{
      {"days_since_dose", {{"Description", "Days from the dose"}, {"Units", "days"}}},
      {"madrs", {{"Description", "Montgomery-Asberg Depression Rating Scale, sum score 0 to 60"}}}};
  for (const Participant& p : participants) {
    std::vector<std::vector<std::string>> columns(3);
    for (const Visit& visit : p.visits) {
      if (!visit.takes_place) continue;
      columns[0].push_back("ses-" + params.sessions[visit.session]);
      columns[1].push_back(format_number(params.session_days[visit.session]));
      columns[2].push_back(format_number(visit.madrs));
    }
    Table table;
    table.add("session_id", columns[0]);
    table.add("days_since_dose", columns[1]);
    table.add("madrs", columns[2]);
    write_tsv(out / p.label / (p.label + "_sessions.tsv"), table);
    write_json(out / p.label / (p.label + "_sessions.json"), descriptions);
  }
}

}  // namespace

void write_bids_tables(const std::filesystem::path& out,
                       const SimulateParams& params,
                       const std::vector<Participant>& participants) {
  write_description(out);
  write_participants(out, params, participants);
  write_sessions(out, params, participants);
}

}  // namespace rewire::simulation
