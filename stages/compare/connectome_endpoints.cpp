#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <utility>

#include "stages/compare/endpoint_agreement.h"
#include "stages/compare/endpoints.h"
#include "stages/core/error.h"
#include "stages/core/not_a_number.h"
#include "stages/core/parallel.h"
#include "stages/data/region_sets.h"

namespace rewire {

/// An endpoint and the region pairs that it is the mean of.
struct StructurePair {
  std::string name;
  std::vector<std::pair<Eigen::Index, Eigen::Index>> region_pairs;
};

namespace {

using Eigen::Index;

double number_or_nan(double value) { return std::isfinite(value) ? value : nan; }

void add_pair(std::vector<StructurePair>& pairs, const RegionSet& a, const RegionSet& b) {
  StructurePair pair{a.name + "--" + b.name, {}};
  for (const Index i : a.members) {
    for (const Index j : b.members) {
      if (a.name != b.name || i < j) pair.region_pairs.emplace_back(i, j);
    }
  }
  if (!pair.region_pairs.empty()) pairs.push_back(std::move(pair));
}

std::vector<StructurePair> structure_pairs(const Connectome& connectome) {
  const std::vector<RegionSet> structures = structure_sets(connectome.regions);
  std::vector<StructurePair> pairs;
  for (std::size_t a = 0; a < structures.size(); ++a) {
    for (std::size_t b = a; b < structures.size(); ++b) {
      add_pair(pairs, structures[a], structures[b]);
    }
  }
  const std::vector<RegionSet> areas = prefrontal_sets(connectome.regions);
  for (std::size_t a = 0; a < 2; ++a) {
    for (const RegionSet& area : areas) add_pair(pairs, structures[a], area);
  }
  return pairs;
}

/// Mean of a matrix over the region pairs whose Fisher z are numbers in all of `sessions`, one per
/// session.
std::vector<double> means(const StructurePair& pair,
                          const std::vector<const Connectome*>& sessions,
                          Eigen::MatrixXd Connectome::*matrix) {
  std::vector<double> sums(sessions.size(), 0.0);
  int used = 0;
  for (const auto& [i, j] : pair.region_pairs) {
    bool complete = true;
    for (const Connectome* session : sessions) {
      complete = complete && std::isfinite(session->transformed(i, j));
    }
    if (!complete) continue;
    ++used;
    for (std::size_t s = 0; s < sessions.size(); ++s) sums[s] += (sessions[s]->*matrix)(i, j);
  }
  for (double& sum : sums) sum = used > 0 ? number_or_nan(sum / used) : nan;
  return sums;
}

bool has_errors(const Connectome& connectome) {
  return connectome.standard_errors.size() == connectome.transformed.size();
}

using Rows = std::span<const std::optional<Connectome>>;

/// Edge by edge, so that what lies in a file is written from one end to the other.
void put_edges(Rows rows,
               Index first,
               Index regions,
               Eigen::MatrixXd Connectome::*matrix,
               EndpointValues& into) {
  const auto count = static_cast<Index>(rows.size());
  parallel_for(static_cast<std::size_t>(regions), 4, [&](std::size_t begin, std::size_t end) {
    for (auto i = static_cast<Index>(begin); i < static_cast<Index>(end); ++i) {
      Index edge = i * regions - i * (i + 1) / 2;
      for (Index j = i + 1; j < regions; ++j, ++edge) {
        for (Index row = 0; row < count; ++row) {
          const auto& connectome = rows[static_cast<std::size_t>(row)];
          into(first + row, edge) = connectome ? number_or_nan(((*connectome).*matrix)(i, j)) : nan;
        }
      }
    }
  });
}

}  // namespace

struct ConnectomeEndpoints::State {
  /// What the first matrix says of all.
  struct Layout {
    std::string atlas;
    std::vector<RegionSignal> regions;
    std::vector<StructurePair> pairs;
  };

  const TrialTable& table;
  MakeValues make;
  std::optional<Layout> layout{};
  std::vector<Problem> problems{};
  std::size_t added = 0;
  bool with_errors = true;
  EndpointFamily edges{"edge", {}, {}};
  EndpointFamily structures{"structure_pair", {}, {}};

