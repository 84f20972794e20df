// The theme desk: themes and their codes, summaries of the framework matrix, links from domains to solutions.

import { Refused, get, post } from "./api.js";
import { askFor, button, h, tell } from "./dom.js";
import { chooseCodes } from "./palette.js";

export class ThemesView {
  static async open(codes) {
    return new ThemesView(await get("themes"), codes);
  }

  constructor(answer, codes) {
    Object.assign(this, { answer, codes });
    this.element = h("div", { class: "themedesk" });
  }

  close() {}

  chip(id) {
    const code = this.codes.get(id);
    return h("span", { class: "chip", colour: code?.colour, title: code?.label }, id);
  }

  shown() {
    const { themes, summaries, links } = this.answer.tables;
    this.element.replaceChildren(
      h("h1", {}, "Themes"),
      h("p", { class: "buttons" }, button("New theme", () => this.theme(), { class: "first", data: { theme: "new" } })),
      ...themes.map((theme) => this.card(theme)),
      h("h1", {}, "Framework matrix"),
      h("p", { class: "buttons" }, button("New summary", () => this.summary({}), { data: { summary: "new" } })),
      h(
        "table",
        {},
        h("thead", {}, h("tr", {}, ["Cause", "Group", "Summary", "Written by", ""].map((head) => h("th", { scope: "col" }, head)))),
        h("tbody", {}, summaries.map((row) => h("tr", {}, h("td", {}, this.chip(row.cause)), h("td", {}, row.group), h("td", { class: "prose" }, row.text), h("td", {}, row.author), h("td", {}, button("Edit", () => this.summary(row)), button("Remove", () => this.send("summaries", { drop: [row] })))))),
      ),
      h("h1", {}, "Domains and solutions"),
      h("p", { class: "buttons" }, button("New link", () => this.link(), { data: { link: "new" } })),
      h("ul", { class: "links" }, links.map((row) => h("li", {}, this.chip(row.domain), " → ", this.chip(row.solution), ` ${row.coder}, ${row.session_id} `, button("Remove", () => this.send("links", { drop: [row] }))))),
    );
  }

  card(theme) {
    const own = this.answer.tables.theme_codes.filter((row) => row.theme_id === theme.theme_id);
    return h(
      "section",
      { class: "card", "aria-label": theme.title },
      h("h2", {}, `${theme.theme_id}: ${theme.title}`),
      h("p", { class: "prose" }, theme.central_idea),
      h("p", {}, own.map((row) => [this.chip(row.code), button("×", () => this.send("theme_codes", { drop: [row] }), { "aria-label": `Take ${row.code} out`, class: "small" }), " "])),
      h("small", {}, `${theme.author}, ${theme.at.slice(0, 10)}`),
      h("p", { class: "buttons" }, button("Add codes", () => this.codesOf(theme)), button("Edit", () => this.theme(theme)), button("Remove", () => this.send("themes", { drop: [theme] }))),
    );
  }

  async send(table, change) {
    try {
      this.answer = await post("themes/edit", { table, stamp: this.answer.stamps[table], ...change });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (error.status === 409) this.answer = await get("themes");
      tell(error.problems);
    }
    const at = scrollY;
    this.shown();
    scrollTo(0, at);
  }

  async theme(theme) {
    const taken = this.answer.tables.themes.map((one) => one.theme_id);
    let number = 1;
    while (taken.includes(`TH${number}`)) number += 1;
    const given = await askFor(theme ? `Edit ${theme.theme_id}` : "New theme", [
      { name: "title", text: "Title", value: theme?.title },
      { name: "central_idea", text: "Central idea", kind: "area", value: theme?.central_idea, hint: "What the people mean, in a sentence or two." },
    ]);
    if (given) await this.send("themes", { put: [{ theme_id: theme?.theme_id ?? `TH${number}`, ...given }] });
  }

  async codesOf(theme) {
    const chosen = await chooseCodes(this.codes, `Codes of ${theme.title}`);
    if (chosen.length) await this.send("theme_codes", { put: chosen.map((code) => ({ theme_id: theme.theme_id, code })) });
  }

  of(kind) {
    return this.codes.active.filter((code) => code.kind === kind).map((code) => [code.id, `${code.id} ${code.label}`]);
  }

  async summary(row) {
    const given = await askFor("Summary", [
      { name: "cause", text: "Cause", kind: "choice", options: this.of("cause"), value: row.cause ?? this.of("cause")[0]?.[0] },
      { name: "group", text: "Group", kind: "choice", options: this.answer.groups.map((group) => [group, group]), value: row.group ?? this.answer.groups[0] },
      { name: "text", text: "What this group says of it", kind: "area", value: row.text },
    ]);
    if (given) await this.send("summaries", { put: [given] });
  }

  async link() {
    const given = await askFor("Link", [
      { name: "domain", text: "Domain", kind: "choice", options: this.of("domain"), value: this.of("domain")[0]?.[0] },
      { name: "solution", text: "answered by", kind: "choice", options: this.of("solution"), value: this.of("solution")[0]?.[0] },
      { name: "session_id", text: "Said in session" },
    ]);
    if (given) await this.send("links", { put: [given] });
  }
}
