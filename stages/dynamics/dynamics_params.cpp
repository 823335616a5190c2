#include "stages/dynamics/dynamics_params.h"

namespace rewire {

void fields(FieldVisitor& visitor, DynamicsParams& params) {
  visitor.number("window", params.window_s, Unit::seconds, {5.0, 10000.0}, "Length of windows.");
  visitor.number("step",
                 params.step_s,
                 Unit::seconds,
                 {0.05, 10000.0},
                 "From the begin of one window to that of the next.");
  visitor.choice("taper",
                 params.taper,
                 {"rectangle", "convolved", "hamming"},
                 "How volumes of a window count: alike, falling off at both ends (a rectangle "
                 "convolved with a Gaussian), or as Hamming's window.");
  visitor.number("taper_width",
                 params.taper_s,
                 Unit::seconds,
                 {0.0, 1000.0},
                 "Standard deviation of that Gaussian.");
  visitor.number("slowest",
                 params.slowest_hz,
                 Unit::hertz,
                 {0.0001, 10.0},
                 "Slowest frequency in the series (the lower end of their band-pass); windows "
                 "shorter than one period of it are refused.");
  visitor.integer("surrogates",
                  params.surrogates,
                  Unit::none,
                  {0, 100000},
                  "Phase-randomised copies of each session that variance and excursions are held "
                  "against; 0: none.");
  visitor.optional_integer("states",
                           params.states,
                           "auto",
                           Unit::none,
                           {1, 100},
                           "Number of connectivity states; auto: that of 2 to 8 with the largest "
                           "mean silhouette.");
  visitor.choice("distance",
                 params.distance,
                 {"euclidean", "correlation"},
                 "Distance between windows: of Fisher z, or of its pattern over the edges only.");
  visitor.choice("fit",
                 params.fit,
                 {"all", "baseline"},
                 "Whether states and patterns are fitted to all sessions or to the baseline's.");
  visitor.text("baseline", params.baseline, "Label of the baseline session.");
  visitor.integer("patterns",
                  params.patterns,
                  Unit::none,
                  {0, 100},
                  "Number of co-activation patterns; 0: none.");
  visitor.text("pattern_seed",
               params.pattern_seed,
               "Region whose highest volumes the patterns are made of; empty: all kept volumes.");
  visitor.number("pattern_share",
                 params.pattern_share,
                 Unit::none,
                 {0.01, 1.0},
                 "Share of a session's kept volumes that are its region's highest.");
  visitor.integer("restarts",
                  params.restarts,
                  Unit::none,
                  {1, 10000},
                  "Starts of k-means, of which the best counts.");
  visitor.integer("seed",
                  params.seed,
                  Unit::none,
                  {0, 9007199254740992},
                  "Seed of surrogates, starts and of the windows that the silhouette looks at.");
  visitor.rule(params.fit == StateFit::all || !params.baseline.empty(),
               "a fit to the baseline without its label",
               "the label of the baseline session",
               "give baseline");
}

}  // namespace rewire
