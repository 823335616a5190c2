#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>

#include "pipeline/anatomy_storage.h"
#include "pipeline/bids/entities.h"
#include "pipeline/engine/graph.h"
#include "pipeline/parameters.h"
#include "pipeline/scan_storage.h"
#include "stages/data/anatomy.h"
#include "stages/data/atlas.h"
#include "stages/data/brain_template.h"
#include "stages/data/confounds.h"
#include "stages/data/field_measurement.h"
#include "stages/data/masked_bold.h"
#include "stages/data/scan_space.h"
#include "stages/data/strategy.h"
#include "stages/data/volume.h"

namespace rewire {

/// A value from outside the graph: the digest of what it is read from, and how to read it.
template <class T>
struct SourceOf {
  Digest content;
  std::function<T()> read;
};

/// What the anatomy of one participant starts from.
struct AnatomySources {
  std::optional<SourceOf<Volume>> t1w;
  std::optional<SourceOf<SessionImages>> session_t1w;   ///< of several sessions, instead of one
  std::optional<SourceOf<SessionImages>> session_bold;  ///< where there is no T1w
  SourceOf<BrainTemplate> brain_template;               ///< stands in for a missing T1w
  SourceOf<Atlas> atlas;
};

/// Steps from the T1w (or the midpoint of several, or of the scans where there is none) to its
/// place in template space and the volumes of its regions.
engine::Handle<Anatomy> add_anatomy(engine::Graph& graph,
                                    const AnatomySources& sources,
                                    const PipelineParams& params,
                                    const AnatomyStorage& storage);

/// What one scan's analysis starts from.
struct ScanSources {
  SourceOf<BoldRun> bold;
  SourceOf<FieldMeasurement> field;
  bool has_field_map = false;
  SourceOf<Anatomy> anatomy;
  SourceOf<Atlas> atlas;
  std::string atlas_space;
  SourceOf<BrainTemplate> brain_template;  ///< that the anatomy was registered to
  SourceOf<Strategy> strategy;
};

/// What a scan that another program preprocessed, into template space, starts from.
struct PreprocessedSources {
  SourceOf<MaskedBold> voxels;
  SourceOf<Confounds> confounds;
  SourceOf<ScanSpace> space;
};

/// Steps from the preprocessed scan on; results as those of add_scan().
void add_preprocessed_scan(engine::Graph& graph,
                           const PreprocessedSources& sources,
                           const SourceOf<Atlas>& atlas,
                           const SourceOf<Strategy>& strategy,
                           const PipelineParams& params,
                           const ScanStorage& storage);

/// Steps from the scan to its connectome and graph metrics; results are kept as derivatives of
/// `key` below `output`.
void add_scan(engine::Graph& graph,
              const ScanSources& sources,
              const PipelineParams& params,
              const std::filesystem::path& output,
              const ScanKey& key);

/// The communities over the windows of a series, where they are asked for.
void add_multilayer(engine::Graph& graph,
                    const engine::Handle<RegionSeries>& series,
                    const PipelineParams& params,
                    const ScanStorage& storage);

}  // namespace rewire
