#pragma once

#include <filesystem>
#include <string>

#include "pipeline/bids/dataset.h"
#include "pipeline/engine/graph.h"
#include "stages/data/anatomy.h"
#include "stages/data/region_volumes.h"
#include "stages/data/session_images.h"
#include "stages/data/session_volumes.h"

namespace rewire {

/// Which T1w a scan is analysed with.
enum class AnatomyCase {
  own_session,   ///< the only T1w that there is, or that of the scan's own session
  one_for_all,   ///< another session's, the only one that the participant has
  midpoint,      ///< the space halfway between the T1w of several sessions
  common_bold,   ///< none: the space halfway between scans of several sessions
  only_template  ///< none: the template stands in for it
};

struct AnatomyImages;

AnatomyCase anatomy_case(const ScanFiles& scan);
/// In words, for records and logs.
std::string describe(AnatomyCase which);

/// How a participant's anatomy is kept, below `output`/sub-01[/ses-pre]/anat: what comes of a T1w
/// with its session, what comes of several (or of none) with the participant.
class AnatomyStorage {
 public:
  AnatomyStorage(const std::filesystem::path& output,
                 const ScanFiles& scan,
                 std::string space,
                 std::string atlas);

  /// Corrected T1w (or the scans' common image), brain, tissues, transforms; for the template only
  /// the sidecar that says so.
  engine::Storage<Anatomy> anatomy() const;
  engine::Storage<RegionVolumes> volumes() const;
  engine::Storage<SessionVolumes> session_volumes() const;
  engine::Storage<Midpoint> midpoint() const;

 private:
  engine::Storage<Anatomy> template_anatomy() const;
  engine::Storage<Anatomy> common_anatomy() const;
  engine::Storage<Anatomy> t1w_anatomy() const;
  std::filesystem::path file(const std::string& rest) const;
  /// `head` names the image, `from` its space.
  AnatomyImages images_of(const std::string& head, const std::string& from) const;

  std::string prefix_;
  std::string space_;
  std::string atlas_;
  AnatomyCase case_;
};

}  // namespace rewire
