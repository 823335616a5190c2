#include "stages/data/network_findings.h"

#include "stages/core/content.h"

namespace rewire {
namespace {

bool is_share(double p) { return !(p < 0.0) && !(p > 1.0); }

}  // namespace

void require_findings(Requirements& requirements,
                      const std::vector<NetworkComponent>& components,
                      const std::vector<SetEffect>& sets) {
  std::vector<std::string> impossible;
  for (const NetworkComponent& component : components) {
    if (is_share(component.p_extent) && is_share(component.p_intensity) &&
        component.extent == static_cast<double>(component.edges.size())) {
      continue;
    }
    impossible.push_back("component " + std::to_string(component.number) + " [" +
                         component.contrast + "]");
  }
  for (const SetEffect& set : sets) {
    if (!is_share(set.p) || !is_share(set.p_fwe)) {
      impossible.push_back(set.set + " [" + set.contrast + "]");
    }
  }
  requirements.require(impossible.empty(),
                       "impossible network results: " + enumerate(impossible),
                       "p from 0 to 1, as many edges as the extent says");
}

void add_content(Digester& digester, const NetworkComponent& component) {
  add_content(digester, component.contrast);
  add_content(digester, component.number);
  add_content(digester, component.sign);
  for (const double number : {component.threshold,
                              component.extent,
                              component.intensity,
                              component.p_extent,
                              component.p_intensity}) {
    add_content(digester, number);
  }
  add_content(digester, component.edges);
}

void add_content(Digester& digester, const SetEffect& set) {
  add_content(digester, set.contrast);
  add_content(digester, set.set);
  add_content(digester, set.edges);
  for (const double number : {set.mean_t, set.p, set.p_fwe}) add_content(digester, number);
}

void add_content(Digester& digester, const TailRecord& tail) {
  add_content(digester, tail.contrast);
  add_content(digester, tail.family);
  digester.integer(tail.used ? 1 : 0);
  for (const double number :
       {tail.threshold, tail.share, tail.shape, tail.scale, tail.goodness_p}) {
    add_content(digester, number);
  }
}

}  // namespace rewire
