#include "stages/kernels/statistics/prediction.h"

#include <gtest/gtest.h>

#include <set>

#include "stages/core/error.h"
#include "stages/core/parallel.h"
#include "stages/core/random.h"
#include "stages/kernels/linalg/symmetric_eigen.h"
#include "stages/kernels/statistics/distributions.h"
#include "stages/kernels/statistics/elastic_net.h"
#include "stages/kernels/statistics/prediction_folds.h"
#include "stages/kernels/statistics/reliable_change.h"

namespace rewire {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

MatrixXd noise(Index rows, Index columns, std::uint64_t stream) {
  RandomStream random(31, stream);
  MatrixXd values(rows, columns);
  for (double& value : values.reshaped()) value = random.normal();
  return values;
}

TEST(Folds, TestEveryRowOnceAndNeverTrainOnIt) {
  PredictionParams params;
  params.outer_folds = 7;
  for (const NestedFold& fold : nested_folds(31, params)) {
    std::set<Index> train(fold.outer.train.begin(), fold.outer.train.end());
    EXPECT_EQ(train.size() + fold.outer.test.size(), 31U);
    for (const Index row : fold.outer.test) EXPECT_FALSE(train.contains(row));
    std::set<Index> tested;
    for (const TrainTest& inner : fold.inner) {
      for (const Index row : inner.test) {
        EXPECT_TRUE(train.contains(row));
        EXPECT_TRUE(tested.insert(row).second);
      }
      EXPECT_EQ(inner.train.size() + inner.test.size(), train.size());
    }
    EXPECT_EQ(tested, train);
  }
}

TEST(Ridge, IsThePrimalSolution) {
  const MatrixXd x = noise(20, 6, 1);
  const VectorXd y = noise(20, 1, 2).col(0);
  TrainTest split;
  for (Index i = 0; i < 20; ++i) (i % 4 == 0 ? split.test : split.train).push_back(i);
  const auto models = ridge_models(x, {split}, Learner::ridge);
  const MatrixXd predicted = models->predict(y)[0];
  MatrixXd train = x(split.train, Eigen::all);
  MatrixXd test = x(split.test, Eigen::all);
  const Eigen::RowVectorXd mean = train.colwise().mean();
  train.rowwise() -= mean;
  test.rowwise() -= mean;
  const Eigen::RowVectorXd deviation = train.colwise().norm() / std::sqrt(15.0);
  train = train * deviation.cwiseInverse().asDiagonal();
  test = test * deviation.cwiseInverse().asDiagonal();
  const VectorXd seen = y(split.train);
  const VectorXd centred = seen.array() - seen.mean();
  // The mean eigenvalue of the 15 x 15 kernel of standardised features over 6 is 1.
  for (std::size_t k = 0; k < models->tuned().size(); ++k) {
    const MatrixXd system =
        train.transpose() * train / 6.0 + models->tuned()[k] * MatrixXd::Identity(6, 6);
    const VectorXd beta = solve_positive_definite(system, train.transpose() * centred / 6.0);
    const VectorXd expected = (test * beta).array() + seen.mean();
    EXPECT_TRUE(predicted.col(static_cast<Index>(k)).isApprox(expected, 1e-9)) << k;
  }
}

TEST(ElasticNet, MeetsTheConditionsOfTheOptimum) {
  MatrixXd x = noise(25, 60, 11);
  x.rowwise() -= x.colwise().mean().eval();
  x = x * (x.colwise().norm() / 5.0).cwiseInverse().asDiagonal();
  x.col(7).setZero();
  VectorXd y = x.col(0) - 2.0 * x.col(1) + noise(25, 1, 12).col(0);
  y.array() -= y.mean();
  const std::vector<double> penalties{10.0, 0.8, 0.3, 0.05};
  const MatrixXd found = elastic_net(x, y, penalties, 0.5);
  EXPECT_TRUE(found.col(0).isZero());
  for (Index k = 1; k < 4; ++k) {
    const double half = 0.5 * penalties[static_cast<std::size_t>(k)];
    const VectorXd b = found.col(k);
    const VectorXd gradient = x.transpose() * (y - x * b) / 25.0 - half * b;
    for (Index j = 0; j < 60; ++j) {
      if (b[j] == 0.0) {
        EXPECT_LE(std::abs(gradient[j]), half + 1e-5) << k << ' ' << j;
      } else {
        EXPECT_NEAR(gradient[j], std::copysign(half, b[j]), 1e-5) << k << ' ' << j;
      }
    }
    EXPECT_NE(b[1], 0.0);
    EXPECT_EQ(b[7], 0.0);
  }
}

TEST(ElasticNet, ManyOutcomesAtOnceAreEachTheirOwn) {
  MatrixXd x = noise(25, 3000, 21);
  x.rowwise() -= x.colwise().mean().eval();
  x = x * (x.colwise().norm() / 5.0).cwiseInverse().asDiagonal();
  MatrixXd y = noise(25, 4, 22);
  y.col(2) += 2.0 * x.col(5) - x.col(2500);
  y.rowwise() -= y.colwise().mean().eval();
  const MatrixXd test = noise(7, 3000, 23);
  const std::vector<double> shares{1.0, 0.6, 0.3, 0.1};
  const std::vector<MatrixXd> found = elastic_net_predictions(x, y, test, shares, 0.5);
  ASSERT_EQ(found.size(), 4U);
  for (Index o = 0; o < 4; ++o) {
    const double smallest = (x.transpose() * y.col(o)).cwiseAbs().maxCoeff() / 25.0 / 0.5;
    std::vector<double> penalties;
    for (const double share : shares) penalties.push_back(share * smallest);
    const MatrixXd expected = test * elastic_net(x, y.col(o), penalties, 0.5);
    EXPECT_TRUE(found[static_cast<std::size_t>(o)].col(0).isZero(1e-3)) << o;
    EXPECT_LT((found[static_cast<std::size_t>(o)] - expected).cwiseAbs().maxCoeff(), 0.02) << o;
    EXPECT_GT(expected.col(3).cwiseAbs().maxCoeff(), 0.1) << o;
  }
}

TEST(ConnectomeBased, IsTheLineOnSelectedSums) {
  const MatrixXd x = noise(24, 2500, 3);
  const VectorXd y = x.col(3) + x.col(9) - x.col(20) + 0.5 * noise(24, 1, 4).col(0);
  TrainTest split;
  for (Index i = 0; i < 24; ++i) (i < 4 ? split.test : split.train).push_back(i);
  const MatrixXd predicted = connectome_models(x, {split})->predict(y)[0];
  const VectorXd seen = y(split.train);
  VectorXd sums = VectorXd::Zero(24);
  for (Index f = 0; f < 2500; ++f) {
    const VectorXd one = x.col(f)(split.train);
    const VectorXd a = one.array() - one.mean();
    const VectorXd b = seen.array() - seen.mean();
    const double r = a.dot(b) / (a.norm() * b.norm());
    const double t = r * std::sqrt(18.0 / (1.0 - r * r));
    if (student_t_two_sided_p(t, 18.0) <= 0.05) sums += std::copysign(1.0, r) * x.col(f);
  }
  const VectorXd s = sums(split.train);
  const VectorXd deviations = s.array() - s.mean();
  const double slope = deviations.dot(seen) / deviations.squaredNorm();
  for (Index i = 0; i < 4; ++i) {
    EXPECT_NEAR(predicted(i, 0), seen.mean() + slope * (sums[i] - s.mean()), 1e-9);
  }
}

TEST(NestedPrediction, FindsWhatIsThere) {
  const MatrixXd x = noise(60, 80, 5);
  VectorXd y = x.leftCols(10).rowwise().sum() + 0.7 * noise(60, 1, 6).col(0);
  y[7] = std::nan("");
  for (const Learner learner : {Learner::connectome_based, Learner::ridge, Learner::kernel_ridge}) {
    PredictionParams params;
    params.learner = learner;
    params.permutations = 100;
    const Prediction found = nested_prediction(x, y, params);
    EXPECT_GT(found.r, 0.4) << static_cast<int>(learner);
    EXPECT_EQ(found.p, 0.01) << static_cast<int>(learner);
    EXPECT_TRUE(std::isnan(found.predicted[7]));
    EXPECT_EQ(found.chosen.size(), 10U);
    int covered = 0;
    for (Index i = 0; i < 60; ++i) {
      covered += std::abs(found.predicted[i] - y[i]) <= found.interval_half_width ? 1 : 0;
    }
    EXPECT_GE(covered, 53);
  }
}

TEST(NestedPrediction, DoesNotFindWhatIsNot) {
  // 40 outcomes without any relation: p is uniform, so its mean has a standard error of 0.046.
  for (const Learner learner : {Learner::connectome_based, Learner::ridge}) {
    double mean = 0.0;
    for (std::uint64_t repeat = 0; repeat < 40; ++repeat) {
      PredictionParams params;
      params.learner = learner;
      params.permutations = 40;
      params.outer_folds = 5;
      params.seed = repeat;
      for (int site = 0; site < 32; ++site) params.groups.push_back(site % 4);
      mean +=
          nested_prediction(noise(32, 60, 100 + repeat), noise(32, 1, 200 + repeat).col(0), params)
              .p /
          40.0;
    }
    EXPECT_NEAR(mean, 0.5125, 0.19) << static_cast<int>(learner);
  }
}

TEST(NestedPrediction, SameBytesForAnyThreadsAndTypedErrors) {
  const MatrixXd x = noise(20, 30, 7);
  const VectorXd y = noise(20, 1, 8).col(0);
  PredictionParams params;
  params.permutations = 50;
  const auto run = [&](int threads) {
    const ThreadLimit limit(threads);
    return nested_prediction(x, y, params);
  };
  EXPECT_EQ(run(1).null_r, run(2).null_r);
  EXPECT_THROW(nested_prediction(x.topRows(5), y.head(5), params), InputError);
  EXPECT_THROW(nested_prediction(x, VectorXd::Ones(20), params), InputError);
  MatrixXd gap = x;
  gap(2, 2) = std::nan("");
  EXPECT_THROW(nested_prediction(gap, y, params), InputError);
  params.groups.assign(20, 1);
  EXPECT_THROW(nested_prediction(x, y, params), InputError);
}

TEST(ReliableChange, IsTheTestOfASingleCase) {
  const MatrixXd reference = noise(12, 40, 9);
  MatrixXd changes = noise(3, 40, 10);
  changes(1, 5) = 9.0;
  changes(2, 6) = std::nan("");
  const ReliableChange found = reliable_change(changes, reference, {}, {});
  const VectorXd column = reference.col(5);
  const double deviation =
      std::sqrt((column.array() - column.mean()).square().sum() / 11.0 * (1.0 + 1.0 / 12.0));
  EXPECT_NEAR(found.t(1, 5), (9.0 - column.mean()) / deviation, 1e-12);
  EXPECT_NEAR(found.p(1, 5), student_t_two_sided_p(found.t(1, 5), 11.0), 1e-15);
  EXPECT_LT(found.q(1, 5), 0.05);
  EXPECT_TRUE(std::isnan(found.q(2, 6)));
  // With own variances, a person whose scan says little has changed less surely.
  const MatrixXd own = MatrixXd::Constant(12, 40, 0.5);
  MatrixXd of_person = MatrixXd::Constant(3, 40, 0.5);
  const ReliableChange same = reliable_change(changes, reference, of_person, own);
  of_person.setConstant(5.0);
  const ReliableChange noisy = reliable_change(changes, reference, of_person, own);
  EXPECT_LT(std::abs(noisy.t(1, 5)), std::abs(same.t(1, 5)));
}

TEST(ReliableChange, FindsFivePercentWithoutChange) {
  int hits = 0;
  for (std::uint64_t repeat = 0; repeat < 20; ++repeat) {
    const ReliableChange found =
        reliable_change(noise(5, 100, 300 + repeat), noise(10, 100, 400 + repeat), {}, {});
    hits += static_cast<int>((found.p.array() < 0.05).count());
  }
  // 10,000 tests that share references by tens.
  EXPECT_NEAR(hits / 10000.0, 0.05, 0.01);
}

}  // namespace
}  // namespace rewire
