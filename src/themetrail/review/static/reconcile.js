// After two coders have finished: each disagreement with the words of both sides, and what was agreed, with why.

import { Refused, get, post } from "./api.js";
import { askFor, button, h, tell } from "./dom.js";

export class ReconcileView {
  static async open(sessionId, codes) {
    return new ReconcileView(await get(`reconcile/${sessionId}`), codes);
  }

  constructor(answer, codes) {
    this.codes = codes;
    this.element = h("div", { class: "reconcile" });
    this.take(answer);
  }

  take(answer) {
    Object.assign(this, { sessionId: answer.session_id, coders: answer.coders, rows: answer.rows, seq: answer.seq });
  }

  shown() {
    const left = this.rows.filter((row) => !row.resolved).length;
    const head = h("h1", {}, `${this.sessionId}: ${this.rows.length} disagreements of ${this.coders.join(" and ")}, ${left} to be settled`);
    const told = h("p", { class: "quiet" }, "What each coder held at the first finish is compared; settling it cannot change the agreement.");
    this.element.replaceChildren(head, told, ...this.rows.map((row, n) => this.row(row, n)));
  }

  close() {}

  chip(id) {
    return h("span", { class: "chip", colour: this.codes.get(id)?.colour, title: this.codes.get(id)?.label }, id);
  }

  row(row, n) {
    const sides = this.coders.map((coder) => {
      const own = row.places.filter((place) => place.coder === coder);
      const words = own.map((place) => h("blockquote", {}, place.words));
      const beside = row.beside[coder];
      return h(
        "div",
        { class: "side" },
        h("h3", {}, coder),
        own.length ? words : h("p", { class: "quiet" }, `not ${row.code}`),
        beside.length ? h("p", {}, "beside it: ", beside.map((id) => [this.chip(id), " "])) : null,
      );
    });
    const settled = row.resolved;
    const choices = row.places.map((place) => button(`${row.code}, as ${place.coder} has it`, () => this.settle(row, place), { data: { settle: n } }));
    return h(
      "section",
      { class: `card${settled ? " settled" : ""}`, "aria-label": `${row.code}, ${row.speaker}` },
      h("h2", {}, this.chip(row.code), ` ${this.codes.get(row.code)?.label ?? ""}`),
      h("details", {}, h("summary", {}, `${row.speaker}, the whole turn`), h("blockquote", {}, row.turn)),
      h("div", { class: "sides" }, sides),
      settled
        ? h("p", {}, h("strong", {}, settled.code ? `Agreed: ${settled.code}. ` : `Agreed: not ${row.code}. `), `${settled.reason} (${settled.coder})`)
        : h("p", { class: "buttons" }, choices, button(`Not ${row.code}`, () => this.settle(row, null), { data: { settle: n } })),
    );
  }

  async settle(row, place) {
    const title = place ? `${row.code}, as ${place.coder} has it` : `Not ${row.code}`;
    const answer = await askFor(title, [{ name: "reason", text: "Why", kind: "area", hint: "Ctrl+Enter keeps it." }]);
    if (!answer) return;
    const target = row.places.map((one) => one.id).join(" ");
    const span = place ?? row.places[0];
    const act = { action: "resolve", target, code: place ? row.code : "", start: span.start, end: span.end, reason: answer.reason };
    try {
      await post(`session/${this.sessionId}/acts`, { seen: this.seq, acts: [act] });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      tell(error.problems);
    }
    const at = scrollY;
    this.take(await get(`reconcile/${this.sessionId}`));
    this.shown();
    scrollTo(0, at);
  }
}
