#include "pipeline/report/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "pipeline/report/report_data.h"
#include "stages/core/random.h"
#include "stages/files/atomic_file.h"

namespace rewire {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::array papers{Paper{"Nichols TE, Holmes AP",
                                  2002,
                                  "Nonparametric permutation tests for functional neuroimaging",
                                  "10.1002/hbm.1058",
                                  "maximal statistic"}};

const std::array<std::string, 2> contrast_names{"placebo: ses-2 - ses-1",
                                                "(ketamine - placebo) x (ses-2 - ses-1)"};

Effect make_effect(const std::string& family,
                   const std::string& endpoint,
                   const std::string& contrast,
                   double estimate) {
  Effect effect;
  effect.family = family;
  effect.endpoint = endpoint;
  effect.contrast = contrast;
  effect.n_reference = 14;
  effect.n_treatment = contrast == contrast_names[0] ? 0 : 23;
  effect.estimate = estimate;
  effect.standard_error = 0.05;
  effect.t = estimate / 0.05;
  effect.degrees_of_freedom = 35;
  effect.ci_low = estimate - 0.1;
  effect.ci_high = estimate + 0.1;
  effect.effect_size = estimate * 5;
  effect.effect_size_ci_low = estimate * 5 - 0.7;
  effect.effect_size_ci_high = estimate * 5 + 0.7;
  effect.p = std::abs(estimate) > 0.2 ? 0.0004 : 0.4;
  effect.p_fwe = std::abs(estimate) > 0.2 ? 0.0123 : 0.987;
  effect.q_fdr = std::abs(estimate) > 0.2 ? 0.0456 : 0.876;
  return effect;
}

Effect untested(Effect effect) {
  effect.t = effect.p = effect.p_fwe = effect.q_fdr = effect.ci_low = effect.ci_high =
      effect.standard_error = effect.effect_size = effect.effect_size_ci_low =
          effect.effect_size_ci_high = std::nan("");
  effect.reason = "the changes do not vary between participants";
  return effect;
}

Comparison make_comparison(int regions) {
  Comparison comparison;
  comparison.baseline = "ses-1";
  comparison.followups = {"ses-2"};
  comparison.reference_arm = "placebo";
  comparison.permutations = 10000;
  comparison.seed = 20;
  RandomStream random(20, 0);
  for (const std::string& contrast : contrast_names) {
    const bool change = contrast == contrast_names[0];
    comparison.contrasts.push_back({contrast,
                                    change ? ContrastKind::change : ContrastKind::arm_by_time,
                                    change ? "placebo" : "ketamine",
                                    "ses-2",
                                    14,
                                    change ? 0 : 23,
                                    10000,
                                    false});
    for (int i = 0; i < regions; ++i) {
      for (int j = i + 1; j < regions; ++j) {
        comparison.effects.push_back(
            make_effect("edge",
                        "Region_" + std::to_string(i) + "--Region_" + std::to_string(j),
                        contrast,
                        0.05 * random.normal()));
      }
    }
    auto& effects = comparison.effects;
    effects.push_back(
        make_effect("structure_pair", "amygdala--prefrontal", contrast, change ? 0.03 : -0.2718));
    effects.push_back(make_effect("structure_pair", "amygdala--hippocampus", contrast, 0.0314));
    effects.push_back(untested(make_effect("structure_pair", "hippocampus--sgACC", contrast, 0.0)));
    effects.push_back(make_effect("global_metric", "global_efficiency", contrast, 0.011));
  }
  comparison.flow = {{"sub-01", "ses-1", "placebo", ""},
                     {"sub-01", "ses-2", "placebo", ""},
                     {"sub-02", "ses-1", "ketamine", "no follow-up: ses-2: <b>moved & left</b>"},
                     {"sub-02", "ses-2", "ketamine", "<b>moved & left</b>"}};
  comparison.warnings = {
      {"16 labellings in all", "enough for p <= 0.05", "a place", "scan more", Severity::warning}};
  return comparison;
}

Provenance make_provenance() {
  return {"1.2.3", "compare", 1, "abcdef", {{"compare.variance", "pooled"}}, {"bids::sub-01"}};
}

std::string page_of(const Comparison& comparison) {
  return report_page(comparison, make_provenance(), papers);
}

TEST(Report, DataHoldTheNumbersAndTheStrongestEdges) {
  const Comparison comparison = make_comparison(30);
  const nlohmann::json data = report_data(comparison, make_provenance(), papers);
  const nlohmann::json& edges = data["families"][0]["results"][1];
  EXPECT_EQ(edges["endpoints"], 435);
  EXPECT_EQ(edges["effects"].size(), 20U);
  double previous = 1e9;
  for (const nlohmann::json& effect : edges["effects"]) {
    EXPECT_LE(std::abs(effect["t"].get<double>()), previous);
    previous = std::abs(effect["t"].get<double>());
  }
  EXPECT_EQ(edges["map"]["regions"].size(), 30U);
  EXPECT_EQ(edges["map"]["regions"][29], "Region_29");
  EXPECT_EQ(edges["map"]["t"].size(), 435U);
  const nlohmann::json& pairs = data["families"][1]["results"][1];
  EXPECT_EQ(pairs["effects"][0]["estimate"], -0.2718);
  EXPECT_EQ(pairs["shown"], 1);
  EXPECT_EQ(pairs["tested"], 2);
}

/// One scan in either arm; the carpet's first row rises from black to white.
ScanSummaries make_summaries() {
  ScanSummaries summaries;
  summaries.quality.add("sub", {"01", "02"});
  summaries.quality.add("ses", {"1", "1"});
  summaries.quality.add("mean_fd", {"0.123456", "n/a"});
  summaries.quality.add("mean_dvars_initial", {"31.5", "32.5"});
  summaries.quality.add("mean_dvars_final", {"11.25", "12.25"});
  for (const char* name : {"measure", "region", "structure", "arm", "session"}) {
    const std::string text(name);
    summaries.activity.add(text,
                           {text == "measure"     ? "alff"
                            : text == "region"    ? "Amygdala_L"
                            : text == "structure" ? "amygdala"
                            : text == "arm"       ? "ketamine"
                                                  : "ses-1"});
  }
  summaries.activity.add("n", {"23"});
  for (const char* suffix : {"", "_z", "_ratio"}) {
    summaries.activity.add(std::string("mean") + suffix, {suffix[0] == '_' ? "0.6543" : "17.25"});
    summaries.activity.add(std::string("sd") + suffix, {"0.321"});
  }
  ScanQuality quality;
  quality.kept = {1, 1, 1, 0, 1};
  quality.framewise_displacement_mm = Eigen::VectorXd::LinSpaced(5, 0.0, 0.8);
  quality.framewise_displacement_mm[0] = std::nan("");
  quality.carpet.tissues = {CarpetTissue::regions, CarpetTissue::csf};
  quality.carpet.before.resize(2, 5);
  quality.carpet.before << -3, -2, 0, 2, 3, 1, 1, 1, 1, 1;
  quality.carpet.after = Eigen::MatrixXd::Zero(2, 5);
  summaries.carpets.push_back(carpet_thumbnail("sub-01_ses-1", quality, {}));
  const std::array<std::array<const char*, 2>, 6> odd{{{"scan", "sub-01_ses-1"},
                                                       {"step", "coregister"},
                                                       {"found", "a Dice overlap of 0.7"},
                                                       {"expected", "at least 0.8"},
                                                       {"where", "scan to T1w"},
                                                       {"remedy", "look at it"}}};
  for (const auto& [name, cell] : odd) summaries.warnings.add(name, {cell});
  summaries.volumes.add("participant_id", {"sub-01"});
  summaries.volumes.add("session_id", {"ses-1"});
  summaries.volumes.add("hippocampus", {"7312.5"});
  return summaries;
}

TEST(ScanSummaries, ThumbnailsAverageVolumesAndSayWhereOneIsCensored) {
  ScanQuality quality;
  quality.kept = {1, 1, 1, 0, 1};
  quality.framewise_displacement_mm = Eigen::VectorXd::LinSpaced(5, 0.0, 0.8);
  quality.framewise_displacement_mm[0] = std::nan("");
  for (int row = 0; row < 9; ++row) quality.carpet.tissues.push_back(CarpetTissue::regions);
  quality.carpet.before = Eigen::VectorXd::LinSpaced(9, -2.0, 2.0).replicate(1, 5);
  quality.carpet.after = Eigen::MatrixXd::Zero(9, 5);
  quality.carpet.after.col(0).setConstant(4.0);
  const CarpetThumbnail small = carpet_thumbnail("x", quality, {.rows = 3, .columns = 3});
  EXPECT_EQ(small.columns, 3);
  EXPECT_EQ(small.tissues.size(), 3U);
  // Rows 1, 4 and 7 of -2, -1.5 ... 2; columns of two volumes, the last of one.
  EXPECT_THAT(small.before, ::testing::ElementsAre(32, 32, 32, 128, 128, 128, 223, 223, 223));
  EXPECT_THAT(small.after, ::testing::ElementsAre(255, 128, 128, 255, 128, 128, 255, 128, 128));
  EXPECT_THAT(small.kept, ::testing::ElementsAre(1, 0, 1));
  EXPECT_THAT(
      small.framewise_displacement_mm,
      ::testing::ElementsAre(
          ::testing::DoubleEq(0.2), ::testing::DoubleNear(0.6, 1e-12), ::testing::DoubleEq(0.8)));
}

TEST(ScanSummaries, ReadBackFromTheGroupsFolder) {
  const auto group = std::filesystem::path(::testing::TempDir()) / "rewire_summaries";
  const auto content = [](const ScanSummaries& summaries) {
    Digester digester;
    add_content(digester, summaries);
    return digester.finish();
  };
  ScanSummaries summaries = make_summaries();
  const auto drawing = group.parent_path() / "rewire_summaries.svg";
  write_text(drawing, "<svg/>");
  summaries.pictures = {{.scan = "a", .file = drawing.filename().string(), .svg = "<svg/>"},
                        {.scan = "b", .file = drawing.filename().string(), .svg = ""}};
  write_scan_summaries(group, summaries);
  EXPECT_EQ(content(read_scan_summaries(group)), content(summaries));
  std::filesystem::remove(drawing);
  EXPECT_TRUE(read_scan_summaries(group).pictures.empty());
  write_scan_summaries(group, {});
  EXPECT_EQ(content(read_scan_summaries(group)), content({}));
  EXPECT_TRUE(std::filesystem::is_empty(group));
  std::filesystem::remove_all(group);
}

TEST(Report, DataHoldTheScansWithFourDigits) {
  const nlohmann::json data =
      report_data(make_comparison(3), make_provenance(), papers, nullptr, make_summaries());
  EXPECT_EQ(data["quality"]["names"][2], "mean_fd");
  EXPECT_EQ(data["quality"]["columns"][2][0], 0.1235);
  EXPECT_TRUE(data["quality"]["columns"][2][1].is_null());
  EXPECT_EQ(data["quality"]["columns"][0][0], "01");
  // 0, 0, 127.5, 255, 255 and five times 191.25, in base64.
  EXPECT_EQ(data["carpets"][0]["before"], "AACA//+/v7+/vw==");
  EXPECT_EQ(data["carpets"][0]["fd"].dump(), "[null,0.2,0.4,0.6,0.8]");
  EXPECT_TRUE(report_data(make_comparison(3), make_provenance(), papers)["quality"].is_null());
  EXPECT_EQ(data["scanWarnings"]["columns"][2][0], "a Dice overlap of 0.7");
}

TEST(Report, NamesThatAreNoTriangleGiveNoMap) {
  Comparison comparison = make_comparison(3);
  comparison.effects[1].endpoint = "Something--else";
  const nlohmann::json data = report_data(comparison, make_provenance(), papers);
  EXPECT_TRUE(data["families"][0]["results"][0]["map"].is_null());
  EXPECT_FALSE(data["families"][0]["results"][1]["map"].is_null());
}

TEST(Report, PageLoadsNothingAndNamesCannotBecomeMarkup) {
  Comparison comparison = make_comparison(4);
  comparison.effects[0].endpoint = "</script><img src=x onerror=alert(1)>--R";
  comparison.reference_arm = "bad \xff text";
  const std::string page = page_of(comparison);
  for (const char* loading : {"src=\"", "<link", "@import", "url(", "fetch(", "<img", "import("}) {
    EXPECT_THAT(page, Not(HasSubstr(loading)));
  }
  EXPECT_THAT(page, HasSubstr("default-src 'none'"));
  EXPECT_THAT(page, HasSubstr("\\u003c/script>"));
}

TEST(Report, EmptyComparisonIsAPage) { EXPECT_THAT(report_page({}, {}), HasSubstr("</html>")); }

/// What the browser makes of the page, and what it complains of.
struct Rendered {
  std::string document;
  std::string log;
};

std::string whole_file(const std::filesystem::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::optional<Rendered> render(const std::string& page) {
  if (std::system("command -v chromium >/dev/null") != 0) return std::nullopt;
  const auto folder =
      std::filesystem::path(::testing::TempDir()) /
      ("rewire_report_" + std::to_string(::testing::UnitTest::GetInstance()->random_seed()) +
       ::testing::UnitTest::GetInstance()->current_test_info()->name());
  std::filesystem::create_directories(folder);
  write_text(folder / "page.html", page);
  const std::string command =
      "timeout 120 chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
      "--disable-background-networking --disable-component-update --disable-sync "
      "--enable-logging=stderr --virtual-time-budget=5000 --user-data-dir='" +
      (folder / "profile").string() + "' --dump-dom 'file://" + (folder / "page.html").string() +
      "' >'" + (folder / "document").string() + "' 2>'" + (folder / "log").string() + "'";
  const int status = std::system(command.c_str());
  Rendered rendered{whole_file(folder / "document"), whole_file(folder / "log")};
  std::filesystem::remove_all(folder);
  EXPECT_EQ(status, 0) << rendered.log;
  return rendered;
}

TEST(Report, BrowserShowsTheNumbersWithoutComplaint) {
  const auto rendered = render(page_of(make_comparison(30)));
  if (!rendered) GTEST_SKIP() << "chromium is not installed";
  EXPECT_THAT(rendered->log, Not(HasSubstr("CONSOLE")));
  const std::string& shown = rendered->document;
  for (const char* text : {"amygdala \xE2\x80\x93 prefrontal",
                           "shifted down relative to placebo by 0.272",
                           "\xE2\x88\x92"
                           "0.272 <span",
                           "[\xE2\x88\x92"
                           "0.372, \xE2\x88\x92"
                           "0.172]",
                           "0.012",
                           "0.046",
                           "was shown to change",
                           "not shown to change",
                           "not tested: the changes do not vary between participants",
                           "&lt;b&gt;moved &amp; left&lt;/b&gt;",
                           "16 labellings in all",
                           "doi:10.1002/hbm.1058",
                           "<canvas role=\"img\" aria-label=\"Matrix of t for 30 regions",
                           "global efficiency"}) {
    EXPECT_THAT(shown, HasSubstr(text));
  }
}

TEST(Report, BrowserShowsActivityQualityAndCarpets) {
  const auto rendered =
      render(report_page(make_comparison(3), make_provenance(), papers, nullptr, make_summaries()));
  if (!rendered) GTEST_SKIP() << "chromium is not installed";
  EXPECT_THAT(rendered->log, Not(HasSubstr("CONSOLE")));
  const std::string& shown = rendered->document;
  for (const char* text : {"Local activity by region",
                           "17.25 (0.321) \xC2\xB7 23",
                           "ketamine, ses-1",
                           "Quality of the scans",
                           "sub-01 ses-1",
                           "0.123",
                           "31.50 \xE2\x86\x92 11.25",
                           "Before denoising: 2 voxels against time, sub-01_ses-1",
                           "After denoising",
                           "Framewise displacement, up to 0.800 mm"}) {
    EXPECT_THAT(shown, HasSubstr(text));
  }
}

TEST(Report, BrowserShowsAnEmptyComparison) {
  const auto rendered = render(report_page({}, {}));
  if (!rendered) GTEST_SKIP() << "chromium is not installed";
  EXPECT_THAT(rendered->log, Not(HasSubstr("CONSOLE")));
  EXPECT_THAT(rendered->document, HasSubstr("Nobody was left out"));
}

}  // namespace
}  // namespace rewire
