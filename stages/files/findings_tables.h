#pragma once

#include "stages/data/planned_comparison.h"
#include "stages/files/row_table.h"

namespace rewire {

/// The columns of what a plan asks for beyond the comparison of arms.
RowTable<AssociationLine> association_columns();
RowTable<PredictionLine> prediction_columns();
RowTable<PredictedOutcome> predicted_columns();
RowTable<ReliabilityLine> reliability_columns();
RowTable<PowerLine> power_columns();
RowTable<PersonLine> person_columns();
RowTable<SpecificationLine> specification_columns();
RowTable<OmnibusLine> omnibus_columns();

}  // namespace rewire
