// The figures and tables of the paper as they are, with their words and their data.

import { dataTable, h } from "./dom.js";
import { figures, quotes, tables } from "./study.js";
import { to } from "./address.js";

const source = (figure) => (figure.svg ? `data:image/svg+xml;charset=utf-8,${encodeURIComponent(figure.svg)}` : figure.png ? `data:image/png;base64,${figure.png}` : "");

const index = (name, all, wanted) =>
  h("nav", { class: "tabs", "aria-label": name }, all.map((one) => h("a", { href: to({ [name]: one.number }), title: one.title, "aria-current": one.number === wanted ? "page" : null }, one.number)));

export function figuresView({ figure: wanted }) {
  const all = figures();
  if (!all.length) return [h("h1", {}, "Figures"), h("p", {}, "No figures were made.")];
  const figure = all.find((one) => one.number === wanted) ?? all[0];
  const picture = source(figure);
  return [
    h("h1", {}, figure.title),
    index("figure", all, figure.number),
    h("figure", {}, picture ? h("div", { class: "sheet" }, h("img", { src: picture, alt: figure.alt_text })) : null, h("figcaption", {}, figure.legend)),
    figure.rows.length > 1 ? [h("h2", {}, "What is drawn"), dataTable(figure.rows, `Data of ${figure.title}`)] : null,
  ];
}

export function tablesView({ table: wanted }) {
  const all = tables();
  if (!all.length) return [h("h1", {}, "Tables"), h("p", {}, "No tables were made.")];
  const table = all.find((one) => one.number === wanted) ?? all[0];
  const ids = new Set(quotes.map((quote) => quote.id));
  const linked = (cell) => (ids.has(cell) ? h("a", { href: to({ quote: cell }) }, cell) : cell);
  return [
    h("h1", {}, `Table ${table.number.slice(1)}. ${table.title}`),
    index("table", all, table.number),
    dataTable(table.rows, table.title, linked),
    table.notes.map((note) => h("p", { class: "quiet" }, note)),
  ];
}
