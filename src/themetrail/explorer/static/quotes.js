// The list of quotes, narrowed by code, group, session, speaker, coder and words.

import { byId, button, h, inSlices, say } from "./dom.js";
import { FILTERS, here, to } from "./address.js";
import { cellOf, codes, coder, domainOf, family, label, quotes, study, total } from "./study.js";
import { card } from "./quote.js";

let low = null; // the words in small letters, made when somebody first searches

function found(wanted) {
  const codesWanted = wanted.code ? family(wanted.code) : null;
  const text = wanted.text?.trim().toLowerCase();
  if (text) low ??= quotes.map((quote) => quote.words.toLowerCase());
  const exact = ["group", "session", "speaker", "coder"].filter((name) => wanted[name]);
  return quotes.filter(
    (quote, place) =>
      (!codesWanted || codesWanted.has(quote.code)) && exact.every((name) => quote[name] === wanted[name]) && (!text || low[place].includes(text)),
  );
}

const distinct = (name) => [...new Set(quotes.map((quote) => quote[name]))].sort((one, other) => one.localeCompare(other, "en", { numeric: true }));

// What stands in each choice: every value that quotes have, codes under their domains.
function choices(name) {
  if (name === "group") return study.groups.map((group) => [group.name, group.name]);
  if (name === "session") return study.sessions.map((session) => [session.session_id, session.session_id]);
  if (name === "coder") return distinct("coder").map((id) => [id, coder(id)]);
  if (name === "speaker") return distinct("speaker").map((id) => [id, id]);
  const used = new Set([...new Set(quotes.map((quote) => quote.code))].flatMap((id) => [id, domainOf(id)?.id]));
  return [...codes.values()].filter((code) => used.has(code.id)).map((code) => [code.id, `${code.kind === "domain" ? "" : "\u2003"}${code.id} ${code.label}`]);
}

function field(name, head, change) {
  const select = h(
    "select",
    { id: `filter-${name}`, name, on: { change } },
    h("option", { value: "" }, "All"),
    choices(name).map(([value, told]) => h("option", { value }, told)),
  );
  return h("div", { class: "field" }, h("label", { for: select.id }, head), select);
}

function filters() {
  const read = () => Object.fromEntries(FILTERS.map((name) => [name, byId(`filter-${name}`).value]));
  const take = (keep) => {
    const address = to({ view: "quotes", ...read() });
    if (keep) history.replaceState(null, "", address);
    else history.pushState(null, "", address);
    fillResults(here());
  };
  const search = h("input", { id: "filter-text", name: "text", type: "search", autocomplete: "off", on: { input: () => take(true) } });
  return h(
    "form",
    { class: "filters", role: "search", "aria-label": "Narrow the quotes", on: { submit: (event) => event.preventDefault() } },
    h("div", { class: "field wide" }, h("label", { for: "filter-text" }, "Words"), search),
    field("code", "Code", () => take()),
    field("group", "Group", () => take()),
    field("session", "Session", () => take()),
    field("speaker", "Speaker", () => take()),
    field("coder", "Coder", () => take()),
    button("Clear", () => {
      for (const name of FILTERS) byId(`filter-${name}`).value = "";
      take();
    }),
  );
}

// What the tables say of the cell, where the list is one cell's.
function cellNote({ code, group }) {
  if (!code) return null;
  const kind = codes.get(code)?.kind === "domain" ? "domain" : "code";
  if (!group) return h("p", { class: "cell-note" }, `${label(code)}: ${total(code)} speakers of all groups.`);
  const cell = cellOf(kind, code, group);
  const size = study.groups.find((one) => one.name === group)?.size;
  return [
    h("p", { class: "cell-note" }, `${label(code)}, ${group}: ${cell.text} of ${size} speakers.`),
    cell.summary ? h("p", { class: "summary" }, cell.summary, h("small", {}, ` Summed up by ${coder(cell.author)}.`)) : null,
  ];
}

function fillResults(wanted) {
  const given = found(wanted);
  const list = h("ol", { class: "quotes" });
  const more = inSlices(list, given, (quote) => card(quote, wanted.text?.trim()), 60, "quotes");
  const speakers = new Set(given.map((quote) => quote.speaker)).size;
  const told = given.length ? `${given.length.toLocaleString("en")} quotes of ${speakers.toLocaleString("en")} speakers` : "No quotes";
  say(told);
  byId("results").replaceChildren(
    ...[cellNote(wanted)].flat().filter(Boolean),
    h("p", { class: "count" }, `${told}.`),
    given.length ? "" : h("p", {}, "Quotes are given only of speakers who consented, of cells that are shown, and as far as no hidden number could be worked out from them."),
    list,
    more,
  );
}

export function quotesView(wanted) {
  const view = [h("h1", {}, "Quotes"), filters(), h("div", { id: "results" })];
  return { view, after: () => afterwards(wanted) };
}

function afterwards(wanted) {
  for (const name of FILTERS) byId(`filter-${name}`).value = wanted[name] ?? "";
  for (const name of FILTERS) if (wanted[name] && !byId(`filter-${name}`).value) addChoice(name, wanted[name]);
  fillResults(wanted);
}

// A value that no quote has can still be asked for, by an address that somebody was given.
function addChoice(name, value) {
  byId(`filter-${name}`).append(h("option", { value }, value));
  byId(`filter-${name}`).value = value;
}
