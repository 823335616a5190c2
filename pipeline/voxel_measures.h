#pragma once

#include "pipeline/engine/graph.h"
#include "pipeline/parameters.h"
#include "pipeline/scan_storage.h"
#include "stages/data/brain_overlap.h"
#include "stages/data/masked_bold.h"
#include "stages/data/strategy.h"

namespace rewire {

/// What a scan's voxels are measured from.
struct MeasuredScan {
  engine::Handle<MaskedBold> voxels;
  engine::Handle<Confounds> confounds;
  engine::Handle<Strategy> strategy;
  engine::Handle<ScanSpace> space;
  engine::Handle<BrainOverlap> overlap;
  engine::Handle<ScanAtlas> atlas;
  engine::Handle<RegionSeries> series;
};

/// Steps to the scan's quality, to the local activity of its regions and to the cleaned scan, as it
/// is and smoothed, as far as they are asked for; without local activity, the value is empty.
engine::Handle<LocalActivity> add_voxel_measures(engine::Graph& graph,
                                                 const MeasuredScan& from,
                                                 const PipelineParams& params,
                                                 const ScanStorage& storage);

}  // namespace rewire
