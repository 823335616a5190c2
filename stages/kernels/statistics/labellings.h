#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>

namespace rewire {

/// The labellings of a permutation test; number 0 is the observed one.
struct Labellings {
  std::size_t participants = 0;
  std::size_t count = 0;
  bool exhaustive = false;  ///< every distinct labelling, once each
  /// Writes one number per participant for labelling `index`: a sign (-1, 1) or a group (0, 1).
  /// May be called from several threads.
  std::function<void(std::size_t index, std::span<double> labels)> write;
};

/// All 2^n sign patterns when there are no more than `wanted`; else the observed one (all +1) and
/// wanted - 1 random ones, number i from RandomStream(seed, first_stream + i).
Labellings sign_flips(std::size_t participants,
                      std::size_t wanted,
                      std::uint64_t seed,
                      std::uint64_t first_stream);

/// Group labels (0, 1) exchanged within blocks of equal `blocks` value (one block when it is
/// empty): all distinct ones when there are no more than `wanted`; else the observed one and wanted
/// - 1 random ones.
Labellings label_permutations(std::span<const int> labels,
                              std::span<const int> blocks,
                              std::size_t wanted,
                              std::uint64_t seed,
                              std::uint64_t first_stream);

/// One labelling per column of `labels` (participants x count), the observed one first.
Labellings given_labellings(Eigen::MatrixXd labels);

/// Distinct labellings, as a double since they may be very many.
double count_sign_flips(std::size_t participants);
double count_label_permutations(std::span<const int> labels, std::span<const int> blocks);

}  // namespace rewire
