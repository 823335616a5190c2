#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "stages/data/volume.h"

namespace rewire {

/// The structures that the analysis is about; everything else is `other`.
enum class Structure { other, amygdala, hippocampus, prefrontal };
/// Sub-areas of the prefrontal cortex; `none` elsewhere or where an atlas cannot tell.
enum class PrefrontalArea { none, sgACC, vmPFC, dmPFC, dlPFC, vlPFC, OFC };
enum class Hemisphere { none, left, right };

std::string_view to_text(Structure structure);
std::string_view to_text(PrefrontalArea area);
std::string_view to_text(Hemisphere hemisphere);
std::optional<Structure> parse_structure(std::string_view text);
std::optional<PrefrontalArea> parse_prefrontal_area(std::string_view text);
std::optional<Hemisphere> parse_hemisphere(std::string_view text);

/// One row of an atlas' label table.
struct Region {
  std::int32_t label = 0;  ///< the value in the label volume, > 0
  std::string name;        ///< unique in the atlas
  Structure structure = Structure::other;
  PrefrontalArea prefrontal_area = PrefrontalArea::none;
  Hemisphere hemisphere = Hemisphere::none;
  std::string network;    ///< lobe or functional network; may be empty
  std::string homologue;  ///< name of the same region in the other hemisphere; may be empty

  bool operator==(const Region&) const = default;
};

struct Atlas {
  std::string name;   ///< BIDS label (letters and digits): "AAL"
  std::string space;  ///< template space: "MNIColin27"
  std::vector<Region> regions;
  LabelMap label_map;
};

/// Unique positive labels and unique names, homologues that exist, a valid label map, every region
/// in the map (a missing one is a warning), no label in the map without a region (a warning).
std::vector<Problem> validate(const Atlas& atlas, const std::string& where);

void add_content(Digester& digester, const Region& region);
void add_content(Digester& digester, const Atlas& atlas);

}  // namespace rewire
