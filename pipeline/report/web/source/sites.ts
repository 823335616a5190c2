import type { CheckLine } from "./data";
import { element, svg } from "./dom";
import { numberText } from "./numbers";

const width = 360;
const labelWidth = 130;
const rowHeight = 18;

/** How far each site lies from the mean of all, before (hollow) and after (filled) harmonisation. */
export function sitePicture(lines: CheckLine[]): HTMLElement | null {
  const rows = new Map<string, { before?: number; after?: number; chance: number }>();
  let most = 0;
  for (const line of lines) {
    if (line.value === null) continue;
    const row = rows.get(line.quantity) ?? { chance: line.low ?? 0 };
    if (line.session === "before") row.before = line.value;
    if (line.session === "after") row.after = line.value;
    rows.set(line.quantity, row);
    most = Math.max(most, line.value, row.chance);
  }
  if (rows.size === 0 || !(most > 0)) return null;
  const place = (value: number): number => labelWidth + (value / most) * (width - labelWidth - 10);
  const marks = [...rows].flatMap(([name, row], index) => {
    const y = rowHeight * (index + 0.5);
    return [
      svg("text", { x: labelWidth - 8, y: y + 4, class: "site" }, name),
      svg("line", { x1: place(0), x2: place(most), y1: y, y2: y, class: "zero" }),
      svg("line", { x1: place(row.chance), x2: place(row.chance), y1: y - 6, y2: y + 6, class: "chance" }),
      row.before === undefined ? null : svg("circle", { cx: place(row.before), cy: y, r: 5, class: "before" }),
      row.after === undefined ? null : svg("circle", { cx: place(row.after), cy: y, r: 3.5, class: "after" }),
    ];
  });
  const height = rowHeight * rows.size;
  return element(
    "figure",
    { class: "sites" },
    svg("svg", { viewBox: `0 0 ${width} ${height + 16}`, role: "img", "aria-label": "Shift of each site before and after harmonisation" }, ...marks, svg("text", { x: place(0), y: height + 12 }, "0"), svg("text", { x: place(most), y: height + 12 }, numberText(most))),
    element("figcaption", {}, "Shift of each site's mean from the mean of all, in standard deviations within sites (root mean square over endpoints): before (hollow) and after (filled) longitudinal ComBat; the tick is what chance gives."),
  );
}
