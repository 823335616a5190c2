#pragma once

#include <string>

#include "stages/core/requirements.h"
#include "stages/files/bold_sidecar.h"
#include "stages/files/nifti_header.h"

namespace rewire {

/// The parts of audit_bold_header(); `where` names the scan.
std::vector<Problem> audit_space(const NiftiHeader& header, const std::string& where);
std::vector<Problem> audit_time(const NiftiHeader& header,
                                const BoldSidecar& sidecar,
                                const std::string& where);

}  // namespace rewire
