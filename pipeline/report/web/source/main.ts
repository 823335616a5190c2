import type { ReportData } from "./data";
import { activitySection } from "./activity";
import { carpetSection } from "./carpets";
import { effectsSection, type FamilyView } from "./effects";
import { heatMapSection } from "./heat_map";
import { checksSection, endpointsSection, plannedFlow, plannedHeader, plannedMethods, sensitivitySection } from "./planned";
import { picturesSection } from "./pictures";
import { qualitySection } from "./quality";
import { scanWarningsSection } from "./scan_warnings";
import { summary } from "./summary";
import { findingSections } from "./tables";
import { flowSection, methodsSection, referencesSection, warningsSection } from "./trial";

const areaUnit = "area under the curve over density";
const activityUnit = "standard deviations over the brain";
type View = "pairs" | "edges" | "global" | "structures" | "nodal" | "structureActivity" | "regionActivity" | "structureVolume" | "regionVolume";
const views: Record<View, FamilyView> = {
  pairs: {
    family: "structure_pair",
    id: "pairs",
    title: "Connections between structures",
    unit: "Fisher z",
    hasManyUnits: false,
    intro:
      "Mean Fisher z over the region pairs within and between structures. p_fwe \u2265 0.05 reads \u201cnot shown to change\u201d: " +
      "the interval tells which changes remain possible.",
  },
  edges: {
    family: "edge",
    id: "edges",
    title: "Strongest single connections",
    unit: "Fisher z",
    hasManyUnits: false,
    intro: "Chosen for their size, so that their estimates and uncorrected p flatter; p_fwe and q take all connections into account.",
  },
  global: {
    family: "global_metric",
    id: "global",
    title: "Graph metrics of the whole network",
    unit: areaUnit,
    hasManyUnits: true,
    intro: "Each metric is averaged over edge densities (area under the curve divided by the span).",
  },
  structures: {
    family: "structure_metric",
    id: "structures",
    title: "Graph metrics of amygdala, hippocampus and prefrontal cortex",
    unit: areaUnit,
    hasManyUnits: true,
    intro: "Of a structure: the mean over its regions; of two structures: of the graph between them.",
  },
  nodal: {
    family: "nodal_metric",
    id: "nodal",
    title: "Graph metrics of single regions",
    unit: areaUnit,
    hasManyUnits: true,
    intro: "Averaged over edge densities, like the metrics above.",
  },
  structureActivity: {
    family: "structure_activity",
    id: "structure-activity",
    title: "Local activity of amygdala, hippocampus and prefrontal cortex",
    unit: activityUnit,
    hasManyUnits: false,
    intro:
      "Amplitude of slow fluctuations (ALFF), its share of the whole spectrum (fALFF) and regional homogeneity (ReHo), " +
      "standardised over each scan’s brain; the mean over a structure’s regions.",
  },
  regionActivity: {
    family: "local_activity",
    id: "region-activity",
    title: "Local activity of single regions",
    unit: activityUnit,
    hasManyUnits: false,
    intro: "Standardised over each scan’s brain.",
  },
  structureVolume: {
    family: "structure_volume",
    id: "structure-volume",
    title: "Volumes of amygdala, hippocampus and prefrontal cortex",
    unit: "mm³",
    hasManyUnits: false,
    intro: "Of participants with a T1w in each session, measured from halfway between the sessions, so that none is favoured.",
  },
  regionVolume: {
    family: "region_volume",
    id: "region-volume",
    title: "Volumes of single regions",
    unit: "mm³",
    hasManyUnits: false,
    intro: "Likewise.",
  },
};

const data = JSON.parse(document.getElementById("data")!.textContent!) as ReportData;
const planned = data.planned;
const parts = [
  ...(planned === null
    ? [summary(data)]
    : [
        plannedHeader(data, planned),
        endpointsSection(data, planned, "primary"),
        endpointsSection(data, planned, "secondary"),
        sensitivitySection(planned),
        plannedFlow(planned),
        checksSection(planned),
      ]),
  effectsSection(data, views.pairs),
  effectsSection(data, views.edges),
  heatMapSection(data),
  ...findingSections(data),
  effectsSection(data, views.global),
  effectsSection(data, views.structures),
  effectsSection(data, views.nodal),
  effectsSection(data, views.structureActivity),
  effectsSection(data, views.regionActivity),
  activitySection(data),
  effectsSection(data, views.structureVolume),
  effectsSection(data, views.regionVolume),
  qualitySection(data),
  picturesSection(data),
  carpetSection(data),
  scanWarningsSection(data),
  flowSection(data),
  warningsSection(data),
  planned === null ? methodsSection(data) : plannedMethods(data, planned),
  referencesSection(data),
];
for (const part of parts) if (part !== null) document.getElementById("report")!.append(part);
