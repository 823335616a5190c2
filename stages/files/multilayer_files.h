#pragma once

#include <filesystem>

#include "stages/data/multilayer_communities.h"
#include "stages/data/provenance.h"

namespace rewire {

/// *_multilayer.tsv, one row per region: flexibility, promiscuity, recruitment, integration, then
/// its community in every layer (n/a outside). The JSON sidecar holds layers, quality and how alike
/// neighbouring layers are; "<stem>_allegiance.tsv" beside it the allegiance matrix.
void write_multilayer(const std::filesystem::path& path,
                      const MultilayerCommunities& communities,
                      const Provenance& provenance);

}  // namespace rewire
