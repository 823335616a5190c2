import type { Maybe } from "./data";
import { svg } from "./dom";
import { numberText } from "./numbers";

const width = 240;
const margin = 14;

/** What a row of a forest is drawn from. */
export interface Interval {
  estimate: Maybe;
  ciLow: Maybe;
  ciHigh: Maybe;
}

export interface Scale {
  low: number;
  high: number;
  ticks: number[];
}

function niceStep(span: number): number {
  const rough = span / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= rough)!;
}

/** One scale for all intervals of a table, with zero on it. */
export function forestScale(effects: Interval[]): Scale | null {
  const ends = effects.flatMap((effect) => [effect.ciLow, effect.ciHigh]);
  const numbers = ends.filter((end): end is number => end !== null);
  if (numbers.length === 0) return null;
  const low = Math.min(0, ...numbers);
  const high = Math.max(0, ...numbers);
  if (!(high > low)) return null;
  const step = niceStep(high - low);
  const ticks: number[] = [];
  for (let k = Math.ceil(low / step); k * step <= high; ++k) ticks.push(k * step);
  return { low, high, ticks };
}

function place(scale: Scale, value: number): number {
  return margin + ((value - scale.low) / (scale.high - scale.low)) * (width - 2 * margin);
}

export function forestRow(effect: Interval, scale: Scale | null, shown: boolean): SVGElement | null {
  if (scale === null || effect.estimate === null) return null;
  if (effect.ciLow === null || effect.ciHigh === null) return null;
  const middle = place(scale, effect.estimate);
  const zero = place(scale, 0);
  const label = `${numberText(effect.estimate)}, 95 % interval ${numberText(effect.ciLow)} to ${numberText(effect.ciHigh)}`;
  return svg(
    "svg",
    { viewBox: `0 0 ${width} 20`, role: "img", "aria-label": label, class: shown ? "forest shown" : "forest" },
    svg("line", { x1: zero, x2: zero, y1: 0, y2: 20, class: "zero" }),
    svg("line", { x1: place(scale, effect.ciLow), x2: place(scale, effect.ciHigh), y1: 10, y2: 10, class: "interval" }),
    svg("circle", { cx: middle, cy: 10, r: 4, class: "estimate" }),
  );
}

export function forestAxis(scale: Scale | null): SVGElement | null {
  if (scale === null) return null;
  return svg(
    "svg",
    { viewBox: `0 0 ${width} 22`, class: "forest axis", "aria-hidden": "true" },
    svg("line", { x1: margin, x2: width - margin, y1: 1, y2: 1, class: "zero" }),
    ...scale.ticks.flatMap((tick) => [
      svg("line", { x1: place(scale, tick), x2: place(scale, tick), y1: 1, y2: 5, class: "zero" }),
      svg("text", { x: place(scale, tick), y: 17 }, numberText(Number(tick.toPrecision(6))).replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "")),
    ]),
  );
}
