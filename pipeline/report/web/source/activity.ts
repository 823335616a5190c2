import { numbers, texts, type DataTable, type Maybe, type ReportData } from "./data";
import { element, section } from "./dom";
import { measureTitles } from "./effects";
import { numberText } from "./numbers";
import { table } from "./trial";

const scales: [suffix: string, title: string][] = [
  ["", "as measured (ALFF in the scan\u2019s unit)"],
  ["_z", "z: standard deviations over the scan\u2019s brain"],
  ["_ratio", "ratio to the brain\u2019s mean"],
];

function choice(label: string, options: [value: string, text: string][]): [HTMLElement, HTMLSelectElement] {
  const select = element("select", {}, ...options.map(([value, text]) => element("option", { value }, text)));
  return [element("label", {}, `${label} `, select), select];
}

function unique(values: string[]): string[] {
  return [...new Set(values)];
}

function cellText(mean: Maybe, deviation: Maybe, n: Maybe): string {
  if (mean === null) return "n/a";
  return `${numberText(mean)}${deviation === null ? "" : ` (${numberText(deviation)})`} \u00b7 ${n ?? 0}`;
}

/** One row per region, one column per arm and session. */
function regionTable(data: DataTable, measure: string, suffix: string, tagged: boolean): HTMLElement {
  const column = (name: string) => texts(data, name)!;
  const [measures, regions, structures, arms, sessions] = ["measure", "region", "structure", "arm", "session"].map(column) as [
    string[], string[], string[], string[], string[],
  ];
  const means = numbers(data, `mean${suffix}`)!;
  const deviations = numbers(data, `sd${suffix}`)!;
  const counts = numbers(data, "n")!;
  const groups = unique(arms.map((arm, row) => `${arm}, ${sessions[row]}`));
  const rows = new Map<string, string[]>();
  measures.forEach((name, row) => {
    if (name !== measure || (structures[row] !== "other") !== tagged) return;
    const cells = rows.get(regions[row]!) ?? [regions[row]!.replaceAll("_", " "), structures[row]!, ...groups.map(() => "n/a")];
    cells[2 + groups.indexOf(`${arms[row]}, ${sessions[row]}`)] = cellText(means[row]!, deviations[row]!, counts[row]!);
    rows.set(regions[row]!, cells);
  });
  const caption = tagged ? "Regions of amygdala, hippocampus and prefrontal cortex" : "Other regions";
  return table(caption, ["Region", "Structure", ...groups], [...rows.values()]);
}

/** Local activity as it is, per region, arm and session; null when none was measured. */
export function activitySection(data: ReportData): HTMLElement | null {
  const activity = data.activity;
  if (activity === null) return null;
  const measures = unique(texts(activity, "measure") ?? []);
  const [measureLabel, measure] = choice("Measure", measures.map((name) => [name, measureTitles[name] ?? name]));
  const [scaleLabel, scale] = choice("Scale", scales);
  const tables = element("div", { class: "scroll" });
  const show = () => {
    tables.replaceChildren(
      regionTable(activity, measure.value, scale.value, true),
      element("details", {}, element("summary", {}, "Other regions"), regionTable(activity, measure.value, scale.value, false)),
    );
  };
  for (const select of [measure, scale]) select.addEventListener("change", show);
  show();
  return section(
    "activity",
    "Local activity by region",
    element("p", {}, "Mean (standard deviation) \u00b7 number of participants, by arm and session; group/activity.tsv holds the same numbers."),
    element("p", { class: "controls" }, measureLabel, scaleLabel),
    tables,
  );
}
