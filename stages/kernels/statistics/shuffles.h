#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "stages/core/problem.h"

namespace rewire {

/// What the errors of the rows allow under the null hypothesis (Winkler et al. 2014,
/// doi:10.1016/j.neuroimage.2014.01.060, "exchangeability and unrestricted permutation").
enum class ErrorSymmetry {
  exchangeable,  ///< rows, or whole blocks, may change places
  symmetric,     ///< rows, or whole blocks, may change sign
  both
};

enum class BlockExchange {
  within,  ///< rows change places within their block; signs change row by row
  whole    ///< blocks of equal size change places as they are; signs change block by block
};

struct Exchangeability {
  ErrorSymmetry symmetry = ErrorSymmetry::exchangeable;
  BlockExchange exchange = BlockExchange::within;
  std::vector<int> blocks{};        ///< per row; empty: one block (within) or one per row (whole)
  std::vector<int> participants{};  ///< per row; empty: every row is somebody else
};

/// The shuffles of a permutation test; number 0 leaves everything in its place. May be written from
/// several threads.
struct Shuffles {
  std::size_t rows = 0;
  std::size_t count = 0;
  bool exhaustive = false;  ///< every shuffle that can differ, once each
  /// The shuffled data have signs[i] * data[source[i]] in row i.
  std::function<void(std::size_t index, std::span<int> source, std::span<double> signs)> write;
};

/// `kinds` says which rows of the design are equal (see row_kinds): exchanging them changes
/// nothing. All distinct shuffles when there are no more than `wanted` (not for `both`), each by
/// one of those that are alike, drawn; else the observed one and wanted - 1 random ones. Number i
/// draws from RandomStream(seed, first_stream + i).
Shuffles make_shuffles(const Exchangeability& exchangeability,
                       std::span<const int> kinds,
                       std::size_t wanted,
                       std::uint64_t seed,
                       std::uint64_t first_stream);

/// One shuffle per column of `source` and `signs` (rows x count), the observed one first.
Shuffles given_shuffles(Eigen::MatrixXi source, Eigen::MatrixXd signs);

/// Distinct shuffles, as a double since they may be very many.
double count_shuffles(const Exchangeability& exchangeability, std::span<const int> kinds);

/// Equal numbers for equal rows of `design`; a row with a NaN is like no other.
std::vector<int> row_kinds(const Eigen::Ref<const Eigen::MatrixXd>& design);

/// Why a design cannot be tested so: rows of one participant that are exchanged with others' or
/// change sign apart, a tested regressor that no shuffle changes, fewer shuffles than `alpha` needs
/// (a warning). `tested` (rows x regressors) is the part of the design that the contrast is about,
/// `design` all of it.
std::vector<Problem> check_exchangeability(const Exchangeability& exchangeability,
                                           const Eigen::Ref<const Eigen::MatrixXd>& tested,
                                           const Eigen::Ref<const Eigen::MatrixXd>& design,
                                           double alpha,
                                           const std::string& where);

}  // namespace rewire
