// Which solution answers which domain: as analysts stated it, and as what was said in one turn suggests it. Never mixed.

import { h, inSlices } from "./dom.js";
import { codes, coder, colour, family, label, quotes, study, total } from "./study.js";
import { to } from "./address.js";
import { card, chip } from "./quote.js";
import { threads } from "./threads.js";

const KINDS = {
  stated: ["Stated by analysts", "A line says that an analyst wrote down, at a place in a session, that the solution answers the domain. The thicker, the more places."],
  derived: ["Derived from codings", "A broken line says that speakers named a cause of the domain and the solution within one turn. A hint, not a claim; numbers are “at least”, and links of few speakers are left out."],
};
const weight = (kind, link) => (kind === "stated" ? `stated ${link.weight} ${link.weight === 1 ? "time" : "times"}` : `at least ${link.weight} speakers`);

export function linksView(wanted) {
  if (wanted.link) return linkView(wanted.link);
  const kind = wanted.kind === "derived" ? "derived" : "stated";
  const links = study.links.filter((link) => link.kind === kind);
  const nodes = (name) => [...codes.keys()].filter((id) => links.some((link) => link[name] === id)).map((id) => ({ key: id, text: label(id), href: to({ code: id }), colour: colour(id) }));
  const lines = links.map((link) => ({
    left: link.domain, right: link.solution, weight: link.weight, href: to({ link: `${link.domain},${link.solution}` }),
    title: `${label(link.domain)} – ${label(link.solution)}: ${weight(kind, link)}`,
  }));
  return [
    h("h1", {}, "Domains and solutions"),
    h("nav", { class: "tabs", "aria-label": "Kind of link" }, Object.entries(KINDS).map(([name, [title]]) => h("a", { href: to({ view: "links", kind: name }), "aria-current": name === kind ? "page" : null }, title))),
    h("p", { class: "lead" }, KINDS[kind][1]),
    links.length ? threads(nodes("domain"), nodes("solution"), lines, { dashed: kind === "derived" }) : h("p", {}, "There are no such links."),
    links.length
      ? h("div", { class: "scroll", role: "region", tabindex: "0", "aria-label": "Links as a list" }, h("table", { class: "plain" },
          h("caption", {}, "The same links as a list"),
          h("thead", {}, h("tr", {}, ["Domain", "Solution", kind === "stated" ? "Stated" : "Speakers, at least", "Read"].map((head) => h("th", { scope: "col" }, head)))),
          h("tbody", {}, lines.map((line) => h("tr", {}, h("td", {}, chip(line.left), ` ${label(line.left)}`), h("td", {}, chip(line.right), ` ${label(line.right)}`), h("td", { class: "number" }, String(line.weight)), h("td", {}, h("a", { href: line.href, "aria-label": `Quotes of ${line.title}` }, "Quotes")))))))
      : null,
  ];
}

// The quotes of one link, those first that were said in one turn.
function linkView(link) {
  const [domain, solution] = link.split(",");
  const own = { [domain]: family(domain), [solution]: family(solution) };
  const turn = (quote) => `${quote.session} ${quote.turn}`;
  const turns = Object.values(own).map((ids) => new Set(quotes.filter((quote) => ids.has(quote.code)).map(turn)));
  const together = quotes.filter((quote) => turns.every((there) => there.has(turn(quote))) && Object.values(own).some((ids) => ids.has(quote.code)));
  const stated = study.stated.filter((row) => row.domain === domain && row.solution === solution);
  const derived = study.links.find((one) => one.kind === "derived" && one.domain === domain && one.solution === solution);
  const list = h("ol", { class: "quotes" });
  const more = inSlices(list, together, (quote) => card(quote), 60, "quotes");
  return [
    h("h1", {}, `${label(domain)} and ${label(solution).toLowerCase()}`),
    h("p", {}, stated.length ? `Stated by ${[...new Set(stated.map((row) => coder(row.coder)))].join(", ")} at ${stated.length} ${stated.length === 1 ? "place" : "places"} (${[...new Set(stated.map((row) => row.session_id))].join(", ")}).` : "Stated by nobody."),
    h("p", {}, derived ? `Derived: at least ${derived.weight} speakers named both within one turn.` : "Derived: no link, or one of too few speakers to be shown."),
    h("h2", {}, "Said within one turn"),
    together.length ? [list, more] : h("p", {}, "No quotes that stand together are given: where the number of a pair is told as “at least”, they could be counted."),
    h("h2", {}, "Each by itself"),
    h("ul", {}, [domain, solution].map((id) => h("li", {}, h("a", { href: to({ code: id }) }, `All quotes on ${label(id).toLowerCase()}`), ` (${total(id)} speakers)`))),
    h("p", {}, h("a", { href: to({ view: "links" }) }, "All links")),
  ];
}
