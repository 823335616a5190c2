#include "stages/kernels/registration/contours.h"

#include <array>
#include <cstddef>

namespace rewire {
namespace {

constexpr int none = -1;

/// Crossings lie on edges between neighbouring pixels; an edge is numbered by its first pixel:
/// twice its index for the edge along x, one more for the one along y.
class Crossings {
 public:
  Crossings(std::span<const float> values, int width, int height, float level)
      : values_(values),
        width_(width),
        level_(level),
        neighbours_(2 * values.size(), std::array<int, 2>{none, none}) {
    for (int y = 0; y + 1 < height; ++y) {
      for (int x = 0; x + 1 < width; ++x) add_square(x, y);
    }
  }

  std::vector<ContourLine> lines() {
    std::vector<ContourLine> found;
    // Lines that end at the border first: whatever is left is closed.
    for (const bool closed : {false, true}) {
      for (std::size_t edge = 0; edge < neighbours_.size(); ++edge) {
        const std::array<int, 2>& next = neighbours_[edge];
        const bool is_end = next[0] != none && next[1] == none;
        if (closed ? next[0] != none : is_end) found.push_back(line_from(static_cast<int>(edge)));
      }
    }
    return found;
  }

 private:
  float at(int x, int y) const {
    return values_[static_cast<std::size_t>(y) * static_cast<std::size_t>(width_) +
                   static_cast<std::size_t>(x)];
  }

  void join(int a, int b) {
    for (const auto& [from, to] : {std::array<int, 2>{a, b}, std::array<int, 2>{b, a}}) {
      std::array<int, 2>& slots = neighbours_[static_cast<std::size_t>(from)];
      slots[slots[0] == none ? 0 : 1] = to;
    }
  }

  void add_square(int x, int y) {
    const int first = 2 * (y * width_ + x);
    const int below = 2 * ((y + 1) * width_ + x);
    // Round the square: its edges, each between corner c and the next.
    const std::array<int, 4> edges{first, first + 3, below, first + 1};
    const std::array<float, 4> corners{at(x, y), at(x + 1, y), at(x + 1, y + 1), at(x, y + 1)};
    std::array<int, 4> crossed{};
    std::size_t count = 0;
    for (std::size_t c = 0; c < 4; ++c) {
      const bool here = corners[c] > level_;
      const bool next = corners[(c + 1) % 4] > level_;
      if (here != next) crossed[count++] = edges[c];
    }
    if (count == 2) join(crossed[0], crossed[1]);
    if (count != 4) return;
    const float middle = 0.25F * (corners[0] + corners[1] + corners[2] + corners[3]);
    const bool cuts_first_corner = (corners[0] > level_) != (middle > level_);
    if (cuts_first_corner) {
      join(crossed[0], crossed[3]);
      join(crossed[1], crossed[2]);
    } else {
      join(crossed[0], crossed[1]);
      join(crossed[2], crossed[3]);
    }
  }

  Eigen::Vector2f point(int edge) const {
    const int pixel = edge / 2;
    const int x = pixel % width_;
    const int y = pixel / width_;
    const bool along_x = edge % 2 == 0;
    const float here = at(x, y);
    const float next = along_x ? at(x + 1, y) : at(x, y + 1);
    const float part = (level_ - here) / (next - here);
    return {static_cast<float>(x) + (along_x ? part : 0.0F),
            static_cast<float>(y) + (along_x ? 0.0F : part)};
  }

  /// Takes the line out that `start` is on.
  ContourLine line_from(int start) {
    ContourLine line;
    int before = none;
    int edge = start;
    while (edge != none) {
      line.push_back(point(edge));
      std::array<int, 2>& slots = neighbours_[static_cast<std::size_t>(edge)];
      const int next = slots[0] == before || slots[0] == none ? slots[1] : slots[0];
      slots = {none, none};
      before = edge;
      edge = next;
      if (edge == start) {
        line.push_back(line.front());
        break;
      }
    }
    return line;
  }

  std::span<const float> values_;
  int width_;
  float level_;
  std::vector<std::array<int, 2>> neighbours_;
};

}  // namespace

std::vector<ContourLine> contour_lines(std::span<const float> values,
                                       int width,
                                       int height,
                                       float level) {
  return Crossings(values, width, height, level).lines();
}

}  // namespace rewire
