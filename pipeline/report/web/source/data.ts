// The shape of the data in the page; written by report_data.cpp. null is "no number".
export type Maybe = number | null;

export interface Effect {
  endpoint: string;
  nReference: number;
  nTreatment: number;
  estimate: Maybe;
  ciLow: Maybe;
  ciHigh: Maybe;
  t: Maybe;
  df: Maybe;
  g: Maybe;
  gLow: Maybe;
  gHigh: Maybe;
  p: Maybe;
  pFwe: Maybe;
  q: Maybe;
  reason: string;
}

export interface EdgeMap {
  regions: string[];
  t: Maybe[];
}

export interface Result {
  endpoints: number;
  tested: number;
  shown: number;
  untestedReasons: Record<string, number>;
  effects: Effect[];
  map: EdgeMap | null;
}

export interface Family {
  name: string;
  results: Result[]; // one per contrast
}

export interface Contrast {
  name: string;
  kind: "change" | "arm_by_time";
  arm: string;
  followup: string;
  nReference: number;
  nTreatment: number;
  permutations: number;
  exhaustive: boolean;
}

export interface Warning {
  found: string;
  expected: string;
  where: string;
  remedy: string;
}

export interface Paper {
  authors: string;
  year: number;
  title: string;
  doi: string;
}

export interface PlannedEffect {
  role: "primary" | "secondary";
  analysis: string; // "plan", or the name of a sensitivity analysis
  model: string;
  family: string;
  endpoint: string;
  arm: string;
  followup: string;
  nReference: number;
  nTreatment: number;
  meanReference: Maybe;
  meanTreatment: Maybe;
  estimate: Maybe;
  ciLow: Maybe;
  ciHigh: Maybe;
  t: Maybe;
  df: Maybe;
  g: Maybe;
  gLow: Maybe;
  gHigh: Maybe;
  bayes: Maybe; // log10 of the factor for an effect
  p: Maybe;
  pPermutation: Maybe;
  permuted: string; // what was permuted, or why nothing
  pAdjusted: Maybe;
  reason: string;
}

/** One way of analysing a primary endpoint. */
export interface Specification {
  endpoint: string;
  arm: string;
  followup: string;
  planned: boolean;
  choices: string; // "model: ANCOVA; motion: not in the model; ..."
  estimate: number;
  ciLow: number;
  ciHigh: number;
  p: Maybe;
}

export interface CheckLine {
  check: string;
  quantity: string;
  arm: string;
  session: string;
  n: number;
  value: Maybe;
  deviation: Maybe;
  low: Maybe;
  high: Maybe;
  p: Maybe;
  note: string;
}

export interface Planned {
  title: string;
  digest: string;
  state: string;
  isKept: boolean;
  isCoded: boolean;
  alpha: number;
  effects: PlannedEffect[];
  checks: CheckLine[];
  specifications: Specification[]; // endpoint by endpoint, by estimate
  flowCounts: [string, string, string, number][]; // arm, session, reason ("": in), count
  methods: string;
  notes: string[];
}

/** A table by columns: numbers (null: none) or texts. */
export interface DataTable {
  names: string[];
  columns: (Maybe[] | string[])[];
}

export interface Carpet {
  scan: string;
  columns: number;
  tissues: number[]; // one per row: 0 regions, 1 other brain, 2 white matter, 3 fluid
  before: string; // base64 of rows x columns bytes
  after: string;
  fd: Maybe[]; // mm, one per column
  kept: number[]; // 0 where a volume was censored
}

/** A table that is shown as it is; `rows` may be the first few of `all`. */
export interface FindingTable {
  id: string;
  title: string;
  intro: string;
  all: number;
  heads: string[];
  rows: string[][];
}

/** How a scan lies on its anatomy; svg is "" for those that are only named. */
export interface ScanPicture {
  scan: string;
  file: string; // below the output directory
  svg: string;
}

export interface ReportData {
  version: string;
  key: string;
  parameters: [string, string][];
  sources: number;
  baseline: string;
  followups: string[];
  referenceArm: string;
  permutations: number;
  seed: number;
  contrasts: Contrast[];
  families: Family[];
  flow: [string, string, string, string][];
  quality: DataTable | null;
  activity: DataTable | null;
  carpets: Carpet[];
  tables: FindingTable[];
  pictures: ScanPicture[];
  scanWarnings: DataTable | null;
  warnings: Warning[];
  papers: Paper[];
  planned: Planned | null;
}

/** Contrast numbers, arm by time first: that is what the trial asks. */
export function contrastOrder(data: ReportData): number[] {
  const numbers = data.contrasts.map((_, number) => number);
  const rank = (number: number) => (data.contrasts[number]!.kind === "arm_by_time" ? 0 : 1);
  return numbers.sort((a, b) => rank(a) - rank(b) || a - b);
}

export function texts(table: DataTable, name: string): string[] | null {
  const column = table.columns[table.names.indexOf(name)];
  return column === undefined ? null : column.map((cell) => (cell === null ? "" : String(cell)));
}

export function numbers(table: DataTable, name: string): Maybe[] | null {
  const column = table.columns[table.names.indexOf(name)];
  return column === undefined ? null : column.map((cell) => (typeof cell === "number" ? cell : null));
}

export function familyNamed(data: ReportData, name: string): Family | undefined {
  return data.families.find((family) => family.name === name);
}
