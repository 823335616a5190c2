#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "stages/data/provenance.h"
#include "stages/data/region_series.h"
#include "stages/files/hdf5.h"

namespace rewire {

/// Parts that several of our HDF5 files have; `group` is where they lie.
void put_provenance(Hdf5Writer& file, const Provenance& provenance);
Provenance get_provenance(const Hdf5Reader& file);

void put_regions(Hdf5Writer& file,
                 const std::string& group,
                 const std::vector<RegionSignal>& regions);
std::vector<RegionSignal> get_regions(const Hdf5Reader& file, const std::string& group);

/// What an estimator chose: the datasets names and values of the subgroup "fit".
void put_fit(Hdf5Writer& file, const std::string& group, const std::map<std::string, double>& fit);
std::map<std::string, double> get_fit(const Hdf5Reader& file, const std::string& group);

/// Tables as one dataset per column.
template <class Row>
class Hdf5TableWriter {
 public:
  Hdf5TableWriter(Hdf5Writer& file, std::string group, const std::vector<Row>& rows)
      : file_(file), group_(std::move(group)), rows_(rows) {}

  template <class Member>
  void number(const std::string& name, Member member) {
    file_.numbers(group_ + "/" + name, column<double>(member));
  }
  template <class Member>
  void integer(const std::string& name, Member member) {
    file_.integers(group_ + "/" + name, column<std::int64_t>(member));
  }
  template <class Member>
  void text(const std::string& name, Member member) {
    file_.texts(group_ + "/" + name, column<std::string>(member));
  }

 private:
  template <class Value, class Member>
  std::vector<Value> column(Member member) const {
    std::vector<Value> values;
    for (const Row& row : rows_) values.push_back(static_cast<Value>(std::invoke(member, row)));
    return values;
  }
  Hdf5Writer& file_;
  std::string group_;
  const std::vector<Row>& rows_;
};

/// The columns of a table read back into rows. The first column read makes the rows; InputError
/// when a later one has another length.
template <class Row>
class Hdf5TableReader {
 public:
  Hdf5TableReader(const Hdf5Reader& file, std::string group)
      : file_(file), group_(std::move(group)) {}

  template <class Set>
  void number(const std::string& name, Set set) {
    fill(name, file_.numbers(group_ + "/" + name), set);
  }
  template <class Set>
  void integer(const std::string& name, Set set) {
    fill(name, file_.integers(group_ + "/" + name), set);
  }
  template <class Set>
  void text(const std::string& name, Set set) {
    fill(name, file_.texts(group_ + "/" + name), set);
  }
  std::vector<Row> take() { return std::move(rows_); }

 private:
  template <class Value, class Set>
  void fill(const std::string& name, const std::vector<Value>& values, Set set) {
    if (!started_) rows_.resize(values.size());
    started_ = true;
    if (rows_.size() != values.size()) throw_uneven(name);
    for (std::size_t i = 0; i < values.size(); ++i) set(rows_[i], values[i]);
  }
  [[noreturn]] void throw_uneven(const std::string& name) const;

  const Hdf5Reader& file_;
  std::string group_;
  std::vector<Row> rows_;
  bool started_ = false;
};

/// InputError: `name` does not fit what lies beside it.
[[noreturn]] void throw_hdf5_mismatch(const std::string& name);

template <class Row>
void Hdf5TableReader<Row>::throw_uneven(const std::string& name) const {
  throw_hdf5_mismatch(group_ + "/" + name);
}

}  // namespace rewire
