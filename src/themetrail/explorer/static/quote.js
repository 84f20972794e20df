// One quote: the words, who said them where, and who decided what about them.

import { button, h, say } from "./dom.js";
import { coder, colour, hasTranscripts, label, quotes, study } from "./study.js";
import { to } from "./address.js";

export const chip = (id, more = {}) =>
  h("a", { class: "chip", href: to({ code: id, ...more }), vars: { code: colour(id) }, title: label(id) }, id);

const DID = {
  accept: "accepted the machine’s proposal",
  add: "coded by hand",
  change: "chose it",
  resolve: "agreed with another coder (consensus)",
};

// When it was decided, as it is in the ledger: year, month, day, and time (UTC).
const moment = (at) => at.replace("T", " ").replace(/(:\d\d)?Z$/, " UTC");
const share = (value) => `${Math.round(value * 100)} %`;

function proposal(quote) {
  const others = quote.not_taken.length ? ` Proposed and not taken up: ${quote.not_taken.join(", ")}.` : "";
  if (quote.rank) {
    const sure = quote.confidence === null ? "" : `, with a confidence of ${share(quote.confidence)}`;
    return `The machine had proposed ${quote.code} as number ${quote.rank}${sure}.${others}`;
  }
  if (quote.blind === "yes") return "Coded blind: nothing was proposed to the coder.";
  return others ? `The machine had not proposed ${quote.code}.${others}` : "Nothing was proposed for it when the coder decided.";
}

export function decision(quote) {
  const from = quote.from_code && quote.from_code !== quote.code ? ` in the place of ${quote.from_code}` : "";
  const brought = quote.via === "import" ? ", in another program" : "";
  return `${coder(quote.coder)}, ${moment(quote.at)}: ${DID[quote.action] ?? quote.action}${from}${brought}. ${proposal(quote)}`;
}

export const where = (quote) => `${quote.session}, turn ${quote.turn}${quote.place ? ` (${quote.place})` : ""}`;

// Words with what was searched for marked.
export function marked(words, text) {
  if (!text) return words;
  const parts = [];
  const [low, wanted] = [words.toLowerCase(), text.toLowerCase()];
  let from = 0;
  for (let at = low.indexOf(wanted); at >= 0 && low.length === words.length; at = low.indexOf(wanted, from)) {
    parts.push(words.slice(from, at), h("mark", {}, words.slice(at, at + wanted.length)));
    from = at + wanted.length;
  }
  return [...parts, words.slice(from)];
}

export function card(quote, text = "") {
  return h(
    "li",
    { class: "quote", vars: { code: colour(quote.code) } },
    h("blockquote", {}, marked(quote.words, text)),
    h(
      "p",
      { class: "said" },
      h("a", { href: to({ speaker: quote.speaker }), title: "All quotes of this speaker" }, quote.speaker),
      `, ${quote.group} · `,
      h("a", { href: to({ quote: quote.id }), title: "This quote, its decision and its address" }, where(quote)),
      quote.chosen === "pinned" ? h("span", { class: "note" }, "pinned") : null,
      quote.chosen === "dissenting" ? h("span", { class: "note" }, "dissenting") : null,
    ),
    h("p", { class: "coded" }, chip(quote.code), " ", label(quote.code)),
    h("p", { class: "decision" }, decision(quote)),
    h("p", { class: "address print" }, `#quote=${quote.id}`),
  );
}

function copied(value, name) {
  const field = h("input", { readonly: true, value, "aria-label": name });
  field.value = value;
  const copy = button("Copy", async () => {
    field.select();
    await navigator.clipboard?.writeText(value).then(() => say(`${name} copied`), () => say("Selected; press Ctrl+C"));
  }, { "aria-label": `Copy: ${name}` });
  return h("p", { class: "copied" }, field, copy);
}

const citation = (quote) => `${quote.speaker} (${quote.group}), ${quote.session}, turn ${quote.turn}. Quote ${quote.id}. In: ${study.study.title}.`;

// On a web page the whole address; of a file its name, for where it lies is nobody else's.
const address = () => (location.protocol === "file:" ? `${location.pathname.split("/").pop()}${location.hash}` : location.href);

// The view of one quote.
export function quoteView({ quote: id }) {
  const quote = quotes.find((one) => one.id === id);
  if (!quote) {
    return [
      h("h1", {}, "This quote is not here"),
      h("p", {}, `The page has no quote with the id ${id}. Quotes are given only of speakers who consented, of cells that are shown, `,
        "and as far as no hidden number could be worked out from them."),
      h("p", {}, h("a", { href: to({ view: "quotes" }) }, "All quotes")),
    ];
  }
  const beside = quotes.filter((one) => one.id !== id && one.session === quote.session && one.turn === quote.turn);
  const same = beside.filter((one) => one.start < quote.end && quote.start < one.end);
  const facts = [
    ["Speaker", [h("a", { href: to({ speaker: quote.speaker }) }, quote.speaker), `, ${quote.group}`]],
    ["Place", [h("a", { href: to({ session: quote.session }) }, quote.session), `, turn ${quote.turn}, characters ${quote.start} to ${quote.end} of the text of record${quote.place ? `, ${quote.place} of the source` : ""}`]],
    ["Code", [chip(quote.code), " ", label(quote.code)]],
    same.length ? ["Also coded", same.map((one) => [h("a", { href: to({ quote: one.id }) }, `${one.code} ${label(one.code)}`), " "])] : null,
    ["Decided", decision(quote)],
    ["Decision", h("code", {}, quote.id)],
  ].filter(Boolean);
  return [
    h("h1", {}, `Quote of ${quote.speaker} on ${label(quote.code).toLowerCase()}`),
    h("blockquote", { class: "large", vars: { code: colour(quote.code) } }, quote.words),
    h("dl", { class: "facts" }, facts.map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)])),
    hasTranscripts ? h("p", {}, h("a", { class: "act", href: to({ view: "transcript", session: quote.session, turn: quote.turn, at: quote.id }) }, "Read it in its transcript")) : null,
    h("h2", {}, "Address and citation"),
    copied(address(), "Address of this quote"),
    copied(citation(quote), "Citation"),
    beside.length ? [h("h2", {}, "From the same turn"), h("ol", { class: "quotes" }, beside.map((one) => card(one)))] : null,
    h("p", {}, h("a", { href: to({ code: quote.code, group: quote.group }) }, `All quotes of ${quote.group} on ${quote.code}`)),
  ];
}
