#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <string>
#include <vector>

#include "stages/core/digest.h"
#include "stages/core/problem.h"

namespace rewire {

/// Whose edge is drawn.
enum class Outline { scan_brain, template_brain, white_matter, structures };

struct OutlineLines {
  Outline of = Outline::scan_brain;
  /// Points in pixels of the slice, whose centres are whole numbers.
  std::vector<std::vector<Eigen::Vector2f>> lines;
};

/// One slice in shades of grey, what lies over it, and where it is ("z -20").
struct PictureSlice {
  std::string place;
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> grey;  ///< width x height, along the width fastest, top row first
  std::vector<OutlineLines> outlines;
};

/// The same slices of one image.
struct PictureRow {
  std::string title;
  std::vector<PictureSlice> slices;
};

/// What shows at a glance whether a scan was brought to its place, and how it moved.
struct ScanPictures {
  std::vector<PictureRow> rows;
  Eigen::MatrixXd translations_mm;  ///< volumes x 3; no rows where they are not known
  Eigen::MatrixXd rotations_deg;    ///< likewise
  std::vector<Problem> warnings;
};

/// As many shades as pixels; motion of one length.
std::vector<Problem> validate(const ScanPictures& pictures, const std::string& where);

void add_content(Digester& digester, const ScanPictures& pictures);

}  // namespace rewire
