#include <algorithm>
#include <cstring>
#include <functional>

#include "stages/core/error.h"
#include "stages/files/file_bytes.h"
#include "stages/files/hdf5.h"
#include "stages/files/hdf5_handles.h"

namespace rewire {

struct Hdf5Reader::State {
  Hdf5Lock lock;
  std::string where;
  std::vector<std::byte> bytes;
  Hdf5Handle file;

  [[noreturn]] void fail(const std::string& found, const std::string& expected) const {
    throw InputError(Problem{.found = found,
                             .expected = expected,
                             .where = where,
                             .remedy = "run the analysis again to make this file anew"});
  }
  [[noreturn]] void fail_at(const std::string& name) const {
    fail(name + " that cannot be read: " + hdf5_reason(), "a whole HDF5 file of this program");
  }
  Hdf5Handle checked(Hdf5Handle handle, const std::string& name) const {
    if (!handle.valid()) fail_at(name);
    return handle;
  }

  Hdf5Handle dataset(const std::string& name) const {
    return checked({H5Dopen2(file.get(), name.c_str(), H5P_DEFAULT), &H5Dclose}, name);
  }

  void require_class(hid_t type, H5T_class_t expected, const std::string& name) const {
    if (H5Tget_class(type) != expected) fail(name + " of another kind", "its kind by the schema");
  }

  /// Sizes along `rank` axes of `set`, whose elements take `width` bytes.
  std::vector<hsize_t> sizes_of(const Hdf5Handle& set,
                                int rank,
                                std::size_t width,
                                const std::string& name) const {
    const Hdf5Handle space = checked({H5Dget_space(set.get()), &H5Sclose}, name);
    if (H5Sget_simple_extent_ndims(space.get()) != rank)
      fail(name + " of another shape", "its shape by the schema");
    std::vector<hsize_t> sizes(static_cast<std::size_t>(rank));
    if (H5Sget_simple_extent_dims(space.get(), sizes.data(), nullptr) < 0) fail_at(name);
    constexpr double most_bytes = 4e9;
    double total = static_cast<double>(width);
    for (const hsize_t size : sizes) total *= static_cast<double>(size);
    if (total > most_bytes) fail(name + " of more than 4 GB", "a result of this program");
    return sizes;
  }

  std::vector<hsize_t> read(const std::string& name,
                            int rank,
                            H5T_class_t kind,
                            hid_t wanted,
                            std::size_t width,
                            const std::function<void*(std::size_t)>& room) const {
    const Hdf5Handle set = dataset(name);
    const Hdf5Handle stored = checked({H5Dget_type(set.get()), &H5Tclose}, name);
    require_class(stored.get(), kind, name);
    std::vector<hsize_t> sizes = sizes_of(set, rank, width, name);
    std::size_t count = 1;
    for (const hsize_t size : sizes) count *= size;
    void* memory = room(count);
    if (count > 0 && H5Dread(set.get(), wanted, H5S_ALL, H5S_ALL, H5P_DEFAULT, memory) < 0) {
      fail_at(name);
    }
    return sizes;
  }

  Hdf5Handle attribute(const std::string& group, const std::string& name) const {
    const std::string owner = group.empty() ? "/" : group;
    return checked(
        {H5Aopen_by_name(file.get(), owner.c_str(), name.c_str(), H5P_DEFAULT, H5P_DEFAULT),
         &H5Aclose},
        name);
  }

  void read_attribute(const std::string& group,
                      const std::string& name,
                      H5T_class_t kind,
                      hid_t wanted,
                      void* value) const {
    const Hdf5Handle found = attribute(group, name);
    const Hdf5Handle stored = checked({H5Aget_type(found.get()), &H5Tclose}, name);
    require_class(stored.get(), kind, name);
    const Hdf5Handle space = checked({H5Aget_space(found.get()), &H5Sclose}, name);
    if (H5Sget_simple_extent_npoints(space.get()) != 1) fail(name + " of several values", "one");
    if (H5Aread(found.get(), wanted, value) < 0) fail_at(name);
  }

