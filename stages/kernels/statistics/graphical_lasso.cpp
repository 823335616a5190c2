#include "stages/kernels/statistics/graphical_lasso.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <limits>

#include "stages/core/interrupt.h"

namespace rewire {
namespace {

using Eigen::Index;

double soft(double value, double threshold) {
  if (value > threshold) return value - threshold;
  if (value < -threshold) return value + threshold;
  return 0.0;
}

/// One column at a time: the lasso of its regression on all others, whose covariance is W.
class Descent {
 public:
  Descent(const Eigen::Ref<const Eigen::MatrixXd>& covariance,
          double penalty,
          const SparsePrecision& start)
      : s_(covariance), penalty_(penalty), w_(covariance), beta_(s_.rows(), s_.rows()) {
    beta_.setZero();
    if (start.precision.rows() != s_.rows()) {
      // Pulled towards the diagonal: positive definite whatever the rank of S.
      w_ *= 0.95;
      w_.diagonal() = s_.diagonal();
      return;
    }
    w_ = start.covariance;
    w_.diagonal() = s_.diagonal();
    for (Index j = 0; j < s_.rows(); ++j) {
      beta_.col(j) = -start.precision.col(j) / start.precision(j, j);
      beta_(j, j) = 0.0;
    }
  }

  /// The largest change of a covariance.
  double sweep(double tolerance) {
    double change = 0.0;
    for (Index j = 0; j < s_.rows(); ++j) change = std::max(change, update_column(j, tolerance));
    return change;
  }

  Eigen::MatrixXd precision() const {
    Eigen::MatrixXd p(s_.rows(), s_.rows());
    for (Index j = 0; j < s_.rows(); ++j) {
      p.col(j) = -beta_.col(j);
      p(j, j) = 1.0;
      p.col(j) /= w_(j, j) - w_.col(j).dot(beta_.col(j));
    }
    // An edge is one of both columns; they agree where the descent has converged.
    for (Index j = 0; j < s_.rows(); ++j) {
      for (Index i = 0; i < j; ++i) {
        const bool edge = p(i, j) != 0.0 && p(j, i) != 0.0;
        p(i, j) = p(j, i) = edge ? 0.5 * (p(i, j) + p(j, i)) : 0.0;
      }
    }
    return p;
  }

  const Eigen::MatrixXd& covariance() const { return w_; }

 private:
  enum class Visited { all, active, zero };  ///< coefficients: those that are not 0, or that are

  double update_column(Index j, double tolerance) {
    // Coefficients that are not 0 are solved for together; passes find which those are.
    bool solved = solve_active(j);
    if (!solved) find_residual(j);
    for (int pass = 0; pass < most_passes; ++pass) {
      if (change_of_pass(j, solved ? Visited::zero : Visited::all) < tolerance) break;
      solved = solve_active(j);
      for (int inner = 0; inner < most_passes && !solved; ++inner) {
        if (change_of_pass(j, Visited::active) < tolerance) break;
        solved = solve_active(j);
      }
    }
    residual_ = s_.col(j) - residual_;
    residual_[j] = w_(j, j);
    const double change = (residual_ - w_.col(j)).cwiseAbs().maxCoeff();
    w_.col(j) = residual_;
    w_.row(j) = residual_.transpose();
    return change;
  }

  void find_active(Index j) {
    active_.clear();
    for (Index k = 0; k < beta_.rows(); ++k) {
      if (beta_(k, j) != 0.0) active_.push_back(k);
    }
  }

  /// From the active coefficients, four at a time: the time goes into reading and writing.
  void find_residual(Index j) {
    residual_ = s_.col(j);
    std::size_t a = 0;
    const auto part = [&](std::size_t at) { return w_.col(active_[at]) * beta_(active_[at], j); };
    for (; a + 4 <= active_.size(); a += 4) {
      residual_ -= part(a) + part(a + 1) + part(a + 2) + part(a + 3);
    }
    for (; a < active_.size(); ++a) residual_ -= part(a);
  }

  /// The minimum over the coefficients that are not 0, when there they keep their signs.
  bool solve_active(Index j) {
    auto beta = beta_.col(j);
    find_active(j);
    Eigen::VectorXd goal(static_cast<Index>(active_.size()));
    for (Index a = 0; a < goal.size(); ++a) {
      const Index k = active_[static_cast<std::size_t>(a)];
      goal[a] = s_(k, j) - std::copysign(penalty_, beta[k]);
    }
    const Eigen::LLT<Eigen::MatrixXd> factor(w_(active_, active_));
    if (factor.info() != Eigen::Success) return false;
    factor.solveInPlace(goal);
    for (Index a = 0; a < goal.size(); ++a) {
      if (!(goal[a] * beta[active_[static_cast<std::size_t>(a)]] > 0.0)) return false;
    }
    for (Index a = 0; a < goal.size(); ++a) beta[active_[static_cast<std::size_t>(a)]] = goal[a];
    find_residual(j);
    return true;
  }

