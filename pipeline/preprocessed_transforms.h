#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "pipeline/atlas/atlas_library.h"
#include "pipeline/bids/derivatives.h"
#include "stages/data/scan_space.h"

namespace rewire {

/// Whether scans in that space lie where their person does: in the T1w ("T1w"), or where they were
/// recorded (""), and not in a template.
bool is_person_space(const std::string& space);

/// The template spaces to which a directory of another program's derivatives has transforms of T1w
/// images, both ways (*_from-T1w_to-<space>_*xfm.h5 and back).
std::vector<std::string> spaces_with_transforms(const std::filesystem::path& root);

/// The first of the atlas' spaces among those; InputError when there is none.
std::string atlas_space_with_transforms(const AtlasDescriptor& atlas,
                                        const std::filesystem::path& root);

/// Of files that say the same of a person's anatomy: that of the scan's session, else that of no
/// session, else that of the only session that has one, whose T1w served all; else empty.
std::filesystem::path anatomy_of_scan(const std::vector<DerivativeFile>& files,
                                      const ScanKey& scan);

/// The files that lead from a scan to a template.
struct PersonTransforms {
  std::filesystem::path scan_and_t1w;  ///< empty: the scan lies in the T1w
  std::filesystem::path t1w_to_template;
  std::filesystem::path template_to_t1w;
};

/// Those of the scan; InputError that names what is missing.
PersonTransforms find_person_transforms(const PreprocessedScan& scan,
                                        const std::filesystem::path& root,
                                        const std::string& template_space);

/// Reads them into `space`: how the scan lies in the T1w, and the way to the template. InputError
/// when both ways between T1w and template are not each other's.
void set_transforms(ScanSpace& space, const PersonTransforms& files);

}  // namespace rewire
