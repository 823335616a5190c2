#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "stages/core/fields.h"
#include "stages/core/stage.h"
#include "stages/data/loaded.h"

namespace rewire {

/// What becomes of the volumes before the steady state.
enum class NonSteadyVolumes { remove, mark };

struct LoadParams {
  std::optional<std::int64_t> dummy_volumes;  ///< nothing: found in the scan
  NonSteadyVolumes non_steady = NonSteadyVolumes::remove;
};

void fields(FieldVisitor& visitor, LoadParams& params);

/// A valid scan (two volumes or more, a repetition time of 0.05 to 30 s, finite values, no empty
/// volume) of which at least two volumes are left.
std::vector<Problem> check_load(const BoldRun& bold, const LoadParams& params);

/// Takes the volumes before the steady state away from the start of the scan and adds their number
/// to BoldRun::dummy_volumes, or leaves them there and puts it into BoldRun::non_steady_volumes,
/// and says so in the warnings. Slice times stay: they count from the start of each volume. Too
/// short a scan to tell keeps all its volumes, with a warning.
Loaded load(const BoldRun& bold, const LoadParams& params);

extern const Stage<Loaded, LoadParams, BoldRun> load_stage;

}  // namespace rewire
