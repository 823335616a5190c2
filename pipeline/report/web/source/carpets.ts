import type { Carpet, ReportData } from "./data";
import { element, section, svg } from "./dom";
import { numberText } from "./numbers";

const tissues: [title: string, colour: [number, number, number]][] = [
  ["atlas regions", [64, 86, 107]],
  ["other brain", [140, 160, 178]],
  ["white matter", [217, 164, 65]],
  ["fluid", [154, 52, 18]],
];
const stripColumns = 4;
const rowPixels = 4;
const columnPixels = 4;

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

/** Voxels against time in grey, with a strip of tissue at the left; censored volumes are tinted. */
function paint(canvas: HTMLCanvasElement, carpet: Carpet, cells: string): void {
  const values = bytesOf(cells);
  const rows = carpet.tissues.length;
  canvas.width = (carpet.columns + stripColumns) * columnPixels;
  canvas.height = rows * rowPixels;
  const context = canvas.getContext("2d")!;
  for (let row = 0; row < rows; ++row) {
    context.fillStyle = `rgb(${tissues[carpet.tissues[row]!]![1].join(",")})`;
    context.fillRect(0, row * rowPixels, (stripColumns - 1) * columnPixels, rowPixels);
    for (let column = 0; column < carpet.columns; ++column) {
      const grey = values[row * carpet.columns + column]!;
      context.fillStyle = carpet.kept[column] === 0 ? `rgb(255,${grey},${grey})` : `rgb(${grey},${grey},${grey})`;
      context.fillRect((column + stripColumns) * columnPixels, row * rowPixels, columnPixels, rowPixels);
    }
  }
}

/** Framewise displacement over the carpet's columns. */
function displacement(carpet: Carpet): SVGElement {
  const height = 60;
  const known = carpet.fd.filter((value): value is number => value !== null);
  const largest = Math.max(0.5, ...known);
  const width = carpet.columns + stripColumns;
  let pen = "M";
  const path = carpet.fd
    .map((value, column) => {
      if (value === null) {
        pen = "M";
        return "";
      }
      const point = `${pen}${column + stripColumns + 0.5} ${(height - 1 - ((height - 2) * value) / largest).toFixed(2)}`;
      pen = "L";
      return point;
    })
    .join("");
  const label = `Framewise displacement, up to ${numberText(known.length > 0 ? Math.max(...known) : null)} mm`;
  return svg(
    "svg",
    { viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "none", role: "img", "aria-label": label, class: "trace" },
    svg("line", { x1: stripColumns, x2: width, y1: height - 1, y2: height - 1, class: "zero" }),
    svg("path", { d: path }),
  );
}

function figure(title: string, carpet: Carpet, cells: string): HTMLElement {
  const canvas = element("canvas", { role: "img", "aria-label": `${title}: ${carpet.tissues.length} voxels against time, ${carpet.scan}` });
  paint(canvas, carpet, cells);
  return element("figure", {}, element("figcaption", {}, title), displacement(carpet), canvas);
}

function legend(): HTMLElement {
  const keys = tissues.flatMap(([title, colour]) => [
    element("span", { class: "key", style: `background: rgb(${colour.join(",")})` }),
    title,
  ]);
  return element("div", { class: "scale" }, ...keys);
}

/** The carpet of one scan before and after denoising, chosen from all; null without carpets. */
export function carpetSection(data: ReportData): HTMLElement | null {
  if (data.carpets.length === 0) return null;
  const select = element(
    "select",
    {},
    ...data.carpets.map((carpet, number) => element("option", { value: String(number) }, carpet.scan.replaceAll("_", " "))),
  );
  const figures = element("div", { class: "maps" });
  const show = () => {
    const carpet = data.carpets[Number(select.value)]!;
    figures.replaceChildren(figure("Before denoising", carpet, carpet.before), figure("After denoising", carpet, carpet.after));
  };
  select.addEventListener("change", show);
  show();
  return section(
    "carpets",
    "Carpets",
    element(
      "p",
      {},
      "Voxels against time, \u22122 % (black) to 2 % (white) of each voxel\u2019s mean, ordered by tissue; framewise displacement above. " +
        "Vertical bands are what motion and breathing leave; censored volumes are red.",
    ),
    element("p", { class: "controls" }, element("label", {}, "Scan ", select)),
    legend(),
    figures,
  );
}
