#include "stages/data/names.h"

#include <algorithm>
#include <set>

namespace rewire {

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

void require_distinct_names(Requirements& requirements,
                            const std::vector<std::string>& names,
                            std::string_view kind) {
  std::set<std::string_view> seen;
  std::vector<std::string> repeated;
  bool empty = false;
  for (const std::string& name : names) {
    empty = empty || name.empty();
    if (!name.empty() && !seen.insert(name).second) repeated.push_back(name);
  }
  requirements.require(
      !empty, "a " + std::string(kind) + " without a name", "a name for each " + std::string(kind));
  requirements.require(repeated.empty(),
                       std::string(kind) + " named more than once: " + enumerate(repeated),
                       "distinct names");
}

}  // namespace rewire
