#include "stages/denoise/denoise_params.h"

#include "stages/core/number_text.h"
#include "stages/denoise/regressors.h"

namespace rewire {
namespace {

void add_rules(FieldVisitor& visitor, const DenoiseParams& params) {
  if (params.low_cut_hz && params.high_cut_hz) {
    visitor.rule(*params.low_cut_hz < *params.high_cut_hz,
                 "low_cut " + format_number(*params.low_cut_hz) + " Hz and high_cut " +
                     format_number(*params.high_cut_hz) + " Hz",
                 "a low cut-off below the high one",
                 "exchange them, or give none for the one that is not wanted");
  }
  visitor.rule(params.motion_filter != MotionFilter::notch ||
                   params.respiration_low_hz < params.respiration_high_hz,
               "respiration from " + format_number(params.respiration_low_hz) + " to " +
                   format_number(params.respiration_high_hz) + " Hz",
               "a lower end below the upper one",
               "exchange them");
  for (const std::string& pattern : params.columns) {
    visitor.rule(is_expression(pattern),
                 "'" + pattern + "' in columns",
                 "a confound's name or a regular expression",
                 "write special characters as \\.");
  }
}

void filter_fields(FieldVisitor& visitor, DenoiseParams& params) {
  visitor.choice("detrend",
                 params.detrend,
                 {"polynomial", "cosine"},
                 "Drifts that are removed: Legendre polynomials, or cosines of long periods.");
  visitor.optional_integer("detrend_order",
                           params.detrend_order,
                           "auto",
                           Unit::none,
                           {0, 20},
                           "Highest Legendre polynomial that is removed; auto is 1 with a low "
                           "cut-off, else 1 plus one for every 150 s.");
  visitor.number("detrend_period",
                 params.detrend_period_s,
                 Unit::seconds,
                 {1, 100000},
                 "Cosines of longer periods are removed where drifts are cosines.");
  visitor.choice(
      "filter",
      params.filter,
      {"projection", "cosine", "butterworth"},
      "How the other frequencies are removed: as sines and cosines of the run in the one "
      "projection, as cosines alone (DCT) in it, or by a zero-phase Butterworth filter "
      "of scan and confounds before it. A projection takes out what is outside over censored "
      "volumes, too, and keeps no more dimensions of the band than degrees of freedom are left.");
  visitor.optional_number("low_cut",
                          params.low_cut_hz,
                          "none",
                          Unit::hertz,
                          {1e-6, 10},
                          "Frequencies of the run below this are removed.");
  visitor.optional_number("high_cut",
                          params.high_cut_hz,
                          "none",
                          Unit::hertz,
                          {1e-6, 10},
                          "Frequencies of the run above this are removed.");
  visitor.integer("filter_order",
                  params.filter_order,
                  Unit::none,
                  {1, 10},
                  "Order of the Butterworth filter in each of its two directions.");
  visitor.choice(
      "filter_edges",
      params.filter_edges,
      {"odd", "even", "constant"},
      "What the Butterworth filter takes a series to be beyond its ends: mirrored in the "
      "end point, mirrored in time, or constant.");
  visitor.optional_integer("filter_extension",
                           params.filter_extension_volumes,
                           "auto",
                           Unit::volumes,
                           {0, 100000},
                           "Volumes by which a series is extended for the Butterworth filter; auto "
                           "is three times the filter's length.");
}

void motion_fields(FieldVisitor& visitor, DenoiseParams& params) {
  visitor.choice("motion_filter",
                 params.motion_filter,
                 {"none", "lowpass", "notch"},
                 "What is taken out of the motion parameters before framewise displacement and "
                 "motion regressors are made from them: nothing, all above respiration_low, or the "
                 "respiration's band.");
  visitor.number("respiration_low",
                 params.respiration_low_hz,
                 Unit::hertz,
                 {0.01, 10},
                 "Lower end of the respiration's band in the motion parameters.");
  visitor.number("respiration_high",
                 params.respiration_high_hz,
                 Unit::hertz,
                 {0.01, 10},
                 "Upper end of the respiration's band in the motion parameters.");
}

void censoring_fields(FieldVisitor& visitor, DenoiseParams& params) {
  visitor.optional_number("framewise_displacement_limit",
                          params.framewise_displacement_limit_mm,
                          "auto",
                          Unit::millimetres,
                          {0, 100},
                          "Volumes with a larger framewise displacement are censored; auto is the "
                          "strategy's limit, none in most.");
  visitor.optional_number("standardised_dvars_limit",
                          params.standardised_dvars_limit,
                          "auto",
                          Unit::none,
                          {0, 1000},
                          "Volumes with a larger std_dvars are censored; auto is the strategy's "
                          "limit, none in most.");
  visitor.integer("censor_before",
                  params.censor_before,
                  Unit::volumes,
                  {0, 100},
                  "Volumes before a censored one that are censored with it.");
  visitor.integer("censor_after",
                  params.censor_after,
                  Unit::volumes,
                  {0, 100},
                  "Volumes after a censored one that are censored with it.");
  visitor.optional_integer("minimum_segment",
                           params.minimum_segment_volumes,
                           "auto",
                           Unit::volumes,
                           {1, 10000},
                           "Shorter stretches between censored volumes are censored, too; auto is "
                           "the strategy's, 1 in most.");
  visitor.number("minimum_kept",
                 params.minimum_kept_s,
                 Unit::seconds,
                 {0, 100000},
                 "A run with less time left after censoring is refused.");
}

}  // namespace

void fields(FieldVisitor& visitor, DenoiseParams& params) {
  visitor.text("strategy",
               params.strategy,
               "Which confounds are regressed out: a name (rewire denoise --list-strategies) or a "
               "TOML file.");
  visitor.texts("columns",
                params.columns,
                "Further confounds to regress out: names, or regular expressions of whole names.");
  filter_fields(visitor, params);
  motion_fields(visitor, params);
  censoring_fields(visitor, params);
  visitor.integer("minimum_degrees_of_freedom",
                  params.minimum_degrees_of_freedom,
                  Unit::none,
                  {1, 100000},
                  "A run with fewer degrees of freedom left is refused.");
  visitor.choice("scale",
                 params.scale,
                 {"none", "percent"},
                 "Unit of the cleaned values: the scan's, or percent of the mean before cleaning.");
  add_rules(visitor, params);
}

}  // namespace rewire
