#include "stages/files/dynamics_files.h"

#include <nlohmann/json.hpp>

#include "stages/core/number_text.h"
#include "stages/files/derivative_sidecar.h"
#include "stages/files/hdf5_parts.h"
#include "stages/files/matrix_tsv.h"
#include "stages/files/tsv.h"
#include "stages/files/warning_json.h"

namespace rewire {
namespace {

using Json = nlohmann::json;

std::vector<std::string> names_of(const Dynamics& dynamics) {
  std::vector<std::string> names;
  for (const RegionSignal& signal : dynamics.regions) names.push_back(signal.region.name);
  return names;
}

void write_sequence(const std::filesystem::path& path,
                    const StateUse& use,
                    const std::string& what,
                    const Provenance& provenance) {
  Table table;
  std::vector<std::string> onsets;
  std::vector<std::string> states;
  for (std::size_t i = 0; i < use.sequence.size(); ++i) {
    onsets.push_back(format_number(use.starts_s[i]));
    states.push_back(std::to_string(use.sequence[i] + 1));
  }
  table.add("onset", std::move(onsets));
  table.add("state", std::move(states));
  write_sidecar(
      path, {{"onset", {{"Units", "s"}}}, {"state", {{"Description", what}}}}, provenance);
  write_tsv(path, table);
}

/// Columns of one row per session.
class SessionColumns {
 public:
  explicit SessionColumns(const Dynamics& dynamics) : dynamics_(dynamics) {
    std::vector<std::string> names;
    std::vector<std::string> sessions;
    for (const SessionDynamics& session : dynamics.sessions) {
      names.push_back(session.name);
      sessions.push_back(session.session.empty() ? "n/a" : session.session);
    }
    table_.add("name", std::move(names));
    table_.add("session", std::move(sessions));
    number("windows", [](const SessionDynamics& session) {
      return static_cast<double>(session.variability.windows);
    });
  }

  void add_use(const std::string& of, StateUse SessionDynamics::*use, std::size_t states) {
    for (std::size_t k = 0; k < states; ++k) {
      const auto at = static_cast<Eigen::Index>(k);
      const std::string state = of + std::to_string(k + 1);
      number(state + "_occupancy",
             [=](const SessionDynamics& session) { return (session.*use).occupancy[at]; });
      number(state + "_dwell_s",
             [=](const SessionDynamics& session) { return (session.*use).dwell_s[at]; });
    }
    number(of + "_changes_per_minute",
           [=](const SessionDynamics& session) { return (session.*use).changes_per_minute; });
    number(of + "_silhouette",
           [=](const SessionDynamics& session) { return (session.*use).silhouette; });
  }

  const Table& table() const { return table_; }

 private:
  template <class Value>
  void number(const std::string& name, Value value) {
    std::vector<std::string> cells;
    for (const SessionDynamics& session : dynamics_.sessions) {
      cells.push_back(format_number(value(session)));
    }
    table_.add(name, std::move(cells));
  }

