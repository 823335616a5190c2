#include "stages/compare/planned/choose_endpoints.h"

#include <algorithm>
#include <optional>
#include <set>

#include "stages/core/nearest_name.h"
#include "stages/core/requirements.h"

namespace rewire {
namespace {

constexpr std::string_view separator = "--";

/// The names on the two sides of every possible cut: names may hold the separator themselves.
std::vector<std::pair<std::string, std::string>> halves(const std::string& endpoint) {
  std::vector<std::pair<std::string, std::string>> found;
  for (std::size_t cut = endpoint.find(separator); cut != std::string::npos;
       cut = endpoint.find(separator, cut + 1)) {
    found.emplace_back(endpoint.substr(0, cut), endpoint.substr(cut + separator.size()));
  }
  return found;
}

std::optional<Eigen::Index> column_of(const EndpointFamily& family, const std::string& endpoint) {
  const auto find = [&](const std::string& name) {
    return std::find(family.endpoints.begin(), family.endpoints.end(), name);
  };
  auto found = find(endpoint);
  for (const auto& [first, second] : halves(endpoint)) {
    if (found != family.endpoints.end()) break;
    std::string turned = second;
    turned.append(separator).append(first);
    found = find(turned);
  }
  if (found == family.endpoints.end()) return std::nullopt;
  return found - family.endpoints.begin();
}

/// The regions of the edges.
std::vector<std::string> regions_of(const EndpointFamily& family) {
  std::set<std::string> regions;
  for (const std::string& endpoint : family.endpoints) {
    const auto cuts = halves(endpoint);
    if (cuts.size() != 1) continue;
    regions.insert(cuts.front().first);
    regions.insert(cuts.front().second);
  }
  return {regions.begin(), regions.end()};
}

class Chooser {
 public:
  Chooser(const std::vector<EndpointFamily>& families, std::vector<Problem>& problems)
      : families_(families), problems_(problems) {
    for (const EndpointFamily& family : families) family_names_.push_back(family.name);
  }

  std::optional<std::size_t> family_named(const std::string& name) const {
    const auto found = std::find(family_names_.begin(), family_names_.end(), name);
    if (found == family_names_.end()) return std::nullopt;
    return static_cast<std::size_t>(found - family_names_.begin());
  }

  /// "family:endpoint", or an endpoint of one family.
  std::optional<ChosenEndpoint> endpoint(const std::string& entry, const std::string& list) {
    const std::size_t colon = entry.find(':');
    if (colon != std::string::npos) {
      const auto family = family_named(entry.substr(0, colon));
      if (family) return in_family(*family, entry.substr(colon + 1), list);
      if (!whole_name(entry)) {
        unknown("family", entry.substr(0, colon), family_names_, list);
        return std::nullopt;
      }
    }
    std::vector<ChosenEndpoint> found;
    std::vector<std::string> where;
    for (std::size_t f = 0; f < families_.size(); ++f) {
      const auto column = column_of(families_[f], entry);
      if (!column) continue;
      found.push_back({f, *column});
      where.push_back(families_[f].name + ":" + entry);
    }
    if (found.size() == 1) return found.front();
    if (found.empty()) {
      not_found(entry, list);
    } else {
      problems_.push_back({entry + " in several families",
                           "one of: " + enumerate(where),
                           list,
                           "put the family in front of it"});
    }
    return std::nullopt;
  }

  void unknown(const std::string& kind,
               const std::string& name,
               const std::vector<std::string>& known,
               const std::string& list) {
    const auto nearest = nearest_name(name, known);
    problems_.push_back({"no " + kind + " '" + name + "' in the data",
                         known.empty() ? "data with some" : "one of: " + enumerate(known, 8),
                         list,
                         nearest ? "did you mean '" + *nearest + "'?" : "correct the name"});
  }

 private:
  bool whole_name(const std::string& entry) const {
    return std::any_of(families_.begin(), families_.end(), [&](const EndpointFamily& family) {
      return column_of(family, entry).has_value();
    });
  }

  std::optional<ChosenEndpoint> in_family(std::size_t family,
                                          const std::string& endpoint,
                                          const std::string& list) {
    const auto column = column_of(families_[family], endpoint);
    if (column) return ChosenEndpoint{family, *column};
    if (families_[family].name == "edge") {
      missing_regions(families_[family], endpoint, list);
    } else {
      unknown(families_[family].name + " endpoint", endpoint, families_[family].endpoints, list);
    }
    return std::nullopt;
  }

