import type { ReportData } from "./data";
import { element, section } from "./dom";

export function table(caption: string, heads: string[], rows: string[][]): HTMLElement {
  return element(
    "table",
    { class: "plain" },
    element("caption", {}, caption),
    element("thead", {}, element("tr", {}, ...heads.map((head) => element("th", { scope: "col" }, head)))),
    element("tbody", {}, ...rows.map((row) => element("tr", {}, ...row.map((text) => element("td", {}, text))))),
  );
}

/** Everybody, counted: per arm and session, how many took part and how many did not. */
function counts(data: ReportData): string[][] {
  const tally = new Map<string, [string, string, number, number]>();
  for (const [, session, arm, reason] of data.flow) {
    const key = JSON.stringify([arm, session]);
    const row = tally.get(key) ?? [arm || "no arm", session, 0, 0];
    row[reason === "" ? 2 : 3] += 1;
    tally.set(key, row);
  }
  return [...tally.values()].map((row) => row.map(String));
}

export function flowSection(data: ReportData): HTMLElement {
  const heads = ["Participant", "Session", "Arm", "Why left out"];
  const out = data.flow.filter(([, , , reason]) => reason !== "");
  return section(
    "flow",
    "Who took part",
    table("Sessions by arm", ["Arm", "Session", "In", "Left out"], counts(data)),
    out.length === 0
      ? element("p", {}, "Nobody was left out.")
      : table("Sessions left out, with the reason", heads, out),
    element(
      "details",
      {},
      element("summary", {}, `All ${data.flow.length} sessions`),
      table("All sessions", heads, data.flow.map((row) => [row[0], row[1], row[2], row[3] || "in"])),
    ),
  );
}

export function warningsSection(data: ReportData): HTMLElement {
  const items = data.warnings.map((warning) =>
    element(
      "li",
      {},
      element("strong", {}, warning.where ? `${warning.where}: ` : ""),
      [warning.found, warning.expected && `expected ${warning.expected}`, warning.remedy].filter(Boolean).join("; "),
    ),
  );
  return section(
    "warnings",
    "Warnings",
    items.length === 0 ? element("p", {}, "None.") : element("ul", { class: "warnings" }, ...items),
  );
}

function methodsText(data: ReportData): string[] {
  const value = (name: string) => data.parameters.find(([key]) => key === name || key.endsWith(`.${name}`))?.[1].replaceAll('"', "");
  const variance = value("variance") ?? "pooled";
  const blocks = value("blocks") ?? "none";
  const labellings = data.contrasts.map(
    (contrast) => `${contrast.name}: ${contrast.permutations}${contrast.exhaustive ? " (all there are; p is exact)" : ""}`,
  );
  return [
    `Changes are follow-up minus ${data.baseline} of participants with both sessions. A change within an arm is tested by its ` +
      "one-sample t with signs flipped at random, which holds for changes that are independent and symmetric about zero under the " +
      "null hypothesis. Arm by time is the mean change of an arm minus that of the reference arm" +
      (data.referenceArm ? ` (${data.referenceArm})` : "") +
      `, tested by its two-sample t (${variance} variance) with arm labels permuted among the participants of the two arms` +
      (blocks === "none" ? "" : ` within levels of ${blocks}`) +
      ", which holds for changes that are exchangeable between the arms under the null hypothesis.",
    "p is two-sided and counts the observed labelling; p_fwe corrects for all endpoints of a family within a contrast by the largest " +
      "|t|; q is the Benjamini\u2013Hochberg false discovery rate over the same endpoints. Nothing is corrected across contrasts or " +
      "families. Intervals are 95 % and uncorrected: of the estimate by Student's t, of g by the noncentral t. The effect size is Hedges' g of the " +
      "change (two arms) or d_z with Hedges' factor (one arm).",
    `Labellings (seed ${data.seed}): ${labellings.join("; ")}.`,
    `Computed by Rewire ${data.version}${data.sources > 0 ? ` from ${data.sources} source files` : ""}; record ${data.key || "n/a"}.`,
  ];
}

export function methodsSection(data: ReportData): HTMLElement {
  return section(
    "methods",
    "Methods",
    ...methodsText(data).map((text) => element("p", {}, text)),
    data.parameters.length === 0
      ? null
      : element("details", {}, element("summary", {}, "Parameters"), table("Parameters", ["Name", "Value"], data.parameters)),
  );
}

export function referencesSection(data: ReportData): HTMLElement | null {
  if (data.papers.length === 0) return null;
  const items = data.papers.map((paper) =>
    element(
      "li",
      {},
      `${paper.authors} (${paper.year}). ${paper.title}. `,
      paper.doi ? element("a", { href: `https://doi.org/${paper.doi}`, rel: "noreferrer" }, `doi:${paper.doi}`) : "",
    ),
  );
  return section("references", "References", element("ol", {}, ...items));
}