  void start(const Connectome& first);
  void put(std::size_t at, Rows rows);
  void put_structures(std::size_t at, Rows rows, const std::vector<std::size_t>& people);
};

/// Names and places for the numbers, as the first matrix has them.
void ConnectomeEndpoints::State::start(const Connectome& first) {
  layout = Layout{first.atlas, first.regions, structure_pairs(first)};
  for (std::size_t i = 0; i < first.regions.size(); ++i) {
    for (std::size_t j = i + 1; j < first.regions.size(); ++j) {
      edges.endpoints.push_back(first.regions[i].region.name + "--" + first.regions[j].region.name);
    }
  }
  for (const StructurePair& pair : layout->pairs) structures.endpoints.push_back(pair.name);
  with_errors = has_errors(first);
  const auto rows = static_cast<Index>(table.rows.size());
  for (EndpointFamily* family : {&edges, &structures}) {
    const auto count = static_cast<Index>(family->endpoints.size());
    const bool is_edges = family == &edges;
    const auto place = [&] {
      return is_edges ? make(rows, count)
                      : EndpointValues(Eigen::MatrixXd::Constant(rows, count, nan));
    };
    family->values = place();
    if (with_errors) family->standard_errors = place();
  }
  // Rows before the first matrix; a file starts with zeros.
  edges.values.topRows(static_cast<Index>(added)).setConstant(nan);
  if (with_errors) edges.standard_errors.topRows(static_cast<Index>(added)).setConstant(nan);
}

void ConnectomeEndpoints::State::put_structures(std::size_t at,
                                                Rows rows,
                                                const std::vector<std::size_t>& people) {
  std::vector<const Connectome*> sessions;
  sessions.reserve(people.size());
  for (const std::size_t row : people) sessions.push_back(&*rows[row]);
  for (std::size_t p = 0; p < layout->pairs.size(); ++p) {
    const auto into = [&](Eigen::MatrixXd Connectome::*matrix, EndpointValues& values) {
      const std::vector<double> found = means(layout->pairs[p], sessions, matrix);
      for (std::size_t s = 0; s < people.size(); ++s) {
        values(static_cast<Index>(at + people[s]), static_cast<Index>(p)) = found[s];
      }
    };
    into(&Connectome::transformed, structures.values);
    if (with_errors) into(&Connectome::standard_errors, structures.standard_errors);
  }
}

void ConnectomeEndpoints::State::put(std::size_t at, Rows rows) {
  const auto first = static_cast<Index>(at);
  const auto regions = static_cast<Index>(layout->regions.size());
  put_edges(rows, first, regions, &Connectome::transformed, edges.values);
  if (with_errors) {
    put_edges(rows, first, regions, &Connectome::standard_errors, edges.standard_errors);
  }
  std::map<std::string, std::vector<std::size_t>> people;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    if (rows[row]) people[table.rows[at + row].participant].push_back(row);
  }
  for (const auto& entry : people) put_structures(at, rows, entry.second);
  edges.values.let_go();
  edges.standard_errors.let_go();
}

ConnectomeEndpoints::ConnectomeEndpoints(const TrialTable& table, MakeValues make)
    : state_(new State{table, std::move(make)}) {}

ConnectomeEndpoints::~ConnectomeEndpoints() = default;

std::size_t ConnectomeEndpoints::rows_together(std::size_t first, std::size_t regions) const {
  constexpr std::size_t numbers = std::size_t{1} << 25U;
  const std::vector<TrialRow>& rows = state_->table.rows;
  const std::size_t wanted =
      std::max<std::size_t>(numbers / std::max<std::size_t>(regions * regions, 1), 1);
  std::size_t end = std::min(first + wanted, rows.size());
  while (end < rows.size() && rows[end].participant == rows[end - 1].participant) ++end;
  return end - first;
}

void ConnectomeEndpoints::add(std::size_t first, Rows connectomes) {
  State& state = *state_;
  for (std::size_t row = 0; row < connectomes.size(); ++row) {
    const auto& here = connectomes[row];
    if (!here) continue;
    if (!state.layout) {
      if (declaration_of(here->kind).symmetry == EdgeSymmetry::directed) {
        throw InputError({.found = "matrices of " + std::string(declaration_of(here->kind).measure),
                          .expected = "connectivity that is the same in both directions",
                          .where = "comparison",
                          .remedy = "compare another kind, or chosen edges as a table"});
      }
      state.added = first;
      state.start(*here);
    }
    append(state.problems,
           check_same_regions(here->atlas,
                              here->regions,
                              state.layout->atlas,
                              state.layout->regions,
                              visit_name(state.table.rows[first + row])));
    if (state.with_errors && !has_errors(*here)) {
      state.with_errors = false;
      state.edges.standard_errors = EndpointValues();
      state.structures.standard_errors = EndpointValues();
    }
  }
  if (state.layout && state.problems.empty()) state.put(first, connectomes);
  state.added = first + connectomes.size();
}

void ConnectomeEndpoints::skip(std::size_t count) { state_->added += count; }

std::vector<EndpointFamily> ConnectomeEndpoints::take_families() {
  State& state = *state_;
  append(state.problems, check_row_count(state.table, state.added));
  throw_if_errors(state.problems);
  std::vector<EndpointFamily> families;
  for (EndpointFamily* family : {&state.edges, &state.structures}) {
    if (!family->endpoints.empty()) families.push_back(std::move(*family));
  }
  return families;
}

std::vector<Region> ConnectomeEndpoints::regions() const {
  std::vector<Region> regions;
  if (!state_->layout) return regions;
  regions.reserve(state_->layout->regions.size());
  for (const RegionSignal& signal : state_->layout->regions) regions.push_back(signal.region);
  return regions;
}

std::vector<EndpointFamily> connectome_endpoints(
    const TrialTable& table, std::span<const std::optional<Connectome>> connectomes) {
  std::vector<Problem> problems = check_row_count(table, connectomes.size());
  throw_if_errors(problems);
  ConnectomeEndpoints gathered(table, [](Index rows, Index columns) {
    return EndpointValues(Eigen::MatrixXd::Constant(rows, columns, nan));
  });
  gathered.add(0, connectomes);
  return gathered.take_families();
}

}  // namespace rewire
