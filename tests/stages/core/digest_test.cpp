#include "stages/core/digest.h"

#include <gtest/gtest.h>
#include <xxhash.h>

#include "stages/core/content.h"

namespace rewire {
namespace {

// xxhsum -H2 /dev/null
TEST(Digester, of_nothing_is_the_published_value) {
  EXPECT_EQ(to_text(Digester().finish()), "99aa06d3014798d86001c324468d497f");
}

TEST(Digester, of_parts_equals_the_one_shot_hash_of_the_whole) {
  std::vector<std::byte> data(100003);
  for (std::size_t i = 0; i < data.size(); ++i) data[i] = static_cast<std::byte>(i * 31 % 251);
  Digester digester;
  digester.bytes(std::span(data).first(12345)).bytes(std::span(data).subspan(12345));
  const XXH128_hash_t expected = XXH3_128bits(data.data(), data.size());
  EXPECT_EQ(digester.finish(), (Digest{.high = expected.high64, .low = expected.low64}));
}

TEST(Digester, keeps_neighbouring_texts_apart) {
  EXPECT_NE(Digester().text("ab").text("c").finish(), Digester().text("a").text("bc").finish());
}

TEST(Digest, text_reads_back) {
  const Digest digest{.high = 0x0123456789abcdefU, .low = 0xfU};
  EXPECT_EQ(to_text(digest), "0123456789abcdef000000000000000f");
  EXPECT_EQ(parse_digest(to_text(digest)), digest);
  EXPECT_FALSE(parse_digest("0123456789abcdef00000000000000g0"));
  EXPECT_FALSE(parse_digest("0123"));
}

template <class T>
Digest digest_of(const T& value) {
  Digester digester;
  add_content(digester, value);
  return digester.finish();
}

TEST(AddContent, tells_values_apart) {
  using Texts = std::vector<std::string>;
  EXPECT_NE(digest_of(Texts{"a", "b"}), digest_of(Texts{"ab"}));
  EXPECT_NE(digest_of(std::optional<int>()), digest_of(std::optional<int>(0)));
  EXPECT_NE(digest_of(std::vector<double>{1, 2}), digest_of(std::vector<double>{2, 1}));
  EXPECT_NE(digest_of(true), digest_of(false));
  EXPECT_EQ(digest_of(std::map<std::string, double>{{"a", 1}, {"b", 2}}),
            digest_of(std::map<std::string, double>{{"b", 2}, {"a", 1}}));
}

}  // namespace
}  // namespace rewire
