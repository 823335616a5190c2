import { contrastOrder, familyNamed, type Contrast, type Effect, type ReportData, type Result } from "./data";
import { element, section } from "./dom";
import { forestAxis, forestRow, forestScale, type Interval } from "./forest";
import { intervalText, numberText, probabilityText, verdict } from "./numbers";

function cell(label: string, ...content: (Node | string | null)[]): HTMLElement {
  return element("td", { "data-label": label }, ...content);
}

function withInterval(value: number | null, low: number | null, high: number | null): Node {
  const interval = element("span", { class: "ci" }, intervalText(low, high));
  return element("span", {}, numberText(value), " ", interval);
}

function participants(effect: Effect, contrast: Contrast): string {
  return contrast.kind === "arm_by_time"
    ? `${effect.nTreatment} / ${effect.nReference}`
    : String(effect.nTreatment + effect.nReference);
}

export const measureTitles: Record<string, string> = { alff: "ALFF", falff: "fALFF", reho: "ReHo" };

export function endpointText(endpoint: string): string {
  const [measure, place] = endpoint.split("@");
  const named = place === undefined ? endpoint : `${measureTitles[measure!] ?? measure} of ${place}`;
  return named.replace("--", " \u2013 ").replaceAll("_", " ");
}

/** Metrics of several units have no axis in common but that of the effect size. */
function drawn(effect: Effect, view: FamilyView): Interval {
  if (!view.hasManyUnits) return effect;
  return { estimate: effect.g, ciLow: effect.gLow, ciHigh: effect.gHigh };
}

function effectsTable(data: ReportData, contrast: Contrast, result: Result, view: FamilyView): HTMLElement {
  const scale = forestScale(result.effects.map((effect) => drawn(effect, view)));
  const interval = view.hasManyUnits ? "95 % interval of g" : "95 % interval";
  const reference = contrast.kind === "arm_by_time" ? data.referenceArm : null;
  const heads = [`Estimate (${view.unit})`, interval, "Effect size g", "p", "p_fwe", "q", "n", "Reading"];
  const rows = result.effects.map((effect) => {
    const shown = effect.pFwe !== null && effect.pFwe < 0.05;
    return element(
      "tr",
      shown ? { class: "shown" } : {},
      element("th", { scope: "row" }, endpointText(effect.endpoint)),
      cell("Estimate", withInterval(effect.estimate, effect.ciLow, effect.ciHigh)),
      cell(interval, forestRow(drawn(effect, view), scale, shown)),
      cell("Effect size g", withInterval(effect.g, effect.gLow, effect.gHigh)),
      cell("p", probabilityText(effect.p)),
      cell("p_fwe", probabilityText(effect.pFwe)),
      cell("q", probabilityText(effect.q)),
      cell("n", participants(effect, contrast)),
      cell("Reading", verdict(effect, reference)),
    );
  });
  const axis = element("tr", { class: "axis" }, element("td"), element("td"), element("td", {}, forestAxis(scale)));
  return element(
    "table",
    { class: "effects" },
    element("caption", {}, contrast.name),
    element("thead", {}, element("tr", {}, element("th", { scope: "col" }, "Endpoint"), ...heads.map((head) => element("th", { scope: "col" }, head)))),
    element("tbody", {}, ...rows, scale === null ? null : axis),
  );
}

function untested(result: Result): HTMLElement | null {
  const reasons = Object.entries(result.untestedReasons);
  if (reasons.length === 0) return null;
  const text = reasons.map(([reason, count]) => `${count}: ${reason}`).join("; ");
  return element("p", { class: "note" }, `Not tested: ${text}.`);
}

export interface FamilyView {
  family: string;
  id: string;
  title: string;
  unit: string;
  hasManyUnits: boolean;
  intro: string;
}

/** A section with one table per contrast; null when the trial has no such endpoints. */
export function effectsSection(data: ReportData, view: FamilyView): HTMLElement | null {
  const family = familyNamed(data, view.family);
  if (family === undefined) return null;
  const blocks = contrastOrder(data).map((number) => {
    const contrast = data.contrasts[number]!;
    const result = family.results[number]!;
    const all = result.effects.length === result.endpoints;
    const count = all
      ? `${result.tested} of ${result.endpoints} endpoints tested`
      : `The ${result.effects.length} largest |t| of ${result.tested} tested endpoints (${result.endpoints} in all)`;
    return element(
      "div",
      { class: "contrast" },
      effectsTable(data, contrast, result, view),
      element("p", { class: "note" }, `${count}; ${result.shown} with p_fwe < 0.05.`),
      untested(result),
    );
  });
  return section(view.id, view.title, element("p", {}, view.intro), ...blocks);
}
