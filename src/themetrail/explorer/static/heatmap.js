// Domains with the causes below each, and solutions, by stakeholder group: how many speakers, masked as in the tables.

import { button, h } from "./dom.js";
import { active, cellOf, codes, colour, domainOf, family, label, ownTotal, study, total } from "./study.js";
import { to } from "./address.js";

function cell(of, code, group) {
  const { text, speakers } = cellOf(of, code, group.name);
  if (text === "0") return h("td", { class: "none" }, "0");
  if (speakers === null) return h("td", { class: "hidden-cell" }, h("span", { title: `Fewer than ${study.min_speakers} speakers: hidden` }, text));
  return h(
    "td",
    { vars: { code: colour(code), share: speakers / Math.max(1, group.size) } },
    h("a", { class: "cell", href: to({ code, group: group.name }), "aria-label": `${label(code)}, ${group.name}: ${text} of ${group.size} speakers; read the quotes` }, text),
  );
}

function row(of, code, head, more = {}) {
  return h(
    "tr",
    { class: of, vars: { code: colour(code) }, ...more },
    h("th", { scope: "row" }, head),
    study.groups.map((group) => cell(of, code, group)),
    h("td", { class: "total" }, of === "domain" ? total(code) : ownTotal(code)),
  );
}

const raised = (id) => codes.get(id).status === "active" && study.groups.some((group) => cellOf("code", id, group.name).text !== "0");

// A row that opens and closes the rows of codes below it.
function section(of, name, ids, open) {
  const below = ids.filter(raised).map((id) =>
    row("code", id, id === of ? ["No single cause named"] : [h("a", { href: to({ code: id }) }, id), ` ${label(id)}`], { hidden: !open }),
  );
  const toggle = button([of ? h("span", { class: "id" }, of) : null, ` ${name}`], (event) => {
    const shown = event.currentTarget.getAttribute("aria-expanded") !== "true";
    event.currentTarget.setAttribute("aria-expanded", String(shown));
    for (const code of below) code.hidden = !shown;
  }, { "aria-expanded": String(open), class: "toggle" });
  const head = of ? row("domain", of, toggle) : h("tr", { class: "domain" }, h("th", { scope: "row", colspan: study.groups.length + 2 }, toggle));
  return below.length || of ? [head, below] : null;
}

export function heatmapView({ open = "" }) {
  const domains = active.filter((code) => code.kind === "domain");
  const [opened, all] = [new Set(open.split(",")), open === "all"];
  const table = h(
    "table",
    { class: "heatmap" },
    h("caption", { class: "unseen" }, "Speakers by domain, cause, solution and stakeholder group"),
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Domain, cause, solution"), study.groups.map((group) => h("th", { scope: "col" }, group.name, h("small", {}, ` n\u00a0=\u00a0${group.size}`))), h("th", { scope: "col" }, "All groups"))),
    h(
      "tbody",
      {},
      domains.map((domain) => section(domain.id, domain.label, [...family(domain.id)], all || opened.has(domain.id))),
      section("", "Causes without a domain", active.filter((code) => code.kind === "cause" && !domainOf(code.id)).map((code) => code.id), true),
      section("", "Solutions", active.filter((code) => code.kind === "solution").map((code) => code.id), all || opened.has("solutions")),
    ),
  );
  const set = (expanded) => {
    for (const toggle of table.querySelectorAll(".toggle")) if (toggle.getAttribute("aria-expanded") !== String(expanded)) toggle.click();
  };
  return [
    h("h1", {}, "Who raised what"),
    h("p", { class: "lead" }, "How many speakers of each group raised each domain. Open one to see its causes; choose a number to read the quotes behind it."),
    h("p", { class: "buttons noprint" }, button("Open all", () => set(true)), button("Close all", () => set(false))),
    h("div", { class: "scroll", role: "region", tabindex: "0", "aria-label": "Heat map" }, table),
    h("p", { class: "quiet" }, "A number is a number of people, not of mentions. The stronger the colour, the larger the share of the group. ", h("span", { class: "swatch" }), ` hidden: fewer than ${study.min_speakers} speakers, but not none.`),
  ];
}
