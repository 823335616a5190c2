#pragma once

#include <array>
#include <string>
#include <vector>

#include "stages/core/stage.h"
#include "stages/data/denoised.h"
#include "stages/data/local_activity.h"
#include "stages/data/scan_atlas.h"

namespace rewire {

/// Which form of global brain connectivity is mapped.
enum class GlobalForm {
  none,
  mean_r,    ///< mean r, seconds for a whole brain
  fisher_z,  ///< mean artanh(r), with its positive and negative parts and the degree: every pair
};

/// What becomes of the mean signal of all voxels before anything is correlated.
enum class GlobalSignal { keep, regress };

struct ConnectionMapParams {
  std::vector<std::string> seeds{"amygdala", "hippocampus", "sgACC"};
  GlobalForm global = GlobalForm::mean_r;
  GlobalSignal global_signal = GlobalSignal::keep;
  double degree_threshold = 0.25;
};

void fields(FieldVisitor& visitor, ConnectionMapParams& params);

/// Seeds that are neither regions nor structures of the atlas, or have no voxel with signal.
std::vector<Problem> check_connection_maps(const Denoised& scan,
                                           const ScanAtlas& atlas,
                                           const ConnectionMapParams& params);

/// Over the kept volumes of a cleaned scan: per seed the correlation of the mean series of its
/// voxels (without the global signal, where that is regressed out) with every voxel ("<seed>r",
/// "<seed>fisherz"; a seed is a region by name, a structure or a prefrontal sub-area); global brain
/// connectivity ("gbc"; with every pair looked at, also "gbcpositive", "gbcnegative" and "degree",
/// the number of voxels with r above the threshold). Voxels without signal are NaN; artanh is of
/// |r| up to 1 - 1e-6.
ActivityMaps connection_maps(const Denoised& scan,
                             const ScanAtlas& atlas,
                             const ConnectionMapParams& params);

inline constexpr std::array<Paper, 4> connection_map_papers{{
    {"Biswal B, Yetkin FZ, Haughton VM, Hyde JS",
     1995,
     "Functional connectivity in the motor cortex of resting human brain using echo-planar MRI",
     "10.1002/mrm.1910340409",
     "correlation of a seed's series with every voxel"},
    {"Cole MW, Pathak S, Schneider W",
     2010,
     "Identifying the brain's most globally connected regions",
     "10.1016/j.neuroimage.2009.11.001",
     "global brain connectivity"},
    {"Abdallah CG, Averill LA, Collins KA, Geha P, Schwartz J, Averill C, DeWilde KE, Wong E, "
     "Anticevic A, Tang CY, Iosifescu DV, Charney DS, Murrough JW",
     2017,
     "Ketamine treatment and global brain connectivity in major depression",
     "10.1038/npp.2016.186",
     "global brain connectivity with global signal regression"},
    {"Buckner RL, Sepulcre J, Talukdar T, Krienen FM, Liu H, Hedden T, Andrews-Hanna JR, "
     "Sperling RA, Johnson KA",
     2009,
     "Cortical hubs revealed by intrinsic functional connectivity: mapping, assessment of "
     "stability, and relation to Alzheimer's disease",
     "10.1523/JNEUROSCI.5062-08.2009",
     "degree of a voxel: correlations above 0.25"},
}};

inline constexpr Stage<ActivityMaps, ConnectionMapParams, Denoised, ScanAtlas> connection_map_stage{
    "connection_maps",
    2,
    "Map the connectivity of seeds, and of every voxel with all others",
    &connection_maps,
    &check_connection_maps,
    connection_map_papers};

}  // namespace rewire