  static bool names_a_region(const EndpointFamily& edges, const std::string& entry) {
    const std::vector<std::string> regions = regions_of(edges);
    const auto known = [&](const std::string& region) {
      return std::find(regions.begin(), regions.end(), region) != regions.end();
    };
    const auto cuts = halves(entry);
    return std::any_of(cuts.begin(), cuts.end(), [&](const auto& cut) {
      return known(cut.first) || known(cut.second);
    });
  }

  void not_found(const std::string& entry, const std::string& list) {
    const auto edges = family_named("edge");
    if (edges && names_a_region(families_[*edges], entry)) {
      missing_regions(families_[*edges], entry, list);
      return;
    }
    std::vector<std::string> known;
    for (const EndpointFamily& family : families_) {
      if (family.name == "edge") continue;
      known.insert(known.end(), family.endpoints.begin(), family.endpoints.end());
    }
    unknown("endpoint", entry, known, list);
  }

  void missing_regions(const EndpointFamily& edges,
                       const std::string& endpoint,
                       const std::string& list) {
    const std::vector<std::string> regions = regions_of(edges);
    const auto cuts = halves(endpoint);
    if (cuts.size() != 1) {
      unknown("region pair", endpoint, edges.endpoints, list);
      return;
    }
    bool all_known = true;
    for (const std::string& region : {cuts.front().first, cuts.front().second}) {
      if (std::find(regions.begin(), regions.end(), region) != regions.end()) continue;
      all_known = false;
      std::string place = list;
      place.append(" ").append(endpoint);
      unknown("region", region, regions, place);
    }
    if (all_known) unknown("region pair", endpoint, edges.endpoints, list);
  }

  const std::vector<EndpointFamily>& families_;
  std::vector<Problem>& problems_;
  std::vector<std::string> family_names_;
};

bool contains(const std::vector<ChosenEndpoint>& endpoints, const ChosenEndpoint& one) {
  return std::find(endpoints.begin(), endpoints.end(), one) != endpoints.end();
}

void choose_primary(Chooser& chooser,
                    const PlannedEndpoints& endpoints,
                    ChosenEndpoints& chosen,
                    std::vector<Problem>& problems) {
  for (const std::string& entry : endpoints.primary) {
    if (chooser.family_named(entry)) {
      problems.push_back({"the whole family " + entry + " among the primary endpoints",
                          "single endpoints, such as structure_pair:amygdala--prefrontal",
                          "plan: primary",
                          "name the ones that decide the trial; put the family into secondary"});
      continue;
    }
    const auto found = chooser.endpoint(entry, "plan: primary");
    if (!found) continue;
    if (contains(chosen.primary, *found)) {
      problems.push_back({entry + " twice", "each endpoint once", "plan: primary", "remove one"});
    } else {
      chosen.primary.push_back(*found);
    }
  }
}

void choose_secondary(Chooser& chooser,
                      const std::vector<EndpointFamily>& families,
                      const PlannedEndpoints& endpoints,
                      ChosenEndpoints& chosen) {
  std::set<std::pair<std::size_t, Eigen::Index>> taken;
  for (const ChosenEndpoint& one : chosen.primary) taken.emplace(one.family, one.column);
  const auto add = [&](const ChosenEndpoint& one) {
    if (taken.emplace(one.family, one.column).second) chosen.secondary.push_back(one);
  };
  for (const std::string& entry : endpoints.secondary) {
    if (const auto family = chooser.family_named(entry)) {
      const auto count = static_cast<Eigen::Index>(families[*family].endpoints.size());
      for (Eigen::Index column = 0; column < count; ++column) add({*family, column});
    } else if (const auto found = chooser.endpoint(entry, "plan: secondary")) {
      add(*found);
    }
  }
}

}  // namespace

ChosenEndpoints choose_endpoints(const std::vector<EndpointFamily>& families,
                                 const PlannedEndpoints& endpoints,
                                 std::vector<Problem>& problems) {
  ChosenEndpoints chosen;
  Chooser chooser(families, problems);
  choose_primary(chooser, endpoints, chosen, problems);
  choose_secondary(chooser, families, endpoints, chosen);
  std::vector<std::string> names;
  names.reserve(families.size());
  for (const EndpointFamily& family : families) names.push_back(family.name);
  for (const std::string& entry : endpoints.exploratory) {
    const auto family = chooser.family_named(entry);
    if (!family) {
      chooser.unknown("family", entry, names, "plan: exploratory");
    } else if (std::find(chosen.exploratory.begin(), chosen.exploratory.end(), *family) ==
               chosen.exploratory.end()) {
      chosen.exploratory.push_back(*family);
    }
  }
  return chosen;
}

}  // namespace rewire
