import { contrastOrder, familyNamed, type Contrast, type ReportData, type Result } from "./data";
import { element } from "./dom";
import { endpointText } from "./effects";
import { numberText, probabilityText, verdict } from "./numbers";

function sentence(data: ReportData, contrast: Contrast, result: Result): string {
  const reference = contrast.kind === "arm_by_time" ? data.referenceArm : null;
  const tested = result.effects.filter((effect) => effect.pFwe !== null);
  if (tested.length === 0) return "no connection could be tested.";
  const shown = tested.filter((effect) => effect.pFwe! < 0.05);
  const change = reference === null ? "change" : `change differently from ${reference}`;
  if (shown.length === 0) {
    const smallest = Math.min(...tested.map((effect) => effect.pFwe!));
    return (
      `none of ${tested.length} connections was shown to ${change} (smallest p_fwe = ${probabilityText(smallest)}). ` +
      "This is not evidence of no effect; the intervals below tell which changes the data leave possible."
    );
  }
  const list = shown.map(
    (effect) =>
      `${endpointText(effect.endpoint)} ${verdict(effect, reference)} by ${numberText(Math.abs(effect.estimate!))} ` +
      `(g = ${numberText(effect.g)}, p_fwe = ${probabilityText(effect.pFwe)})`,
  );
  return `${list.join("; ")}. The other ${tested.length - shown.length} connections were not shown to ${change}.`;
}

/** Title, the facts of the trial and what the structure pairs show, one line per contrast. */
export function summary(data: ReportData): HTMLElement {
  const pairs = familyNamed(data, "structure_pair");
  const arms = new Set(data.contrasts.map((contrast) => contrast.arm));
  const title = `Trial report: ${[...arms].join(", ")}`;
  document.title = title;
  const facts =
    `Baseline ${data.baseline}; follow-up ${data.followups.join(", ")}; ` +
    `reference arm ${data.referenceArm || "none"}; ${data.permutations} permutations asked for, seed ${data.seed}; Rewire ${data.version}.`;
  const lines = pairs
    ? contrastOrder(data).map((number) => {
        const contrast = data.contrasts[number]!;
        return element("li", {}, element("strong", {}, `${contrast.name}: `), sentence(data, contrast, pairs.results[number]!));
      })
    : [element("li", {}, "The atlas names no amygdala, hippocampus or prefrontal regions.")];
  return element(
    "header",
    {},
    element("h1", {}, title),
    element("p", { class: "note" }, facts),
    element("h2", {}, "Amygdala, hippocampus and prefrontal cortex in short"),
    element("ul", { class: "short" }, ...lines),
  );
}
