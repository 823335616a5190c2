#pragma once

#include <filesystem>
#include <string>

#include "stages/data/provenance.h"
#include "stages/data/scan_pictures.h"

namespace rewire {

/// The pictures as one SVG image that needs nothing but itself: rows of slices with coloured edges,
/// their legend, and the motion over the volumes.
std::string scan_pictures_svg(const ScanPictures& pictures, const std::string& title);

/// Writes that image, with `title` above, and its sidecar. Atomic.
void write_scan_pictures(const std::filesystem::path& path,
                         const ScanPictures& pictures,
                         const std::string& title,
                         const Provenance& provenance);

}  // namespace rewire