  /// Bytes of a text of `type`; texts of variable length are not ours.
  std::size_t text_width(const Hdf5Handle& type, const std::string& name) const {
    require_class(type.get(), H5T_STRING, name);
    const std::size_t width = H5Tget_size(type.get());
    constexpr std::size_t most = 1 << 24;
    if (H5Tis_variable_str(type.get()) != 0 || width == 0 || width > most) {
      fail(name + " of another kind", "texts of fixed length");
    }
    return width;
  }
};

Hdf5Reader::Hdf5Reader(const std::filesystem::path& path,
                       std::string_view schema,
                       std::int64_t schema_version)
    : state_(std::make_unique<State>()) {
  state_->where = path.string();
  state_->bytes = read_bytes(path);
  if (state_->bytes.empty()) state_->fail("an empty file", "an HDF5 file");
  const Hdf5Handle access = memory_access(Hdf5AtClose::forget);
  if (H5Pset_file_image(access.get(), state_->bytes.data(), state_->bytes.size()) < 0) {
    state_->fail_at("the file");
  }
  state_->file =
      state_->checked({H5Fopen("in memory", H5F_ACC_RDONLY, access.get()), &H5Fclose}, "the file");
  const std::string found =
      text_attribute("", "schema") + " " + std::to_string(integer_attribute("", "schema_version"));
  const std::string expected = std::string(schema) + " " + std::to_string(schema_version);
  if (found != expected) state_->fail("the schema " + found, expected);
}

Hdf5Reader::~Hdf5Reader() = default;

Eigen::MatrixXd Hdf5Reader::matrix(const std::string& name) const {
  std::vector<double> values;
  const std::vector<hsize_t> sizes =
      state_->read(name, 2, H5T_FLOAT, H5T_NATIVE_DOUBLE, sizeof(double), [&](std::size_t count) {
        values.resize(count);
        return values.data();
      });
  return Eigen::Map<const Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>(
      values.data(), static_cast<Eigen::Index>(sizes[0]), static_cast<Eigen::Index>(sizes[1]));
}

std::vector<double> Hdf5Reader::numbers(const std::string& name) const {
  std::vector<double> values;
  state_->read(name, 1, H5T_FLOAT, H5T_NATIVE_DOUBLE, sizeof(double), [&](std::size_t count) {
    values.resize(count);
    return values.data();
  });
  return values;
}

std::vector<std::int64_t> Hdf5Reader::integers(const std::string& name) const {
  std::vector<std::int64_t> values;
  state_->read(
      name, 1, H5T_INTEGER, H5T_NATIVE_INT64, sizeof(std::int64_t), [&](std::size_t count) {
        values.resize(count);
        return values.data();
      });
  return values;
}

std::vector<std::string> Hdf5Reader::texts(const std::string& name) const {
  const Hdf5Handle set = state_->dataset(name);
  const Hdf5Handle stored = state_->checked({H5Dget_type(set.get()), &H5Tclose}, name);
  const std::size_t width = state_->text_width(stored, name);
  const Hdf5Handle wanted = text_type(width);
  std::vector<char> bytes;
  const std::vector<hsize_t> sizes =
      state_->read(name, 1, H5T_STRING, wanted.get(), width, [&](std::size_t count) {
        bytes.resize(count * width);
        return bytes.data();
      });
  std::vector<std::string> values;
  for (std::size_t i = 0; i < sizes[0]; ++i) {
    const char* text = bytes.data() + i * width;
    values.emplace_back(text, ::strnlen(text, width));
  }
  return values;
}

double Hdf5Reader::number_attribute(const std::string& group, const std::string& name) const {
  double value = 0.0;
  state_->read_attribute(group, name, H5T_FLOAT, H5T_NATIVE_DOUBLE, &value);
  return value;
}

std::int64_t Hdf5Reader::integer_attribute(const std::string& group,
                                           const std::string& name) const {
  std::int64_t value = 0;
  state_->read_attribute(group, name, H5T_INTEGER, H5T_NATIVE_INT64, &value);
  return value;
}

std::string Hdf5Reader::text_attribute(const std::string& group, const std::string& name) const {
  const Hdf5Handle found = state_->attribute(group, name);
  const Hdf5Handle stored = state_->checked({H5Aget_type(found.get()), &H5Tclose}, name);
  const std::size_t width = state_->text_width(stored, name);
  const Hdf5Handle wanted = text_type(width);
  std::vector<char> bytes(width);
  state_->read_attribute(group, name, H5T_STRING, wanted.get(), bytes.data());
  return {bytes.data(), ::strnlen(bytes.data(), width)};
}

}  // namespace rewire
