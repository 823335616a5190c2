#include "stages/files/itk_transform_read.h"

#include <algorithm>
#include <optional>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "stages/core/error.h"
#include "stages/core/number_text.h"
#include "stages/files/file_bytes.h"
#include "stages/files/hdf5_handles.h"

namespace rewire {
namespace {

[[noreturn]] void refuse(const std::string& found, const std::string& where) {
  throw InputError({.found = found,
                    .expected = "a matrix, or a composite of matrices and displacement fields",
                    .where = where,
                    .remedy = "give the transform as ANTs or fMRIPrep wrote it"});
}

bool is_kind(std::string_view type, std::initializer_list<std::string_view> kinds) {
  return std::any_of(kinds.begin(), kinds.end(), [&](std::string_view kind) {
    return type.starts_with(kind) && type.ends_with("_3_3");
  });
}

/// ITK counts in LPS.
Eigen::Matrix4d lps_flip() {
  Eigen::Matrix4d flip = Eigen::Matrix4d::Identity();
  flip(0, 0) = flip(1, 1) = -1.0;
  return flip;
}

/// y = A (x - centre) + t + centre.
/// Of the first nine numbers.
Eigen::Matrix3d rows_of_three(std::span<const double> numbers) {
  return Eigen::Map<const Eigen::Matrix<double, 3, 3, Eigen::RowMajor>>(numbers.data());
}

TransformStep affine_step(const std::vector<double>& parameters,
                          const std::vector<double>& fixed,
                          const std::string& where) {
  if (parameters.size() != 12 || (!fixed.empty() && fixed.size() < 3)) {
    refuse("a matrix of " + std::to_string(parameters.size()) + " numbers", where);
  }
  Eigen::Matrix4d lps = Eigen::Matrix4d::Identity();
  lps.topLeftCorner<3, 3>() = rows_of_three(parameters);
  lps.topRightCorner<3, 1>() = Eigen::Vector3d(parameters[9], parameters[10], parameters[11]);
  Eigen::Vector3d centre = Eigen::Vector3d::Zero();
  if (!fixed.empty()) centre = Eigen::Vector3d(fixed[0], fixed[1], fixed[2]);
  lps.topRightCorner<3, 1>() += centre - lps.topLeftCorner<3, 3>() * centre;
  return {.affine = lps_flip() * lps * lps_flip(), .grid = {}, .displacement_mm = {}};
}

/// `fixed`: size, origin, spacing, direction (row by row).
TransformStep warp_step(const std::vector<float>& vectors,
                        const std::vector<double>& fixed,
                        const std::string& where) {
  TransformStep step;
  if (fixed.size() < 18) refuse("a displacement field without a grid", where);
  std::size_t voxels = 1;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    if (!(fixed[axis] >= 1.0 && fixed[axis] <= 4096.0)) refuse("a grid without voxels", where);
    step.grid.dims[axis] = static_cast<int>(fixed[axis]);
    voxels *= static_cast<std::size_t>(step.grid.dims[axis]);
  }
  if (vectors.size() != 3 * voxels) {
    refuse(std::to_string(vectors.size()) + " numbers of a field of " + std::to_string(voxels) +
               " voxels",
           where);
  }
  Eigen::Matrix4d lps = Eigen::Matrix4d::Identity();
  lps.topLeftCorner<3, 3>() = rows_of_three(std::span(fixed).subspan(9)) *
                              Eigen::Vector3d(fixed[6], fixed[7], fixed[8]).asDiagonal();
  lps.topRightCorner<3, 1>() = Eigen::Vector3d(fixed[3], fixed[4], fixed[5]);
  step.grid.world_from_voxel = lps_flip() * lps;
  step.displacement_mm =
      Eigen::Map<const Eigen::Matrix3Xf>(vectors.data(), 3, static_cast<Eigen::Index>(voxels));
  step.displacement_mm.topRows<2>() *= -1.0F;
  return step;
}

class TransformFile {
 public:
  explicit TransformFile(const std::filesystem::path& path)
      : where_(path.string()),
        file_(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), &H5Fclose) {
    if (!file_.valid()) refuse("a file that is no HDF5: " + hdf5_reason(), where_);
  }

  std::vector<TransformStep> steps() const {
    std::vector<TransformStep> steps;
    for (int number = 0; has("/TransformGroup/" + std::to_string(number)); ++number) {
      const std::string group = "/TransformGroup/" + std::to_string(number) + "/";
      const std::string type = text(group + "TransformType");
      if (is_kind(type, {"CompositeTransform_", "IdentityTransform_"})) continue;
      // ITK before 5.1 misspelt the names.
      const std::string spelling =
          has(group + "TransformParameters") ? group + "Transform" : group + "Tranform";
      const std::vector<double> fixed = numbers<double>(spelling + "FixedParameters");
      if (is_kind(type, {"AffineTransform_", "MatrixOffsetTransformBase_"})) {
        steps.push_back(affine_step(numbers<double>(spelling + "Parameters"), fixed, where_));
      } else if (is_kind(type, {"DisplacementFieldTransform_"})) {
        steps.push_back(warp_step(numbers<float>(spelling + "Parameters"), fixed, where_));
      } else {
        refuse("a transform of the kind " + type, where_);
      }
    }
    if (steps.empty()) refuse("no transform", where_);
    std::reverse(steps.begin(), steps.end());
    return steps;
  }

