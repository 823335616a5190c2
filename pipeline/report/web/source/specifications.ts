import type { Planned, Specification } from "./data";
import { element, svg } from "./dom";
import { endpointText } from "./effects";
import { forestScale } from "./forest";
import { numberText } from "./numbers";

const labelWidth = 250;
const top = 10;
const curveHeight = 130;
const rowHeight = 16;

/** "model: ANCOVA; motion: ..." as pairs of choice and level. */
function levelsOf(line: Specification): [string, string][] {
  return line.choices.split("; ").map((text) => {
    const colon = text.indexOf(": ");
    return [text.slice(0, colon), text.slice(colon + 2)];
  });
}

/** Every level of every choice that is made in more than one way. */
function panelRows(lines: Specification[]): [string, string][] {
  const levels = new Map<string, Set<string>>();
  for (const line of lines) {
    for (const [choice, level] of levelsOf(line)) levels.set(choice, (levels.get(choice) ?? new Set()).add(level));
  }
  return [...levels]
    .filter(([, names]) => names.size > 1)
    .flatMap(([choice, names]) => [...names].map((name): [string, string] => [choice, name]));
}

/** Estimates in their order with intervals; beneath them which choices made each. */
function curve(name: string, lines: Specification[]): HTMLElement {
  const step = Math.max(10, Math.min(36, 460 / lines.length));
  const scale = forestScale(lines);
  const rows = panelRows(lines);
  const width = labelWidth + step * lines.length + 10;
  const height = top + curveHeight + 14 + rowHeight * rows.length;
  const x = (place: number): number => labelWidth + step * (place + 0.5);
  const y = (value: number): number =>
    scale === null ? top : top + curveHeight * (1 - (value - scale.low) / (scale.high - scale.low));
  const kind = (line: Specification): string => (line.planned ? "planned" : line.p !== null && line.p <= 0.05 ? "small" : "other");
  const ticks = (scale?.ticks ?? []).flatMap((tick) => [
    svg("line", { x1: labelWidth, x2: width - 10, y1: y(tick), y2: y(tick), class: tick === 0 ? "zero" : "grid" }),
    svg("text", { x: labelWidth - 6, y: y(tick) + 4, class: "label" }, String(Number(tick.toPrecision(6)))),
  ]);
  const points = lines.flatMap((line, place) => [
    svg("line", { x1: x(place), x2: x(place), y1: y(line.ciLow), y2: y(line.ciHigh), class: `interval ${kind(line)}` }),
    svg("circle", { cx: x(place), cy: y(line.estimate), r: 3.5, class: `estimate ${kind(line)}` }),
  ]);
  const panel = rows.flatMap(([choice, level], row) => {
    const middle = top + curveHeight + 14 + rowHeight * (row + 0.5);
    const made = lines.flatMap((line, place) =>
      levelsOf(line).some(([own, name]) => own === choice && name === level)
        ? [svg("circle", { cx: x(place), cy: middle, r: 3, class: `estimate ${kind(line)}` })]
        : [],
    );
    return [
      svg("line", { x1: labelWidth, x2: width - 10, y1: middle, y2: middle, class: "grid" }),
      svg("text", { x: labelWidth - 6, y: middle + 4, class: "label" }, `${choice}: ${level}`),
      ...made,
    ];
  });
  const estimates = lines.map((line) => line.estimate);
  const planned = lines.find((line) => line.planned);
  const same = planned === undefined ? 0 : lines.filter((line) => line.estimate * planned.estimate > 0).length;
  const small = lines.filter((line) => line.p !== null && line.p <= 0.05).length;
  const text =
    `${lines.length} specifications, estimates from ${numberText(Math.min(...estimates))} to ${numberText(Math.max(...estimates))}; ` +
    `${same} with the sign of the planned one, ${small} with p \u2264 0.05.`;
  return element(
    "figure",
    { class: "specifications" },
    element("figcaption", {}, name),
    svg("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": `${name}: ${text}`, style: `max-width: ${width}px` }, ...ticks, ...points, ...panel),
    element("p", { class: "note" }, text),
  );
}

/** One specification curve per primary endpoint, arm and follow-up that was analysed in several ways. */
export function specificationCurves(planned: Planned): HTMLElement[] {
  const groups = new Map<string, Specification[]>();
  for (const line of planned.specifications) {
    const key = `${endpointText(line.endpoint)}, ${line.arm}, ${line.followup}`;
    groups.set(key, [...(groups.get(key) ?? []), line]);
  }
  return [...groups].filter(([, lines]) => lines.length > 1).map(([name, lines]) => curve(name, lines));
}
