#pragma once

#include <filesystem>

#include "stages/data/multilayer_communities.h"
#include "stages/data/provenance.h"

namespace rewire {

/// "x_allegiance.tsv" beside "x_multilayer.tsv".
std::filesystem::path allegiance_path(const std::filesystem::path& table);

/// *_multilayer.tsv, one row per region: flexibility, promiscuity, recruitment, integration, then
/// its community in every layer (n/a outside). The JSON sidecar holds regions, layers, quality, how
/// alike neighbouring layers are, and warnings; allegiance_path() the allegiance matrix.
void write_multilayer(const std::filesystem::path& path,
                      const MultilayerCommunities& communities,
                      const Provenance& provenance);

/// InputError when a file is not what the above writes.
MultilayerCommunities read_multilayer(const std::filesystem::path& path);

}  // namespace rewire
