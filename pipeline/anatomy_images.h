#pragma once

#include <Eigen/Core>
#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "stages/data/anatomy.h"

namespace rewire {

/// Row after row, all digits.
nlohmann::json rows_of(const Eigen::Matrix4d& matrix);

/// All digits, of which an image's header holds seven.
nlohmann::json grid_facts(const Grid& grid);
Grid grid_of(const nlohmann::json& facts);

/// What the sidecar of an anatomy says; `which` in words.
nlohmann::json facts_of(const Anatomy& anatomy, const std::string& which);

/// Files of what is kept of every anatomy that has images.
struct AnatomyImages {
  std::filesystem::path head, brain, grey, white, csf, affine;
};

void write_images(const AnatomyImages& files, const Anatomy& anatomy);
/// All but the source, the tissues' masks and the warp. `facts` is what the sidecar says.
Anatomy read_images(const AnatomyImages& files, const nlohmann::json& facts);

}  // namespace rewire
