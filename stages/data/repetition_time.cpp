#include "stages/data/repetition_time.h"

#include "stages/core/number_text.h"

namespace rewire {

void require_repetition_time(Requirements& requirements, double repetition_time_s) {
  requirements.require(repetition_time_s >= 0.05 && repetition_time_s <= 30.0,
                       "a repetition time of " + format_number(repetition_time_s) + " s",
                       "0.05 to 30 s (RepetitionTime of the JSON sidecar is in seconds)");
}

}  // namespace rewire
