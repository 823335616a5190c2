#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "stages/data/volume.h"

namespace rewire {

/// One person's images of the same kind from several sessions.
struct SessionImages {
  std::vector<std::string> names;  ///< "ses-pre", distinct
  std::vector<Volume> images;
};

/// The space halfway between them.
struct Midpoint {
  Volume image;  ///< mean of all, each interpolated once
  std::vector<std::string> names;
  std::vector<Eigen::Matrix4d> midpoint_from_session;  ///< rigid, RAS mm
  /// Pearson correlation of each session's image with the mean, where the mean is bright.
  std::vector<double> correlations;
  std::vector<Problem> warnings;
};

/// As many names as images, at least one, valid images.
std::vector<Problem> validate(const SessionImages& images, const std::string& where);
/// A valid image, one invertible transform and one correlation per name.
std::vector<Problem> validate(const Midpoint& midpoint, const std::string& where);

void add_content(Digester& digester, const SessionImages& images);
void add_content(Digester& digester, const Midpoint& midpoint);

}  // namespace rewire
