#include "pipeline/simulate/truth.h"

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "pipeline/simulate/truth_readme.h"
#include "stages/core/number_text.h"
#include "stages/files/atomic_file.h"
#include "stages/files/json.h"
#include "stages/files/tsv.h"

namespace rewire::simulation {
namespace {

void write_planted_effects(const std::filesystem::path& truth, const SimulateParams& params) {
  const double change_spread = std::sqrt(2.0) * params.session_spread;
  std::vector<std::vector<std::string>> cells(4);
  for (const PlantedEdge& edge : planted_edges(params)) {
    const double effect = edge.share * params.effect_fisher_z;
    cells[0].push_back(edge.region_a);
    cells[1].push_back(edge.region_b);
    cells[2].push_back(format_number(effect));
    cells[3].push_back(format_number(
        change_spread > 0.0 ? effect / change_spread : std::numeric_limits<double>::quiet_NaN()));
  }
  Table effects;
  effects.add("region_a", cells[0]);
  effects.add("region_b", cells[1]);
  effects.add("effect_fisher_z", cells[2]);
  effects.add("effect_in_session_spreads", cells[3]);
  write_tsv(truth / "planted_effects.tsv", effects);
}

void write_responses(const std::filesystem::path& truth,
                     const SimulateParams& params,
                     const std::vector<Participant>& participants) {
  std::vector<std::vector<std::string>> columns(5);
  for (const Participant& participant : participants) {
    for (const Visit& visit : participant.visits) {
      columns[0].push_back(participant.label);
      columns[1].push_back("ses-" + params.sessions[visit.session]);
      columns[2].push_back(format_number(visit.effect_share));
      columns[3].push_back(format_number(visit.effect_fisher_z));
      columns[4].push_back(visit.takes_place ? "1" : "0");
    }
  }
  Table responses;
  responses.add("participant_id", columns[0]);
  responses.add("session_id", columns[1]);
  responses.add("effect_share", columns[2]);
  responses.add("effect_fisher_z", columns[3]);
  responses.add("takes_place", columns[4]);
  write_tsv(truth / "responses.tsv", responses);
}

}  // namespace

void write_trial_truth(const std::filesystem::path& truth,
                       const SimulateParams& params,
                       const std::vector<std::string>& names,
                       const std::vector<Participant>& participants) {
  write_text(truth / "README", truth_readme);
  write_json(truth / "dataset_description.json",
             {{"Name", "What was put into a simulated trial"},
              {"BIDSVersion", "1.7.0"},
              {"DatasetType", "derivative"},
              {"GeneratedBy", {{{"Name", "rewire simulate"}}}}});
  Table regions;
  std::vector<std::string> labels;
  for (std::size_t i = 0; i < names.size(); ++i) labels.push_back(std::to_string(i + 1));
  regions.add("index", labels);
  regions.add("name", names);
  write_tsv(truth / "atlas-AAL_dseg.tsv", regions);
  write_planted_effects(truth, params);
  write_responses(truth, params, participants);
}

}  // namespace rewire::simulation
