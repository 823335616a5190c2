#include "stages/data/endpoint_values.h"

#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <new>
#include <span>
#include <utility>

#include "stages/core/content.h"
#include "stages/core/not_a_number.h"

namespace rewire {
namespace {

using Eigen::Index;

/// So many columns that few megabytes of a file are in memory at a time.
Index columns_at_a_time(const EndpointValues& values) {
  constexpr Index numbers = Index{1} << 22U;
  return std::max<Index>(numbers / std::max<Index>(values.rows(), 1), 1);
}

template <class Body>
void for_parts(const EndpointValues& values, const Body& body) {
  const Index width = columns_at_a_time(values);
  for (Index first = 0; first < values.cols(); first += width) {
    body(values.middleCols(first, std::min(width, values.cols() - first)));
    values.let_go();
  }
}

/// As Digester::values does, but for the count, which went in before.
void add_numbers(Digester& digester, std::span<const double> numbers) {
  std::array<double, 1024> block{};
  while (!numbers.empty()) {
    const std::size_t count = std::min(numbers.size(), block.size());
    for (std::size_t i = 0; i < count; ++i) block[i] = std::isnan(numbers[i]) ? nan : numbers[i];
    digester.bytes(std::as_bytes(std::span(block).first(count)));
    numbers = numbers.subspan(count);
  }
}

}  // namespace

MappedNumbers::~MappedNumbers() { ::munmap(data_, bytes_); }

void MappedNumbers::let_go() const { ::madvise(data_, bytes_, MADV_DONTNEED); }

EndpointValues::EndpointValues(const EndpointValues& other)
    : Base(nullptr, 0, 0), own_(other.own_), file_(other.file_) {
  point_at(file_ ? file_->data() : own_.data(), other.rows(), other.cols());
}

EndpointValues::EndpointValues(EndpointValues&& other) noexcept : Base(nullptr, 0, 0) {
  *this = std::move(other);
}

EndpointValues& EndpointValues::operator=(const EndpointValues& other) {
  if (this != &other) *this = EndpointValues(other);
  return *this;
}

EndpointValues& EndpointValues::operator=(EndpointValues&& other) noexcept {
  if (this == &other) return *this;
  const Index rows = other.rows();
  const Index columns = other.cols();
  own_ = std::move(other.own_);
  file_ = std::move(other.file_);
  point_at(file_ ? file_->data() : own_.data(), rows, columns);
  other.own_.resize(0, 0);
  other.file_.reset();
  other.point_at(nullptr, 0, 0);
  return *this;
}

void EndpointValues::point_at(double* data, Index rows, Index columns) {
  new (static_cast<Base*>(this)) Base(data, rows, columns);
}

EndpointValues EndpointValues::rows_of(const std::vector<Index>& rows) const {
  bool all = static_cast<Index>(rows.size()) == this->rows();
  for (std::size_t i = 0; all && i < rows.size(); ++i) all = rows[i] == static_cast<Index>(i);
  if (all) return *this;
  if (!file_) return (*this)(rows, Eigen::all);
  const auto count = static_cast<Index>(rows.size());
  const auto numbers = static_cast<std::size_t>(count * cols());
  if (numbers == 0) return Eigen::MatrixXd(count, cols());
  EndpointValues selected(file_->another(numbers * sizeof(double)), count, cols());
  const Index width = columns_at_a_time(*this);
  for (Index first = 0; first < cols(); first += width) {
    const Index some = std::min(width, cols() - first);
    selected.middleCols(first, some) = middleCols(first, some)(rows, Eigen::all);
    let_go();
    selected.let_go();
  }
  return selected;
}

void add_content(Digester& digester, const EndpointValues& values) {
  digester.integer(values.rows()).integer(values.cols()).integer(values.size());
  for_parts(values, [&](const auto& part) {
    add_numbers(digester, {part.data(), static_cast<std::size_t>(part.size())});
  });
}

bool has_infinity(const EndpointValues& values) {
  bool found = false;
  for_parts(values, [&](const auto& part) { found = found || part.array().isInf().any(); });
  return found;
}

}  // namespace rewire
