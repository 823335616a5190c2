#include "stages/files/netcc.h"

#include <string_view>
#include <utility>

#include "stages/core/error.h"
#include "stages/core/number_text.h"
#include "stages/files/file_bytes.h"

namespace rewire {
namespace {

using Words = std::vector<std::string>;

[[noreturn]] void throw_bad(const std::string& found, const std::filesystem::path& path) {
  throw InputError({.found = found,
                    .expected = "a matrix file of 3dNetCorr with a part '# CC'",
                    .where = path.string(),
                    .remedy = "make it again"});
}

/// The words of each line that has any.
std::vector<Words> lines_of(const std::string& text) {
  std::vector<Words> lines;
  Words words;
  std::string word;
  for (const char c : text + "\n") {
    const bool is_space = c == ' ' || c == '\t' || c == '\r' || c == '\n';
    if (!is_space) word += c;
    if (is_space && !word.empty()) words.push_back(std::exchange(word, {}));
    if (c == '\n' && !words.empty()) lines.push_back(std::exchange(words, {}));
  }
  return lines;
}

/// The names in the lines before the matrices: labels where there are some, else numbers.
Words region_names(const std::vector<Words>& lines, std::size_t end, std::size_t regions) {
  for (std::size_t i = 0; i < end; ++i) {
    if (lines[i].front() != "#" && lines[i].size() == regions) return lines[i];
  }
  return {};
}

}  // namespace

NamedMatrix read_netcc(const std::filesystem::path& path) {
  const std::vector<Words> lines = lines_of(read_text(path));
  std::size_t start = 0;
  while (start < lines.size() && lines[start] != Words{"#", "CC"}) ++start;
  if (start + 1 >= lines.size()) throw_bad("no part '# CC'", path);
  const std::size_t regions = lines[start + 1].size();
  NamedMatrix matrix{.names = region_names(lines, start, regions), .values = {}};
  if (matrix.names.size() != regions) throw_bad("no names of its regions", path);
  if (lines.size() < start + 1 + regions) throw_bad("a matrix that is cut short", path);
  const auto size = static_cast<Eigen::Index>(regions);
  matrix.values.resize(size, size);
  for (Eigen::Index i = 0; i < size; ++i) {
    const Words& row = lines[start + 1 + static_cast<std::size_t>(i)];
    if (row.size() != regions) throw_bad("rows of different lengths", path);
    for (Eigen::Index j = 0; j < size; ++j) {
      const auto number = parse_number(row[static_cast<std::size_t>(j)]);
      if (!number) throw_bad("'" + row[static_cast<std::size_t>(j)] + "' for a number", path);
      matrix.values(i, j) = *number;
    }
  }
  return matrix;
}

}  // namespace rewire
