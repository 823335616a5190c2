#pragma once

#include "pipeline/bids/dataset.h"
#include "pipeline/parameters.h"
#include "stages/core/digest.h"
#include "stages/data/atlas.h"
#include "stages/data/brain_template.h"
#include "stages/data/strategy.h"

namespace rewire {

/// What all scans of a run share.
struct SharedInputs {
  Atlas atlas;
  BrainTemplate brain_template;
  Strategy strategy;
  Digest atlas_content;
  Digest template_content;
};

/// InputError when the atlas' volume, the template where a scan of the dataset needs one, or a
/// transform of the preprocessing is not there.
void check_shared_inputs(const PipelineParams& params, const Dataset& dataset);

/// The atlas in the space that fits the dataset, its template where a scan needs one, and the
/// strategy.
SharedInputs load_shared_inputs(const PipelineParams& params, const Dataset& dataset);

template <class T>
Digest content_digest(const T& value) {
  Digester digester;
  add_content(digester, value);
  return digester.finish();
}

}  // namespace rewire
