#include "stages/kernels/statistics/elastic_net.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace rewire {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::MatrixXf;
using Eigen::VectorXd;

constexpr int most_sweeps = 1000;
constexpr Index features_per_tile = 2048;
/// Gradients in single precision sort out what is looked at in double.
constexpr double slack = 1e-4;

double soft(double value, double threshold) {
  if (value > threshold) return value - threshold;
  return value < -threshold ? value + threshold : 0.0;
}

/// Coefficients of one outcome; features that are not active are 0 until their gradient says
/// otherwise.
struct Path {
  VectorXd residuals;
  double tolerance = 0.0;
  std::vector<Index> active;
  std::vector<double> coefficients;  ///< of the active ones
  std::vector<bool> is_active;

  void activate(Index feature) {
    if (is_active[static_cast<std::size_t>(feature)]) return;
    is_active[static_cast<std::size_t>(feature)] = true;
    active.push_back(feature);
    coefficients.push_back(0.0);
  }
};

struct Penalty {
  double l1 = 0.0;
  double l2 = 0.0;
};

/// The paths of all outcomes (columns of y) in lockstep: the gradients of all features are one
/// matrix product for all of them.
class Paths {
 public:
  Paths(const Eigen::Ref<const MatrixXd>& x, const Eigen::Ref<const MatrixXd>& y, double precision)
      : x_(x), x_single_(x.cast<float>()), n_(static_cast<double>(x.rows())) {
    paths_.resize(static_cast<std::size_t>(y.cols()));
    for (std::size_t o = 0; o < paths_.size(); ++o) {
      paths_[o].residuals = y.col(static_cast<Index>(o));
      paths_[o].tolerance = precision * std::sqrt(paths_[o].residuals.squaredNorm() / n_);
      paths_[o].is_active.assign(static_cast<std::size_t>(x.cols()), false);
    }
  }

  const Path& operator[](std::size_t outcome) const { return paths_[outcome]; }

  /// The largest gradient of each outcome as it stands.
  VectorXd largest_gradients() const {
    return (x_.transpose() * residuals_of(all())).cwiseAbs().colwise().maxCoeff().transpose() / n_;
  }

  /// The optimum for a penalty per outcome.
  void solve(const std::vector<Penalty>& penalties) {
    std::vector<std::size_t> open = all();
    while (!open.empty()) {
      for (const std::size_t o : open) descend(paths_[o], penalties[o]);
      open = activate(open, penalties);
    }
  }

 private:
  std::vector<std::size_t> all() const {
    std::vector<std::size_t> outcomes(paths_.size());
    std::iota(outcomes.begin(), outcomes.end(), std::size_t{0});
    return outcomes;
  }

