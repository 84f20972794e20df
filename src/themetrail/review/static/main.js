// The page: who codes, which view is open, light or dark.

import { Refused, get, me } from "./api.js";
import { BookView } from "./bookdesk.js";
import { CandidatesView } from "./candidates.js";
import { Codes } from "./codebook.js";
import { CodingView } from "./coding.js";
import { Model } from "./model.js";
import { ReconcileView } from "./reconcile.js";
import { ThemesView } from "./themes.js";
import { button, byId, h, hush, tell } from "./dom.js";
import { kept } from "./kept.js";

let welcome;
let view = null;

const VIEWS = [["#/", "Sessions"], ["#/codebook", "Codebook"], ["#/candidates", "Candidates"], ["#/themes", "Themes"]];

function bar(...here) {
  byId("bar").replaceChildren(
    h("a", { href: "#/", class: "home" }, welcome.title),
    welcome.synthetic ? h("strong", { class: "badge", title: "Synthetic data, not findings" }, "synthetic") : "",
    h("nav", { "aria-label": "Views" }, me.coder ? VIEWS.filter(([to]) => !me.blind || to !== "#/candidates").map(([to, name]) => h("a", { href: to }, name)) : [], ...here),
    h("span", { id: "progress" }),
    me.coder ? button(`${me.coder}${me.blind ? ", blind" : ""}`, () => leave(), { title: "Another coder", "aria-label": `${me.coder} codes; another coder` }) : "",
    button("Light/dark", () => shade(document.documentElement.dataset.shade === "dark" ? "light" : "dark")),
  );
}

function shade(name) {
  const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  if (name) kept("shade", name);
  document.documentElement.dataset.shade = name ?? kept("shade") ?? system;
}

function leave() {
  sessionStorage.clear();
  me.coder = "";
  location.hash = "#/";
  route();
}

function put(...elements) {
  byId("page").replaceChildren(...elements);
}

function chooseCoder() {
  bar();
  const blind = h("input", { type: "checkbox", id: "blind", checked: welcome.blind, disabled: welcome.blind });
  const enter = (coder) => {
    Object.assign(me, { coder, blind: blind.checked });
    sessionStorage.setItem("me", JSON.stringify(me));
    route();
  };
  put(
    h("h1", {}, "Who codes?"),
    h("ul", { class: "choices" }, welcome.coders.map(({ coder, label }) => h("li", {}, button([h("strong", {}, label), ` ${coder}`], () => enter(coder), { data: { coder } })))),
    h("p", {}, blind, h("label", { for: "blind" }, " Code blind: neither suggestions nor the codes of others are sent to this page")),
  );
  byId("page").querySelector("button")?.focus();
}

async function sessions() {
  bar();
  const { sessions: rows, repaired } = await get("overview");
  if (repaired) tell([repaired], "note");
  const link = (row) => h("a", { href: `#/session/${row.session_id}` }, row.session_id);
  put(
    h("h1", {}, "Sessions"),
    h(
      "table",
      { class: "sessions" },
      h("thead", {}, h("tr", {}, ["Session", "Phase", "Setting", "Words", "Judged", "State"].map((head) => h("th", { scope: "col" }, head)))),
      h(
        "tbody",
        {},
        rows.map((row) =>
          h(
            "tr",
            {},
            h("th", { scope: "row" }, link(row)),
            h("td", {}, row.phase),
            h("td", {}, row.setting),
            h("td", { class: "number" }, row.words.toLocaleString("en-GB")),
            h("td", {}, h("progress", { max: row.asked || 1, value: row.judged, "aria-label": `${row.session_id}, sentences judged` }), ` ${row.judged} of ${row.asked}`),
            h("td", {}, row.finished ? "finished" : row.judged ? "begun" : "not begun", row.blind ? h("strong", { class: "badge" }, "blind") : null, row.reconcile ? [" ", h("a", { href: `#/reconcile/${row.session_id}` }, "disagreements")] : null),
          ),
        ),
      ),
    ),
  );
  byId("page").querySelector("a")?.focus();
}

async function session(id, place) {
  bar(h("span", { "aria-current": "page" }, id));
  const [book, model] = await Promise.all([get("codebook"), Model.open(id)]);
  view = new CodingView(model, new Codes(book));
  put(view.element);
  view.shown(place && Number(place));
}

async function candidates() {
  bar();
  view = await CandidatesView.open();
  put(view.element);
  view.shown();
}

async function codebook() {
  bar();
  view = await BookView.open();
  put(view.element);
  view.shown();
}

async function themes() {
  bar();
  view = await ThemesView.open(new Codes(await get("codebook")));
  put(view.element);
  view.shown();
}

async function reconcile(id) {
  bar(h("span", { "aria-current": "page" }, id));
  view = await ReconcileView.open(id, new Codes(await get("codebook")));
  put(view.element);
  view.shown();
}

const routes = [
  [/^#\/codebook$/, codebook],
  [/^#\/candidates$/, candidates],
  [/^#\/themes$/, themes],
  [/^#\/reconcile\/(\w+)$/, reconcile],
  [/^#\/session\/(\w+)(?:\/(\d+))?$/, session],
  [/^(#\/?)?$/, sessions],
];

async function route() {
  view?.close();
  view = null;
  hush();
  if (!me.coder) return chooseCoder();
  const found = routes.map(([shape, show]) => [location.hash.match(shape), show]).find(([match]) => match);
  try {
    if (found) await found[1](...found[0].slice(1));
    else location.hash = "#/";
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    put();
    tell(error.problems);
  }
}

shade();
new ResizeObserver(([{ target }]) => document.documentElement.style.setProperty("--bar", `${target.offsetHeight}px`)).observe(byId("bar"));
welcome = await get("welcome");
document.title = `Review desk: ${welcome.title}`;
byId("synthetic").hidden = !welcome.synthetic;
const remembered = JSON.parse(sessionStorage.getItem("me") ?? "null");
if (remembered && welcome.coders.some(({ coder }) => coder === remembered.coder)) {
  Object.assign(me, remembered, { blind: remembered.blind || welcome.blind });
}
addEventListener("hashchange", route);
await route();
