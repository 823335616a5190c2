#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "pipeline/bids/dataset.h"
#include "pipeline/bids/filter.h"
#include "pipeline/bids/participant_files.h"
#include "pipeline/bids/sidecar.h"
#include "stages/core/problem.h"

namespace rewire {

/// What all participants share.
struct SharedFiles {
  std::vector<NamedFile> files;  ///< in the dataset's root
  SidecarCache sidecars;         ///< of those files
};

/// entity -> the labels that BOLD images have.
using SeenLabels = std::map<std::string, std::set<std::string>>;

struct ParticipantScans {
  std::vector<ScanFiles> scans;
  std::vector<UnusableScan> unusable;
  std::vector<Problem> problems;
  SeenLabels seen;  ///< whatever the filter wants
};

/// The BOLD scans of one participant that the filter wants, natural order.
ParticipantScans find_scans(const ParticipantFiles& participant,
                            const SharedFiles& shared,
                            const Filter& filter);

}  // namespace rewire
