#include "stages/data/scan_pictures.h"

#include <span>

#include "stages/core/content.h"
#include "stages/core/requirements.h"
#include "stages/data/matrix_content.h"

namespace rewire {

std::vector<Problem> validate(const ScanPictures& pictures, const std::string& where) {
  Requirements requirements(where, "draw the pictures again");
  for (const PictureRow& row : pictures.rows) {
    for (const PictureSlice& slice : row.slices) {
      const auto pixels =
          static_cast<std::size_t>(slice.width) * static_cast<std::size_t>(slice.height);
      requirements.require(slice.grey.size() == pixels,
                           std::to_string(slice.grey.size()) + " shades of a slice",
                           std::to_string(pixels));
    }
  }
  requirements.require(pictures.translations_mm.rows() == pictures.rotations_deg.rows(),
                       "translations and rotations of different scans",
                       "one each per volume");
  return requirements.take();
}

void add_content(Digester& digester, const ScanPictures& pictures) {
  for (const PictureRow& row : pictures.rows) {
    add_content(digester, row.title);
    for (const PictureSlice& slice : row.slices) {
      add_content(digester, slice.place);
      digester.integer(slice.width).integer(slice.height);
      digester.values(std::span(slice.grey));
      for (const OutlineLines& outline : slice.outlines) {
        digester.integer(static_cast<std::int64_t>(outline.of));
        for (const auto& line : outline.lines) {
          for (const Eigen::Vector2f& point : line) {
            add_content(digester, static_cast<double>(point.x()));
            add_content(digester, static_cast<double>(point.y()));
          }
        }
      }
    }
  }
  add_content(digester, pictures.translations_mm);
  add_content(digester, pictures.rotations_deg);
}

}  // namespace rewire
