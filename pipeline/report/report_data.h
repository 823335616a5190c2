#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>

#include "pipeline/report/scan_summaries.h"
#include "stages/core/stage.h"
#include "stages/data/comparison.h"
#include "stages/data/planned_comparison.h"
#include "stages/data/provenance.h"

namespace rewire {

/// What the page shows; its shape is declared in web/source/data.ts. NaN becomes null. A trial that
/// was analysed by a plan (may be null) has that in front of its exploratory `comparison`.
nlohmann::json report_data(const Comparison& comparison,
                           const Provenance& provenance,
                           std::span<const Paper> papers,
                           const PlannedComparison* planned = nullptr,
                           const ScanSummaries& scans = {});

}  // namespace rewire
