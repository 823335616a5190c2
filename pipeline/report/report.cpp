#include "pipeline/report/report.h"

#include <nlohmann/json.hpp>

#include "pipeline/report/page_template.h"
#include "pipeline/report/report_data.h"
#include "stages/files/atomic_file.h"

namespace rewire {

std::string report_page(const Comparison& comparison,
                        const Provenance& provenance,
                        std::span<const Paper> papers,
                        const PlannedComparison* planned,
                        const ScanSummaries& scans) {
  const nlohmann::json data = report_data(comparison, provenance, papers, planned, scans);
  const std::string text = data.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
  std::string page(page_template());
  std::string safe;
  // In a script element only "<" can end the data; JSON may write it as an escape.
  for (const char letter : text) letter == '<' ? safe += "\\u003c" : safe += letter;
  page.replace(page.find(page_data_mark()), page_data_mark().size(), safe);
  return page;
}

void write_report(const std::filesystem::path& path,
                  const Comparison& comparison,
                  const Provenance& provenance,
                  std::span<const Paper> papers,
                  const PlannedComparison* planned,
                  const ScanSummaries& scans) {
  write_text(path, report_page(comparison, provenance, papers, planned, scans));
}

}  // namespace rewire
