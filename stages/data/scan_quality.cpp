#include "stages/data/scan_quality.h"

#include <cmath>

#include "stages/core/requirements.h"
#include "stages/data/matrix_content.h"
#include "stages/data/names.h"

namespace rewire {

std::string to_text(CarpetTissue tissue) {
  switch (tissue) {
    case CarpetTissue::regions:
      return "regions";
    case CarpetTissue::other_brain:
      return "other_brain";
    case CarpetTissue::white_matter:
      return "white_matter";
    case CarpetTissue::csf:
      return "csf";
  }
  return "";
}

std::vector<Problem> validate(const ScanQuality& quality, const std::string& where) {
  Requirements requirements(where, "measure the scan's quality again");
  std::vector<std::string> names;
  for (const QualityValue& value : quality.values) {
    names.push_back(value.name);
    requirements.require(
        !std::isinf(value.value), "infinite " + value.name, "a number, or NaN where unknown");
  }
  require_distinct_names(requirements, names, "quality value");
  const auto volumes = static_cast<Eigen::Index>(quality.kept.size());
  const Carpet& carpet = quality.carpet;
  const auto rows = static_cast<Eigen::Index>(carpet.tissues.size());
  requirements.require(quality.framewise_displacement_mm.size() == volumes &&
                           quality.dvars_before.size() == volumes &&
                           quality.dvars_after.size() == volumes,
                       "time courses of other lengths",
                       std::to_string(volumes) + " volumes");
  for (const Eigen::MatrixXd* half : {&carpet.before, &carpet.after}) {
    requirements.require(
        half->rows() == rows && half->cols() == volumes,
        "a carpet of " + std::to_string(half->rows()) + "x" + std::to_string(half->cols()),
        std::to_string(rows) + " rows and " + std::to_string(volumes) + " volumes");
  }
  return requirements.take();
}

void add_content(Digester& digester, const ScanQuality& quality) {
  digester.integer(static_cast<std::int64_t>(quality.values.size()));
  for (const QualityValue& value : quality.values) {
    add_content(digester, value.name);
    add_content(digester, value.value);
    add_content(digester, value.description);
  }
  add_content(digester, quality.framewise_displacement_mm);
  add_content(digester, quality.dvars_before);
  add_content(digester, quality.dvars_after);
  add_content(digester, quality.kept);
  add_content(digester, quality.carpet.tissues);
  add_content(digester, quality.carpet.before);
  add_content(digester, quality.carpet.after);
}

}  // namespace rewire
