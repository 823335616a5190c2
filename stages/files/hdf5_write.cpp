#include <algorithm>

#include "stages/core/error.h"
#include "stages/files/atomic_file.h"
#include "stages/files/hdf5.h"
#include "stages/files/hdf5_handles.h"

namespace rewire {
namespace {

/// Our calls are right as they stand, so that a failure is the disk's.
[[noreturn]] void throw_failed(const std::string& action) {
  throw StorageError(Problem{.found = action + " cannot be written: " + hdf5_reason(),
                             .expected = "a place that can be written",
                             .where = "HDF5 file",
                             .remedy = "free space or write somewhere else"});
}

Hdf5Handle checked(Hdf5Handle handle, const std::string& action) {
  if (!handle.valid()) throw_failed(action);
  return handle;
}

void check(herr_t status, const std::string& action) {
  if (status < 0) throw_failed(action);
}

Hdf5Handle without_times(hid_t list_class) {
  Hdf5Handle list = checked({H5Pcreate(list_class), &H5Pclose}, "properties");
  check(H5Pset_obj_track_times(list.get(), false), "properties");
  return list;
}

/// Texts side by side, each padded with NUL bytes to `width`.
std::vector<char> padded(const std::vector<std::string>& values, std::size_t width) {
  std::vector<char> bytes(width * values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i].find('\0') != std::string::npos) {
      throw InternalError(Problem{.found = "a text with a NUL byte",
                                  .expected = "UTF-8 text",
                                  .where = "HDF5 file",
                                  .remedy = "report this"});
    }
    std::copy(
        values[i].begin(), values[i].end(), bytes.begin() + static_cast<std::ptrdiff_t>(i * width));
  }
  return bytes;
}

}  // namespace

struct Hdf5Writer::State {
  explicit State(const std::filesystem::path& path) : target(path) {}

  Hdf5Lock lock;
  AtomicFile target;
  Hdf5Handle file;

  Hdf5Handle group(const std::string& path) const {
    const std::string name = path.empty() ? "/" : path;
    if (path.empty() || H5Lexists(file.get(), name.c_str(), H5P_DEFAULT) > 0) {
      return checked({H5Gopen2(file.get(), name.c_str(), H5P_DEFAULT), &H5Gclose}, name);
    }
    const std::size_t slash = path.rfind('/');
    if (slash != std::string::npos) group(path.substr(0, slash));
    const Hdf5Handle creation = without_times(H5P_GROUP_CREATE);
    return checked(
        {H5Gcreate2(file.get(), name.c_str(), H5P_DEFAULT, creation.get(), H5P_DEFAULT), &H5Gclose},
        name);
  }

  void dataset(const std::string& name,
               const std::vector<hsize_t>& sizes,
               hid_t stored,
               hid_t given,
               const void* values) const {
    const std::size_t slash = name.rfind('/');
    if (slash != std::string::npos) group(name.substr(0, slash));
    const Hdf5Handle creation = without_times(H5P_DATASET_CREATE);
    const int rank = static_cast<int>(sizes.size());
    const bool is_empty = std::find(sizes.begin(), sizes.end(), 0U) != sizes.end();
    if (!is_empty) {
      check(H5Pset_chunk(creation.get(), rank, sizes.data()), name);
      check(H5Pset_shuffle(creation.get()), name);
      constexpr unsigned level = 4;
      check(H5Pset_deflate(creation.get(), level), name);
      check(H5Pset_fletcher32(creation.get()), name);
    }
    const Hdf5Handle space =
        checked({H5Screate_simple(rank, sizes.data(), nullptr), &H5Sclose}, name);
    const Hdf5Handle set = checked({H5Dcreate2(file.get(),
                                               name.c_str(),
                                               stored,
                                               space.get(),
                                               H5P_DEFAULT,
                                               creation.get(),
                                               H5P_DEFAULT),
                                    &H5Dclose},
                                   name);
    if (!is_empty) check(H5Dwrite(set.get(), given, H5S_ALL, H5S_ALL, H5P_DEFAULT, values), name);
  }

  void attribute(const std::string& group_name,
                 const std::string& name,
                 hid_t stored,
                 hid_t given,
                 const void* value) const {
    const Hdf5Handle owner = group(group_name);
    const Hdf5Handle space = checked({H5Screate(H5S_SCALAR), &H5Sclose}, name);
    const Hdf5Handle attribute = checked(
        {H5Acreate2(owner.get(), name.c_str(), stored, space.get(), H5P_DEFAULT, H5P_DEFAULT),
         &H5Aclose},
        name);
    check(H5Awrite(attribute.get(), given, value), name);
  }
};

Hdf5Writer::Hdf5Writer(const std::filesystem::path& path,
                       std::string_view schema,
                       std::int64_t schema_version)
    : state_(std::make_unique<State>(path)) {
  const Hdf5Handle creation = without_times(H5P_FILE_CREATE);
  const Hdf5Handle access = memory_access(Hdf5AtClose::write);
  state_->file = checked(
      {H5Fcreate(state_->target.temporary().c_str(), H5F_ACC_TRUNC, creation.get(), access.get()),
       &H5Fclose},
      "file");
  attribute("", "schema", schema);
  attribute("", "schema_version", schema_version);
}

Hdf5Writer::~Hdf5Writer() = default;

void Hdf5Writer::matrix(const std::string& name, const Eigen::Ref<const Eigen::MatrixXd>& values) {
  const Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> rows = values;
  state_->dataset(name,
                  {static_cast<hsize_t>(rows.rows()), static_cast<hsize_t>(rows.cols())},
                  H5T_IEEE_F64LE,
                  H5T_NATIVE_DOUBLE,
                  rows.data());
}

void Hdf5Writer::numbers(const std::string& name, const std::vector<double>& values) {
  state_->dataset(name, {values.size()}, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, values.data());
}

void Hdf5Writer::integers(const std::string& name, const std::vector<std::int64_t>& values) {
  state_->dataset(name, {values.size()}, H5T_STD_I64LE, H5T_NATIVE_INT64, values.data());
}

void Hdf5Writer::texts(const std::string& name, const std::vector<std::string>& values) {
  std::size_t width = 1;
  for (const std::string& value : values) width = std::max(width, value.size());
  const Hdf5Handle type = text_type(width);
  state_->dataset(name, {values.size()}, type.get(), type.get(), padded(values, width).data());
}

void Hdf5Writer::attribute(const std::string& group, const std::string& name, double value) {
  state_->attribute(group, name, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, &value);
}

void Hdf5Writer::attribute(const std::string& group, const std::string& name, std::int64_t value) {
  state_->attribute(group, name, H5T_STD_I64LE, H5T_NATIVE_INT64, &value);
}

void Hdf5Writer::attribute(const std::string& group,
                           const std::string& name,
                           std::string_view value) {
  const std::size_t width = std::max<std::size_t>(value.size(), 1);
  const Hdf5Handle type = text_type(width);
  state_->attribute(
      group, name, type.get(), type.get(), padded({std::string(value)}, width).data());
}

void Hdf5Writer::commit() {
  if (!state_->file.close()) throw_failed("the file");
  state_->target.commit();
  state_.reset();
}

}  // namespace rewire
