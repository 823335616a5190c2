import { contrastOrder, familyNamed, type EdgeMap, type ReportData } from "./data";
import { element, section } from "./dom";
import { numberText } from "./numbers";

const largest = 5; // |t| at full colour

/** Blue below zero, red above, white at zero; grey is no number. */
function colour(t: number | null): [number, number, number] {
  if (t === null) return [190, 190, 190];
  const share = Math.min(Math.abs(t) / largest, 1);
  const full = t < 0 ? [33, 102, 172] : [178, 24, 43];
  return full.map((part) => Math.round(255 + (part - 255) * share)) as [number, number, number];
}

function edgeNumber(map: EdgeMap, i: number, j: number): number {
  const [low, high] = i < j ? [i, j] : [j, i];
  return low * map.regions.length - (low * (low + 1)) / 2 + (high - low - 1);
}

function paint(canvas: HTMLCanvasElement, map: EdgeMap): void {
  const size = map.regions.length;
  const cells = Math.max(1, Math.round(664 / size));
  canvas.width = canvas.height = size * cells;
  const context = canvas.getContext("2d")!;
  const image = context.createImageData(canvas.width, canvas.height);
  for (let y = 0; y < canvas.height; ++y) {
    for (let x = 0; x < canvas.width; ++x) {
      const i = Math.floor(y / cells);
      const j = Math.floor(x / cells);
      const parts = i === j ? [255, 255, 255] : colour(map.t[edgeNumber(map, i, j)] ?? null);
      image.data.set([...parts, 255], 4 * (y * canvas.width + x));
    }
  }
  context.putImageData(image, 0, 0);
}

function reader(canvas: HTMLCanvasElement, map: EdgeMap, output: HTMLElement): void {
  canvas.addEventListener("pointermove", (event) => {
    const box = canvas.getBoundingClientRect();
    const size = map.regions.length;
    const j = Math.min(size - 1, Math.max(0, Math.floor(((event.clientX - box.left) / box.width) * size)));
    const i = Math.min(size - 1, Math.max(0, Math.floor(((event.clientY - box.top) / box.height) * size)));
    output.textContent =
      i === j ? map.regions[i]! : `${map.regions[i]} \u2013 ${map.regions[j]}: t = ${numberText(map.t[edgeNumber(map, i, j)] ?? null)}`;
  });
}

export function heatMapSection(data: ReportData): HTMLElement | null {
  const family = familyNamed(data, "edge");
  const figures: HTMLElement[] = [];
  for (const number of contrastOrder(data)) {
    const map = family?.results[number]?.map ?? null;
    if (map === null) continue;
    const name = data.contrasts[number]!.name;
    const label = `Matrix of t for ${map.regions.length} regions, ${name}`;
    const canvas = element("canvas", { role: "img", "aria-label": label });
    const output = element("output", {}, "Point at a cell to read it.");
    paint(canvas, map);
    reader(canvas, map, output);
    figures.push(element("figure", {}, element("figcaption", {}, name), canvas, output));
  }
  if (figures.length === 0) return null;
  return section(
    "map",
    "All connections",
    element("p", {}, "t of every pair of regions, in the atlas' order."),
    element("div", { class: "scale" }, `\u2212${largest}`, element("span", { class: "bar" }), `${largest}`, element("span", { class: "grey" }), "no number"),
    element("div", { class: "maps" }, ...figures),
  );
}
