import type { CheckLine, Maybe, Planned, PlannedEffect, ReportData } from "./data";
import { element, section } from "./dom";
import { endpointText } from "./effects";
import { forestAxis, forestRow, forestScale } from "./forest";
import { intervalText, numberText, probabilityText } from "./numbers";
import { sitePicture } from "./sites";
import { specificationCurves } from "./specifications";
import { table } from "./trial";

const listedInFull = 60;
const strongestListed = 30;

const roleTitles = { primary: "Primary endpoints", secondary: "Secondary endpoints" };

function isShown(planned: Planned, effect: PlannedEffect): boolean {
  return effect.pAdjusted !== null && effect.pAdjusted <= planned.alpha;
}

function gateIsOpen(planned: Planned): boolean {
  return !planned.notes.some((note) => note.includes("closed"));
}

function reading(planned: Planned, effect: PlannedEffect, reference: string): string {
  if (effect.estimate === null || effect.p === null) return `not tested: ${effect.reason}`;
  if (!isShown(planned, effect)) return `no difference from ${reference} shown`;
  const direction = effect.estimate > 0 ? "higher" : "lower";
  const gated = effect.role === "secondary" && !gateIsOpen(planned);
  return `${direction} than ${reference}${gated ? " (not to be claimed: the gate is closed)" : ""}`;
}

function sentence(planned: Planned, effect: PlannedEffect, reference: string): HTMLElement {
  const name = element("strong", {}, `${endpointText(effect.endpoint)}, ${effect.arm}, ${effect.followup}: `);
  if (effect.estimate === null) return element("li", {}, name, `not tested (${effect.reason}).`);
  const text =
    `${reading(planned, effect, reference)}; difference ${numberText(effect.estimate)} ` +
    `${intervalText(effect.ciLow, effect.ciHigh)}, g = ${numberText(effect.g)}, adjusted p = ${probabilityText(effect.pAdjusted)}.`;
  return element("li", {}, name, text);
}

/** Title, the plan's state (loud when it was not kept) and what the primary endpoints say. */
export function plannedHeader(data: ReportData, planned: Planned): HTMLElement {
  const calm = planned.isKept && !planned.state.includes("AMENDED");
  const title = planned.title || "Trial report";
  document.title = title;
  const primary = planned.effects.filter((effect) => effect.role === "primary" && effect.analysis === "plan");
  const people = new Set(data.flow.map(([participant]) => participant)).size;
  const analysed = new Set(data.flow.filter(([, , , reason]) => reason === "").map(([participant]) => participant)).size;
  return element(
    "header",
    {},
    element("h1", {}, title),
    element(
      "p",
      { class: calm ? "state" : "state broken", role: calm ? "note" : "alert" },
      `Plan ${planned.digest}: ${planned.state}.`,
      planned.isCoded ? " Arms are coded." : "",
    ),
    element(
      "p",
      { class: "note" },
      `${analysed} of ${people} participants analysed; baseline ${data.baseline}; follow-up ${data.followups.join(", ")}; ` +
        `reference arm ${data.referenceArm}; Rewire ${data.version}.`,
    ),
    element("h2", {}, "Primary endpoints in short"),
    element("ul", { class: "short" }, ...primary.map((effect) => sentence(planned, effect, data.referenceArm))),
    element("p", { class: "note" }, "No difference shown is not evidence of none: the intervals tell which differences remain possible."),
  );
}

function cell(label: string, ...content: (Node | string | null)[]): HTMLElement {
  return element("td", { "data-label": label }, ...content);
}

function withInterval(value: Maybe, low: Maybe, high: Maybe): Node {
  return element("span", {}, numberText(value), " ", element("span", { class: "ci" }, intervalText(low, high)));
}

function effectRows(planned: Planned, effects: PlannedEffect[], first: (effect: PlannedEffect) => string, last: (effect: PlannedEffect) => string): HTMLElement[] {
  const scale = forestScale(effects);
  const rows = effects.map((effect) => {
    const shown = isShown(planned, effect);
    return element(
      "tr",
      shown ? { class: "shown" } : {},
      element("th", { scope: "row" }, first(effect)),
      cell("Difference", withInterval(effect.estimate, effect.ciLow, effect.ciHigh)),
      cell("95 % interval", forestRow(effect, scale, shown)),
      cell("g", withInterval(effect.g, effect.gLow, effect.gHigh)),
      cell("Bayes factor", effect.bayes === null ? "" : numberText(10 ** effect.bayes)),
      cell("t (df)", effect.t === null ? "n/a" : `${numberText(effect.t)} (${numberText(effect.df)})`),
      cell("p", probabilityText(effect.p)),
      cell("p by permutation", effect.pPermutation === null ? "" : probabilityText(effect.pPermutation)),
      cell("Adjusted p", probabilityText(effect.pAdjusted)),
      cell("n", `${effect.nTreatment} / ${effect.nReference}`),
      cell("Reading", last(effect)),
    );
  });
  const axis = element("tr", { class: "axis" }, element("td"), element("td"), element("td", {}, forestAxis(scale)));
  return scale === null ? rows : [...rows, axis];
}

function effectTable(caption: string, head: string, rows: HTMLElement[]): HTMLElement {
  const heads = [head, "Difference", "95 % interval", "Effect size g", "Bayes factor", "t (df)", "p", "p by permutation", "Adjusted p", "n", "Reading"];
  return element(
    "table",
    { class: "effects planned" },
    element("caption", {}, caption),
    element("thead", {}, element("tr", {}, ...heads.map((text) => element("th", { scope: "col" }, text)))),
    element("tbody", {}, ...rows),
  );
}

