#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <string>
#include <vector>

#include "stages/core/digest.h"
#include "stages/core/problem.h"

namespace rewire {

/// One number of a scan's quality, and what it says.
struct QualityValue {
  std::string name;         ///< a column name
  double value = 0.0;       ///< NaN where it is not known
  std::string description;  ///< one sentence with the unit
};

/// What a row of a carpet consists of.
enum class CarpetTissue { regions, other_brain, white_matter, csf };

std::string to_text(CarpetTissue tissue);

/// Voxels against time, drawn from the whole brain and ordered by tissue. Percent of each voxel's
/// mean before denoising, about its mean over time.
struct Carpet {
  std::vector<CarpetTissue> tissues;  ///< per row, in their order
  Eigen::MatrixXd before;             ///< rows x volumes
  Eigen::MatrixXd after;              ///< 0 in censored volumes
};

/// The quality of one scan before and after denoising.
struct ScanQuality {
  std::vector<QualityValue> values;
  Eigen::VectorXd framewise_displacement_mm;  ///< per volume; NaN for the first, or when unknown
  Eigen::VectorXd dvars_before;               ///< per volume; NaN for the first
  Eigen::VectorXd dvars_after;                ///< NaN where the volume or that before is censored
  std::vector<std::uint8_t> kept;             ///< per volume: 1, or 0 where it was censored
  Carpet carpet;
  std::vector<Problem> warnings;
};

/// Distinct names, no infinite number, series and carpet of one length.
std::vector<Problem> validate(const ScanQuality& quality, const std::string& where);

void add_content(Digester& digester, const ScanQuality& quality);

}  // namespace rewire
