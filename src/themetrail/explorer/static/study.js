// The study as the page holds it, and what can be looked up in it.

import { byId } from "./dom.js";

const parsed = (id) => JSON.parse(byId(id)?.textContent ?? "null");

export const study = parsed("study");
export const codes = new Map(study.codebook.codes.map((code) => [code.id, code]));
export const active = study.codebook.codes.filter((code) => code.status === "active");
export const sizes = new Map(study.groups.map((group) => [group.name, group.size]));

// Figures, tables and transcripts are read when a view first asks for them.
function once(make) {
  let kept;
  return () => (kept ??= make());
}
const results = once(() => parsed("results"));
export const figures = () => results().figures;
export const tables = () => results().tables;
export const transcripts = once(() => parsed("transcripts"));
export const hasTranscripts = byId("transcripts") !== null;

// A quote reads its row by the names of the columns; a hundred thousand rows are not copied for it.
class Quote {
  constructor(row) {
    this.row = row;
  }
}
study.quotes.columns.forEach((name, place) => Object.defineProperty(Quote.prototype, name, { get() { return this.row[place]; } }));
export const quotes = study.quotes.rows.map((row) => new Quote(row));

export function domainOf(id) {
  let code = codes.get(id);
  while (code && code.kind !== "domain") code = codes.get(code.parent);
  return code;
}

const below = new Map();
for (const code of codes.values()) {
  for (let above = code; above; above = codes.get(above.parent)) {
    if (!below.has(above.id)) below.set(above.id, new Set());
    below.get(above.id).add(code.id);
  }
}
// A code and all that stands below it.
export const family = (id) => below.get(id) ?? new Set([id]);


const cellKey = (of, code, group) => `${of}\n${code}\n${group}`;
const cells = new Map(study.cells.map((cell) => [cellKey(cell.of, cell.code, cell.group), cell]));
const nobody = { text: "0", speakers: 0 };
export const cellOf = (of, code, group) => cells.get(cellKey(of, code, group)) ?? nobody;

// Speakers of all groups: of a code by itself, and of a domain with its causes, or a theme.
export const ownTotal = (id) => study.totals.codes[id] ?? "0";
export const total = (id) => study.totals.together[id] ?? ownTotal(id);

export const label = (id) => codes.get(id)?.label ?? id;
export const colour = (id) => (domainOf(id) ?? codes.get(id))?.colour;
export const coder = (id) => study.coders.find((one) => one.coder === id)?.label || id;