  const Dynamics& dynamics_;
  Table table_;
};

Json model_json(const StateModel& model) {
  Json json{{"Count", model.centroids.size()},
            {"Inertia", model.inertia},
            {"Silhouette", model.silhouette}};
  for (const auto& [count, width] : model.silhouette_by_count) {
    json["SilhouetteByCount"][std::to_string(count)] = width;
  }
  return json;
}

Table transition_table(const Dynamics& dynamics) {
  std::vector<std::vector<std::string>> columns(5);
  const auto add = [&](const SessionDynamics& session, const StateUse& use, const char* kind) {
    for (Eigen::Index from = 0; from < use.transitions.rows(); ++from) {
      for (Eigen::Index to = 0; to < use.transitions.cols(); ++to) {
        columns[0].push_back(session.name);
        columns[1].emplace_back(kind);
        columns[2].push_back(std::to_string(from + 1));
        columns[3].push_back(std::to_string(to + 1));
        columns[4].push_back(format_number(use.transitions(from, to)));
      }
    }
  };
  for (const SessionDynamics& session : dynamics.sessions) {
    add(session, session.states, "state");
    add(session, session.patterns, "pattern");
  }
  Table table;
  table.add("name", columns[0]);
  table.add("kind", columns[1]);
  table.add("from", columns[2]);
  table.add("to", columns[3]);
  table.add("probability", columns[4]);
  return table;
}

}  // namespace

void write_session_dynamics(const SessionPlace& place,
                            const Dynamics& dynamics,
                            const SessionDynamics& session,
                            const Provenance& provenance) {
  const auto matrix =
      [&](const std::string& stat, const Eigen::MatrixXd& values, const char* measure) {
        const std::filesystem::path path = place(stat, "relmat");
        write_sidecar(path,
                      {{"RelationshipMeasure", measure},
                       {"Weighted", true},
                       {"Directed", false},
                       {"ValidDiagonal", false},
                       {"StorageFormat", "Full"},
                       {"Windows", session.variability.windows}},
                      provenance);
        write_matrix_tsv(path, {.names = names_of(dynamics), .values = values});
      };
  const WindowVariability& found = session.variability;
  matrix("windowdeviation", found.deviation, "Standard deviation of Fisher z over windows");
  matrix("windowdeviationp", found.deviation_p, "p of that deviation under constant connectivity");
  matrix("windowexcursion", found.excursion, "Excursions of Fisher z from its median over windows");
  matrix("windowexcursionp", found.excursion_p, "p of those excursions");
  write_sequence(place("windowstate", "timeseries"),
                 session.states,
                 "State of the window that begins then",
                 provenance);
  if (!session.patterns.sequence.empty()) {
    write_sequence(place("coactivation", "timeseries"),
                   session.patterns,
                   "Co-activation pattern of the volume",
                   provenance);
  }
  const std::filesystem::path amplitude = place("edgeamplitude", "timeseries");
  Table table;
  table.add("onset",
            to_cells(Eigen::Map<const Eigen::VectorXd>(
                session.volumes_s.data(), static_cast<Eigen::Index>(session.volumes_s.size()))));
  table.add("amplitude", to_cells(session.edge_amplitude));
  write_sidecar(amplitude,
                {{"onset", {{"Units", "s"}}},
                 {"amplitude",
                  {{"Description",
                    "Root of the sum over edges of the squared product of both regions' "
                    "standardised signals"}}}},
                provenance);
  write_tsv(amplitude, table);
}

void write_cohort_dynamics(const std::filesystem::path& directory,
                           const Dynamics& dynamics,
                           const Provenance& provenance) {
  std::filesystem::create_directories(directory);
  SessionColumns columns(dynamics);
  columns.add_use("state", &SessionDynamics::states, dynamics.states.centroids.size());
  if (!dynamics.patterns.centroids.empty()) {
    columns.add_use("pattern", &SessionDynamics::patterns, dynamics.patterns.centroids.size());
  }
  write_sidecar(directory / "dynamics.tsv",
                {{"Atlas", dynamics.atlas},
                 {"States", model_json(dynamics.states)},
                 {"Patterns", model_json(dynamics.patterns)},
                 {"Warnings", warnings_to_json(dynamics.warnings)}},
                provenance);
  write_tsv(directory / "dynamics.tsv", columns.table());
  write_tsv(directory / "transitions.tsv", transition_table(dynamics));
  for (std::size_t k = 0; k < dynamics.states.centroids.size(); ++k) {
    write_matrix_tsv(directory / ("state-" + std::to_string(k + 1) + "_relmat.tsv"),
                     {.names = names_of(dynamics), .values = dynamics.states.centroids[k]});
  }
  if (dynamics.patterns.centroids.empty()) return;
  Table patterns;
  patterns.add("region", names_of(dynamics));
  for (std::size_t k = 0; k < dynamics.patterns.centroids.size(); ++k) {
    patterns.add("pattern" + std::to_string(k + 1),
                 to_cells(dynamics.patterns.centroids[k].col(0)));
  }
  write_tsv(directory / "patterns.tsv", patterns);
}

void write_edge_series(const std::filesystem::path& path,
                       const std::vector<double>& volumes_s,
                       const std::vector<std::string>& edges,
                       const Eigen::MatrixXd& values,
                       const Provenance& provenance) {
  Hdf5Writer file(path, "rewire-edge-series", 1);
  file.numbers("onset", volumes_s);
  file.texts("edges", edges);
  file.matrix("values", values);
  put_provenance(file, provenance);
  file.commit();
}

}  // namespace rewire
