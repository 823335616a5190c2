#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "stages/core/stage.h"
#include "stages/data/connectome.h"
#include "stages/data/multilayer_communities.h"
#include "stages/graph/graph_params.h"

namespace rewire {

struct MultilayerParams {
  double resolution = 1.0;
  double coupling = 1.0;
  double window_s = 100.0;
  double step_s = 50.0;
  CommunitySearch community_search = CommunitySearch::leiden;
  std::int64_t restarts = 20;
  std::int64_t seed = 1;
};

void fields(FieldVisitor& visitor, MultilayerParams& params);

/// One layer of a multilayer network: a name and weights, of which the positive ones count.
struct NetworkLayer {
  std::string name;
  Connectome connectome;
};

std::vector<Problem> check_multilayer(const std::vector<NetworkLayer>& layers,
                                      const MultilayerParams& params);

/// Communities over layers of the same atlas (multilayer modularity, Mucha et al. 2010): measures
/// are means over all searches, communities those of the best. Regions that miss a series in any
/// layer are outside. Negative weights are set to 0. Throws InputError for what check_multilayer
/// finds.
MultilayerCommunities multilayer_communities(const std::vector<NetworkLayer>& layers,
                                             const MultilayerParams& params);

std::vector<Problem> check_windows(const RegionSeries& series, const MultilayerParams& params);

/// The same over windows of one scan, Pearson's r in each: windows begin every `step_s` and lie
/// within one run; volumes that were censored are left out, and windows of which more than half
/// were are too (a warning).
MultilayerCommunities window_communities(const RegionSeries& series,
                                         const MultilayerParams& params);

inline constexpr std::array<Paper, 4> multilayer_papers{{
    {"Mucha PJ, Richardson T, Macon K, Porter MA, Onnela JP",
     2010,
     "Community structure in time-dependent, multiscale, and multiplex networks",
     "10.1126/science.1184819",
     "multislice modularity"},
    {"Bassett DS, Wymbs NF, Porter MA, Mucha PJ, Carlson JM, Grafton ST",
     2011,
     "Dynamic reconfiguration of human brain networks during learning",
     "10.1073/pnas.1018985108",
     "flexibility"},
    {"Mattar MG, Cole MW, Thompson-Schill SL, Bassett DS",
     2015,
     "A functional cartography of cognitive systems",
     "10.1371/journal.pcbi.1004533",
     "recruitment, integration"},
    {"Leonardi N, Van De Ville D",
     2015,
     "On spurious and real fluctuations of dynamic functional connectivity during rest",
     "10.1016/j.neuroimage.2014.09.007",
     "length of windows"},
}};

inline constexpr Stage<MultilayerCommunities, MultilayerParams, RegionSeries> multilayer_stage{
    "multilayer",
    2,
    "Communities over windows of a scan",
    &window_communities,
    &check_windows,
    multilayer_papers};

}  // namespace rewire
