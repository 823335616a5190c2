#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <utility>

#include "stages/compare/endpoint_agreement.h"
#include "stages/compare/endpoints.h"
#include "stages/core/error.h"
#include "stages/core/not_a_number.h"
#include "stages/data/region_sets.h"

namespace rewire {
namespace {

using Eigen::Index;

const Connectome* first_of(std::span<const std::optional<Connectome>> connectomes) {
  for (const auto& connectome : connectomes) {
    if (connectome) return &*connectome;
  }
  return nullptr;
}

void require_agreement(const TrialTable& table,
                       std::span<const std::optional<Connectome>> connectomes) {
  std::vector<Problem> problems = check_row_count(table, connectomes.size());
  throw_if_errors(problems);
  const Connectome* first = first_of(connectomes);
  for (std::size_t row = 0; row < connectomes.size(); ++row) {
    const auto& here = connectomes[row];
    if (!here) continue;
    append(
        problems,
        check_same_regions(
            here->atlas, here->regions, first->atlas, first->regions, visit_name(table.rows[row])));
  }
  throw_if_errors(problems);
}

bool have_errors(std::span<const std::optional<Connectome>> connectomes) {
  return std::all_of(connectomes.begin(), connectomes.end(), [](const auto& connectome) {
    return !connectome || connectome->standard_errors.size() == connectome->transformed.size();
  });
}

double number_or_nan(double value) { return std::isfinite(value) ? value : nan; }

EndpointFamily edges(const TrialTable& table,
                     std::span<const std::optional<Connectome>> connectomes,
                     const Connectome& first) {
  EndpointFamily family{"edge", {}, {}};
  const auto regions = static_cast<Index>(first.regions.size());
  for (std::size_t i = 0; i < first.regions.size(); ++i) {
    for (std::size_t j = i + 1; j < first.regions.size(); ++j) {
      family.endpoints.push_back(first.regions[i].region.name + "--" +
                                 first.regions[j].region.name);
    }
  }
  family.values.setConstant(
      static_cast<Index>(table.rows.size()), static_cast<Index>(family.endpoints.size()), nan);
  const bool errors = have_errors(connectomes);
  if (errors) family.standard_errors = family.values;
  for (std::size_t row = 0; row < connectomes.size(); ++row) {
    if (!connectomes[row]) continue;
    const auto at = static_cast<Index>(row);
    Index edge = 0;
    for (Index i = 0; i < regions; ++i) {
      for (Index j = i + 1; j < regions; ++j, ++edge) {
        family.values(at, edge) = number_or_nan(connectomes[row]->transformed(i, j));
        if (errors) {
          family.standard_errors(at, edge) = number_or_nan(connectomes[row]->standard_errors(i, j));
        }
      }
    }
  }
  return family;
}

/// An endpoint and the region pairs that it is the mean of.
struct StructurePair {
  std::string name;
  std::vector<std::pair<Index, Index>> region_pairs;
};

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

EndpointFamily structures(const TrialTable& table,
                          std::span<const std::optional<Connectome>> connectomes,
                          const Connectome& first) {
  const std::vector<StructurePair> pairs = structure_pairs(first);
  EndpointFamily family{"structure_pair", {}, {}};
  for (const StructurePair& pair : pairs) family.endpoints.push_back(pair.name);
  family.values.setConstant(
      static_cast<Index>(table.rows.size()), static_cast<Index>(pairs.size()), nan);
  const bool errors = have_errors(connectomes);
  if (errors) family.standard_errors = family.values;
  std::map<std::string, std::vector<std::size_t>> rows_of;
  for (std::size_t row = 0; row < connectomes.size(); ++row) {
    if (connectomes[row]) rows_of[table.rows[row].participant].push_back(row);
  }
  for (const auto& entry : rows_of) {
    const std::vector<std::size_t>& rows = entry.second;
    std::vector<const Connectome*> sessions;
    sessions.reserve(rows.size());
    for (const std::size_t row : rows) sessions.push_back(&*connectomes[row]);
    for (std::size_t p = 0; p < pairs.size(); ++p) {
      const auto put = [&](Eigen::MatrixXd Connectome::*matrix, Eigen::MatrixXd& into) {
        const std::vector<double> values = means(pairs[p], sessions, matrix);
        for (std::size_t s = 0; s < rows.size(); ++s) {
          into(static_cast<Index>(rows[s]), static_cast<Index>(p)) = values[s];
        }
      };
      put(&Connectome::transformed, family.values);
      if (errors) put(&Connectome::standard_errors, family.standard_errors);
    }
  }
  return family;
}

}  // namespace

std::vector<Region> edge_regions(std::span<const std::optional<Connectome>> connectomes) {
  std::vector<Region> regions;
  if (const Connectome* first = first_of(connectomes)) {
    for (const RegionSignal& signal : first->regions) regions.push_back(signal.region);
  }
  return regions;
}

std::vector<EndpointFamily> connectome_endpoints(
    const TrialTable& table, std::span<const std::optional<Connectome>> connectomes) {
  require_agreement(table, connectomes);
  const Connectome* first = first_of(connectomes);
  if (first == nullptr) return {};
  if (declaration_of(first->kind).symmetry == EdgeSymmetry::directed) {
    throw InputError({.found = "matrices of " + std::string(declaration_of(first->kind).measure),
                      .expected = "connectivity that is the same in both directions",
                      .where = "comparison",
                      .remedy = "compare another kind, or chosen edges as a table"});
  }
  std::vector<EndpointFamily> families;
  std::vector<EndpointFamily> made{edges(table, connectomes, *first),
                                   structures(table, connectomes, *first)};
  for (EndpointFamily& family : made) {
    if (!family.endpoints.empty()) families.push_back(std::move(family));
  }
  return families;
}

}  // namespace rewire
