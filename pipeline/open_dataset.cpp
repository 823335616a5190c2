#include "pipeline/open_dataset.h"

#include <algorithm>

#include "pipeline/atlas/atlas_library.h"
#include "pipeline/bids/preprocessed_dataset.h"
#include "pipeline/preprocessed_transforms.h"
#include "stages/core/error.h"
#include "stages/core/requirements.h"

namespace rewire {
namespace {

std::string space_for(const std::filesystem::path& root, const RunParams& params) {
  if (params.space != "auto") return params.space;
  const std::vector<std::string> there = preprocessed_spaces(root);
  std::vector<std::string> wanted;
  for (const AtlasVolume& volume : find_atlas(params.atlas).volumes) {
    wanted.push_back(volume.space);
    if (std::find(there.begin(), there.end(), volume.space) != there.end()) return volume.space;
  }
  const std::vector<std::string> reached = spaces_with_transforms(root);
  const bool is_reached = std::any_of(wanted.begin(), wanted.end(), [&](const auto& space) {
    return std::find(reached.begin(), reached.end(), space) != reached.end();
  });
  for (const std::string& space : there) {
    if (!is_reached || !is_person_space(space)) continue;
    return space.empty() ? std::string(native_space) : space;
  }
  std::vector<std::string> named = there;
  for (std::string& space : named) {
    if (space.empty()) space = "the scans' own space";
  }
  throw InputError({.found = named.empty() ? "no preprocessed scan"
                                           : "preprocessed scans in " + enumerate(named),
                    .expected = "a space of atlas " + params.atlas + ": " + enumerate(wanted),
                    .where = root.string(),
                    .remedy = "choose an atlas in that space (rewire atlas list), write that space "
                              "by preprocessing again, or keep the *_xfm.h5 that lead there"});
}

}  // namespace

Dataset open_dataset(const std::filesystem::path& root,
                     const Filter& filter,
                     PipelineParams& params) {
  if (!holds_derivatives(root)) return index_dataset(root, filter);
  params.run.space = space_for(root, params.run);
  const bool is_native = params.run.space == native_space;
  return index_preprocessed(root, is_native ? "" : params.run.space, filter);
}

}  // namespace rewire
