#include <cmath>
#include <complex>
#include <numbers>

#include "stages/kernels/spectral/second_order_sections.h"

namespace rewire {
namespace {

using Complex = std::complex<double>;

/// Poles of the analogue low-pass with its edge at 1 rad/s.
std::vector<Complex> prototype_poles(int order) {
  std::vector<Complex> poles;
  for (int m = 1 - order; m < order; m += 2) {
    poles.push_back(-std::polar(1.0, std::numbers::pi * m / (2.0 * order)));
  }
  return poles;
}

/// The analogue frequency that the bilinear transform takes to frequency_hz, sampling at 2.
double warped(double frequency_hz, double sampling_hz) {
  return 4.0 * std::tan(std::numbers::pi * frequency_hz / sampling_hz);
}

/// The analogue poles of the filter.
std::vector<Complex> analogue_poles(int order, const PassBand& band, double sampling_hz) {
  std::vector<Complex> poles;
  for (const Complex prototype : prototype_poles(order)) {
    if (!band.low_hz) {
      poles.push_back(prototype * warped(*band.high_hz, sampling_hz));
    } else if (!band.high_hz) {
      poles.push_back(warped(*band.low_hz, sampling_hz) / prototype);
    } else {
      const double low = warped(*band.low_hz, sampling_hz);
      const double high = warped(*band.high_hz, sampling_hz);
      const Complex half = 0.5 * (high - low) * prototype;
      const Complex root = std::sqrt(half * half - low * high);
      poles.push_back(half + root);
      poles.push_back(half - root);
    }
  }
  return poles;
}

Complex response(const Section& section, const Complex& z) {
  const Complex inverse = 1.0 / z;
  return (section.b0 + inverse * (section.b1 + inverse * section.b2)) /
         (1.0 + inverse * (section.a1 + inverse * section.a2));
}

/// Denominators from poles in the unit circle: conjugate pairs, then real poles two by two.
std::vector<Section> denominators(const std::vector<Complex>& poles) {
  constexpr double real_tolerance = 1e-12;
  std::vector<Section> sections;
  std::vector<double> real;
  for (const Complex& pole : poles) {
    if (std::abs(pole.imag()) <= real_tolerance) {
      real.push_back(pole.real());
    } else if (pole.imag() > 0.0) {
      sections.push_back({.a1 = -2.0 * pole.real(), .a2 = std::norm(pole)});
    }
  }
  for (std::size_t i = 0; i + 1 < real.size(); i += 2) {
    sections.push_back({.a1 = -(real[i] + real[i + 1]), .a2 = real[i] * real[i + 1]});
  }
  if (real.size() % 2 == 1) sections.push_back({.a1 = -real.back()});
  return sections;
}

/// Zeros at +1 take the slow end away, at -1 the fast end; the gain is 1 inside the band.
void set_numerators(const PassBand& band, double sampling_hz, std::vector<Section>& sections) {
  for (Section& section : sections) {
    if (band.low_hz && band.high_hz) {
      section.b1 = 0.0;
      section.b2 = -1.0;
    } else {
      const double sign = band.low_hz ? -1.0 : 1.0;
      const bool first_order = section.a2 == 0.0;
      section.b1 = first_order ? sign : 2.0 * sign;
      section.b2 = first_order ? 0.0 : 1.0;
    }
  }
  double angle = band.low_hz ? std::numbers::pi : 0.0;
  if (band.low_hz && band.high_hz) {
    const double low = warped(*band.low_hz, sampling_hz);
    const double high = warped(*band.high_hz, sampling_hz);
    angle = 2.0 * std::atan(std::sqrt(low * high) / 4.0);
  }
  Complex gain = 1.0;
  for (const Section& section : sections) gain *= response(section, std::polar(1.0, angle));
  Section& first = sections.front();
  first.b0 /= std::abs(gain);
  first.b1 /= std::abs(gain);
  first.b2 /= std::abs(gain);
}

}  // namespace

std::vector<Section> butterworth(int order, const PassBand& band, double sampling_hz) {
  std::vector<Complex> poles = analogue_poles(order, band, sampling_hz);
  for (Complex& pole : poles) pole = (4.0 + pole) / (4.0 - pole);
  std::vector<Section> sections = denominators(poles);
  set_numerators(band, sampling_hz, sections);
  return sections;
}

std::vector<Section> notch(double centre_hz, double width_hz, double sampling_hz) {
  const double centre = 2.0 * std::numbers::pi * centre_hz / sampling_hz;
  const double gain = 1.0 / (1.0 + std::tan(std::numbers::pi * width_hz / sampling_hz));
  return {{.b0 = gain,
           .b1 = -2.0 * gain * std::cos(centre),
           .b2 = gain,
           .a1 = -2.0 * gain * std::cos(centre),
           .a2 = 2.0 * gain - 1.0}};
}

}  // namespace rewire
