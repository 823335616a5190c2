#include "stages/data/loaded.h"

namespace rewire {

std::vector<Problem> validate(const Loaded& loaded, const std::string& where) {
  return validate(loaded.bold, where);
}

void add_content(Digester& digester, const Loaded& loaded) { add_content(digester, loaded.bold); }

}  // namespace rewire