 private:
  bool has(const std::string& name) const {
    return H5Lexists(file_.get(), "/TransformGroup", H5P_DEFAULT) > 0 &&
           H5Lexists(file_.get(), name.c_str(), H5P_DEFAULT) > 0;
  }

  Hdf5Handle dataset(const std::string& name) const {
    Hdf5Handle set(H5Dopen2(file_.get(), name.c_str(), H5P_DEFAULT), &H5Dclose);
    if (!set.valid()) refuse("no " + name, where_);
    return set;
  }

  std::size_t count_of(const Hdf5Handle& set, const std::string& name) const {
    const Hdf5Handle space(H5Dget_space(set.get()), &H5Sclose);
    const hssize_t count = space.valid() ? H5Sget_simple_extent_npoints(space.get()) : -1;
    constexpr hssize_t most = 3LL * 512 * 512 * 512;
    if (count < 0 || count > most) refuse(name + " of no sensible size", where_);
    return static_cast<std::size_t>(count);
  }

  template <class T>
  std::vector<T> numbers(const std::string& name) const {
    const Hdf5Handle set = dataset(name);
    std::vector<T> values(count_of(set, name));
    const hid_t type = std::is_same_v<T, float> ? H5T_NATIVE_FLOAT : H5T_NATIVE_DOUBLE;
    if (!values.empty() &&
        H5Dread(set.get(), type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) < 0) {
      refuse(name + " that cannot be read: " + hdf5_reason(), where_);
    }
    return values;
  }

  /// Of fixed or of variable length.
  std::string text(const std::string& name) const {
    const Hdf5Handle set = dataset(name);
    const Hdf5Handle type(H5Dget_type(set.get()), &H5Tclose);
    if (count_of(set, name) != 1 || H5Tget_class(type.get()) != H5T_STRING) {
      refuse(name + " that is no text", where_);
    }
    std::string content;
    if (H5Tis_variable_str(type.get()) > 0) {
      char* letters = nullptr;
      if (H5Dread(set.get(), type.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, &letters) >= 0 && letters) {
        content = letters;
        H5free_memory(letters);
      }
    } else {
      content.resize(H5Tget_size(type.get()));
      if (H5Dread(set.get(), type.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, content.data()) < 0) {
        refuse(name + " that cannot be read", where_);
      }
      content.resize(std::min(content.find('\0'), content.size()));
    }
    return content;
  }

  Hdf5Lock lock_;
  std::string where_;
  Hdf5Handle file_;
};

std::vector<double> numbers_in(std::string_view line, const std::string& where) {
  std::vector<double> numbers;
  std::istringstream words{std::string(line)};
  for (std::string word; words >> word;) {
    const std::optional<double> number = parse_number(word);
    if (!number) refuse("'" + word + "' where a number should be", where);
    numbers.push_back(*number);
  }
  return numbers;
}

std::vector<TransformStep> from_text(const std::filesystem::path& path) {
  const std::string where = path.string();
  std::istringstream lines(read_text(path));
  std::string type;
  std::vector<double> parameters;
  std::vector<double> fixed;
  int count = 0;
  for (std::string line; std::getline(lines, line);) {
    const auto content = [&](std::string_view key) {
      return std::string_view(line).substr(key.size());
    };
    if (line.starts_with("Transform:")) {
      type = line.substr(line.find_first_not_of(' ', 10));
      type.erase(type.find_last_not_of(" \r") + 1);
      ++count;
    } else if (line.starts_with("Parameters:")) {
      parameters = numbers_in(content("Parameters:"), where);
    } else if (line.starts_with("FixedParameters:")) {
      fixed = numbers_in(content("FixedParameters:"), where);
    }
  }
  if (count != 1) refuse(std::to_string(count) + " transforms in a text file", where);
  if (is_kind(type, {"IdentityTransform_"})) return {TransformStep{}};
  if (!is_kind(type, {"AffineTransform_", "MatrixOffsetTransformBase_"})) {
    refuse("a transform of the kind " + type, where);
  }
  return {affine_step(parameters, fixed, where)};
}

[[noreturn]] void refuse_order(const std::string& expected, const std::string& where) {
  throw InputError({.found = "a chain of transforms in another order",
                    .expected = expected,
                    .where = where,
                    .remedy = "give the transform between T1w and template as fMRIPrep wrote it"});
}

}  // namespace

std::vector<TransformStep> read_itk_transform(const std::filesystem::path& path) {
  return path.extension() == ".h5" ? TransformFile(path).steps() : from_text(path);
}

TransformStep affine_then_warp(std::vector<TransformStep> steps, const std::string& where) {
  TransformStep result;
  for (TransformStep& step : steps) {
    const bool ended = !result.is_affine();
    if (ended) refuse_order("matrices, then one displacement field", where);
    if (step.is_affine()) {
      result.affine = step.affine * result.affine;
    } else {
      result.grid = step.grid;
      result.displacement_mm = std::move(step.displacement_mm);
    }
  }
  return result;
}

TransformStep warp_then_affine(std::vector<TransformStep> steps, const std::string& where) {
  TransformStep result;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (steps[i].is_affine()) {
      result.affine = steps[i].affine * result.affine;
    } else if (i == 0) {
      result.grid = steps[i].grid;
      result.displacement_mm = std::move(steps[i].displacement_mm);
    } else {
      refuse_order("one displacement field, then matrices", where);
    }
  }
  return result;
}

}  // namespace rewire
