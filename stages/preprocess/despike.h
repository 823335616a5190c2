#pragma once

#include <vector>

#include "stages/core/fields.h"
#include "stages/core/stage.h"
#include "stages/data/corrected_scan.h"

namespace rewire {

enum class DespikeMethod { none, squash };

struct DespikeParams {
  DespikeMethod method = DespikeMethod::none;
  double first_deviation = 2.5;
  double last_deviation = 4.0;
  double shortest_period_volumes = 30.0;
};

void fields(FieldVisitor& visitor, DespikeParams& params);

std::vector<Problem> check_despike(const BoldRun& bold, const DespikeParams& params);

/// Draws values that lie far from a smooth robust curve of their voxel towards it, as AFNI's
/// 3dDespike aims to: with s the distance in robust standard deviations, what exceeds the first
/// deviation c1 becomes c1 + (c2 - c1) tanh((s - c1) / (c2 - c1)), which never exceeds the last
/// deviation c2. The curve is a parabola and all sines and cosines of the run that are not faster
/// than the shortest period. Voxels that hardly vary stay as they are. The warnings say how many
/// values were changed, and in which volumes most.
CorrectedScan despike(const BoldRun& bold, const DespikeParams& params);

extern const Stage<CorrectedScan, DespikeParams, BoldRun> despike_stage;

}  // namespace rewire