  MatrixXd residuals_of(const std::vector<std::size_t>& outcomes) const {
    MatrixXd residuals(x_.rows(), static_cast<Index>(outcomes.size()));
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
      residuals.col(static_cast<Index>(i)) = paths_[outcomes[i]].residuals;
    }
    return residuals;
  }

  /// One sweep over the active features, or over those that are not 0; the largest step.
  double sweep(Path& path, const Penalty& penalty, bool is_whole) const {
    double largest = 0.0;
    for (std::size_t i = 0; i < path.active.size(); ++i) {
      const double before = path.coefficients[i];
      if (!is_whole && before == 0.0) continue;
      const auto column = x_.col(path.active[i]);
      const double after =
          soft(column.dot(path.residuals) / n_ + before, penalty.l1) / (1.0 + penalty.l2);
      if (after == before) continue;
      path.residuals -= (after - before) * column;
      path.coefficients[i] = after;
      largest = std::max(largest, std::abs(after - before));
    }
    return largest;
  }

  void descend(Path& path, const Penalty& penalty) const {
    for (int round = 0; round < most_sweeps; ++round) {
      if (sweep(path, penalty, true) <= path.tolerance) return;
      for (int inner = 0; inner < most_sweeps; ++inner) {
        if (sweep(path, penalty, false) <= path.tolerance) break;
      }
    }
  }

  /// Adds the features whose gradient breaks an optimum; the outcomes that had any.
  std::vector<std::size_t> activate(const std::vector<std::size_t>& open,
                                    const std::vector<Penalty>& penalties) {
    const MatrixXf residuals = residuals_of(open).cast<float>() / static_cast<float>(n_);
    std::vector<bool> broken(open.size(), false);
    MatrixXf gradients;
    for (Index first = 0; first < x_.cols(); first += features_per_tile) {
      const Index width = std::min(features_per_tile, x_.cols() - first);
      gradients.noalias() = x_single_.middleCols(first, width).transpose() * residuals;
      gradients = gradients.cwiseAbs();
      for (std::size_t i = 0; i < open.size(); ++i) {
        Path& path = paths_[open[i]];
        const Penalty& penalty = penalties[open[i]];
        const auto looked = static_cast<float>(penalty.l1 * (1.0 - slack));
        const auto column = gradients.col(static_cast<Index>(i));
        if (!(column.maxCoeff() > looked)) continue;
        for (Index j = 0; j < width; ++j) {
          if (!(column[j] > looked) || path.is_active[static_cast<std::size_t>(first + j)])
            continue;
          const double exact = std::abs(x_.col(first + j).dot(path.residuals)) / n_;
          if (exact <= penalty.l1 + path.tolerance) continue;
          path.activate(first + j);
          broken[i] = true;
        }
      }
    }
    std::vector<std::size_t> again;
    for (std::size_t i = 0; i < open.size(); ++i) {
      if (broken[i]) again.push_back(open[i]);
    }
    return again;
  }

  const Eigen::Ref<const MatrixXd>& x_;
  MatrixXf x_single_;
  double n_;
  std::vector<Path> paths_;
};

Penalty shared(double penalty, double l1_share) {
  return {penalty * l1_share, penalty * (1.0 - l1_share)};
}

}  // namespace

MatrixXd elastic_net(const Eigen::Ref<const MatrixXd>& x,
                     const Eigen::Ref<const VectorXd>& y,
                     const std::vector<double>& penalties,
                     double l1_share) {
  MatrixXd result = MatrixXd::Zero(x.cols(), static_cast<Index>(penalties.size()));
  Paths paths(x, y, 1e-7);
  for (std::size_t k = 0; k < penalties.size(); ++k) {
    paths.solve({shared(penalties[k], l1_share)});
    for (std::size_t i = 0; i < paths[0].active.size(); ++i) {
      result(paths[0].active[i], static_cast<Index>(k)) = paths[0].coefficients[i];
    }
  }
  return result;
}

std::vector<MatrixXd> elastic_net_predictions(const Eigen::Ref<const MatrixXd>& x,
                                              const Eigen::Ref<const MatrixXd>& y,
                                              const Eigen::Ref<const MatrixXd>& test,
                                              const std::vector<double>& shares,
                                              double l1_share) {
  const auto outcomes = static_cast<std::size_t>(y.cols());
  std::vector<MatrixXd> result(outcomes,
                               MatrixXd::Zero(test.rows(), static_cast<Index>(shares.size())));
  Paths paths(x, y, 3e-4);
  const VectorXd smallest = paths.largest_gradients() / l1_share;
  for (std::size_t k = 0; k < shares.size(); ++k) {
    std::vector<Penalty> penalties(outcomes);
    for (std::size_t o = 0; o < outcomes; ++o) {
      penalties[o] = shared(shares[k] * smallest[static_cast<Index>(o)], l1_share);
    }
    paths.solve(penalties);
    for (std::size_t o = 0; o < outcomes; ++o) {
      auto predicted = result[o].col(static_cast<Index>(k));
      for (std::size_t i = 0; i < paths[o].active.size(); ++i) {
        if (paths[o].coefficients[i] == 0.0) continue;
        predicted += paths[o].coefficients[i] * test.col(paths[o].active[i]);
      }
    }
  }
  return result;
}

}  // namespace rewire
