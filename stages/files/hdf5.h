#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace rewire {

/// Our HDF5 files (format of HDF5 1.10): the root has the attributes "schema" and "schema_version".
/// Datasets are named by paths ("connectome/values"), whose groups are made on the way; they are
/// doubles, 64-bit integers or UTF-8 texts of fixed length, one chunk each, shuffled, deflated and
/// with a Fletcher-32 checksum. Equal content gives equal bytes: no times are stored. One thread at
/// a time uses HDF5: the others wait at the constructor. The file is built in memory and written in
/// one piece, under its name only when whole (AtomicFile).
class Hdf5Writer {
 public:
  Hdf5Writer(const std::filesystem::path& path,
             std::string_view schema,
             std::int64_t schema_version);
  ~Hdf5Writer();
  Hdf5Writer(const Hdf5Writer&) = delete;
  Hdf5Writer& operator=(const Hdf5Writer&) = delete;

  /// rows x columns, as h5py shows it.
  void matrix(const std::string& name, const Eigen::Ref<const Eigen::MatrixXd>& values);
  void numbers(const std::string& name, const std::vector<double>& values);
  void integers(const std::string& name, const std::vector<std::int64_t>& values);
  /// NUL bytes cannot be kept: InternalError.
  void texts(const std::string& name, const std::vector<std::string>& values);

  /// Attributes of the group `group` ("" is the root).
  void attribute(const std::string& group, const std::string& name, double value);
  void attribute(const std::string& group, const std::string& name, std::int64_t value);
  void attribute(const std::string& group, const std::string& name, std::string_view value);

  /// StorageError. Nothing can be added afterwards; without it no file appears.
  void commit();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Every failure is an InputError with the file as `where`: no HDF5, cut short, damaged (checksums
/// are verified), another schema, a dataset that is missing or of another kind.
class Hdf5Reader {
 public:
  Hdf5Reader(const std::filesystem::path& path,
             std::string_view schema,
             std::int64_t schema_version);
  ~Hdf5Reader();
  Hdf5Reader(const Hdf5Reader&) = delete;
  Hdf5Reader& operator=(const Hdf5Reader&) = delete;

  Eigen::MatrixXd matrix(const std::string& name) const;
  std::vector<double> numbers(const std::string& name) const;
  std::vector<std::int64_t> integers(const std::string& name) const;
  std::vector<std::string> texts(const std::string& name) const;

  double number_attribute(const std::string& group, const std::string& name) const;
  std::int64_t integer_attribute(const std::string& group, const std::string& name) const;
  std::string text_attribute(const std::string& group, const std::string& name) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace rewire
