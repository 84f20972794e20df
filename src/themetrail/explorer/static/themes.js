// The themes that analysts wrote, and the codes that each draws on.

import { h } from "./dom.js";
import { codes, coder, colour, label, study, total } from "./study.js";
import { to } from "./address.js";
import { chip } from "./quote.js";
import { threads } from "./threads.js";

const anchor = (theme) => to({ theme: theme.theme_id });

function section(theme) {
  const part = (title, kind) => {
    const own = theme.codes.filter((id) => (codes.get(id).kind === "solution") === (kind === "solution"));
    return own.length ? [h("h3", {}, title), h("ul", { class: "codes" }, own.map((id) => h("li", {}, chip(id), ` ${label(id)} (${total(id)})`)))] : null;
  };
  return h(
    "section",
    { class: "theme", id: `theme-${theme.theme_id}` },
    h("h2", {}, h("a", { href: anchor(theme) }, theme.title)),
    h("p", { class: "prose" }, theme.central_idea),
    h("p", { class: "quiet" }, `Written by ${coder(theme.author)}, ${theme.at.slice(0, 10)}. Speakers who raised any of its codes: ${total(`theme ${theme.theme_id}`)}.`),
    part("Root causes", "cause"),
    part("Solutions", "solution"),
  );
}

export function themesView({ theme: wanted }) {
  if (!study.themes.length) return [h("h1", {}, "Themes"), h("p", {}, "Nobody has written themes yet.")];
  const one = study.themes.find((theme) => theme.theme_id === wanted);
  if (one) return [h("h1", {}, "Theme"), section(one), h("p", {}, h("a", { href: to({ view: "themes" }) }, "All themes"))];
  const used = [...codes.keys()].filter((id) => study.themes.some((theme) => theme.codes.includes(id)));
  const links = study.themes.flatMap((theme) => theme.codes.map((id) => ({ left: theme.theme_id, right: id, weight: 1, href: to({ code: id }), title: `${theme.title} – ${label(id)}` })));
  return [
    h("h1", {}, "Themes"),
    h("p", { class: "lead" }, "Meanings that analysts wrote down; nothing was grouped by a machine. Lines lead to the codes that each theme draws on, with how many speakers raised them."),
    threads(
      study.themes.map((theme) => ({ key: theme.theme_id, text: theme.title, href: anchor(theme) })),
      used.map((id) => ({ key: id, text: `${label(id)} (${total(id)})`, href: to({ code: id }), colour: colour(id) })),
      links,
    ),
    study.themes.map(section),
  ];
}
