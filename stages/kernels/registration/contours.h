#pragma once

#include <Eigen/Core>
#include <span>
#include <vector>

namespace rewire {

/// Points of a line in pixels (centres are whole numbers); the last is the first where it is
/// closed.
using ContourLine = std::vector<Eigen::Vector2f>;

/// Where an image of width x height pixels (along x fastest) passes `level`, by marching squares:
/// linear between neighbouring pixels; at a saddle the mean of the four decides what is joined.
std::vector<ContourLine> contour_lines(std::span<const float> values,
                                       int width,
                                       int height,
                                       float level);

}  // namespace rewire
