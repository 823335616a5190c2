#pragma once

#include <Eigen/Core>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "stages/core/problem.h"
#include "stages/data/atlas.h"
#include "stages/data/brain_template.h"

namespace rewire {

/// One label volume of an atlas, in one template space.
struct AtlasVolume {
  std::string space;  ///< "MNI152NLin6Asym"
  /// Candidates, the first that exists is taken: absolute, or with a leading "${VARIABLE}" or "~"
  /// (see expand_path). In a descriptor relative ones lie beside it.
  std::vector<std::string> files;
  /// label_map_digest; empty: not checked.
  std::string digest;
};

/// What atlases/<name>.toml says.
struct AtlasDescriptor {
  std::string name;   ///< BIDS label: "AAL"
  std::string title;  ///< in words
  std::string description;
  std::vector<AtlasVolume> volumes;    ///< preferred space first
  std::filesystem::path label_table;   ///< TSV
  std::string source;                  ///< where the label volume comes from, in words
  std::string obtain;                  ///< how a user gets it
  std::vector<std::string> citations;  ///< with DOI
  std::string licence;
  std::filesystem::path file;  ///< the descriptor
};

/// Every descriptor in data_directory()/atlases, by name. Throws ConfigError with every broken one.
std::vector<AtlasDescriptor> list_atlases();

/// By name, letter case and dashes apart, or the path of a descriptor (*.toml) of your own; throws
/// ConfigError with the nearest name.
AtlasDescriptor find_atlas(std::string_view name);

AtlasDescriptor read_atlas_descriptor(const std::filesystem::path& file);

/// The first volume in `space` ("": any space, in the descriptor's order) whose file exists.
/// Throws InputError that names every place searched and says how to get the file.
struct LocatedVolume {
  AtlasVolume volume;
  std::filesystem::path path;
};
LocatedVolume locate_volume(const AtlasDescriptor& descriptor, std::string_view space = "");

/// Label volume and table. Throws InputError with everything that validate() calls an error, and
/// when volume and table do not belong together: a label without a row, or more than a tenth of the
/// rows without a voxel. Warnings (a region without voxels, another digest) are left to
/// check_atlas.
Atlas load_atlas(const AtlasDescriptor& descriptor, std::string_view space = "");

/// A user's own atlas: any label image and its table (see read_label_table). Labels without a row
/// are no regions; InputError when no region has a voxel. validate() tells which ones have none.
Atlas load_atlas(const std::filesystem::path& image,
                 const std::filesystem::path& label_table,
                 const std::string& name,
                 const std::string& space);

/// Reads a label table: TSV with the label in the column `index`, or else `label`, the name in
/// `name`, or else (beside `index`) `label`; optional structure, prefrontal_area, hemisphere,
/// network, homologue, where an empty cell or n/a says nothing. A row of label 0 is the background
/// and left out. InputError with every cell that is wrong.
std::vector<Region> read_label_table(const std::filesystem::path& label_table);

/// XXH3-128 of voxels and grid as read, 32 hexadecimal digits; no matter how the file is stored.
std::string label_map_digest(const LabelMap& label_map);

/// Everything that can be wrong with an atlas on disk: volume not found, other content than the
/// descriptor's digest (a warning), validate(), and `check_regions`.
std::vector<Problem> check_atlas(const AtlasDescriptor& descriptor, std::string_view space = "");

/// Geometry of a loaded atlas: left and right regions on their side of the midline by centroid,
/// homologues paired both ways in opposite hemispheres (errors); volumes of homologues within a
/// factor of four, no region below 50 mm³ or above 150 cm³ (warnings).
std::vector<Problem> check_regions(const Atlas& atlas, const std::string& where);

/// One row per region of a loaded atlas.
struct RegionGeometry {
  std::size_t voxels = 0;
  double volume_mm3 = 0.0;
  Eigen::Vector3d centroid_mm = Eigen::Vector3d::Zero();  ///< RAS; NaN without voxels
};
std::vector<RegionGeometry> region_geometry(const Atlas& atlas);

/// What atlases/templates/<space>.toml says.
struct TemplateDescriptor {
  std::string name;  ///< the space
  std::string title;
  std::vector<std::string> head;        ///< candidates as in AtlasVolume::files; may be empty
  std::vector<std::string> brain;       ///< skull-stripped
  std::vector<std::string> brain_mask;  ///< empty: brain > 0
  std::string source;
  std::string obtain;
  std::vector<std::string> citations;
  std::string licence;
  std::filesystem::path file;
};

std::vector<TemplateDescriptor> list_templates();
TemplateDescriptor find_template(std::string_view space);

/// Brain (made from head and mask when there is no stripped image), head, mask, on one grid.
BrainTemplate load_template(const TemplateDescriptor& descriptor);

}  // namespace rewire
