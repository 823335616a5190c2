#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "stages/core/digest.h"

namespace rewire {

/// Memory that is a file's: its pages come when they are touched, and may go again. Ends with its
/// last holder. See EndpointSpool.
class MappedNumbers {
 public:
  /// Another one beside it, of so many bytes.
  using Another = std::function<std::shared_ptr<const MappedNumbers>(std::size_t bytes)>;

  MappedNumbers(double* data, std::size_t bytes, Another another)
      : data_(data), bytes_(bytes), another_(std::move(another)) {}
  ~MappedNumbers();
  MappedNumbers(const MappedNumbers&) = delete;
  MappedNumbers& operator=(const MappedNumbers&) = delete;

  double* data() const { return data_; }
  /// What was written stays in the file; the memory is free for others.
  void let_go() const;
  std::shared_ptr<const MappedNumbers> another(std::size_t bytes) const { return another_(bytes); }

 private:
  double* data_;
  std::size_t bytes_;
  Another another_;
};

/// Table rows x endpoints, column by column: a matrix of its own, or one that lies in a file where
/// it would take too much memory. Copies of the former are numbers of their own; those of the
/// latter are the same file, which nobody changes once it is filled.
class EndpointValues : public Eigen::Map<Eigen::MatrixXd> {
 public:
  using Base = Eigen::Map<Eigen::MatrixXd>;

  EndpointValues() : Base(nullptr, 0, 0) {}
  template <class Derived>
  EndpointValues(const Eigen::MatrixBase<Derived>& values)  // NOLINT(google-explicit-constructor)
      : Base(nullptr, 0, 0), own_(values) {
    point_at_own();
  }
  EndpointValues(std::shared_ptr<const MappedNumbers> file, Eigen::Index rows, Eigen::Index columns)
      : Base(file->data(), rows, columns), file_(std::move(file)) {}
  EndpointValues(const EndpointValues& other);
  EndpointValues(EndpointValues&& other) noexcept;
  EndpointValues& operator=(const EndpointValues& other);
  EndpointValues& operator=(EndpointValues&& other) noexcept;
  template <class Derived>
  EndpointValues& operator=(const Eigen::MatrixBase<Derived>& values) {
    return *this = EndpointValues(values);
  }
  ~EndpointValues() = default;

  void setConstant(Eigen::Index rows, Eigen::Index columns, double value) {
    *this = EndpointValues(Eigen::MatrixXd::Constant(rows, columns, value));
  }
  void setZero(Eigen::Index rows, Eigen::Index columns) { setConstant(rows, columns, 0.0); }
  void resize(Eigen::Index rows, Eigen::Index columns) {
    *this = EndpointValues(Eigen::MatrixXd(rows, columns));
  }

  /// The rows in that order; in a file where these lie in one.
  EndpointValues rows_of(const std::vector<Eigen::Index>& rows) const;

  bool lies_in_file() const { return file_ != nullptr; }
  /// To be called once some columns are done with; nothing where the numbers lie in memory.
  void let_go() const {
    if (file_) file_->let_go();
  }

 private:
  void point_at(double* data, Eigen::Index rows, Eigen::Index columns);
  void point_at_own() { point_at(own_.data(), own_.rows(), own_.cols()); }

  Eigen::MatrixXd own_;
  std::shared_ptr<const MappedNumbers> file_;
};

/// As of a matrix.
void add_content(Digester& digester, const EndpointValues& values);

/// Whether there is an infinite number.
bool has_infinity(const EndpointValues& values);

}  // namespace rewire
