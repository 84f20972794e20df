// The bar, the view that the address asks for, and light or dark.

import { byId, button, h } from "./dom.js";
import { here, to, viewOf } from "./address.js";
import { study } from "./study.js";
import { codebookView } from "./codebook.js";
import { figuresView, tablesView } from "./figures.js";
import { fishboneView } from "./fishbone.js";
import { heatmapView } from "./heatmap.js";
import { juryView, solutionsView } from "./solutions.js";
import { linksView } from "./links.js";
import { overviewView } from "./overview.js";
import { quoteView } from "./quote.js";
import { quotesView } from "./quotes.js";
import { themesView } from "./themes.js";
import { transcriptView } from "./transcript.js";

const VIEWS = {
  overview: ["Overview", overviewView],
  heatmap: ["Heat map", heatmapView],
  fishbone: ["Causes", fishboneView],
  links: ["Links", linksView],
  solutions: ["Solutions", solutionsView],
  jury: ["Jury", juryView],
  themes: ["Themes", themesView],
  quotes: ["Quotes", quotesView],
  codebook: ["Codebook", codebookView],
  figures: ["Figures", figuresView],
  tables: ["Tables", tablesView],
};
const FURTHER = { quote: ["quotes", quoteView], transcript: ["quotes", transcriptView] };

function shade(dark) {
  document.documentElement.dataset.shade = dark ? "dark" : "light";
}

function bar(current) {
  const [skip, home, nav, lamp] = [
    button("Skip to the content", () => byId("page").focus(), { class: "skip" }),
    h("a", { class: "home", href: "#" }, study.study.title),
    h("nav", { "aria-label": "Views" }, Object.entries(VIEWS).map(([name, [title]]) => h("a", { href: name === "overview" ? "#" : to({ view: name }), "aria-current": name === current ? "page" : null }, title))),
    button("Light/dark", () => shade(document.documentElement.dataset.shade !== "dark")),
  ];
  byId("bar").replaceChildren(skip, home, lamp, nav);
  // On a narrow screen the bar of views can be moved sideways.
  const now = nav.querySelector("[aria-current]");
  if (now) nav.scrollLeft = now.offsetLeft - (nav.clientWidth - now.offsetWidth) / 2;
}

function foot() {
  byId("foot").replaceChildren(
    h("p", {}, study.notes[0]),
    h("p", {}, study.notes.at(-1)),
    h("p", { class: "address" }, `Address of this view: ${decodeURIComponent(location.hash) || "#"}`),
  );
}

let shown = null;

function route() {
  const wanted = here();
  const name = viewOf(wanted);
  const known = Object.hasOwn(VIEWS, name) ? name : "overview";
  const [within, make] = Object.hasOwn(FURTHER, name) ? FURTHER[name] : [known, VIEWS[known][1]];
  const made = make(wanted);
  const { view, after } = Array.isArray(made) ? { view: made } : made;
  bar(within);
  const page = byId("page");
  page.replaceChildren(...[view].flat(Infinity).filter(Boolean));
  page.dataset.view = name;
  const title = page.querySelector("h1").textContent;
  document.title = title === study.study.title ? title : `${title} – ${study.study.title}`;
  if (shown !== null) {
    scrollTo(0, 0);
    page.focus({ preventScroll: true });
  }
  shown = name;
  after?.();
  foot();
  performance.mark("shown");
}

shade(matchMedia("(prefers-color-scheme: dark)").matches);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", (event) => shade(event.matches));
addEventListener("hashchange", route);
addEventListener("popstate", foot);
route();
