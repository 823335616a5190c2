#pragma once

#include "stages/compare/planned/plan.h"
#include "stages/kernels/statistics/mixed_model.h"

namespace rewire {

/// How the plan wants the mixed model; a single visit has one variance.
inline VisitCovariance planned_covariance(const PlannedModel& model, std::size_t visits) {
  if (visits < 2) return VisitCovariance::independent;
  switch (model.covariance) {
    case PlannedCovariance::compound_symmetry:
      return VisitCovariance::compound_symmetric;
    case PlannedCovariance::ar1:
      return VisitCovariance::autoregressive;
    case PlannedCovariance::unstructured:
      break;
  }
  return VisitCovariance::unstructured;
}

inline DegreesOfFreedom planned_degrees(const PlannedModel& model) {
  return model.degrees_of_freedom == PlannedDegrees::kenward_roger
             ? DegreesOfFreedom::kenward_roger
             : DegreesOfFreedom::satterthwaite;
}

}  // namespace rewire
