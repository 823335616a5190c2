import type { Effect, Maybe } from "./data";

const minus = "\u2212";

/** Three decimals in the usual range, four for small and fewer for large numbers. */
export function numberText(value: Maybe): string {
  if (value === null) return "n/a";
  const size = Math.abs(value);
  const decimals = size >= 100 ? 1 : size >= 10 ? 2 : size >= 0.01 || size === 0 ? 3 : 4;
  const text = size > 0 && size < 0.0001 ? value.toExponential(2) : value.toFixed(decimals);
  return text.replace("-", minus);
}

export function probabilityText(value: Maybe): string {
  if (value === null) return "n/a";
  if (value >= 0.001 || value === 0) return value.toFixed(3);
  return value >= 0.0001 ? value.toFixed(4) : value.toExponential(1).replace("-", minus);
}

export function intervalText(low: Maybe, high: Maybe): string {
  return low === null || high === null ? "" : `[${numberText(low)}, ${numberText(high)}]`;
}

/** No effect is called absent: an interval tells what the data leave possible. */
export function verdict(effect: Effect, reference: string | null): string {
  if (effect.pFwe === null) return `not tested: ${effect.reason}`;
  if (effect.pFwe >= 0.05) return reference === null ? "not shown to change" : "not shown to change differently";
  const up = (effect.estimate ?? 0) > 0;
  if (reference === null) return up ? "increased" : "decreased";
  return `shifted ${up ? "up" : "down"} relative to ${reference}`;
}
