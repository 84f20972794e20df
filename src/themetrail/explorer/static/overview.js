// What the study is, what stands where on this page, and whose codings count.

import { h } from "./dom.js";
import { active, hasTranscripts, quotes, study } from "./study.js";
import { to } from "./address.js";

const count = (kind) => active.filter((code) => code.kind === kind).length;
const tile = (view, number, name, text) => h("li", {}, h("a", { href: to({ view }) }, number === null ? null : h("span", { class: "big" }, number.toLocaleString("en")), h("strong", {}, name), h("span", { class: "quiet" }, text)));

export function overviewView() {
  const people = study.groups.reduce((sum, group) => sum + group.size, 0);
  return [
    h("h1", {}, study.study.title),
    h("p", { class: "lead" }, `${people} participants of ${study.groups.length} stakeholder groups in ${study.sessions.length} sessions. Every number on this page leads to the quotes behind it, every quote to the decision that coded it.`),
    h("ul", { class: "tiles" },
      tile("heatmap", count("domain"), "domains by group", "Who raised what, down to the quotes"),
      tile("fishbone", count("cause"), "root causes", "The fishbone, bone by bone"),
      tile("solutions", count("solution"), "solutions", "Domains answered, jury, wordings"),
      tile("links", study.links.length, "links", "Which solution answers which domain"),
      tile("themes", study.themes.length, "themes", "Meanings that analysts wrote down"),
      tile("quotes", quotes.length, "quotes", "Search, filter, cite"),
      tile("codebook", study.codebook.codes.length, "codes", "Definitions and how they changed"),
      tile("figures", null, "Figures and tables", "As in the paper, with their data"),
    ),
    h("h2", {}, "Who took part"),
    h("table", { class: "plain narrow" }, h("caption", { class: "unseen" }, "Groups"), h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Group"), h("th", { scope: "col", class: "number" }, "Participants"))),
      h("tbody", {}, study.groups.map((group) => h("tr", {}, h("th", { scope: "row" }, h("a", { href: to({ group: group.name }) }, group.name)), h("td", { class: "number" }, String(group.size)))))),
    h("h2", {}, "Sessions"),
    h("div", { class: "scroll", role: "region", tabindex: "0", "aria-label": "Sessions" },
      h("table", { class: "plain" }, h("caption", { class: "unseen" }, "Sessions"), h("thead", {}, h("tr", {}, ["Session", "Phase", "Source", "Stratum", "Date", "Setting", "Minutes"].map((head) => h("th", { scope: "col" }, head)))),
        h("tbody", {}, study.sessions.map((session) =>
          h("tr", {}, h("th", { scope: "row" }, h("a", { href: to(hasTranscripts ? { view: "transcript", session: session.session_id } : { session: session.session_id }) }, session.session_id)),
            ["phase", "source_kind", "stratum", "date", "setting", "duration_min"].map((name) => h("td", { class: name }, session[name]))))))),
    h("h2", {}, "What the numbers are"),
    study.notes.map((note) => h("p", {}, note)),
    h("p", {}, "Quotes are of speakers who consented to being quoted and did not withdraw, of cells that are shown, and each within one turn. Some are kept back so that no hidden number can be worked out from those that are given."),
  ];
}
