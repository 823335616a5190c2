#include "stages/core/field_reference.h"

#include "stages/core/field_text.h"

namespace rewire {
namespace {

/// Text within a cell of a table.
std::string cell(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '|') result += '\\';
    result += c == '\n' ? ' ' : c;
  }
  return result;
}

std::string row(const FieldInfo& field) {
  return "| `" + field.name + "` | `" + option_name(field.name) + "` | `" +
         cell(value_text(field)) + "` | " + std::string(symbol(field.unit)) + " | " +
         cell(expectation(field)) + " | " + cell(field.sentence) + " |\n";
}

}  // namespace

std::string table_markdown(const std::vector<FieldInfo>& fields) {
  if (fields.empty()) return "No parameters.\n";
  std::string text =
      "| key | option | default | unit | allowed | meaning |\n"
      "| --- | --- | --- | --- | --- | --- |\n";
  for (const FieldInfo& field : fields) text += row(field);
  return text;
}

std::string citation(const Paper& paper) {
  std::string text = std::string(paper.authors) + " (" + std::to_string(paper.year) + "). " +
                     std::string(paper.title) + ". doi:" + std::string(paper.doi);
  if (!paper.where.empty()) text += " (" + std::string(paper.where) + ")";
  return text;
}

std::string stage_markdown(const StageInfo& stage) {
  std::string text = "## " + stage.name + "\n\n" + stage.summary + ". Version " +
                     std::to_string(stage.version) + ".\n\n" + table_markdown(stage.fields);
  if (stage.papers.empty()) return text;
  text += "\nPapers:\n\n";
  for (const Paper& paper : stage.papers) text += "- " + citation(paper) + "\n";
  return text;
}

}  // namespace rewire
