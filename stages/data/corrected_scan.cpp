#include "stages/data/corrected_scan.h"

namespace rewire {

std::vector<Problem> validate(const CorrectedScan& scan, const std::string& where) {
  return validate(scan.bold, where);
}

void add_content(Digester& digester, const CorrectedScan& scan) {
  add_content(digester, scan.bold);
}

}  // namespace rewire
