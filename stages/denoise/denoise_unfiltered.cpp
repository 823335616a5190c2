#include "stages/denoise/denoise_unfiltered.h"

namespace rewire {
namespace {

DenoiseParams without_filter(DenoiseParams params) {
  params.low_cut_hz.reset();
  params.high_cut_hz.reset();
  return params;
}

}  // namespace

Denoised denoise_unfiltered(const MaskedBold& bold,
                            const Confounds& confounds,
                            const Strategy& strategy,
                            const DenoiseParams& params) {
  return denoise(bold, confounds, strategy, without_filter(params));
}

std::vector<Problem> check_denoise_unfiltered(const MaskedBold& bold,
                                              const Confounds& confounds,
                                              const Strategy& strategy,
                                              const DenoiseParams& params) {
  return check_denoise(bold, confounds, strategy, without_filter(params));
}

}  // namespace rewire
