#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "stages/data/confounds.h"
#include "stages/data/motion.h"

namespace rewire {

/// `series` and fMRIPrep's three derivates of it: _derivative1 (backward difference, NaN first),
/// _power2 and _derivative1_power2.
void add_expanded(const std::string& name,
                  const Eigen::Ref<const Eigen::VectorXd>& series,
                  Confounds& confounds);

/// trans_x ... rot_z, expanded.
void add_motion(const Motion& motion, Confounds& confounds);

/// One column per volume in `volumes`, 1 there and 0 elsewhere: <name>00, <name>01, ...
void add_indicators(const std::string& name,
                    const std::vector<Eigen::Index>& volumes,
                    Eigen::Index count,
                    Confounds& confounds);

/// The columns of `values` as <name>00, <name>01, ...
void add_numbered(const std::string& name,
                  const Eigen::Ref<const Eigen::MatrixXd>& values,
                  Confounds& confounds);

}  // namespace rewire
