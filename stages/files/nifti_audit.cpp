#include "stages/files/nifti_audit.h"

#include <algorithm>
#include <cctype>
#include <cstring>
#include <fstream>

#include "stages/core/error.h"
#include "stages/files/file_bytes.h"
#include "stages/files/gzip.h"
#include "stages/files/nifti_audit_parts.h"
#include "stages/files/nifti_voxels.h"

namespace rewire {
namespace {

namespace fs = std::filesystem;

/// A pointer that git-annex or Git LFS left in the place of a file, a download's error page, a
/// table ...: text is told apart, because converting the scan again would not help.
std::vector<Problem> describe_text(const fs::path& path) {
  constexpr std::size_t enough = 200;
  const std::vector<std::byte> first = read_first_bytes(path, enough);
  std::string text(first.size(), ' ');
  std::transform(first.begin(), first.end(), text.begin(), [](std::byte byte) {
    return static_cast<char>(byte);
  });
  const bool is_text = !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::isprint(c) != 0 || std::isspace(c) != 0;
  });
  if (!is_text) return {};
  const bool is_pointer = text.find("annex/objects") != std::string::npos ||
                          text.starts_with("version https://git-lfs");
  const std::string line = text.substr(0, std::min<std::size_t>(text.find('\n'), 40));
  return {{.found = is_pointer ? "a pointer of git-annex or Git LFS" : "a text file: " + line,
           .expected = "a NIfTI image",
           .where = path.string(),
           .remedy = is_pointer ? "fetch the content (git annex get, git lfs pull)"
                                : "put the scan in its place"}};
}

std::vector<Problem> whole_file_problems(const fs::path& path) {
  try {
    read_nifti_file(path);
  } catch (const InputError& error) {
    return error.problems();
  }
  return {};
}

/// Whether the file is as long as its header says: by its size, or by the length that gzip writes
/// at the end (modulo 2^32).
bool end_fits(const fs::path& path, const NiftiHeader& header) {
  const std::size_t whole = static_cast<std::size_t>(header.vox_offset) + header.data_bytes();
  std::error_code code;
  const std::uintmax_t size = fs::file_size(path, code);
  if (code) return false;
  if (!header.compressed) return size == whole;
  std::array<unsigned char, 4> last{};
  std::ifstream file(path, std::ios::binary);
  file.seekg(-4, std::ios::end);
  if (!file.read(reinterpret_cast<char*>(last.data()), last.size())) return false;
  std::uint32_t length = 0;
  for (std::size_t i = 0; i < last.size(); ++i) {
    length |= static_cast<std::uint32_t>(last[i]) << (8 * i);
  }
  return length == static_cast<std::uint32_t>(whole);
}

std::vector<Problem> audit_shape(const NiftiHeader& header, const fs::path& path) {
  Requirements requirements(path.string(), "give the BOLD time series");
  requirements.require(header.volume_count() >= 2,
                       header.dim[0] < 4 ? "a 3-D image" : "one volume",
                       "a 4-D scan of at least two volumes");
  const bool named_compressed = path.extension() == ".gz";
  requirements.prefer(
      header.compressed == named_compressed,
      header.compressed ? "a compressed image" : "an image that is not compressed",
      header.compressed ? "a name that ends in .nii.gz" : "a name that ends in .nii");
  return requirements.take();
}

}  // namespace

std::vector<Problem> audit_bold_header(const fs::path& path, const BoldSidecar& sidecar) {
  NiftiHeader header;
  try {
    header = read_header(path);
  } catch (const InputError& error) {
    if (fs::is_regular_file(path)) {
      std::vector<Problem> text = describe_text(path);
      if (!text.empty()) return text;
    }
    return error.problems();
  }
  std::vector<Problem> problems = audit_shape(header, path);
  append(problems, audit_space(header, path.string()));
  if (header.volume_count() >= 2) append(problems, audit_time(header, sidecar, path.string()));
  // Several gzip members or padding have another end and are whole all the same.
  if (!end_fits(path, header)) append(problems, whole_file_problems(path));
  return problems;
}

std::vector<Problem> audit_bold(const fs::path& path, const BoldSidecar& sidecar) {
  std::vector<Problem> problems = audit_bold_header(path, sidecar);
  if (!has_errors(problems)) append(problems, whole_file_problems(path));
  return problems;
}

std::vector<Problem> audit_confound_rows(std::int64_t volumes,
                                         std::int64_t rows,
                                         const std::string& where) {
  Requirements requirements(where,
                            rows < volumes ? "give confounds of all volumes, dummies included"
                                           : "give the confounds of this scan");
  requirements.require(rows == volumes,
                       std::to_string(rows) + " rows of confounds",
                       std::to_string(volumes) + ", one per volume");
  return requirements.take();
}

}  // namespace rewire
