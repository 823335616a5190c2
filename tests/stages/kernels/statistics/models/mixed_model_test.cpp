#include "stages/kernels/statistics/mixed_model.h"

#include <gtest/gtest.h>

#include "stages/core/error.h"
#include "stages/core/parallel.h"
#include "stages/core/random.h"
#include "stages/kernels/statistics/mean_tests.h"
#include "tests/reference_file.h"

namespace rewire {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using testing::read_reference_matrix;

constexpr Index visit_count = 4;

/// models/visits.txt: participant visit arm baseline y; cell means and the baseline as covariate.
struct Trial {
  RepeatedMeasures data;
  MatrixXd contrasts;  ///< cell means, then arm differences per visit

  Trial() {
    const MatrixXd table = read_reference_matrix("models/visits.txt");
    data.values = table.col(4);
    data.visit_count = visit_count;
    data.design = MatrixXd::Zero(table.rows(), 2 * visit_count + 1);
    double sum = 0.0;
    double seen = 0.0;
    for (Index i = 0; i < table.rows(); ++i) {
      data.participants.push_back(static_cast<int>(table(i, 0)));
      data.visits.push_back(static_cast<int>(table(i, 1)));
      data.design(
          i, static_cast<Index>(table(i, 2)) * visit_count + static_cast<Index>(table(i, 1))) = 1.0;
      if (std::isnan(table(i, 4))) continue;
      sum += table(i, 3);
      seen += 1.0;
    }
    data.design.col(2 * visit_count) = table.col(3).array() - sum / seen;
    contrasts = MatrixXd::Zero(2 * visit_count + 1, 3 * visit_count);
    contrasts.topLeftCorner(2 * visit_count, 2 * visit_count).setIdentity();
    for (Index v = 0; v < visit_count; ++v) {
      contrasts(v, 2 * visit_count + v) = -1.0;
      contrasts(visit_count + v, 2 * visit_count + v) = 1.0;
    }
  }
};

VisitCovariance structure_of(double number) {
  if (number == 1.0) return VisitCovariance::compound_symmetric;
  return number == 2.0 ? VisitCovariance::autoregressive : VisitCovariance::unstructured;
}

TEST(MixedModel, AgreesWithR) {
  const Trial trial;
  const MatrixXd expected = read_reference_matrix("models/mixed.txt");
  const MatrixXd parameters = read_reference_matrix("models/mixed_parameters.txt");
  for (Index s = 0; s < 3; ++s) {
    const MixedModel model = fit_mixed_model(trial.data, structure_of(parameters(s, 0)));
    ASSERT_EQ(model.state, FitState::fitted) << s;
    EXPECT_NEAR(model.log_restricted_likelihood, parameters(s, 1), 1e-6) << s;
    // nlme's upper triangle column by column is this lower triangle row by row.
    for (Index k = 0; k < model.parameters.size(); ++k) {
      EXPECT_NEAR(model.parameters[k], parameters(s, 2 + k), 1e-5) << s << ' ' << k;
    }
    for (Index row = 0; row < expected.rows(); ++row) {
      if (expected(row, 0) != parameters(s, 0)) continue;
      const VectorXd contrast = trial.contrasts.col(static_cast<Index>(expected(row, 1)) - 1);
      const MixedContrast plain = mixed_contrast(model, contrast, DegreesOfFreedom::satterthwaite);
      const MixedContrast adjusted =
          mixed_contrast(model, contrast, DegreesOfFreedom::kenward_roger);
      EXPECT_NEAR(plain.estimate, expected(row, 2), 1e-5) << row;
      EXPECT_NEAR(plain.standard_error, expected(row, 3), 1e-5) << row;
      EXPECT_NEAR(plain.degrees_of_freedom, expected(row, 4), 1e-3) << row;
      EXPECT_NEAR(adjusted.standard_error, expected(row, 5), 1e-5) << row;
      EXPECT_NEAR(adjusted.degrees_of_freedom, expected(row, 6), 1e-3) << row;
    }
  }
}

TEST(MixedModel, CompleteUnstructuredVisitsAreTheTwoSampleTestOfEach) {
  // With every visit of everybody, the difference of arms at a visit is that of the means, with the
  // pooled variance and its n - 2 degrees of freedom.
  RandomStream random(5, 1);
  RepeatedMeasures data;
  data.visit_count = 3;
  data.values.resize(60);
  data.design = MatrixXd::Zero(60, 6);
  std::vector<int> labels;
  for (Index i = 0; i < 60; ++i) {
    data.participants.push_back(static_cast<int>(i / 3));
    data.visits.push_back(static_cast<int>(i % 3));
    if (i % 3 == 0) labels.push_back(i < 27 ? 0 : 1);
    data.design(i, (i < 27 ? 0 : 3) + i % 3) = 1.0;
    data.values[i] = random.normal() * static_cast<double>(1 + i % 3) + (i < 27 ? 0.0 : 0.5);
  }
  const MixedModel model = fit_mixed_model(data, VisitCovariance::unstructured);
  ASSERT_EQ(model.state, FitState::fitted);
  for (Index v = 0; v < 3; ++v) {
    VectorXd contrast = VectorXd::Zero(6);
    contrast[v] = -1.0;
    contrast[3 + v] = 1.0;
    const VectorXd values = data.values(Eigen::seqN(v, 20, 3));
    const MeanTest test = pooled_test(values, labels);
    for (const DegreesOfFreedom method :
         {DegreesOfFreedom::satterthwaite, DegreesOfFreedom::kenward_roger}) {
      const MixedContrast found = mixed_contrast(model, contrast, method);
      EXPECT_NEAR(found.estimate, test.estimate, 1e-9);
      EXPECT_NEAR(found.standard_error, test.standard_error, 1e-8);
      EXPECT_NEAR(found.degrees_of_freedom, 18.0, 1e-5);
    }
  }
}

TEST(MixedModel, KnownVariancesWeighRows) {
  // Heterogeneity far below the known variances stays at 0: then it is inverse variance weighting.
  RandomStream random(5, 2);
  RepeatedMeasures data;
  data.visit_count = 1;
  data.values.resize(30);
  data.design = MatrixXd::Ones(30, 1);
  data.known_variances.resize(30);
  for (Index i = 0; i < 30; ++i) {
    data.participants.push_back(static_cast<int>(i));
    data.visits.push_back(0);
    data.known_variances[i] = 4.0 * static_cast<double>(1 + i % 5);
    data.values[i] = 1.0 + 0.01 * random.normal();
  }
  const MixedModel model = fit_mixed_model(data, VisitCovariance::independent);
  ASSERT_EQ(model.state, FitState::fitted);
  EXPECT_EQ(model.parameters[0], 0.0);
  const VectorXd weights = data.known_variances.cwiseInverse();
  const MixedContrast mean =
      mixed_contrast(model, VectorXd::Ones(1), DegreesOfFreedom::satterthwaite);
  EXPECT_NEAR(mean.estimate, weights.dot(data.values) / weights.sum(), 1e-12);
  EXPECT_NEAR(mean.standard_error, 1.0 / std::sqrt(weights.sum()), 1e-12);
  EXPECT_EQ(mean.degrees_of_freedom, 29.0);
}

TEST(MixedModel, ManyColumnsGiveTheSameBytesForAnyThreads) {
  Trial trial;
  MatrixXd values(trial.data.values.size(), 20);
  RandomStream random(5, 3);
  for (Index c = 0; c < values.cols(); ++c) {
    values.col(c) = trial.data.values;
    for (double& value : values.col(c)) value += 0.3 * random.normal();
  }
  const LinearDesign design{trial.data.design};
  const VisitRows rows{trial.data.participants, trial.data.visits, visit_count};
  const auto run = [&](int threads) {
    const ThreadLimit limit(threads);
    return mixed_contrasts(values,
                           design,
                           rows,
                           VisitCovariance::unstructured,
                           DegreesOfFreedom::kenward_roger,
                           trial.contrasts,
                           0.95);
  };
  const ContrastFits one = run(1);
  const ContrastFits two = run(2);
  EXPECT_EQ(one.t, two.t);
  EXPECT_EQ(one.degrees_of_freedom, two.degrees_of_freedom);
  EXPECT_EQ(one.state(0, 0), FitState::fitted);
}

TEST(MixedModel, SaysWhatTheDataDoNotDetermine) {
  Trial trial;
  RepeatedMeasures twice = trial.data;
  twice.visits[1] = twice.visits[0];
  twice.values[0] = twice.values[1] = 0.5;
  EXPECT_THROW(fit_mixed_model(twice, VisitCovariance::unstructured), InputError);

  // Nobody has both of two visits: their covariance is anything.
  RepeatedMeasures apart = trial.data;
  for (Index i = 0; i < apart.values.size(); ++i) {
    const auto at = static_cast<std::size_t>(i);
    if (apart.visits[at] == (apart.participants[at] % 2 == 0 ? 1 : 2)) {
      apart.values[i] = std::nan("");
    }
  }
  EXPECT_EQ(fit_mixed_model(apart, VisitCovariance::unstructured).state, FitState::not_converged);
  EXPECT_EQ(fit_mixed_model(apart, VisitCovariance::compound_symmetric).state, FitState::fitted);

  // One arm never came to the last visit.
  RepeatedMeasures gone = trial.data;
  for (Index i = 0; i < gone.values.size(); ++i) {
    if (gone.design(i, 2 * visit_count - 1) == 1.0) gone.values[i] = std::nan("");
  }
  const MixedModel model = fit_mixed_model(gone, VisitCovariance::unstructured);
  const auto at = [&](Index c) {
    return mixed_contrast(model, trial.contrasts.col(c), DegreesOfFreedom::kenward_roger).state;
  };
  EXPECT_EQ(at(0), FitState::fitted);
  EXPECT_EQ(at(2 * visit_count - 1), FitState::not_estimable);
  EXPECT_EQ(at(3 * visit_count - 1), FitState::not_estimable);
}

}  // namespace
}  // namespace rewire
