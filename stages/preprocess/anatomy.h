#pragma once

#include <vector>

#include "stages/core/fields.h"
#include "stages/core/stage.h"
#include "stages/data/anatomy.h"
#include "stages/data/brain_template.h"

namespace rewire {

enum class Normalization { affine, diffeomorphic };
enum class BiasCorrection { none, n4 };

struct AnatomyParams {
  Normalization normalization = Normalization::diffeomorphic;
  BiasCorrection bias_correction = BiasCorrection::n4;
  double working_spacing_mm = 1.0;
  double correlation_warning = 0.6;
  double correlation_limit = 0.4;
  double coverage_warning = 0.98;
  double coverage_limit = 0.7;
  double strain_warning = 0.1;
};

void fields(FieldVisitor& visitor, AnatomyParams& params);

std::vector<Problem> check_anatomy(const Volume& t1w,
                                   const BrainTemplate& brain_template,
                                   const AnatomyParams& params);

/// Evens the T1w's brightness and registers it to the template (affine by mutual information, then
/// a diffeomorphism by local correlation) and finds the brain and its three tissues. Throws
/// NumericalError when the T1w has no contrast or its correlation with the template stays below the
/// limit.
Anatomy find_anatomy(const Volume& t1w,
                     const BrainTemplate& brain_template,
                     const AnatomyParams& params);

extern const Stage<Anatomy, AnatomyParams, Volume, BrainTemplate> anatomy_stage;

std::vector<Problem> check_template_anatomy(const BrainTemplate& brain_template,
                                            const AnatomyParams& params);

/// The template as the anatomy of a participant without T1w.
Anatomy template_anatomy(const BrainTemplate& brain_template, const AnatomyParams& params);

extern const Stage<Anatomy, AnatomyParams, BrainTemplate> template_anatomy_stage;

}  // namespace rewire
