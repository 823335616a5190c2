import { numbers, texts, type DataTable, type Maybe, type ReportData } from "./data";
import { element, section } from "./dom";
import { numberText } from "./numbers";
import { table } from "./trial";

/** What of XCP-D's table and ours is shown; a pair is before and after denoising. */
const shown: [title: string, names: string[]][] = [
  ["Mean FD (mm)", ["mean_fd"]],
  ["FD\u2013DVARS r", ["fd_dvars_correlation_initial", "fd_dvars_correlation_final"]],
  ["DVARS", ["mean_dvars_initial", "mean_dvars_final"]],
  ["Global correlation", ["gcor_initial", "gcor_final"]],
  ["Volumes kept", ["num_retained_volumes"]],
  ["Censored", ["num_censored_volumes"]],
  ["Minutes", ["minutes_retained"]],
  ["Degrees of freedom", ["degrees_of_freedom"]],
  ["Dice T1w", ["coreg_dice"]],
  ["Dice template", ["norm_dice"]],
  ["tSNR amygdala", ["tsnr_amygdala"]],
  ["tSNR hippocampus", ["tsnr_hippocampus"]],
  ["tSNR prefrontal", ["tsnr_prefrontal"]],
  ["Coverage amygdala", ["coverage_amygdala"]],
  ["Coverage prefrontal", ["coverage_prefrontal"]],
];
const mostInFull = 24;
const shownOfMany = 12;

interface Scan {
  name: string;
  group: string;
  row: number;
}

function scansOf(data: ReportData, quality: DataTable): Scan[] {
  const arms = new Map(data.flow.map(([participant, session, arm]) => [`${participant} ${session}`, arm]));
  const label = (name: string, row: number) => {
    const value = texts(quality, name)?.[row] ?? "";
    return value === "" || value === "n/a" ? "" : `${name}-${value}`;
  };
  const count = quality.columns[0]?.length ?? 0;
  return Array.from({ length: count }, (_, row) => {
    const [sub, ses] = [label("sub", row), label("ses", row)];
    const arm = arms.get(`${sub} ${ses}`) || "no arm";
    const name = [sub, ses, label("task", row), label("run", row)].filter(Boolean).join(" ");
    return { name, group: ses === "" ? arm : `${arm}, ${ses}`, row };
  });
}

function meanText(values: Maybe[]): string {
  const present = values.filter((value): value is number => value !== null);
  if (present.length === 0) return "n/a";
  const mean = present.reduce((sum, value) => sum + value, 0) / present.length;
  const squares = present.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const spread = present.length > 1 ? ` (${numberText(Math.sqrt(squares / (present.length - 1)))})` : "";
  return numberText(mean) + spread;
}

/** XCP-D's tables lack some columns: those are left away. */
function columnsOf(quality: DataTable): [title: string, values: Maybe[][]][] {
  return shown.flatMap(([title, names]) => {
    const values = names.map((name) => numbers(quality, name)).filter((column): column is Maybe[] => column !== null);
    return values.length === names.length && values.some((column) => column.some((value) => value !== null)) ? [[title, values]] : [];
  });
}

/** Motion, artefacts and coverage per arm and session, and per scan; null when none was measured. */
export function qualitySection(data: ReportData): HTMLElement | null {
  const quality = data.quality;
  if (quality === null) return null;
  const scans = scansOf(data, quality);
  const columns = columnsOf(quality);
  const titles = columns.map(([title]) => title);
  const groups = [...new Set(scans.map((scan) => scan.group))].sort();
  const groupRows = groups.map((group) => {
    const members = scans.filter((scan) => scan.group === group);
    const cells = columns.map(([, values]) => values.map((column) => meanText(members.map((scan) => column[scan.row]!))).join(" \u2192 "));
    return [group, String(members.length), ...cells];
  });
  const scanRow = (scan: Scan) => [
    scan.name,
    scan.group,
    ...columns.map(([, values]) => values.map((column) => numberText(column[scan.row]!)).join(" \u2192 ")),
  ];
  const heads = ["Scan", "Arm and session", ...titles];
  const displacement = numbers(quality, "mean_fd");
  const moving = [...scans].sort((a, b) => (displacement?.[b.row] ?? 0) - (displacement?.[a.row] ?? 0));
  const all = table("All scans", heads, scans.map(scanRow));
  return section(
    "quality",
    "Quality of the scans",
    element("p", {}, "Arrows lead from before to after denoising. DVARS is in thousandths of the median voxel\u2019s mean; group/quality.tsv holds every column."),
    element("div", { class: "scroll" }, table("Mean (standard deviation) by arm and session", ["Arm and session", "Scans", ...titles], groupRows)),
    scans.length <= mostInFull
      ? element("div", { class: "scroll" }, all)
      : element(
          "div",
          { class: "scroll" },
          table(`The ${shownOfMany} scans that moved most`, heads, moving.slice(0, shownOfMany).map(scanRow)),
          element("details", {}, element("summary", {}, `All ${scans.length} scans`), all),
        ),
  );
}
