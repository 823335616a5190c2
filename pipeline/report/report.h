#pragma once

#include <filesystem>
#include <span>
#include <string>

#include "pipeline/report/scan_summaries.h"
#include "stages/core/stage.h"
#include "stages/data/comparison.h"
#include "stages/data/planned_comparison.h"
#include "stages/data/provenance.h"

namespace rewire {

/// One HTML page that needs nothing but itself: what changed in the connections of amygdala,
/// hippocampus and prefrontal cortex, the strongest edges, the matrix of t, graph metrics, who took
/// part, warnings, methods and references. Of large families (edges, nodal metrics) the page lists
/// the strongest effects of each contrast only; the map shows t of all edges. With `planned` the
/// page begins with the plan, its endpoints and its checks; `comparison` is its exploratory part.
std::string report_page(const Comparison& comparison,
                        const Provenance& provenance,
                        std::span<const Paper> papers = {},
                        const PlannedComparison* planned = nullptr,
                        const ScanSummaries& scans = {});

/// Writes that page whole or not at all.
void write_report(const std::filesystem::path& path,
                  const Comparison& comparison,
                  const Provenance& provenance,
                  std::span<const Paper> papers = {},
                  const PlannedComparison* planned = nullptr,
                  const ScanSummaries& scans = {});

}  // namespace rewire
