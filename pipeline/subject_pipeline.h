#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>

#include "pipeline/bids/entities.h"
#include "pipeline/engine/graph.h"
#include "pipeline/parameters.h"
#include "stages/data/anatomy.h"
#include "stages/data/atlas.h"
#include "stages/data/brain_template.h"
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
  std::optional<SourceOf<Volume>> t1w;  ///< none: the template stands in for it
  SourceOf<BrainTemplate> brain_template;
};

/// Steps from the T1w to its place in template space.
engine::Handle<Anatomy> add_anatomy(engine::Graph& graph,
                                    const AnatomySources& sources,
                                    const PipelineParams& params);

/// What one scan's analysis starts from.
struct ScanSources {
  SourceOf<BoldRun> bold;
  SourceOf<Anatomy> anatomy;
  SourceOf<Atlas> atlas;
  SourceOf<Strategy> strategy;
};

/// Steps from the scan to its connectome and graph metrics; results are kept as derivatives of
/// `key` below `output`.
void add_scan(engine::Graph& graph,
              const ScanSources& sources,
              const PipelineParams& params,
              const std::filesystem::path& output,
              const ScanKey& key);

}  // namespace rewire
