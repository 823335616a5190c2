#pragma once

#include <array>
#include <vector>

#include "stages/core/stage.h"
#include "stages/data/denoised.h"
#include "stages/data/local_activity.h"

namespace rewire {

/// A voxel with those that share a face with it; also an edge; also a corner.
enum class Neighbourhood { faces, edges, corners };

struct HomogeneityParams {
  Neighbourhood neighbourhood = Neighbourhood::corners;
  double minimum_share = 0.5;
};

void fields(FieldVisitor& visitor, HomogeneityParams& params);

std::vector<Problem> check_homogeneity(const Denoised& denoised, const HomogeneityParams& params);

/// One map, reho: Kendall's coefficient of concordance W over the kept volumes between a voxel and
/// its neighbours (7, 19 or 27 series in all), with the correction for ties. `denoised` should be
/// band-passed and must not be smoothed, which would make neighbours alike.
///
/// At the mask's edge, W is over those of the neighbourhood that are inside the mask and not
/// constant. Because W of unrelated series is 1 / their number, a voxel with less than
/// minimum_share of its neighbourhood (itself counted) is NaN; so is a constant voxel. Throws
/// InputError for what check_homogeneity finds and for values that are not finite.
ActivityMaps homogeneity(const Denoised& denoised, const HomogeneityParams& params);

inline constexpr std::array<Paper, 2> homogeneity_papers{{
    {"Zang Y, Jiang T, Lu Y, He Y, Tian L",
     2004,
     "Regional homogeneity approach to fMRI data analysis",
     "10.1016/j.neuroimage.2003.12.030",
     "Kendall's W of a voxel and its neighbours"},
    {"Kendall MG, Babington Smith B",
     1939,
     "The problem of m rankings",
     "10.1214/aoms/1177732186",
     "coefficient of concordance, with tied ranks"},
}};

inline constexpr Stage<ActivityMaps, HomogeneityParams, Denoised> homogeneity_stage{
    "homogeneity",
    1,
    "Measure how alike every voxel and its neighbours are (ReHo)",
    &homogeneity,
    &check_homogeneity,
    homogeneity_papers};

}  // namespace rewire
