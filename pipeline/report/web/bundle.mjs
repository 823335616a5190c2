// node bundle.mjs OUTPUT: the report page as one HTML text in a C++ source file.
import { readFileSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const mark = "@REPORT_DATA@";
const bundled = await build({
  entryPoints: ["source/main.ts"],
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2021",
  charset: "ascii",
  write: false,
});
const styled = await build({ entryPoints: ["source/page.css"], minify: true, write: false });
const page = readFileSync("source/page.html", "utf8")
  .replace("@STYLE@", () => styled.outputFiles[0].text.trim())
  .replace("@SCRIPT@", () => bundled.outputFiles[0].text.trim().replaceAll("</script", "<\\/script"));
if (page.split(mark).length !== 2) throw new Error(`the page must hold ${mark} once`);
const end = "rewire_page";
if (page.includes(`)${end}"`)) throw new Error("the page ends its own string literal");
writeFileSync(
  process.argv[2],
  `#include "pipeline/report/page_template.h"

namespace rewire {

std::string_view page_template() { return R"${end}(${page})${end}"; }
std::string_view page_data_mark() { return "${mark}"; }

}  // namespace rewire
`,
);
