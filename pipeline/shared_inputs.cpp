#include "pipeline/shared_inputs.h"

#include <algorithm>

#include "pipeline/atlas/atlas_library.h"
#include "pipeline/open_dataset.h"
#include "pipeline/preprocessed_transforms.h"
#include "pipeline/strategies/strategy_library.h"
#include "stages/core/error.h"

namespace rewire {
namespace {

/// Scans that another program preprocessed need no template.
bool needs_template(const Dataset& dataset) {
  return std::any_of(dataset.scans.begin(), dataset.scans.end(), [](const ScanFiles& scan) {
    return !scan.preprocessed.has_value();
  });
}

/// "": the atlas' first whose files are there.
std::string atlas_space(const PipelineParams& params,
                        const Dataset& dataset,
                        const AtlasDescriptor& descriptor) {
  const std::string& space = params.run.space;
  if (space == native_space || is_person_space(space)) {
    return atlas_space_with_transforms(descriptor, dataset.root);
  }
  return space == "auto" ? "" : space;
}

}  // namespace

void check_shared_inputs(const PipelineParams& params, const Dataset& dataset) {
  const AtlasDescriptor descriptor = find_atlas(params.run.atlas);
  const std::string space =
      locate_volume(descriptor, atlas_space(params, dataset, descriptor)).volume.space;
  if (needs_template(dataset)) load_template(find_template(space));
  std::vector<Problem> problems;
  for (const ScanFiles& scan : dataset.scans) {
    if (!scan.preprocessed || !is_person_space(scan.preprocessed->space)) continue;
    try {
      find_person_transforms(*scan.preprocessed, dataset.root, space);
    } catch (const InputError& error) {
      append(problems, error.problems());
    }
  }
  throw_if_errors(problems);
}

SharedInputs load_shared_inputs(const PipelineParams& params, const Dataset& dataset) {
  const AtlasDescriptor descriptor = find_atlas(params.run.atlas);
  const std::string wanted = atlas_space(params, dataset, descriptor);
  SharedInputs shared{.atlas = load_atlas(descriptor, wanted),
                      .brain_template = {},
                      .strategy = find_strategy(params.denoise.strategy),
                      .atlas_content = {},
                      .template_content = {}};
  if (needs_template(dataset)) {
    shared.brain_template = load_template(find_template(shared.atlas.space));
  }
  shared.atlas_content = content_digest(shared.atlas);
  shared.template_content = content_digest(shared.brain_template);
  return shared;
}

}  // namespace rewire
