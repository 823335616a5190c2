import type { ReportData } from "./data";
import { element, section } from "./dom";
import { numberText } from "./numbers";
import { table } from "./trial";

/** Numbers short, texts as they are. */
function shortText(cell: string): string {
  const value = Number(cell);
  return cell === "" || Number.isNaN(value) ? cell : Number.isInteger(value) ? cell : numberText(value);
}

/** Tables that the program sends as they are to be shown. */
export function findingSections(data: ReportData): HTMLElement[] {
  return data.tables.map((one) => {
    const rows = one.rows.map((row) => row.map(shortText));
    const heads = one.heads.map((head) => head.replaceAll("_", " "));
    const count = one.rows.length < one.all ? `The ${one.rows.length} smallest p of ${one.all}` : `${one.all} rows`;
    return section(one.id, one.title, element("p", {}, one.intro), table(count, heads, rows));
  });
}
