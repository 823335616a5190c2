#include <cmath>

#include "stages/data/connectivity_kind.h"

namespace rewire {
namespace {

std::string reference(const Paper& paper) {
  return std::string(paper.authors) + " (" + std::to_string(paper.year) + "). " +
         std::string(paper.title) + ". doi:" + std::string(paper.doi) + ", " +
         std::string(paper.where);
}

std::string_view transform_text(StatisticTransform transform) {
  switch (transform) {
    case StatisticTransform::artanh:
      return "artanh";
    case StatisticTransform::artanh_of_root:
      return "artanh of the square root";
    case StatisticTransform::artanh_of_information:
      return "artanh(sqrt(1 - 2^(-2 I)))";
    default:
      return "none";
  }
}

std::string_view sign_text(const ConnectivityDeclaration& kind) {
  return kind.is_signed() ? "signed" : "not negative";
}

std::string_view symmetry_text(EdgeSymmetry symmetry) {
  switch (symmetry) {
    case EdgeSymmetry::antisymmetric:
      return "antisymmetric";
    case EdgeSymmetry::directed:
      return "directed: row to column";
    default:
      return "symmetric";
  }
}

std::string range_text(const ConnectivityDeclaration& kind) {
  const auto bound = [](double value) {
    if (std::isinf(value)) return std::string(value < 0.0 ? "-infinity" : "infinity");
    return value == std::floor(value) ? std::to_string(static_cast<int>(value))
           : value < 0.0              ? std::string("-pi")
                                      : std::string("pi");
  };
  return bound(kind.lowest) + " to " + bound(kind.highest);
}

std::string section(const ConnectivityDeclaration& kind) {
  const ConnectivityLabels labels = labels_of(kind.kind);
  std::string text = "### " + std::string(kind.name) + "\n\n" + std::string(kind.measure) + ". " +
                     std::string(kind.definition) + "\n\n";
  text += "- range: " + range_text(kind) + ", " + std::string(sign_text(kind)) + ", " +
          std::string(symmetry_text(kind.symmetry)) + "\n";
  text += "- transform for statistics: " + std::string(transform_text(kind.transform)) + "\n";
  text += "- standard error: " + std::string(kind.uncertainty) + "\n";
  text += "- files: `stat-" + labels.values + "_relmat.tsv`";
  for (const std::string& label :
       {labels.transformed, labels.standard_errors, labels.degrees_of_freedom}) {
    if (!label.empty()) text += ", `stat-" + label + "_relmat.tsv`";
  }
  return text + "\n- paper: " + reference(kind.paper) + "\n";
}

}  // namespace

std::string connectivity_table_markdown() {
  std::string text = "| kind | measure | range | transform | sign |\n|---|---|---|---|---|\n";
  for (const ConnectivityDeclaration& kind : connectivity_table()) {
    text += "| " + std::string(kind.name) + " | " + std::string(kind.measure) + " | " +
            range_text(kind) + " | " + std::string(transform_text(kind.transform)) + " | " +
            std::string(sign_text(kind)) + " |\n";
  }
  for (const ConnectivityDeclaration& kind : connectivity_table()) text += "\n" + section(kind);
  return text;
}

}  // namespace rewire
