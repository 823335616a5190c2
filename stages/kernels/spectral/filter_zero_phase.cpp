#include <algorithm>

#include "stages/kernels/spectral/second_order_sections.h"

namespace rewire {
namespace {

/// The two delays of a section (transposed direct form II).
struct State {
  double first = 0.0;
  double second = 0.0;
};

/// The states in which a constant input of 1 leaves every section's output constant.
std::vector<State> steady_states(const std::vector<Section>& sections) {
  std::vector<State> states;
  double input = 1.0;
  for (const Section& s : sections) {
    const double output = input * (s.b0 + s.b1 + s.b2) / (1.0 + s.a1 + s.a2);
    states.push_back({.first = output - s.b0 * input, .second = s.b2 * input - s.a2 * output});
    input = output;
  }
  return states;
}

/// Filters the values in place, in the order of the iterators, from the steady state of the first.
template <class Iterator>
void filter(const std::vector<Section>& sections,
            const std::vector<State>& steady,
            Iterator begin,
            Iterator end) {
  const double start = *begin;
  for (std::size_t i = 0; i < sections.size(); ++i) {
    const Section& s = sections[i];
    State state{.first = steady[i].first * start, .second = steady[i].second * start};
    for (Iterator value = begin; value != end; ++value) {
      const double input = *value;
      const double output = s.b0 * input + state.first;
      state.first = s.b1 * input - s.a1 * output + state.second;
      state.second = s.b2 * input - s.a2 * output;
      *value = output;
    }
  }
}

Eigen::VectorXd extended(const Eigen::Ref<const Eigen::VectorXd>& series,
                         EdgeExtension edges,
                         Eigen::Index extension) {
  const Eigen::Index n = series.size();
  Eigen::VectorXd longer(n + 2 * extension);
  longer.segment(extension, n) = series;
  for (Eigen::Index i = 1; i <= extension; ++i) {
    double& before = longer[extension - i];
    double& after = longer[extension + n - 1 + i];
    switch (edges) {
      case EdgeExtension::odd:
        before = 2.0 * series[0] - series[i];
        after = 2.0 * series[n - 1] - series[n - 1 - i];
        break;
      case EdgeExtension::even:
        before = series[i];
        after = series[n - 1 - i];
        break;
      case EdgeExtension::constant:
        before = series[0];
        after = series[n - 1];
        break;
    }
  }
  return longer;
}

}  // namespace

Eigen::Index default_extension(const std::vector<Section>& sections) {
  const auto first_order = [](double Section::*coefficient, const std::vector<Section>& all) {
    return std::count_if(all.begin(), all.end(), [&](const Section& section) {
      return section.*coefficient == 0.0;
    });
  };
  const auto count = static_cast<Eigen::Index>(sections.size());
  return 3 * (2 * count + 1 -
              std::min(first_order(&Section::b2, sections), first_order(&Section::a2, sections)));
}

Eigen::MatrixXd filter_zero_phase(const std::vector<Section>& sections,
                                  const Eigen::Ref<const Eigen::MatrixXd>& series,
                                  EdgeExtension edges,
                                  Eigen::Index extension) {
  const std::vector<State> steady = steady_states(sections);
  Eigen::MatrixXd filtered(series.rows(), series.cols());
  for (Eigen::Index column = 0; column < series.cols(); ++column) {
    Eigen::VectorXd values = extended(series.col(column), edges, extension);
    filter(sections, steady, values.begin(), values.end());
    std::reverse(values.begin(), values.end());
    filter(sections, steady, values.begin(), values.end());
    std::reverse(values.begin(), values.end());
    filtered.col(column) = values.segment(extension, series.rows());
  }
  return filtered;
}

}  // namespace rewire
