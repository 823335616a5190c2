#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <vector>

#include "stages/kernels/statistics/linear_design.h"
#include "stages/kernels/statistics/shuffles.h"

namespace rewire {

/// The statistic of a contrast under a shuffle of the residuals of the model without it (Freedman &
/// Lane 1983, doi:10.1080/07350015.1983.10509354; Winkler et al. 2014,
/// doi:10.1016/j.neuroimage.2014.01.060).
enum class ShuffledStatistic {
  t,           ///< one contrast, one variance
  f,           ///< several contrasts together, one variance
  variance_t,  ///< one contrast, one variance per group of the design (see linear_contrasts)
  /// The normal score of that t, given the degrees of freedom that Satterthwaite's formula gives it
  /// under the same shuffle: where variances differ, t of a shuffle that mixes the groups has more
  /// of them than the observed one, and t itself would be found too often.
  variance_z
};
constexpr bool has_group_variances(ShuffledStatistic statistic) {
  return statistic == ShuffledStatistic::variance_t || statistic == ShuffledStatistic::variance_z;
}

/// Columns of one presence pattern, in the form in which their statistic is some products away:
/// with orthonormal bases of the model without the contrast and of the contrast, and data scaled so
/// that what the former leaves of them has length 1, the products of the bases with shuffled data
/// are all that is needed.
struct ShuffledPattern {
  std::vector<Eigen::Index> rows;
  std::vector<Eigen::Index> columns;
  Eigen::MatrixXd residuals;  ///< columns x rows
  /// rows x vectors: nuisance vectors that shuffles change, then those of the contrast; empty when
  /// each column has its own
  Eigen::MatrixXd vectors;
  std::vector<Eigen::MatrixXd> own;  ///< the same, each columns x rows
  Eigen::Index nuisance = 0;         ///< how many of the vectors are nuisance
  double degrees_of_freedom = 0.0;
  // For variance_t and variance_z.
  std::vector<int> groups;                                   ///< per row
  std::vector<Eigen::VectorXd> group_freedom;                ///< one, or one per column
  std::vector<std::vector<Eigen::MatrixXd>> group_products;  ///< the same, per group: B_g' B_g
  Eigen::MatrixXd squares;                                   ///< columns x rows, of residuals

  Eigen::Index vector_count() const {
    return own.empty() ? vectors.cols() : static_cast<Eigen::Index>(own.size());
  }
};

/// All columns that can be tested, pattern by pattern. Rows that a column lacks are taken out of
/// each shuffle's cycles, so that the rows present change places among themselves: its p is that of
/// its own rows; the joint distribution with columns of other rows is kept nearly, not exactly.
class ShuffledScores {
 public:
  /// `contrasts` is regressors x contrasts (one unless F). Columns whose contrast is
  /// not estimable, or that have no residuals, are left out.
  ShuffledScores(const Eigen::Ref<const Eigen::MatrixXd>& values,
                 const LinearDesign& design,
                 const Eigen::Ref<const Eigen::MatrixXd>& contrasts,
                 ShuffledStatistic statistic,
                 const Exchangeability& exchangeability);

  ShuffledStatistic statistic() const { return statistic_; }
  Eigen::Index columns() const { return columns_; }
  const std::vector<ShuffledPattern>& patterns() const { return patterns_; }

  /// Shuffles [begin, end) of one pattern, in the form in which `scores` takes them.
  struct Block {
    Eigen::MatrixXd left;        ///< rows x (shuffles * vectors [* groups])
    Eigen::MatrixXd group_left;  ///< rows x (shuffles * groups), for squares
    std::vector<int> source;     ///< shuffles x rows, places in the pattern's rows
    std::vector<double> signs;
    Eigen::Index shuffles = 0;
  };
  Block prepare(const ShuffledPattern& pattern,
                const Shuffles& shuffles,
                std::size_t begin,
                std::size_t end) const;

  /// columns [first, first + count) x shuffles: t: the partial correlation with its sign;
  /// variance_t and variance_z: that number; F: the share of variance explained.
  Eigen::MatrixXd scores(const ShuffledPattern& pattern,
                         const Block& block,
                         Eigen::Index first,
                         Eigen::Index count) const;

  /// t, z or F of a score; rises with it.
  double statistic_of(double score, const ShuffledPattern& pattern) const;

 private:
  void add_pattern(const Eigen::Ref<const Eigen::MatrixXd>& values,
                   const LinearDesign& design,
                   const Eigen::Ref<const Eigen::MatrixXd>& contrasts,
                   const PresencePattern& present,
                   const Exchangeability& exchangeability);

  ShuffledStatistic statistic_;
  Eigen::Index columns_;
  Eigen::Index contrast_count_;
  std::vector<ShuffledPattern> patterns_;
};

}  // namespace rewire
