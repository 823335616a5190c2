#pragma once

#include <string>
#include <vector>

#include "stages/data/volume.h"

namespace rewire {

/// How the lines of an echo-planar image follow each other.
struct PhaseEncoding {
  int axis = -1;     ///< of the voxel axes i, j, k: 0, 1, 2; -1: not known
  int polarity = 1;  ///< 1: lines are recorded in the order of the voxel index; -1: against it
  /// Effective echo spacing times the number of lines (s): off-resonance of 1 Hz moves tissue by so
  /// many voxels (Jezzard & Balaban 1995, doi:10.1002/mrm.1910340111). BIDS' TotalReadoutTime runs
  /// from the first line to the last, which is one line less. 0: not known.
  double readout_s = 0.0;

  bool is_known() const { return axis >= 0 && readout_s > 0.0; }
  /// How many voxels towards a higher index 1 Hz moves tissue.
  double voxels_per_hertz() const { return polarity * readout_s; }
};

/// What a scan's sidecar says of its lines; "" and 0 where it says nothing.
struct ReadoutFacts {
  std::string direction{};       ///< "j-"
  double total_readout_s = 0.0;  ///< TotalReadoutTime
  double effective_echo_spacing_s = 0.0;
  int lines = 0;  ///< ReconMatrixPE; 0: the image's voxels along the axis
};

/// The facts for an image on `grid`. Exactly: readout_s = TotalReadoutTime * n / (n - 1) =
/// EffectiveEchoSpacing * n with n lines; TotalReadoutTime counts when both are there. Remarks
/// (a direction that is none, times that contradict each other) are appended to `problems` as
/// warnings; what they concern is then not known.
PhaseEncoding phase_encoding(const ReadoutFacts& facts,
                             const Grid& grid,
                             const std::string& where,
                             std::vector<Problem>& problems);

enum class FieldMeasurementKind {
  none,
  phase_difference,  ///< one image: radians between two echoes, known but for whole turns
  field,             ///< one image: Hz
  opposed_pair,      ///< two echo-planar images of opposite phase encoding
};

/// What was measured beside a scan to know how the field moves its tissue.
struct FieldMeasurement {
  FieldMeasurementKind kind = FieldMeasurementKind::none;
  PhaseEncoding scan;                    ///< of the scan that is to be corrected
  std::vector<Volume> images;            ///< one, or the two of a pair on one grid
  std::vector<PhaseEncoding> encodings;  ///< of a pair's images
  Volume magnitude;                      ///< on the grid of the image; without values: none
  double echo_difference_s = 0.0;        ///< between the echoes of a phase difference
  std::vector<std::string> sources;      ///< names of the files, for the record
  std::vector<Problem> warnings;
};

/// As many images as the kind has, finite and on one grid; echoes that differ; known encodings of a
/// pair along one axis that are not the same.
std::vector<Problem> validate(const FieldMeasurement& field, const std::string& where);

void add_content(Digester& digester, const PhaseEncoding& encoding);
void add_content(Digester& digester, const FieldMeasurement& field);

}  // namespace rewire
