#include "stages/denoise/motion_filter.h"

#include <array>
#include <limits>
#include <string>

#include "stages/core/number_text.h"
#include "stages/core/requirements.h"
#include "stages/kernels/spectral/second_order_sections.h"

namespace rewire {
namespace {

constexpr std::array<const char*, 6> motion_names{
    "trans_x", "trans_y", "trans_z", "rot_x", "rot_y", "rot_z"};
constexpr double head_radius_mm = 50.0;

std::vector<Section> sections_of(double repetition_time_s, const DenoiseParams& params) {
  const double sampling_hz = 1.0 / repetition_time_s;
  if (params.motion_filter == MotionFilter::lowpass) {
    return butterworth(2, {.low_hz = {}, .high_hz = params.respiration_low_hz}, sampling_hz);
  }
  return notch(0.5 * (params.respiration_low_hz + params.respiration_high_hz),
               params.respiration_high_hz - params.respiration_low_hz,
               sampling_hz);
}

Eigen::VectorXd backward_difference(const Eigen::VectorXd& series) {
  Eigen::VectorXd difference(series.size());
  difference[0] = std::numeric_limits<double>::quiet_NaN();
  const Eigen::Index n = series.size() - 1;
  difference.tail(n) = series.tail(n) - series.head(n);
  return difference;
}

void replace(Confounds& confounds, const std::string& name, const Eigen::VectorXd& column) {
  if (const auto index = confounds.find(name)) confounds.values.col(*index) = column;
}

}  // namespace

Confounds filter_motion(const Confounds& confounds,
                        double repetition_time_s,
                        const DenoiseParams& params) {
  if (params.motion_filter == MotionFilter::none) return confounds;
  Confounds filtered = confounds;
  const Eigen::Index volumes = confounds.values.rows();
  const std::vector<Section> sections = sections_of(repetition_time_s, params);
  Eigen::VectorXd displacement = Eigen::VectorXd::Zero(volumes);
  for (std::size_t i = 0; i < motion_names.size(); ++i) {
    const std::string name = motion_names[i];
    const Eigen::VectorXd series = filter_zero_phase(sections,
                                                     confounds.values.col(*confounds.find(name)),
                                                     EdgeExtension::constant,
                                                     volumes - 1);
    const Eigen::VectorXd difference = backward_difference(series);
    displacement += difference.cwiseAbs() * (i < 3 ? 1.0 : head_radius_mm);
    replace(filtered, name, series);
    replace(filtered, name + "_derivative1", difference);
    replace(filtered, name + "_power2", series.cwiseAbs2());
    replace(filtered, name + "_derivative1_power2", difference.cwiseAbs2());
  }
  if (filtered.find("framewise_displacement")) {
    replace(filtered, "framewise_displacement", displacement);
  } else {
    filtered.add("framewise_displacement", displacement);
  }
  return filtered;
}

std::vector<Problem> check_motion_filter(const Confounds& confounds,
                                         double repetition_time_s,
                                         const DenoiseParams& params) {
  if (params.motion_filter == MotionFilter::none) return {};
  Requirements requirements("denoise", "choose another motion_filter or its frequencies");
  for (const char* name : motion_names) {
    const auto index = confounds.find(name);
    requirements.require(index && confounds.values.col(*index).allFinite(),
                         std::string("no finite confound ") + name,
                         "the six motion parameters, which are to be filtered");
  }
  const bool is_notch = params.motion_filter == MotionFilter::notch;
  const double nyquist_hz = 0.5 / repetition_time_s;
  const double highest_hz = is_notch ? params.respiration_high_hz : params.respiration_low_hz;
  requirements.require(highest_hz < nyquist_hz,
                       "a motion filter at " + format_number(highest_hz) + " Hz",
                       "below the Nyquist frequency " + format_number(nyquist_hz) +
                           " Hz; faster respiration appears folded back from it");
  return requirements.take();
}

}  // namespace rewire
