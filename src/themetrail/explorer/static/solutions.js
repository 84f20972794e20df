// The solutions: which domains each answers, what the jury made of it, how its wording changed.

import { h } from "./dom.js";
import { active, colour, label, study, total } from "./study.js";
import { to } from "./address.js";
import { chip } from "./quote.js";

const linked = (kind, id) => study.links.filter((link) => link.kind === kind && link.solution === id);
const votes = (id) => study.jury.filter((row) => row.solution === id);

// A mark for each person who answered, full for those who chose the option.
const marks = (k, n) => h("span", { class: "marks", "aria-hidden": "true" }, n <= 40 ? Array.from({ length: n }, (_, place) => h("i", { class: place < k ? "full" : null })) : null);
const answer = (k, n, round) => h("span", { class: "answer" }, h("small", {}, `round ${round}`), marks(k, n), `${k} of ${n}`);
const rounds = (row) => [answer(row.k_first, row.n_first, row.round_first), row.round_last === row.round_first ? null : answer(row.k_last, row.n_last, row.round_last)];

const chips = (kind, id) => {
  const own = linked(kind, id);
  return own.length ? own.map((link) => [h("a", { class: "chip", href: to({ link: `${link.domain},${id}` }), title: label(link.domain), vars: { code: colour(link.domain) } }, `${link.domain} ${kind === "stated" ? "×" : "≥"}${link.weight}`), " "]) : "none";
};

function section(code) {
  const refined = study.refinements.filter((row) => row.code === code.id);
  return h(
    "section",
    { class: "solution", vars: { code: code.colour } },
    h("h2", {}, chip(code.id), " ", h("a", { href: to({ solution: code.id }) }, code.label)),
    h("p", {}, code.definition),
    h("dl", { class: "facts" },
      h("dt", {}, "Raised by"), h("dd", {}, h("a", { href: to({ code: code.id }) }, `${total(code.id)} speakers`)),
      h("dt", {}, "Answers, as stated"), h("dd", {}, chips("stated", code.id)),
      h("dt", {}, "As derived"), h("dd", {}, chips("derived", code.id)),
      votes(code.id).map((row) => [h("dt", {}, `Jury, ${row.instrument}`), h("dd", {}, `${row.option}: `, rounds(row))]),
    ),
    refined.length
      ? h("details", {}, h("summary", {}, `Wording: ${refined.length} ${refined.length === 1 ? "refinement" : "refinements"}`),
          h("ol", { class: "log" }, refined.map((row) => h("li", {}, h("p", { class: "quiet" }, `Day ${row.day}, ${row.session}, ${row.outcome}`), h("p", {}, h("del", {}, row.wording_in)), row.comment ? h("p", { class: "summary" }, row.comment) : null, h("p", {}, h("ins", {}, row.wording_out))))))
      : null,
  );
}

export function solutionsView({ solution }) {
  const all = active.filter((code) => code.kind === "solution");
  const shown = all.filter((code) => !solution || code.id === solution);
  return [
    h("h1", {}, "Solutions"),
    h("p", { class: "lead" }, "Links that analysts stated and links derived from codings stand apart: × is how often a link was stated, ≥ how many speakers at least named both within one turn."),
    shown.length ? shown.map(section) : h("p", {}, "The codebook has no such solution."),
    solution ? h("p", {}, h("a", { href: to({ view: "solutions" }) }, "All solutions")) : null,
  ];
}

export function juryView() {
  const kinds = [...new Set(study.jury.map((row) => `${row.instrument}: ${row.option}`))];
  return [
    h("h1", {}, "The jury"),
    h("p", { class: "lead" }, kinds.length ? "How many of those who answered chose the option. Results of one instrument are not to be compared with those of another, and numbers do not say who changed their mind." : "Nothing was polled."),
    kinds.map((kind) =>
      h("table", { class: "plain jury" },
        h("caption", {}, kind),
        h("thead", {}, h("tr", {}, ["Solution", "First round", "Last round"].map((head) => h("th", { scope: "col" }, head)))),
        h("tbody", {}, study.jury.filter((row) => `${row.instrument}: ${row.option}` === kind).map((row) => {
          const [first, last] = rounds(row);
          return h("tr", {}, h("th", { scope: "row" }, chip(row.solution), " ", h("a", { href: to({ solution: row.solution }) }, label(row.solution))), h("td", {}, first), h("td", {}, last ?? "–"));
        })),
      ),
    ),
    kinds.length ? h("p", {}, "Reasons that jurors gave stand in ", h("a", { href: to({ table: "T6" }) }, "table T6"), ".") : null,
  ];
}
