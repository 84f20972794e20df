// A session turn by turn, in the team's page only: its quotes marked, and one of them shown where it stands.

import { h } from "./dom.js";
import { codes, label, quotes, transcripts } from "./study.js";
import { to } from "./address.js";

// The words of a turn with a quote marked in them.
function words(text, quote) {
  const said = quote ? quote.words.replace(/ \[…\]$/, "") : "";
  const at = said ? text.indexOf(said) : -1;
  return at < 0 ? text : [text.slice(0, at), h("mark", {}, said), text.slice(at + said.length)];
}

export function transcriptView({ session, turn, at }) {
  const all = transcripts();
  const turns = all?.sessions[session];
  if (!turns) return [h("h1", {}, "Transcript"), h("p", {}, all ? "There is no such session." : "This page holds no transcripts, quotes alone.")];
  const behind = new Map();
  for (const quote of quotes) if (quote.session === session) behind.set(quote.turn, [...(behind.get(quote.turn) ?? []), quote]);
  const rows = turns.map((cells) => {
    const [number, speaker, role, , said] = cells;
    const own = behind.get(number) ?? [];
    const here = String(number) === turn;
    return h(
      "li",
      { class: `turn ${role}`, id: `turn-${number}`, "aria-current": here ? "true" : null },
      h("p", { class: "who" }, h("span", { class: "speaker" }, speaker), h("span", {}, String(number))),
      h("p", { class: "words" }, words(said, here ? own.find((quote) => quote.id === at) : null)),
      own.length ? h("p", { class: "margin" }, own.map((quote) => [h("a", { class: "chip", href: to({ quote: quote.id }), vars: { code: codes.get(quote.code)?.colour }, title: label(quote.code) }, quote.code), " "])) : null,
    );
  });
  const view = [
    h("h1", {}, `Transcript of ${session}`),
    h("p", { class: "quiet" }, "The released text. Who withdrew is absent. Codes in the margin lead to quotes; what was coded in hidden cells is not marked."),
    h("ol", { class: "turns" }, rows),
  ];
  return { view, after: () => turn && document.getElementById(`turn-${turn}`)?.scrollIntoView({ block: "center" }) };
}
