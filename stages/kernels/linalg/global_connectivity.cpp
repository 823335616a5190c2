#include "stages/kernels/linalg/global_connectivity.h"

#include <algorithm>
#include <limits>

#include "stages/core/parallel.h"

namespace rewire {
namespace {

using Eigen::Index;

constexpr Index series_per_block = 512;
constexpr float nan = std::numeric_limits<float>::quiet_NaN();
/// Nearest to 1 that a correlation may come before artanh.
constexpr float highest = 1.0F - 1e-6F;

/// Sums over pairs, in the order in which blocks come.
struct Sums {
  explicit Sums(Index count)
      : total(Eigen::VectorXd::Zero(count)),
        positive(Eigen::VectorXd::Zero(count)),
        degree(Eigen::VectorXd::Zero(count)) {}
  Eigen::VectorXd total;
  Eigen::VectorXd positive;
  Eigen::VectorXd degree;
};

/// Adds the sums over the columns of a block to those of its rows.
struct RowSums {
  explicit RowSums(Index rows)
      : total(Eigen::ArrayXf::Zero(rows)), positive(total), degree(total) {}
  Eigen::ArrayXf total;
  Eigen::ArrayXf positive;
  Eigen::ArrayXf degree;

  void add_to(Sums& sums, Index at) const {
    sums.total.segment(at, total.size()) += total.cast<double>().matrix();
    sums.positive.segment(at, total.size()) += positive.cast<double>().matrix();
    sums.degree.segment(at, total.size()) += degree.cast<double>().matrix();
  }
};

class PairBlocks {
 public:
  PairBlocks(const Eigen::Ref<const Eigen::MatrixXf>& unit, GlobalMeasure measure, float threshold)
      : unit_(unit),
        measure_(measure),
        threshold_(threshold),
        blocks_((unit.cols() + series_per_block - 1) / series_per_block),
        of_rows_(unit.cols()),
        of_columns_(unit.cols()) {}

  /// Blocks a and a + step, round and round: every block is the rows of one pair and the columns of
  /// another, so that no two threads add to the same sums.
  void run() {
    for (Index step = 0; step <= blocks_ / 2; ++step) {
      const bool half = step != 0 && 2 * step == blocks_;
      const Index pairs = half ? blocks_ / 2 : blocks_;
      parallel_for(static_cast<std::size_t>(pairs), 1, [&](std::size_t a, std::size_t) {
        const auto first = static_cast<Index>(a);
        add_pair(first, (first + step) % blocks_);
      });
    }
  }

  const Sums& rows() const { return of_rows_; }
  const Sums& columns() const { return of_columns_; }

 private:
  Index size(Index block) const {
    return std::min(series_per_block, unit_.cols() - block * series_per_block);
  }

  void add_pair(Index a, Index b) {
    const Index first = a * series_per_block;
    const Index second = b * series_per_block;
    Eigen::MatrixXf r(size(a), size(b));
    r.noalias() = unit_.middleCols(first, size(a)).transpose() * unit_.middleCols(second, size(b));
    if (a == b) r.diagonal().setZero();
    // Column by column, while a column is in the nearest cache.
    RowSums sums(r.rows());
    Eigen::ArrayXf values(r.rows());
    Eigen::ArrayXf part(r.rows());
    for (Index j = 0; j < r.cols(); ++j) {
      part = (r.col(j).array() > threshold_).cast<float>();
      sums.degree += part;
      if (a != b) of_columns_.degree[second + j] += static_cast<double>(part.sum());
      to_measure(r.col(j).array(), values);
      sums.total += values;
      if (a != b) of_columns_.total[second + j] += static_cast<double>(values.sum());
      part = values.max(0.0F);
      sums.positive += part;
      if (a != b) of_columns_.positive[second + j] += static_cast<double>(part.sum());
    }
    sums.add_to(of_rows_, first);
  }