  double change_of_pass(Index j, Visited visited) {
    auto beta = beta_.col(j);
    double largest = 0.0;
    for (Index k = 0; k < beta.size(); ++k) {
      const bool is_zero = beta[k] == 0.0;
      if (is_zero && (visited == Visited::active || std::abs(residual_[k]) <= penalty_)) continue;
      if (k == j || (!is_zero && visited == Visited::zero)) continue;
      const double old = beta[k];
      const double now = soft(residual_[k] + w_(k, k) * old, penalty_) / w_(k, k);
      if (now == old) continue;
      residual_ -= w_.col(k) * (now - old);
      beta[k] = now;
      largest = std::max(largest, std::abs(now - old));
    }
    return largest;
  }

  static constexpr int most_passes = 200;
  Eigen::Ref<const Eigen::MatrixXd> s_;
  double penalty_;
  Eigen::MatrixXd w_;
  Eigen::MatrixXd beta_;
  Eigen::VectorXd residual_;
  std::vector<Index> active_;
};

double duality_gap(const Eigen::Ref<const Eigen::MatrixXd>& s,
                   const Eigen::MatrixXd& precision,
                   double penalty) {
  const double size = precision.cwiseAbs().sum() - precision.diagonal().cwiseAbs().sum();
  return s.cwiseProduct(precision).sum() - static_cast<double>(s.rows()) + penalty * size;
}

}  // namespace

SparsePrecision graphical_lasso(const Eigen::Ref<const Eigen::MatrixXd>& covariance,
                                double penalty,
                                const SparsePrecision& start,
                                const DescentLimits& limits) {
  SparsePrecision fit;
  if (covariance.rows() == 0) return fit;
  Descent descent(covariance, penalty, start);
  double tolerance = 1e-4;
  for (fit.sweeps = 1; fit.sweeps <= limits.sweeps; ++fit.sweeps) {
    throw_if_interrupted();
    const double change = descent.sweep(tolerance);
    tolerance = std::max(0.3 * tolerance, 1e-12);
    if (!(change < limits.change) && fit.sweeps < limits.sweeps) continue;
    fit.precision = descent.precision();
    fit.gap = duality_gap(covariance, fit.precision, penalty);
    // The gap of a precision that is not yet the inverse of the covariance passes through 0.
    fit.converged = std::abs(fit.gap) < limits.gap && change < limits.change;
    if (fit.converged) break;
  }
  fit.covariance = descent.covariance();
  return fit;
}

double extended_information_criterion(const SparsePrecision& fit,
                                      const Eigen::Ref<const Eigen::MatrixXd>& covariance,
                                      double samples,
                                      double gamma) {
  const Eigen::LLT<Eigen::MatrixXd> factor(fit.precision);
  if (factor.info() != Eigen::Success) return std::numeric_limits<double>::infinity();
  const Eigen::MatrixXd& lower = factor.matrixLLT();
  const double log_determinant = 2.0 * lower.diagonal().array().log().sum();
  double edges = 0.0;
  for (Index j = 0; j < fit.precision.cols(); ++j) {
    for (Index i = 0; i < j; ++i) edges += fit.precision(i, j) != 0.0 ? 1.0 : 0.0;
  }
  const double fitted = log_determinant - covariance.cwiseProduct(fit.precision).sum();
  return -samples * fitted + edges * std::log(samples) +
         4.0 * gamma * edges * std::log(static_cast<double>(fit.precision.cols()));
}

std::vector<double> penalty_path(const Eigen::Ref<const Eigen::MatrixXd>& covariance,
                                 int count,
                                 double ratio) {
  double largest = 0.0;
  for (Index j = 0; j < covariance.cols(); ++j) {
    for (Index i = 0; i < j; ++i) largest = std::max(largest, std::abs(covariance(i, j)));
  }
  std::vector<double> penalties;
  for (int k = 0; k < count; ++k) {
    const double share = count > 1 ? static_cast<double>(k) / (count - 1) : 0.0;
    penalties.push_back(std::max(largest, 1e-12) * std::pow(ratio, share));
  }
  return penalties;
}

}  // namespace rewire
