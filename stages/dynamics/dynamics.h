#pragma once

#include <array>
#include <vector>

#include "stages/core/stage.h"
#include "stages/data/cohort_series.h"
#include "stages/data/dynamics.h"
#include "stages/dynamics/dynamics_params.h"

namespace rewire {

/// Windows shorter than one period of the slowest frequency (they vary whatever the brain does) and
/// sessions with fewer than two windows are errors.
std::vector<Problem> check_dynamics(const CohortSeries& cohort, const DynamicsParams& params);

/// Connectivity over the time of every session, and the states that the sessions share.
///
/// Windows of Fisher z lie within one run; censored volumes have no weight, and windows with less
/// than half of their weight on kept volumes are left out (a warning). Surrogates have the spectra
/// and cross-spectra of the session's runs (gaps filled linearly) and its gaps; p = (1 + number
/// that reach the observed value) / (1 + surrogates). States are k-means clusters of windows over
/// all sessions, co-activation patterns those of standardised volumes (by correlation distance),
/// both in descending order of size; a visit ends with its run, and where windows or volumes are
/// left out. |r| is held below 1 - 1e-9 (a warning names the regions). The silhouette is of at most
/// 1000 windows, drawn at random. A region that is missing or constant in one session is missing in
/// all (a warning).
Dynamics cohort_dynamics(const CohortSeries& cohort, const DynamicsParams& params);

inline constexpr std::array<Paper, 8> dynamics_papers{{
    {"Allen EA, Damaraju E, Plis SM, Erhardt EB, Eichele T, Calhoun VD",
     2014,
     "Tracking whole-brain connectivity dynamics in the resting state",
     "10.1093/cercor/bhs352",
     "tapered windows and k-means states"},
    {"Leonardi N, Van De Ville D",
     2015,
     "On spurious and real fluctuations of dynamic functional connectivity during rest",
     "10.1016/j.neuroimage.2014.09.007",
     "windows of at least one period of the slowest frequency"},
    {"Zalesky A, Fornito A, Cocchi L, Gollo LL, Breakspear M",
     2014,
     "Time-resolved resting-state brain networks",
     "10.1073/pnas.1400181111",
     "excursions from the median"},
    {"Prichard D, Theiler J",
     1994,
     "Generating surrogate data for time series with several simultaneously measured variables",
     "10.1103/PhysRevLett.73.951",
     "one random phase per frequency for all series"},
    {"Arthur D, Vassilvitskii S",
     2007,
     "k-means++: the advantages of careful seeding",
     "10.5555/1283383.1283494",
     "choice of the first centroids"},
    {"Rousseeuw PJ",
     1987,
     "Silhouettes: a graphical aid to the interpretation and validation of cluster analysis",
     "10.1016/0377-0427(87)90125-7",
     "silhouette width"},
    {"Liu X, Duyn JH",
     2013,
     "Time-varying functional network information extracted from brief instances of spontaneous "
     "brain activity",
     "10.1073/pnas.1216856110",
     "co-activation patterns"},
    {"Faskowitz J, Esfahlani FZ, Jo Y, Sporns O, Betzel RF",
     2020,
     "Edge-centric functional network organization of human cortex reveals overlapping "
     "system-level architecture",
     "10.1038/s41593-020-00719-y",
     "edge time series"},
}};

inline constexpr Stage<Dynamics, DynamicsParams, CohortSeries> dynamics_stage{
    "dynamics",
    2,
    "Follow connectivity over windows and volumes: variability, states, co-activation patterns",
    &cohort_dynamics,
    &check_dynamics,
    dynamics_papers};

}  // namespace rewire
