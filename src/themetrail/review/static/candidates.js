// Groups of sentences that no code explains: what tells them apart, where they stand, and a code made of one.

import { get } from "./api.js";
import { askForCode, change } from "./bookdesk.js";
import { Codes } from "./codebook.js";
import { button, h, tell } from "./dom.js";

const counted = (number, what) => `${number} ${what}${number === 1 ? "" : "s"}`;

export class CandidatesView {
  static async open() {
    return new CandidatesView(await get("candidates"), await get("codebook"));
  }

  constructor(answer, book) {
    Object.assign(this, { answer, book });
    this.element = h("div", { class: "candidates" });
  }

  close() {}

  shown() {
    const { made, candidates } = this.answer;
    const none = made ? "The last run found no group of sentences that no code explains." : "No run has looked for them yet: 'make paper' does.";
    this.codes = new Codes(this.book);
    this.element.replaceChildren(
      h("h1", {}, "Candidate codes"),
      h("p", { class: "quiet" }, "Sentences that no code explains, as the last run grouped them by what they say. Whether a group is worth a code is for people to say."),
      ...(candidates.length ? candidates.map((one) => this.card(one)) : [h("p", {}, none)]),
    );
  }

  card(one) {
    const nearest = this.codes.get(one.nearest_code);
    return h(
      "section",
      { class: "card", "aria-label": `Candidate ${one.name}` },
      h("h2", {}, one.terms.join(" · ") || one.name),
      h("p", { class: "quiet" }, `${counted(one.segments, "sentence")}, ${counted(one.speakers, "speaker")}, ${counted(one.sessions, "session")}`),
      h("ul", { class: "typical" }, one.typical.map((place) => this.quote(place))),
      nearest ? h("p", {}, "Nearest code: ", h("span", { class: "chip", colour: nearest.colour }, nearest.id), ` ${nearest.label}`) : null,
      h("p", { class: "buttons" }, button("Make a code of it", () => this.make(one), { data: { candidate: one.name } })),
    );
  }

  quote({ session_id: session, start, speaker, words }) {
    return h("li", {}, h("blockquote", {}, words), h("a", { href: `#/session/${session}/${start}` }, `${session}, ${speaker}`));
  }

  async make(one) {
    const nearest = this.codes.get(one.nearest_code);
    const terms = one.terms.join(", ");
    const like = { label: terms, kind: nearest?.kind, parent: nearest?.parent ?? "", reason: `Candidate code ${one.name} (${terms})` };
    const wanted = await askForCode(this.book, like);
    const before = this.book;
    this.book = await change(before, wanted);
    if (this.book === before) return;
    this.shown();
    if (this.codes.get(wanted.given.id)) tell([`${wanted.given.id} is in the codebook. Its sentences are still to be coded; the links lead to them.`], "note");
  }
}
