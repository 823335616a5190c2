#include "pipeline/simulate/truth.h"

#include <nlohmann/json.hpp>

#include "pipeline/simulate/region_signals.h"
#include "stages/core/number_text.h"
#include "stages/files/json.h"
#include "stages/files/nifti.h"
#include "stages/files/tsv.h"

namespace rewire::simulation {
namespace {

using nlohmann::json;

Table named_columns(const std::vector<std::string>& names, const Eigen::MatrixXd& values) {
  Table table;
  for (std::size_t i = 0; i < names.size(); ++i) {
    table.add(names[i], to_cells(values.col(static_cast<Eigen::Index>(i))));
  }
  return table;
}

json rows_of(const Eigen::Matrix4d& matrix) {
  json rows = json::array();
  for (int i = 0; i < 4; ++i) {
    rows.push_back({matrix(i, 0), matrix(i, 1), matrix(i, 2), matrix(i, 3)});
  }
  return rows;
}

void write_effects(const std::filesystem::path& truth,
                   const SimulateParams& params,
                   const std::vector<Participant>& participants) {
  Table effects;
  std::vector<std::vector<std::string>> cells(3);
  for (const PlantedEdge& edge : planted_edges(params)) {
    cells[0].push_back(edge.region_a);
    cells[1].push_back(edge.region_b);
    cells[2].push_back(format_number(edge.share * params.effect_fisher_z));
  }
  effects.add("region_a", cells[0]);
  effects.add("region_b", cells[1]);
  effects.add("effect_fisher_z", cells[2]);
  write_tsv(truth / "planted_effects.tsv", effects);

  Table responses;
  std::vector<std::vector<std::string>> columns(4);
  for (const Participant& participant : participants) {
    for (const Visit& visit : participant.visits) {
      columns[0].push_back(participant.label);
      columns[1].push_back("ses-" + params.sessions[visit.session]);
      columns[2].push_back(
          format_number(participant.response * params.session_effects[visit.session]));
      columns[3].push_back(visit.takes_place ? "1" : "0");
    }
  }
  responses.add("participant_id", columns[0]);
  responses.add("session_id", columns[1]);
  responses.add("effect_share", columns[2]);
  responses.add("takes_place", columns[3]);
  write_tsv(truth / "responses.tsv", responses);
}

}  // namespace

void write_trial_truth(const std::filesystem::path& truth,
                       const SimulateParams& params,
                       const std::vector<std::string>& names,
                       const std::vector<Participant>& participants) {
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
  write_effects(truth, params, participants);
}

void write_scan_truth(const std::string& start,
                      const ScanTruth& truth,
                      const std::vector<std::string>& names) {
  const Motion& motion = truth.head.motion;
  Table table = named_columns({"trans_x", "trans_y", "trans_z", "rot_x", "rot_y", "rot_z"},
                              motion.parameters);
  table.add("framewise_displacement", to_cells(motion.framewise_displacement_mm));
  table.add(
      "jump",
      to_cells(Eigen::Map<const Eigen::VectorXd>(
          truth.head.jumps_mm.data(), static_cast<Eigen::Index>(truth.head.jumps_mm.size()))));
  write_tsv(start + "_desc-truth_motion.tsv", table);
  write_labels(start + "_atlas-AAL_desc-truth_dseg.nii.gz", truth.labels);
  write_json(start + "_from-bold_to-T1w_mode-image_desc-truth_xfm.json",
             {{"t1w_from_bold", rows_of(truth.geometry.t1w_from_bold)}});
  write_tsv(start + "_atlas-AAL_desc-truth_relmat.tsv", named_columns(names, truth.correlation));
  const Eigen::Index volumes = motion.parameters.rows();
  Eigen::MatrixXd at_volumes(volumes, truth.signals.cols());
  for (Eigen::Index t = 0; t < volumes; ++t) {
    at_volumes.row(t) = truth.signals.row(t * samples_per_volume);
  }
  write_tsv(start + "_atlas-AAL_desc-truth_timeseries.tsv", named_columns(names, at_volumes));
}

}  // namespace rewire::simulation
