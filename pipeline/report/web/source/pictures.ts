import type { ReportData, ScanPicture } from "./data";
import { element, section } from "./dom";

function drawing(picture: ScanPicture): HTMLElement {
  const source = `data:image/svg+xml,${encodeURIComponent(picture.svg)}`;
  return element("img", { class: "drawing", src: source, alt: `Slices of ${picture.scan} with the edges of brain, white matter and structures` });
}

/** Scan, T1w and template over each other, of the scans that fit worst; null without drawings. */
export function picturesSection(data: ReportData): HTMLElement | null {
  const shown = data.pictures.filter((picture) => picture.svg !== "");
  if (shown.length === 0) return null;
  const select = element(
    "select",
    {},
    ...shown.map((picture, number) => element("option", { value: String(number) }, picture.scan.replaceAll("_", " "))),
  );
  const figure = element("div", { class: "scroll" });
  const show = () => figure.replaceChildren(drawing(shown[Number(select.value)]!));
  select.addEventListener("change", show);
  show();
  const others = data.pictures.length - shown.length;
  return section(
    "registration",
    "Registration and head motion",
    element(
      "p",
      {},
      "The same slices of scan, T1w and template; an edge that lies where the image has one says that both were brought together. " +
        (others > 0 ? `Shown are the ${shown.length} scans whose brain fits worst; ` : "") +
        `${others > 0 ? "every" : "Each"} scan has its own drawing, *_desc-registration_bold.svg.`,
    ),
    element("p", { class: "controls" }, element("label", {}, "Scan ", select)),
    figure,
  );
}
