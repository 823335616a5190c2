#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "pipeline/bids/participant_files.h"
#include "pipeline/bids/sidecar.h"
#include "stages/data/field_measurement.h"

namespace rewire {

/// One image of an fmap directory.
struct FieldMapImage {
  std::filesystem::path path;
  std::vector<std::filesystem::path> sidecars;  ///< root first; later ones win
};

/// What was measured of the field for one scan.
struct FieldMapFiles {
  FieldMeasurementKind kind = FieldMeasurementKind::none;
  /// A phasediff; a phase1 and a phase2; a fieldmap; two epi.
  std::vector<FieldMapImage> images;
  std::filesystem::path magnitude;  ///< empty: none
};

/// Where field maps of one participant are looked for.
struct FieldMapPlaces {
  const ParticipantFiles& participant;
  std::span<const NamedFile> root_files;
  std::filesystem::path participant_directory;
};

/// The field map of a scan: by its B0FieldSource and the images' B0FieldIdentifier, else by the
/// images' IntendedFor. Of several kinds a pair is taken before a fieldmap, that before a phase
/// difference, that before two phases; of several of one kind the first. Remarks (images that are
/// meant for no scan, half a pair) are appended to `problems` as warnings.
std::optional<FieldMapFiles> find_field_map(const NamedFile& scan,
                                            std::span<const std::filesystem::path> scan_sidecars,
                                            const FieldMapPlaces& places,
                                            SidecarCache& cache,
                                            std::vector<Problem>& problems);

/// Suffixes of the images and sidecars of fmap directories.
bool is_field_map_suffix(std::string_view suffix);

}  // namespace rewire
