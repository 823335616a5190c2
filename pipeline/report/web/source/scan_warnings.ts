import { texts, type ReportData } from "./data";
import { element, section } from "./dom";
import { table } from "./trial";

const shownAtOnce = 20;
const heads = ["Scan", "Step", "Found", "Expected", "Where", "What to do"];
const names = ["scan", "step", "found", "expected", "where", "remedy"];

/** What was odd when single scans were analysed; null when nothing was. */
export function scanWarningsSection(data: ReportData): HTMLElement | null {
  const warnings = data.scanWarnings;
  if (warnings === null) return null;
  const columns = names.map((name) => texts(warnings, name) ?? []);
  const rows = (columns[0] ?? []).map((_, row) => columns.map((column) => (column[row] ?? "").replaceAll("_", " ")));
  const scans = new Set(columns[0]).size;
  return section(
    "scan-warnings",
    "Warnings of single scans",
    element("p", {}, `${rows.length} in ${scans} ${scans === 1 ? "scan or anatomy" : "scans and anatomies"}; their numbers are in the comparison as they are.`),
    table("What was odd", heads, rows.slice(0, shownAtOnce)),
    rows.length <= shownAtOnce
      ? null
      : element(
          "details",
          {},
          element("summary", {}, `${rows.length - shownAtOnce} more`),
          table("More that was odd", heads, rows.slice(shownAtOnce)),
        ),
  );
}
