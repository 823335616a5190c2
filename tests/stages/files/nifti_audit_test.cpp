#include "stages/files/nifti_audit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "stages/files/atomic_file.h"
#include "stages/files/file_bytes.h"
#include "stages/files/gzip.h"
#include "stages/files/nifti_header.h"
#include "tests/stages/files/temporary_folder.h"

namespace rewire {
namespace {

using ::testing::HasSubstr;

NiftiHeader good_header() {
  NiftiHeader header;
  Grid grid{.dims = {4, 5, 6}, .world_from_voxel = Eigen::Matrix4d::Identity()};
  grid.world_from_voxel.diagonal() << -3, 3, 3.5, 1;
  set_grid(header, grid, NiftiSpace::scanner);
  header.dim = {4, 4, 5, 6, 7, 1, 1, 1};
  header.pixdim[4] = 2.0;
  header.xyzt_units = 2 | 8;
  header.type = NiftiType::int16;
  return header;
}

BoldSidecar good_sidecar() {
  BoldSidecar sidecar;
  sidecar.repetition_time_s = 2.0;
  sidecar.slice_times_s = {0, 1.0, 0.35, 1.35, 0.7, 1.7};
  return sidecar;
}

class Audit : public testing::TemporaryFolder {
 protected:
  std::filesystem::path write(const NiftiHeader& header,
                              const std::string& name = "bold.nii.gz",
                              std::ptrdiff_t missing = 0) {
    std::vector<std::byte> bytes = header_bytes(header);
    const auto data = static_cast<std::ptrdiff_t>(header.data_bytes()) - missing;
    bytes.resize(bytes.size() + static_cast<std::size_t>(data), std::byte{1});
    write_bytes(folder_ / name, name.ends_with(".gz") ? gzip(bytes) : bytes);
    return folder_ / name;
  }

