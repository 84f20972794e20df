// The problem, a bone for each domain, and its causes; a cause leads to its quotes.

import { h } from "./dom.js";
import { active, colour, domainOf, study, total } from "./study.js";
import { to } from "./address.js";

function bone(domain, causes) {
  return h(
    "li",
    { class: "bone", vars: { code: domain ? colour(domain.id) : "var(--quiet)" } },
    h("h2", {}, domain ? h("a", { href: to({ code: domain.id }) }, domain.label) : "No domain"),
    h("ul", {}, causes.map((cause) => h("li", {}, h("a", { href: to({ code: cause.id }) }, cause.label), ` (${total(cause.id)})`))),
  );
}

export function fishboneView() {
  const causes = active.filter((code) => code.kind === "cause" && total(code.id) !== "0");
  const domains = [...active.filter((code) => code.kind === "domain"), undefined];
  const bones = domains.map((domain) => [domain, causes.filter((cause) => domainOf(cause.id) === domain)]).filter(([, own]) => own.length);
  return [
    h("h1", {}, "Root causes"),
    h("p", { class: "lead" }, "Each bone is a domain, each entry a root cause that speakers named, with how many of them. Choose one to read the quotes. Numbers of speakers are no weights of causes, and the place of a bone has no meaning."),
    h(
      "div",
      { class: "fishbone" },
      h("ul", { class: "bones", vars: { columns: Math.ceil(bones.length / 2) } }, bones.map(([domain, own]) => bone(domain, own))),
      h("p", { class: "head" }, study.study.problem),
    ),
  ];
}