  void to_measure(const Eigen::Ref<const Eigen::ArrayXf>& r, Eigen::ArrayXf& values) const {
    if (measure_ == GlobalMeasure::fisher_z) {
      values = r.max(-highest).min(highest);
      values = 0.5F * ((1.0F + values) / (1.0F - values)).log();
    } else {
      values = r;
    }
  }

  Eigen::Ref<const Eigen::MatrixXf> unit_;
  GlobalMeasure measure_;
  float threshold_;
  Index blocks_;
  Sums of_rows_;
  Sums of_columns_;
};

/// 1 where a series is not 0.
Eigen::ArrayXd present_series(const Eigen::Ref<const Eigen::MatrixXf>& unit) {
  return (unit.colwise().squaredNorm().transpose().array() > 0.0F).cast<double>();
}

Eigen::VectorXf mean_of(const Eigen::ArrayXd& sums, const Eigen::ArrayXd& present) {
  const double others = std::max(present.sum() - 1.0, 1.0);
  return (present > 0.0).select((sums / others).cast<float>(), nan).matrix();
}

}  // namespace

void make_unit_columns(Eigen::MatrixXf& series) {
  parallel_for(static_cast<std::size_t>(series.cols()), 256, [&](std::size_t from, std::size_t to) {
    for (auto j = static_cast<Index>(from); j < static_cast<Index>(to); ++j) {
      Eigen::VectorXd column = series.col(j).cast<double>();
      const double largest = column.size() > 0 ? column.cwiseAbs().maxCoeff() : 0.0;
      column.array() -= column.mean();
      const double length = column.norm();
      // The rounding of float values of that size is no signal.
      const double rounding =
          4.0 * static_cast<double>(std::numeric_limits<float>::epsilon()) * largest;
      const bool usable =
          column.allFinite() && column.size() > 0 && column.cwiseAbs().maxCoeff() > rounding;
      if (usable) {
        series.col(j) = (column / length).cast<float>();
      } else {
        series.col(j).setZero();
      }
    }
  });
}

Eigen::VectorXf mean_correlation(const Eigen::Ref<const Eigen::MatrixXf>& unit) {
  constexpr Index part = 4096;
  const Index parts = (unit.cols() + part - 1) / part;
  Eigen::MatrixXd partial(unit.rows(), parts);
  parallel_for(static_cast<std::size_t>(parts), 1, [&](std::size_t p, std::size_t) {
    const Index first = static_cast<Index>(p) * part;
    partial.col(static_cast<Index>(p)) =
        unit.middleCols(first, std::min(part, unit.cols() - first)).cast<double>().rowwise().sum();
  });
  const Eigen::VectorXf sum = partial.rowwise().sum().cast<float>();
  Eigen::VectorXf products(unit.cols());
  parallel_for(static_cast<std::size_t>(unit.cols()),
               static_cast<std::size_t>(part),
               [&](std::size_t from, std::size_t to) {
                 const auto first = static_cast<Index>(from);
                 const auto count = static_cast<Index>(to - from);
                 products.segment(first, count).noalias() =
                     unit.middleCols(first, count).transpose() * sum;
               });
  return mean_of(products.cast<double>().array() - 1.0, present_series(unit));
}

GlobalConnectivity global_connectivity(const Eigen::Ref<const Eigen::MatrixXf>& unit,
                                       GlobalMeasure measure,
                                       float degree_threshold) {
  PairBlocks blocks(unit, measure, degree_threshold);
  blocks.run();
  const Eigen::ArrayXd present = present_series(unit);
  const Eigen::ArrayXd total = (blocks.rows().total + blocks.columns().total).array();
  const Eigen::ArrayXd positive = (blocks.rows().positive + blocks.columns().positive).array();
  const Eigen::ArrayXd degree = (blocks.rows().degree + blocks.columns().degree).array();
  return {.mean = mean_of(total, present),
          .positive = mean_of(positive, present),
          .negative = mean_of(total - positive, present),
          .degree = (present > 0.0).select(degree.cast<float>(), nan).matrix()};
}

}  // namespace rewire