  /// One problem that says `text`, with all that a reader needs.
  void expect_one(const std::vector<Problem>& problems,
                  Severity severity,
                  const std::string& text) {
    ASSERT_EQ(problems.size(), 1U) << text << listing(problems);
    EXPECT_THAT(to_text(problems[0]), HasSubstr(text));
    EXPECT_EQ(problems[0].severity, severity) << text;
    EXPECT_FALSE(problems[0].expected.empty()) << text;
    EXPECT_THAT(problems[0].where, HasSubstr("bold")) << text;
    EXPECT_FALSE(problems[0].remedy.empty()) << text;
  }
  void expect_one(const NiftiHeader& header, Severity severity, const std::string& text) {
    expect_one(audit_bold_header(write(header), good_sidecar()), severity, text);
  }
  void expect_one(const BoldSidecar& sidecar, Severity severity, const std::string& text) {
    expect_one(audit_bold_header(write(good_header()), sidecar), severity, text);
  }
  static std::string listing(const std::vector<Problem>& problems) {
    std::string text;
    for (const Problem& problem : problems) text += "\n" + to_text(problem);
    return text;
  }
};

TEST_F(Audit, HasNothingToSayOfAGoodScan) {
  for (const std::string name : {"bold.nii", "bold.nii.gz"}) {
    const auto path = write(good_header(), name);
    EXPECT_TRUE(audit_bold_header(path, good_sidecar()).empty());
    EXPECT_TRUE(audit_bold(path, good_sidecar()).empty());
  }
}

TEST_F(Audit, FindsWrongRepetitionTimes) {
  BoldSidecar sidecar;
  sidecar.repetition_time_s = 2000.0;
  expect_one(sidecar, Severity::error, "milliseconds? then it is 2 s");
  sidecar.repetition_time_s = 0.0;
  expect_one(sidecar, Severity::error, "RepetitionTime 0");
  sidecar.repetition_time_s = std::numeric_limits<double>::quiet_NaN();
  expect_one(sidecar, Severity::error, "0.05 to 30 s");
  sidecar.repetition_time_s = 2.5;
  expect_one(sidecar, Severity::error, "that is 2 s");
  sidecar.repetition_time_s.reset();
  expect_one(sidecar, Severity::warning, "the header says 2 s");

  NiftiHeader header = good_header();
  header.pixdim[4] = 2000.0;
  expect_one(header, Severity::warning, "wrong by 1000");
  expect_one(audit_bold_header(write(header), {}), Severity::error, "milliseconds? then it is 2 s");
  header.xyzt_units = 2 | 16;
  EXPECT_TRUE(audit_bold_header(write(header), good_sidecar()).empty());
  header.pixdim[4] = 0.0;
  expect_one(header, Severity::warning, "which is no time");
  expect_one(audit_bold_header(write(header), {}), Severity::error, "no RepetitionTime");
}

TEST_F(Audit, FindsUnclearPlaces) {
  NiftiHeader header = good_header();
  header.qoffset[1] += 12.5;
  expect_one(header, Severity::warning, "differ by 12.5 mm");
  header = good_header();
  header.pixdim[0] = 1;  // the sform runs to the left
  expect_one(header, Severity::error, "mirror images");
  header = good_header();
  header.sform_code = header.qform_code = 0;
  expect_one(header, Severity::warning, "sform_code 0 and qform_code 0");
}

TEST_F(Audit, FindsImpossibleSpacings) {
  NiftiHeader header = good_header();
  header.sform_code = 0;
  header.pixdim[2] = 0.0;
  expect_one(header, Severity::error, "pixdim[2] 0");
  header = good_header();
  header.qform_code = 0;
  header.pixdim[3] = -3.5;
  expect_one(header, Severity::warning, "pixdim[3] -3.5");
  header.pixdim[3] = 2.0;
  expect_one(header, Severity::warning, "pixdim[3] 2");
  header = good_header();
  header.srow[0][0] = 0.0;
  expect_one(header, Severity::error, "pixdim[1]");
  header.srow[0][0] = std::numeric_limits<double>::quiet_NaN();
  expect_one(header, Severity::error, "pixdim[1]");
  header = good_header();
  header.xyzt_units = 3 | 8;
  expect_one(header, Severity::error, "micrometres");
}

TEST_F(Audit, FindsSliceTimesThatDoNotFit) {
  BoldSidecar sidecar = good_sidecar();
  sidecar.slice_times_s.pop_back();
  expect_one(sidecar, Severity::warning, "values of SliceTiming");
  sidecar.slice_times_s = {0, 1.7};
  expect_one(sidecar, Severity::warning, "2 values of SliceTiming");
  sidecar.slice_times_s = {0, 350, 700, 1050, 1400, 1700};
  expect_one(sidecar, Severity::warning, "milliseconds?");
  sidecar.slice_times_s = {0, 0.4, 0.8, 1.2, 1.6, 2.0};
  expect_one(sidecar, Severity::warning, "less than the repetition time of 2 s");
  sidecar.slice_times_s = {-0.1, 0.4, 0.8, 1.2, 1.6, 1.9};
  expect_one(sidecar, Severity::warning, "SliceTiming -0.1");
  sidecar.slice_times_s = {0, 0.1, 0.2, 0.3, 0.4, 0.5};
  expect_one(sidecar, Severity::warning, "ends at 0.5 s");
}

TEST_F(Audit, FindsFilesThatAreNoScan) {
  NiftiHeader header = good_header();
  header.dim[0] = 3;
  expect_one(header, Severity::error, "a 3-D image");
  header = good_header();
  header.dim[4] = 1;
  expect_one(header, Severity::error, "one volume");
  const auto text = folder_ / "bold.nii.gz";
  write_text(text, "<html>404 not found</html>\n");
  expect_one(audit_bold_header(text, {}), Severity::error, "a text file: <html>404");
  write_text(text, "../../.git/annex/objects/xx/yy/MD5E-s24--0.nii.gz");
  expect_one(audit_bold_header(text, {}), Severity::error, "git annex get");
  write_text(text, "");
  expect_one(audit_bold_header(text, {}), Severity::error, "");
  expect_one(audit_bold_header(folder_ / "bold_absent.nii.gz", {}), Severity::error, "");
  std::filesystem::create_directory(folder_ / "bold_folder");
  expect_one(audit_bold_header(folder_ / "bold_folder", {}), Severity::error, "");
}

TEST_F(Audit, FindsCutAndDamagedFiles) {
  expect_one(audit_bold_header(write(good_header(), "bold.nii", 5), good_sidecar()),
             Severity::error,
             "by the header");
  expect_one(audit_bold_header(write(good_header(), "bold.nii.gz", 5), good_sidecar()),
             Severity::error,
             "by the header");
  const auto path = write(good_header());
  std::vector<std::byte> bytes = read_bytes(path);
  write_bytes(path, std::span(bytes).first(bytes.size() - 9));
  expect_one(audit_bold_header(path, good_sidecar()), Severity::error, "end early");
  // In the middle, only the whole file tells.
  bytes[bytes.size() - 8] ^= std::byte{0xff};
  write_bytes(path, bytes);
  EXPECT_TRUE(audit_bold_header(path, good_sidecar()).empty());
  expect_one(audit_bold(path, good_sidecar()), Severity::error, "damaged");
}

TEST_F(Audit, AcceptsSeveralGzipMembers) {
  std::vector<std::byte> bytes = header_bytes(good_header());
  bytes.resize(bytes.size() + good_header().data_bytes(), std::byte{1});
  std::vector<std::byte> members = gzip(std::span(bytes).first(600));
  const std::vector<std::byte> second = gzip(std::span(bytes).subspan(600));
  members.insert(members.end(), second.begin(), second.end());
  write_bytes(folder_ / "bold.nii.gz", members);
  EXPECT_TRUE(audit_bold_header(folder_ / "bold.nii.gz", good_sidecar()).empty());
}

TEST_F(Audit, MindsTheName) {
  std::filesystem::rename(write(good_header()), folder_ / "bold.nii");
  expect_one(audit_bold_header(folder_ / "bold.nii", good_sidecar()),
             Severity::warning,
             "a compressed image");
}

TEST_F(Audit, CountsConfoundRows) {
  EXPECT_TRUE(audit_confound_rows(240, 240, "bold confounds").empty());
  expect_one(audit_confound_rows(240, 237, "bold confounds"), Severity::error, "dummies included");
  expect_one(audit_confound_rows(240, 241, "bold confounds"), Severity::error, "241 rows");
}

}  // namespace
}  // namespace rewire