/** One table per arm and follow-up; of many endpoints those of the smallest p. */
export function endpointsSection(data: ReportData, planned: Planned, role: "primary" | "secondary"): HTMLElement | null {
  const all = planned.effects.filter((effect) => effect.role === role && effect.analysis === "plan");
  if (all.length === 0) return null;
  const groups = new Map<string, PlannedEffect[]>();
  for (const effect of all) {
    const key = `${effect.arm} against ${data.referenceArm}, ${effect.followup}`;
    groups.set(key, [...(groups.get(key) ?? []), effect]);
  }
  const blocks = [...groups].map(([name, effects]) => {
    const many = effects.length > listedInFull;
    const listed = many
      ? [...effects].sort((a, b) => (a.p ?? 2) - (b.p ?? 2)).slice(0, strongestListed)
      : effects;
    const shown = effects.filter((effect) => isShown(planned, effect)).length;
    const rows = effectRows(planned, listed, (effect) => endpointText(effect.endpoint), (effect) => reading(planned, effect, data.referenceArm));
    const count = many ? `The ${listed.length} smallest p of ${effects.length} endpoints` : `${effects.length} endpoints`;
    return element(
      "div",
      { class: "contrast" },
      effectTable(name, "Endpoint", rows),
      element("p", { class: "note" }, `${count}; ${shown} with adjusted p \u2264 ${planned.alpha}. Model: ${effects[0]!.model}; permuted: ${effects[0]!.permuted}.`),
    );
  });
  return section(role, roleTitles[role], ...planned.notes.filter((note) => role === "secondary" && note.includes("gate")).map((note) => element("p", {}, note)), ...blocks);
}

/** The primary endpoints by the plan and by every other analysis, one forest per endpoint. */
export function sensitivitySection(planned: Planned): HTMLElement | null {
  const primary = planned.effects.filter((effect) => effect.role === "primary");
  if (!primary.some((effect) => effect.analysis !== "plan")) return null;
  const groups = new Map<string, PlannedEffect[]>();
  for (const effect of primary) {
    const key = `${endpointText(effect.endpoint)}, ${effect.arm}, ${effect.followup}`;
    groups.set(key, [...(groups.get(key) ?? []), effect]);
  }
  const tables = [...groups].map(([name, effects]) =>
    effectTable(name, "Analysis", effectRows(planned, effects, (effect) => (effect.analysis === "plan" ? `as planned (${effect.model})` : effect.analysis), (effect) => effect.reason)),
  );
  const notes = planned.notes.filter((note) => !note.includes("gate"));
  return section(
    "sensitivity",
    "The primary endpoints analysed otherwise",
    element("p", {}, "Whether the answer hangs on one choice. Only the planned analysis decides; the others have no adjusted p."),
    element("p", {}, "Specification curves: every analysis by its estimate with 95 % interval (the planned one filled dark, p \u2264 0.05 in colour), and beneath it the choices that made it."),
    ...specificationCurves(planned),
    ...tables,
    notes.length === 0 ? null : element("ul", { class: "short" }, ...notes.map((note) => element("li", {}, note))),
  );
}

export function plannedFlow(planned: Planned): HTMLElement {
  const rows = planned.flowCounts.map(([arm, session, reason, count]) => [arm || "no arm", session, String(count), reason === "" ? "in" : `out: ${reason}`]);
  return section("flow-counts", "Flow of participants", table("Sessions by arm, and why not", ["Arm", "Session", "Sessions", "Analysed"], rows));
}

function checkTable(name: string, lines: CheckLine[]): HTMLElement {
  const heads = ["Quantity", "Arm", "Session", "n", "Value", "SD", "Interval or range", "p", "Note"];
  const rows = lines.map((line) =>
    element(
      "tr",
      {},
      ...[
        endpointText(line.quantity),
        line.arm,
        line.session,
        String(line.n),
        line.value === null ? "" : numberText(line.value),
        line.deviation === null ? "" : numberText(line.deviation),
        intervalText(line.low, line.high),
        line.p === null ? "" : probabilityText(line.p),
        line.note,
      ].map((text) => element("td", {}, text)),
    ),
  );
  return element(
    "table",
    { class: "checks" },
    element("caption", {}, name),
    element("thead", {}, element("tr", {}, ...heads.map((head) => element("th", { scope: "col" }, head)))),
    element("tbody", {}, ...rows),
  );
}

export function checksSection(planned: Planned): HTMLElement {
  const groups = new Map<string, CheckLine[]>();
  for (const line of planned.checks) groups.set(line.check, [...(groups.get(line.check) ?? []), line]);
  const blocks = [...groups].map(([name, lines]) =>
    lines.length === 1 && lines[0]!.quantity === ""
      ? element("p", {}, element("strong", {}, `${name}: `), lines[0]!.note)
      : element("div", {}, name === "site shifts" ? sitePicture(lines) : null, checkTable(name, lines)),
  );
  return section("checks", "Honesty checks", ...blocks);
}

export function plannedMethods(data: ReportData, planned: Planned): HTMLElement {
  return section(
    "methods",
    "Methods",
    element("p", {}, planned.methods),
    element("p", {}, `Computed by Rewire ${data.version}; plan ${planned.digest}; record ${data.key || "n/a"}.`),
    element("details", {}, element("summary", {}, "The plan"), table("Parameters", ["Name", "Value"], data.parameters)),
  );
}
