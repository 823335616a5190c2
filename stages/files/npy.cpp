#include "stages/files/npy.h"

#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "stages/core/error.h"
#include "stages/core/number_text.h"
#include "stages/files/file_bytes.h"

namespace rewire {
namespace {

using Eigen::Index;

[[noreturn]] void throw_bad(const std::string& found, const std::filesystem::path& path) {
  throw InputError({.found = found,
                    .expected = "a NumPy file with a table of little-endian numbers",
                    .where = path.string(),
                    .remedy = "save it again: numpy.save(name, array.astype(float))"});
}

/// What stands behind 'key': in the header's Python dictionary, up to the end of its value.
std::string_view value_of(std::string_view header, std::string_view key) {
  const std::size_t at = header.find("'" + std::string(key) + "'");
  if (at == std::string_view::npos) return {};
  std::string_view rest = header.substr(header.find(':', at) + 1);
  while (rest.starts_with(' ')) rest.remove_prefix(1);
  const char end = rest.starts_with('(') ? ')' : ',';
  return rest.substr(0, rest.find(end));
}

/// "(3, 4" -> {3, 4}; one dimension is a column.
std::optional<std::pair<Index, Index>> shape_of(std::string_view text) {
  std::vector<Index> sizes;
  std::string digits;
  for (const char c : std::string(text) + ",") {
    if (c >= '0' && c <= '9') {
      digits += c;
    } else if (!digits.empty()) {
      const auto size = parse_integer(digits);
      if (!size) return std::nullopt;
      sizes.push_back(static_cast<Index>(*size));
      digits.clear();
    }
  }
  if (sizes.size() == 1) return std::pair(sizes[0], Index{1});
  if (sizes.size() != 2) return std::nullopt;
  return std::pair(sizes[0], sizes[1]);
}

template <class T>
double number_at(std::string_view bytes, Index place) {
  T value;
  std::memcpy(&value, bytes.data() + static_cast<std::size_t>(place) * sizeof(T), sizeof(T));
  return static_cast<double>(value);
}

struct ElementType {
  std::string_view name;
  std::size_t size;
  double (*read)(std::string_view, Index);
};
constexpr ElementType element_types[] = {{"<f8", 8, number_at<double>},
                                         {"<f4", 4, number_at<float>},
                                         {"<i8", 8, number_at<std::int64_t>},
                                         {"<i4", 4, number_at<std::int32_t>},
                                         {"<i2", 2, number_at<std::int16_t>},
                                         {"|i1", 1, number_at<std::int8_t>},
                                         {"|u1", 1, number_at<std::uint8_t>}};

std::string_view header_of(std::string_view bytes, const std::filesystem::path& path) {
  if (bytes.size() < 12 || !bytes.starts_with("\x93NUMPY")) throw_bad("no NumPy file", path);
  const bool is_long = bytes[6] != 1;
  const std::size_t begin = is_long ? 12 : 10;
  std::size_t length = 0;
  for (std::size_t i = 8; i < begin; ++i) {
    length |= static_cast<std::size_t>(static_cast<unsigned char>(bytes[i])) << (8 * (i - 8));
  }
  if (bytes.size() - begin < length) throw_bad("a header that is cut short", path);
  return bytes.substr(begin, length);
}

}  // namespace

Eigen::MatrixXd read_npy(const std::filesystem::path& path) {
  const std::string text = read_text(path);
  const std::string_view bytes = text;
  const std::string_view header = header_of(bytes, path);
  const std::string_view type = value_of(header, "descr");
  const auto shape = shape_of(value_of(header, "shape"));
  if (!shape) throw_bad("an array of other than one or two dimensions", path);
  for (const ElementType& element : element_types) {
    if (type != "'" + std::string(element.name) + "'") continue;
    const auto [rows, columns] = *shape;
    const std::string_view data =
        bytes.substr(static_cast<std::size_t>(header.data() + header.size() - bytes.data()));
    const std::size_t room = data.size() / element.size;
    if (columns > 0 && static_cast<std::size_t>(rows) > room / static_cast<std::size_t>(columns)) {
      throw_bad("data that are cut short", path);
    }
    const bool by_columns = value_of(header, "fortran_order").starts_with("True");
    return Eigen::MatrixXd::NullaryExpr(
        rows, columns, [&, r = rows, c = columns](Index i, Index j) {
          return element.read(data, by_columns ? j * r + i : i * c + j);
        });
  }
  throw_bad("elements of type " + std::string(type), path);
}

}  // namespace rewire
