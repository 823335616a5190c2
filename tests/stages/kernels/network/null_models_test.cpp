#include <gtest/gtest.h>

#include "stages/core/error.h"
#include "stages/kernels/network/clustering.h"
#include "stages/kernels/network/degree.h"
#include "stages/kernels/network/rewiring.h"
#include "stages/kernels/network/small_world.h"
#include "tests/stages/kernels/network/reference_networks.h"

namespace rewire {
namespace {

using namespace testing;

/// How many entries are set in both.
double common(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b) {
  return static_cast<double>(((a.array() != 0.0) && (b.array() != 0.0)).count());
}

std::vector<double> sorted_weights(const Eigen::MatrixXd& weights) {
  std::vector<double> all(weights.reshaped().begin(), weights.reshaped().end());
  std::sort(all.begin(), all.end());
  return all;
}

double correlation(const Eigen::VectorXd& a, const Eigen::VectorXd& b) {
  const Eigen::VectorXd x = a.array() - a.mean();
  const Eigen::VectorXd y = b.array() - b.mean();
  return x.dot(y) / std::sqrt(x.squaredNorm() * y.squaredNorm());
}

TEST(RewireDegrees, KeepsDegreesAndWeightsAndMovesEdges) {
  const Network network(hashed_weights(80, 0.15));
  const Eigen::MatrixXd null = rewire_degrees(network, 10, RandomStream(1, 0));
  EXPECT_EQ(degree(Network(null)), degree(network));
  EXPECT_EQ(sorted_weights(null), sorted_weights(network.weights()));
  EXPECT_EQ(null, null.transpose());
  const double same = common(null, network.weights());
  EXPECT_LT(same / (2.0 * static_cast<double>(network.edge_count())), 0.4);
  EXPECT_EQ(null, rewire_degrees(network, 10, RandomStream(1, 0)));
  EXPECT_NE(null, rewire_degrees(network, 10, RandomStream(1, 1)));
}

TEST(RewireDegrees, LeavesWhatCannotBeRewired) {
  const Network complete(Eigen::MatrixXd::Ones(6, 6));
  EXPECT_EQ(rewire_degrees(complete, 10, RandomStream(1, 0)), complete.weights());
  const Network none(Eigen::MatrixXd::Zero(3, 3));
  EXPECT_EQ(rewire_degrees(none, 10, RandomStream(1, 0)), none.weights());
}

TEST(Latticise, KeepsDegreesAndClusters) {
  const Network network(hashed_weights(80, 0.1));
  const Network lattice(latticise(network, 10, RandomStream(1, 0)));
  const Network random(rewire_degrees(network, 10, RandomStream(1, 0)));
  EXPECT_EQ(degree(lattice), degree(network));
  EXPECT_GT(clustering(lattice).mean(), 2.0 * clustering(random).mean());
}

TEST(RewireSignedStrengths, KeepsBothSignsDegreesAndNearlyStrengths) {
  const Eigen::MatrixXd weights = read_reference_matrix("graph/signed40_weights.txt");
  const Eigen::MatrixXd null = rewire_signed_strengths(weights, 10, RandomStream(2, 0));
  EXPECT_EQ(null, null.transpose());
  EXPECT_EQ(sorted_weights(null), sorted_weights(weights));
  for (const double sign : {1.0, -1.0}) {
    const Eigen::MatrixXd before = (sign * weights).cwiseMax(0.0);
    const Eigen::MatrixXd after = (sign * null).cwiseMax(0.0);
    EXPECT_EQ((before.array() > 0.0).cast<int>().matrix().colwise().sum().eval(),
              (after.array() > 0.0).cast<int>().matrix().colwise().sum().eval());
    const double same = common(before, after);
    EXPECT_LT(same, 0.9 * static_cast<double>((before.array() > 0.0).count()));
  }
}

TEST(RewireSignedStrengths, KeepsStrengthsAsWellAsTheToolbox) {
  const Eigen::MatrixXd reference = read_reference_matrix("graph/signed_null_strengths.txt");
  constexpr int networks = 40;
  int row = 0;
  for (const char* name : {"signed40", "signed40_sparse"}) {
    const Eigen::MatrixXd weights =
        read_reference_matrix(std::string("graph/") + name + "_weights.txt");
    Eigen::Vector2d kept = Eigen::Vector2d::Zero();
    for (std::uint64_t k = 0; k < networks; ++k) {
      const Eigen::MatrixXd null = rewire_signed_strengths(weights, 10, RandomStream(3, k));
      for (const int sign : {0, 1}) {
        const double factor = sign == 0 ? 1.0 : -1.0;
        const Eigen::MatrixXd before = (factor * weights).cwiseMax(0.0);
        const Eigen::MatrixXd after = (factor * null).cwiseMax(0.0);
        kept[sign] +=
            correlation(before.colwise().sum().transpose(), after.colwise().sum().transpose()) /
            networks;
      }
    }
    for (const int sign : {0, 1}) {
      if (std::isnan(reference(row, sign))) continue;  // no edges of this sign
      EXPECT_GT(kept[sign], reference(row, sign) - 0.01) << name << " " << sign;
    }
    ++row;
  }
}

TEST(RewireSignedStrengths, MovesEdgesOfASparseNetworkToo) {
  const Eigen::MatrixXd weights = read_reference_matrix("graph/signed40_sparse_weights.txt");
  const Eigen::MatrixXd null = rewire_signed_strengths(weights, 10, RandomStream(2, 0));
  EXPECT_EQ(sorted_weights(null), sorted_weights(weights));
  EXPECT_EQ((weights.array() != 0.0).cast<int>().matrix().colwise().sum().eval(),
            (null.array() != 0.0).cast<int>().matrix().colwise().sum().eval());
  const double same = common(weights, null);
  EXPECT_LT(same, 0.6 * static_cast<double>((weights.array() != 0.0).count()));
}

TEST(RandomCovariance, HasTheMeanAndVarianceOfTheMatrix) {
  Eigen::MatrixXd matrix = read_reference_matrix("graph/signed40_weights.txt").cwiseAbs();
  matrix.diagonal().setOnes();
  double mean = 0.0;
  double square = 0.0;
  double wanted_mean = 0.0;
  double wanted_square = 0.0;
  constexpr int networks = 60;
  for (std::uint64_t k = 0; k < networks; ++k) {
    const Eigen::MatrixXd null = random_covariance(matrix, RandomStream(5, k));
    EXPECT_TRUE(null.diagonal().isOnes());
    EXPECT_LE(null.cwiseAbs().maxCoeff(), 1.0 + 1e-12);
    mean += (null.sum() - 40.0) / 1560.0 / networks;
    square += (null.squaredNorm() - 40.0) / 1560.0 / networks;
  }
  wanted_mean = (matrix.sum() - 40.0) / 1560.0;
  wanted_square = (matrix.squaredNorm() - 40.0) / 1560.0;
  EXPECT_NEAR(mean, wanted_mean, 0.03);
  EXPECT_NEAR(square - mean * mean, wanted_square - wanted_mean * wanted_mean, 0.01);
  EXPECT_THROW(random_covariance(Eigen::MatrixXd::Ones(4, 4), RandomStream(1, 0)), InputError);
}

TEST(RandomisePhases, KeepsAutocorrelationsAndUndoesCorrelations) {
  RandomStream random(3, 0);
  for (const Eigen::Index points : {128, 201}) {
    Eigen::MatrixXd series(points, 2);
    double last = 0.0;
    for (Eigen::Index t = 0; t < points; ++t) {
      last = 0.7 * last + random.normal();
      series(t, 0) = 5.0 + last;
      series(t, 1) = last + 0.1 * random.normal();
    }
    const Eigen::MatrixXd null = randomise_phases(series, RandomStream(4, 0));
    EXPECT_TRUE(null.colwise().mean().isApprox(series.colwise().mean(), 1e-10));
    const auto circular = [&](const Eigen::VectorXd& x, Eigen::Index lag) {
      double sum = 0.0;
      for (Eigen::Index t = 0; t < points; ++t) sum += x[t] * x[(t + lag) % points];
      return sum;
    };
    for (const Eigen::Index lag : {0, 1, 2, 7}) {
      EXPECT_NEAR(circular(null.col(0), lag), circular(series.col(0), lag), 1e-7);
    }
    EXPECT_GT(correlation(series.col(0), series.col(1)), 0.9);
    EXPECT_LT(std::abs(correlation(null.col(0), null.col(1))), 0.5);
  }
}

/// Every node joined to its `reach` nearest on either side of a ring.
Network ring(Eigen::Index nodes, Eigen::Index reach) {
  Eigen::MatrixXd weights = Eigen::MatrixXd::Zero(nodes, nodes);
  for (Eigen::Index i = 0; i < nodes; ++i) {
    for (Eigen::Index d = 1; d <= reach; ++d) {
      const Eigen::Index j = (i + d) % nodes;
      weights(i, j) = weights(j, i) = 1.0 - 0.1 * static_cast<double>(d);
    }
  }
  return Network(weights);
}

TEST(SmallWorld, RingsAreLatticesAndRewiredRingsAreRandom) {
  const SmallWorldOptions options{.seed = 1, .references = 5, .swaps_per_edge = 10};
  const Network lattice = ring(80, 4);
  const SmallWorld of_lattice = small_world(lattice, options);
  EXPECT_GT(of_lattice.sigma(), 1.5);
  EXPECT_LT(of_lattice.omega(), -0.3);
  EXPECT_LT(small_world_propensity(lattice, options), 0.35);
  const Network random(rewire_degrees(lattice, 20, RandomStream(8, 0)));
  const SmallWorld of_random = small_world(random, options);
  EXPECT_NEAR(of_random.sigma(), 1.0, 0.4);
  EXPECT_GT(of_random.omega(), 0.6);
  // Some long edges and much clustering: a small world.
  Eigen::MatrixXd weights = lattice.weights();
  for (Eigen::Index i = 0; i < 40; i += 5) weights(i, i + 40) = weights(i + 40, i) = 0.9;
  EXPECT_GT(small_world_propensity(Network(weights), options), 0.6);
  EXPECT_TRUE(std::isnan(small_world_propensity(Network(Eigen::MatrixXd::Zero(4, 4)), options)));
}

TEST(SmallWorld, PropensityCombinesBothDeviations) {
  // With one reference of the network itself deviations can be written down: a complete network is
  // its own lattice and random network.
  EXPECT_TRUE(std::isnan(small_world_propensity(Network(Eigen::MatrixXd::Ones(5, 5)), {})));
}

}  // namespace
}  // namespace rewire
