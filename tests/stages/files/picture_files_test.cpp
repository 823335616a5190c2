#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "stages/files/base64.h"
#include "stages/files/file_bytes.h"
#include "stages/files/png.h"
#include "stages/files/scan_picture_files.h"
#include "tests/stages/files/temporary_folder.h"

namespace rewire {
namespace {

using ::testing::HasSubstr;

TEST(Base64, IsThatOfTheStandard) {
  const auto of = [](std::string_view text) {
    return base64(std::as_bytes(std::span(text.data(), text.size())));
  };
  // RFC 4648, section 10.
  EXPECT_EQ(of(""), "");
  EXPECT_EQ(of("f"), "Zg==");
  EXPECT_EQ(of("fo"), "Zm8=");
  EXPECT_EQ(of("foo"), "Zm9v");
  EXPECT_EQ(of("foobar"), "Zm9vYmFy");
}

TEST(GreyPng, IsAnImageOfItsSize) {
  std::vector<std::uint8_t> grey;
  for (int i = 0; i < 15; ++i) grey.push_back(static_cast<std::uint8_t>(17 * i));
  const std::vector<std::byte> png = grey_png(grey, 5, 3);
  ASSERT_GT(png.size(), 57U);
  EXPECT_EQ(std::to_integer<int>(png[0]), 0x89);
  EXPECT_EQ(std::to_integer<int>(png[19]), 5);
  EXPECT_EQ(std::to_integer<int>(png[23]), 3);
  // The end of every PNG: an empty IEND with its checksum.
  const std::array<int, 4> checksum{0xae, 0x42, 0x60, 0x82};
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(std::to_integer<int>(png[png.size() - 4 + i]), checksum[i]);
  }
}

class ScanPictureFile : public testing::TemporaryFolder {};

TEST_F(ScanPictureFile, IsOneDrawingWithEdgesAndMotion) {
  PictureSlice slice{.place = "z -20",
                     .width = 4,
                     .height = 2,
                     .grey = {0, 1, 2, 3, 4, 5, 6, 7},
                     .outlines = {{.of = Outline::structures, .lines = {{{0, 0}, {1, 1}}}}}};
  ScanPictures pictures{.rows = {{.title = "T1w < other", .slices = {slice}}},
                        .translations_mm = Eigen::MatrixXd::Zero(3, 3),
                        .rotations_deg = Eigen::MatrixXd::Zero(3, 3),
                        .warnings = {}};
  EXPECT_TRUE(validate(pictures, "pictures").empty());
  const auto path = folder_ / "x.svg";
  write_scan_pictures(path, pictures, "sub-01", {});
  const std::string svg = read_text(path);
  EXPECT_THAT(svg, HasSubstr("T1w &lt; other"));
  EXPECT_THAT(svg, HasSubstr("data:image/png;base64,iVBOR"));
  EXPECT_THAT(svg, HasSubstr("amygdala, hippocampus"));
  EXPECT_THAT(svg, HasSubstr("translation"));
  EXPECT_TRUE(std::filesystem::exists(folder_ / "x.json"));
  pictures.rows[0].slices[0].grey.pop_back();
  EXPECT_EQ(validate(pictures, "pictures").size(), 1U);
}

}  // namespace
}  // namespace rewire
