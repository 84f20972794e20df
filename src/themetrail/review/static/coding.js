// The coding view: a sentence is at hand, or a stretch of words; every act is written before the page shows it.

import { Refused, get } from "./api.js";
import { ask, askFor, button, byId, h, hush, say, tell } from "./dom.js";
import { kept } from "./kept.js";
import { KEYS, actionOf, keyOf, told } from "./keys.js";
import { Model } from "./model.js";
import { chooseCodes, definitionOf } from "./palette.js";
import { toPoints, toUnits } from "./points.js";
import { Transcript } from "./transcript.js";

const OPENS = new Set(["add", "change", "memo", "search", "finish", "help"]);
const percent = (share) => `${Math.round(share * 100)} %`;
// What the machine makes of a proposal of its own, in a word, and what that means.
const sureness = ({ sure }) =>
  sure ? ["sure", "Proposals as sure as this one were right as often as the study asks"] : ["to be read", "The machine is not sure: a person has to read this one"];
const AGAINST = { exclude: "what the code is not for" };

export class CodingView {
  constructor(model, codes) {
    this.model = model;
    this.codes = codes;
    this.at = 0;
    this.pick = 0; // which proposal or code of the sentence
    this.span = null; // the chosen words, or null for the whole sentence
    this.byReview = !model.blind && kept("order") === "review";
    this.beyond = ""; // the session in which the order of review goes on, once it was asked for
    this.recent = [];
    this.doing = Promise.resolve();
    this.ahead = null; // the keys typed since a dialogue was asked for, until what it is for is done
    this.transcript = new Transcript(model, codes, { item: (item) => this.goTo(item) });
    this.panel = h("aside", { id: "panel", "aria-label": "This sentence" });
    this.book = h("aside", { id: "book", "aria-label": "Codebook", hidden: true });
    this.element = h("div", { id: "coding" }, h("h1", { class: "unseen" }, model.sessionId), this.transcript.element, h("div", { id: "side" }, this.panel, this.book));
    this.onKey = (event) => this.key(event);
    document.addEventListener("keydown", this.onKey);
    this.transcript.element.addEventListener("pointerup", (event) => this.point(event));
  }

  // At the sentence of the place that is asked for, or at the first that waits.
  shown(place) {
    const { segments, reviewOrder, progress } = this.model;
    const wanted = place && segments.find((segment) => segment.end > place);
    const [first] = this.byReview && reviewOrder.length ? reviewOrder : progress.left;
    this.go((wanted ?? first)?.index ?? 0, { quietly: true });
    const adrift = this.model.adrift.length;
    if (adrift) tell([`${adrift} decisions are about words that have changed. 'make reanchor' places those that are certain; for the rest, choose the words and press “They stand here” at the side.`]);
    if (this.model.notBlind) tell(["Suggestions for this session were shown before, so it cannot be coded blind any more."]);
    if (this.model.keptBlind) tell(["This session was begun blind, so it stays blind until you have finished it."], "note");
  }

  close() {
    document.removeEventListener("keydown", this.onKey);
    this.transcript.close();
  }

  get segment() {
    return this.model.segments[this.at];
  }

  get words() {
    return this.span ?? { start: this.segment.start, end: this.segment.end };
  }

  // What can be picked at a sentence: its open proposals, then the coder's own codes.
  get choices() {
    const open = this.model.openAt(this.segment).map((suggestion) => ({ suggestion }));
    return [...open, ...this.model.itemsAt(this.words, ["coding"]).map((coding) => ({ coding }))];
  }

  get picked() {
    return this.choices[Math.min(this.pick, this.choices.length - 1)];
  }

  // --- moving -------------------------------------------------------------------------------------------

  go(index, { quietly = false, span = null } = {}) {
    if (!this.model.segments.length) return;
    const left = this.transcript.sentence(this.at);
    left.classList.remove("now");
    left.tabIndex = -1;
    this.at = Math.max(0, Math.min(this.model.segments.length - 1, index));
    this.span = span;
    this.pick = 0;
    this.beyond = "";
    const sentence = this.transcript.sentence(this.at);
    sentence.classList.add("now");
    sentence.tabIndex = 0;
    sentence.focus({ preventScroll: true });
    const box = sentence.getBoundingClientRect();
    if (box.top < 110 || box.bottom > innerHeight - 60) sentence.scrollIntoView({ block: "center" });
    this.show();
    if (!quietly) say(this.toldHere());
  }

  toldHere() {
    const { turn, asked } = this.segment;
    const codes = this.model.itemsAt(this.segment).map((item) => item.code);
    const open = this.model.openAt(this.segment).map((one) => `${one.code} proposed, ${percent(one.confidence)}, ${sureness(one)[0]}`);
    return [turn.speaker, asked ? "" : "not to be coded", codes.length ? `coded ${codes.join(", ")}` : "", ...open].filter(Boolean).join("; ");
  }

  goTo(item) {
    const index = this.model.segments.findIndex((segment) => segment.end > item.start);
    this.go(index, { span: { start: item.start, end: item.end } });
    const place = this.choices.findIndex(({ coding }) => coding === item);
    this.pick = Math.max(0, place);
    this.show();
  }

  step(by, list) {
    if (!list.length) return say("There is none.");
    const place = list.indexOf(this.segment);
    const next = place >= 0 ? place + by : by > 0 ? 0 : list.length - 1;
    if (next < 0 || next >= list.length) return say("There is no further one.");
    this.go(list[next].index);
  }

  get walk() {
    return this.byReview ? this.model.reviewOrder : this.model.segments;
  }

  next() {
    const last = this.byReview && (this.walk.at(-1) ?? this.segment) === this.segment;
    return last ? this.onward() : this.step(1, this.walk);
  }

  previous() { this.step(-1, this.walk); }

  // Behind the last of the session the order of review goes on in another one: it is named first, then gone to.
  async onward() {
    if (this.beyond) {
      location.hash = `#/session/${this.beyond}`;
      return;
    }
    const { session_id: name } = await get(`onward/${this.model.sessionId}`);
    this.beyond = name;
    const further = name ? `The order of review goes on in ${name}; once more leads there.` : "Nothing waits in another session.";
    tell([`That was the last of ${this.model.sessionId}. ${further}`], "note");
  }
  nextTurn() { this.turnBy(1); }
  previousTurn() { this.turnBy(-1); }

  turnBy(by) {
    const spoken = this.model.turns.filter((turn) => turn.segments.length);
    const turn = spoken[spoken.indexOf(this.segment.turn) + by];
    if (turn) this.go(turn.segments[0].index);
  }

  nextOpen() { this.openBy(1); }
  previousOpen() { this.openBy(-1); }

  openBy(by) {
    const order = this.model.surestFirst.filter((one) => one === this.segment || this.model.openAt(one).length);
    this.step(by, order);
  }

  nextUnread() {
    const left = new Set(this.model.progress.left);
    const waiting = this.walk.filter((segment) => segment === this.segment || left.has(segment));
    const next = waiting.slice(waiting.indexOf(this.segment) + 1).concat(waiting).find((segment) => left.has(segment)) ?? [...left][0];
    if (next) this.go(next.index);
    else say("Every sentence is judged.");
  }

  order() {
    if (this.model.blind) return say("Who codes blind walks by transcript.");
    this.byReview = !this.byReview;
    kept("order", this.byReview ? "review" : "transcript");
    this.show();
    if (!this.byReview) return say("By transcript.");
    say(`By the order of review; ${this.model.progress.left.length} wait here.`);
    if (!this.model.ordered) tell(["No run has made the order of review yet: 'make paper' does. Until then the surest proposal comes first."], "note");
  }

  right() { this.pick = Math.min(this.choices.length - 1, this.pick + 1); this.show(); }
  left() { this.pick = Math.max(0, this.pick - 1); this.show(); }

  // --- the chosen words ---------------------------------------------------------------------------------

  point(event) {
    const span = this.transcript.selected();
    const sentence = event.target.closest?.(".sentence");
    if (span) {
      const index = this.model.segments.findIndex((segment) => segment.end > span.start);
      getSelection().removeAllRanges();
      this.go(Math.max(0, index), { span });
    } else if (sentence) this.go(Number(sentence.dataset.index));
  }

  growEnd() { this.stretch("end", 1); }
  shrinkEnd() { this.stretch("end", -1); }
  growStart() { this.stretch("start", -1); }
  shrinkStart() { this.stretch("start", 1); }
  wholeSentence() { this.span = null; hush(); this.show(); }

  stretch(edge, by) {
    const span = { ...this.words };
    const place = this.wordEdge(span[edge], by, edge);
    span[edge] = place;
    if (span.start >= span.end) return;
    this.span = span;
    this.show();
    say(this.model.words(span));
  }

  // Where the next word ends or begins, over the borders of turns.
  wordEdge(place, by, edge) {
    const text = this.model.turns;
    const edges = (turn) => {
      const found = [...turn.text.matchAll(/\S+/g)];
      return found.map((word) => turn.start + toPoints(turn.text, edge === "end" ? word.index + word[0].length : word.index));
    };
    const [here] = this.model.turnsOf({ start: Math.max(0, place - 1), end: place + 1 });
    for (let n = here ?? 0; n >= 0 && n < text.length; n += by) {
      const places = edges(text[n]);
      const next = by > 0 ? places.find((one) => one > place) : places.findLast((one) => one < place);
      if (next !== undefined) return next;
    }
    return place;
  }

  // --- acts ---------------------------------------------------------------------------------------------

  // One thing after the other, in the order of the keys: the second waits until the first is on disk.
  queue(step) {
    const page = byId("page");
    page.setAttribute("aria-busy", "true");
    const done = this.doing.then(step).catch((error) => {
      if (!(error instanceof Refused)) throw error;
      tell(error.problems);
    });
    this.doing = done;
    done.finally(() => this.doing === done && page.setAttribute("aria-busy", "false"));
    return done;
  }

  async write(...acts) {
    try {
      const changed = await this.model.act(...acts);
      hush();
      this.transcript.refresh(changed);
      this.show();
      return true;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (error.status === 409) await this.reload();
      tell(error.problems);
      return false;
    }
  }

  async reload() {
    const fresh = await Model.open(this.model.sessionId);
    Object.assign(this.model, { items: fresh.items, seq: fresh.seq, undo: fresh.undo, redo: fresh.redo, finished: fresh.finished, frozen: fresh.frozen });
    this.model.forget();
    this.transcript.refill();
    this.show();
  }

  place(span = this.words) {
    return { start: span.start, end: span.end };
  }

  remember(...ids) {
    this.recent = [...new Set([...ids, ...this.recent])].slice(0, 6);
  }

  get whole() {
    return { start: this.segment.start, end: this.segment.end };
  }

  async accept() {
    const suggestion = this.picked?.suggestion ?? this.choices.find((one) => one.suggestion)?.suggestion;
    if (!suggestion) return say("Nothing is proposed here.");
    if (await this.write({ action: "accept", code: suggestion.code, ...this.place() })) {
      this.remember(suggestion.code);
      say(`Accepted ${suggestion.code}.`);
    }
  }

  async reject() {
    const suggestion = this.picked?.suggestion ?? this.choices.find((one) => one.suggestion)?.suggestion;
    if (!suggestion) return say("Nothing is proposed here.");
    if (await this.write({ action: "reject", code: suggestion.code, ...this.whole })) say(`Rejected ${suggestion.code}.`);
  }

  async change() {
    const { suggestion, coding } = this.picked ?? {};
    if (!suggestion && !coding) return say("There is nothing to change here.");
    const from = (suggestion ?? coding).code;
    const [code] = await this.choose(`Instead of ${from}`, { many: false, likely: this.recent.filter((id) => id !== from) });
    if (!code) return;
    const place = coding ? this.place(this.span ?? coding) : this.place();
    if (await this.write({ action: "change", code, from_code: from, target: coding?.id, ...place })) {
      this.remember(code);
      say(`${from} is now ${code}.`);
    }
  }

  async add(given) {
    const likely = [...this.model.openAt(this.segment).map((one) => one.code), ...this.recent];
    const chosen = given ? [given] : await this.choose(`Code “${this.shortWords()}”`, { likely: [...new Set(likely)] });
    if (!chosen.length) return;
    const proposed = new Set(this.model.openAt(this.segment).map((one) => one.code));
    const acts = chosen.map((code) => ({ action: proposed.has(code) ? "accept" : "add", code, ...this.place() }));
    if (await this.write(...acts)) {
      this.remember(...chosen);
      say(`Coded ${chosen.join(", ")}.`);
    }
  }

  async none() {
    if (this.model.isJudged(this.segment)) return this.next();
    if (await this.write({ action: "none", ...this.whole })) this.next();
  }

  async remove() {
    const own = this.picked?.coding ?? this.model.itemsAt(this.segment, ["coding", "none"])[0];
    if (!own) return say("There is no code of yours here.");
    if (await this.write({ action: "undo", target: own.id })) say(`Took off ${own.code ?? "the reading"}.`);
  }

  async memo() {
    const coding = this.picked?.coding;
    const about = coding ? `Memo on ${coding.code}` : `Memo on “${this.shortWords()}”`;
    const answer = await askFor(about, [{ name: "memo", text: "Memo", kind: "area", hint: "Ctrl+Enter keeps it." }], { keys: this.typed });
    this.focus();
    if (!answer?.memo.trim()) return;
    await this.write({ action: "memo", memo: answer.memo, target: coding?.id, ...this.place(coding ?? this.words) });
  }

  async pin() {
    const coding = this.picked?.coding ?? this.model.itemsAt(this.words)[0];
    if (!coding) return say("Pin a code of yours.");
    if (coding.pinned) return say("It is pinned already.");
    if (await this.write({ action: "pin", target: coding.id })) say("Pinned.");
  }

  async undo() {
    const last = this.model.undo;
    if (!last) return say("There is nothing to undo.");
    if (await this.write({ action: "undo", target: last.id })) say(`Undone: ${last.action} ${last.code}.`);
  }

  async redo() {
    const last = this.model.redo;
    if (!last) return say("There is nothing to redo.");
    if (await this.write({ action: "redo", target: last.id })) say(`Done again: ${last.action} ${last.code}.`);
  }

  async finish() {
    if (this.model.finished) return say("The session is finished.");
    const { left, asked } = this.model.progress;
    const answer = await ask("Finish the session", (close) => [
      h("p", {}, left.length ? `${left.length} of ${asked} sentences carry no code and are not marked as read.` : "Every sentence is judged."),
      h("p", {}, "What you hold now is kept for the agreement between coders; nothing later can change that."),
      h(
        "p",
        { class: "buttons" },
        left.length ? button("They are read: nothing to code. Finish.", () => close("none"), { class: "first", data: { finish: "none" } }) : null,
        button(left.length ? "Finish and leave them open" : "Finish", () => close("plain"), { data: { finish: "plain" } }),
        button("Not yet", () => close(null)),
      ),
    ], { keys: this.typed });
    this.focus();
    if (!answer) return;
    const read = answer === "none" ? left.map(({ start, end }) => ({ action: "none", start, end })) : [];
    if (!(await this.write(...read, { action: "finish" }))) return;
    say("The session is finished.");
    if (this.model.blind) location.reload();
  }

  // --- looking ------------------------------------------------------------------------------------------

  evidence() {
    const suggestion = this.picked?.suggestion;
    const spans = [...(suggestion?.for ?? []), ...(suggestion?.against ?? [])];
    if (!spans.length) return say("There is no evidence to show.");
    this.shownEvidence = ((this.shownEvidence ?? -1) + 1) % spans.length;
    const [start, end, why] = spans[this.shownEvidence];
    this.transcript.highlight("pointed", [{ start, end }]);
    const [range] = this.transcript.ranges({ start, end });
    range.startContainer.parentElement.scrollIntoView({ block: "center" });
    say(`${this.model.words({ start, end })}: ${why}`);
  }

  async search() {
    const answer = await askFor("Search the transcript", [{ name: "words", text: "Words", value: this.sought }], { label: "Find", keys: this.typed });
    this.focus();
    if (!answer) return;
    this.sought = answer.words;
    const wanted = answer.words.toLowerCase();
    const hits = this.model.turns.flatMap((turn) => {
      const text = turn.text.toLowerCase();
      const found = [];
      for (let n = text.indexOf(wanted); n >= 0 && wanted; n = text.indexOf(wanted, n + wanted.length)) {
        found.push({ start: turn.start + toPoints(turn.text, n), end: turn.start + toPoints(turn.text, n + wanted.length) });
      }
      return found;
    });
    this.transcript.highlight("found", hits);
    const next = hits.find((hit) => hit.start > this.segment.start) ?? hits[0];
    if (next) this.go(Math.max(0, this.model.segments.findIndex((segment) => segment.end > next.start)));
    tell([hits.length ? `Found ${hits.length} times; press / and Enter for the next one.` : "These words do not stand here."], "note");
  }

  codebook() {
    this.book.hidden = !this.book.hidden;
    if (!this.book.firstChild) this.fillBook(); // not before: it would be in the way of the first words
    if (this.book.hidden) return;
    this.book.parentElement.scrollTop = this.book.offsetTop;
    this.book.querySelector("input").focus();
  }

  others() {
    this.transcript.showOthers = this.transcript.showOthers === false;
    this.transcript.refill();
    this.show();
  }

  async help() {
    await ask("Keys", () => [h("dl", { class: "keys" }, KEYS.map(([key, , what]) => h("div", {}, h("dt", {}, h("kbd", {}, told(key))), h("dd", {}, what)))), h("small", {}, "Esc leaves.")], { class: "palette", keys: this.typed });
  }

  // --- drawing ------------------------------------------------------------------------------------------

  shortWords() {
    const words = this.model.words(this.words);
    const units = toUnits(words, 60);
    return words.length > units ? `${words.slice(0, units)}…` : words;
  }

  focus() {
    this.panel.parentElement.scrollTop = 0;
    this.transcript.sentence(this.at)?.focus({ preventScroll: true });
  }

  act(name, label, action = () => this[name]()) {
    const key = keyOf.get(name);
    const press = () => this.queue(action);
    return button([label, " ", h("kbd", { "aria-hidden": "true" }, told(key))], press, { "aria-keyshortcuts": key, data: { act: name } });
  }

  show() {
    const { segment, model } = this;
    this.transcript.highlight("span", this.span ? [this.span] : []);
    const picked = this.picked;
    const pro = picked?.suggestion?.for ?? [];
    const contra = picked?.suggestion?.against ?? [];
    this.transcript.highlight("evidence", pro.map(([start, end]) => ({ start, end })));
    this.transcript.highlight("against", contra.map(([start, end]) => ({ start, end })));
    this.transcript.highlight("pointed", picked?.coding ? [picked.coding] : []);
    const open = model.openAt(segment);
    const codings = this.choices.filter((one) => one.coding);
    const others = this.transcript.showOthers === false ? [] : model.othersAt(segment);
    const parts = [
      h("p", { class: "place" }, `${segment.turn.speaker}${segment.turn.group ? ` · ${segment.turn.group}` : ""}`, segment.asked ? null : h("em", {}, " not asked for")),
      h("blockquote", {}, model.words(this.words)),
      model.blind ? null : h("h2", {}, "Proposed"),
      model.blind ? null : open.length ? h("ul", { class: "cards" }, open.map((one) => this.suggestionCard(one, one === picked?.suggestion))) : h("p", { class: "quiet" }, segment.suggestions.length ? "All decided." : "Nothing is proposed."),
      h("h2", {}, "Your codes"),
      codings.length ? h("ul", { class: "cards" }, codings.map(({ coding }) => this.codingCard(coding, coding === picked?.coding))) : h("p", { class: "quiet" }, model.itemsAt(segment, ["none"]).length ? "Read, nothing to code." : "None yet."),
      others.length ? h("h2", {}, "Other coders") : null,
      others.length ? h("ul", { class: "cards" }, others.map((item) => h("li", { class: "card other" }, this.chip(item.code), ` ${item.coder}`))) : null,
      h("p", { class: "buttons" }, this.act("add", "Add code", () => this.add()), this.act("none", "Nothing to code"), this.act("memo", "Memo")),
      model.adrift.length ? h("h2", {}, `Words that have changed (${model.adrift.length})`) : null,
      model.adrift.length ? h("ul", { class: "cards" }, model.adrift.slice(0, 5).map((item) => this.adriftCard(item))) : null,
      h("p", { class: "buttons" }, this.act("undo", "Undo"), this.act("redo", "Redo"), this.act("codebook", "Codebook"), this.act("help", "Keys"), model.blind ? null : this.act("order", this.byReview ? `Order of review${this.placeInOrder}` : "Order of the transcript")),
    ];
    this.panel.replaceChildren(...parts.filter(Boolean));
    for (const [name, last] of [["undo", model.undo], ["redo", model.redo]]) {
      this.panel.querySelector(`[data-act=${name}]`).disabled = !last;
    }
    this.showProgress();
  }

  chip(id) {
    const code = this.codes.get(id);
    return h("span", { class: "chip", colour: code?.colour, title: code?.label }, id);
  }

  suggestionCard(one, isPicked) {
    const code = this.codes.get(one.code);
    const because = [...new Set(one.for.map(([start, end]) => `“${this.model.words({ start, end })}”`))];
    const against = one.against.map(([start, end, why]) => AGAINST[why] ?? `“${this.model.words({ start, end })}”${why === "words" ? "" : ` (${why})`}`);
    return h(
      "li",
      { class: `card proposed${isPicked ? " picked" : ""}`, "aria-current": isPicked, on: { click: () => this.pickThis(one) } },
      h("p", {}, this.chip(one.code), ` ${code?.label ?? ""} `, h("span", { class: "share", title: "Share of like matches that people coded" }, percent(one.confidence)), " ", h("span", { class: one.sure ? "sure" : "unsure", title: sureness(one)[1] }, sureness(one)[0])),
      because.length ? h("p", { class: "because" }, "Rests on ", because.join(", ")) : null,
      against.length ? h("p", { class: "because" }, "Against it: ", against.join(", ")) : null,
      h("p", { class: "buttons" }, this.act("accept", "Accept", () => this.pickThis(one, "accept")), this.act("reject", "Reject", () => this.pickThis(one, "reject")), this.act("change", "Change", () => this.pickThis(one, "change"))),
    );
  }

  codingCard(coding, isPicked) {
    const code = this.codes.get(coding.code);
    return h(
      "li",
      { class: `card own${isPicked ? " picked" : ""}`, "aria-current": isPicked, on: { click: () => this.pickThis(coding) } },
      h("p", {}, this.chip(coding.code), ` ${code?.label ?? "not in the codebook"}`, coding.pinned ? " ★" : ""),
      (coding.notes ?? [coding.memo].filter(Boolean)).map((note) => h("p", { class: "note" }, note)),
      h("p", { class: "buttons" }, this.act("change", "Change", () => this.pickThis(coding, "change")), this.act("remove", "Take off", () => this.pickThis(coding, "remove")), this.act("pin", "Pin", () => this.pickThis(coding, "pin"))),
    );
  }

  adriftCard(item) {
    const [before, words, after] = item.then;
    const here = () => this.write({ action: "reanchor", target: item.id, ...this.place() });
    const back = () => this.write({ action: "undo", target: item.id });
    return h(
      "li",
      { class: "card" },
      h("p", {}, item.code ? this.chip(item.code) : item.kind, h("span", { class: "quiet" }, ` …${before} `), h("mark", {}, words), h("span", { class: "quiet" }, ` ${after}…`)),
      h("p", { class: "buttons" }, button("They stand here", () => this.queue(here), { data: { adrift: "here" } }), button("Take it back", () => this.queue(back))),
    );
  }

  pickThis(one, action) {
    this.pick = Math.max(0, this.choices.findIndex(({ suggestion, coding }) => suggestion === one || coding === one));
    if (action) return this[action]();
    this.show();
  }

  showProgress() {
    const { asked, judged } = this.model.progress;
    byId("progress")?.replaceChildren(
      h("progress", { max: asked || 1, value: judged, "aria-label": "Sentences judged" }),
      ` ${judged} of ${asked} judged${this.model.finished ? ", finished" : ""} `,
      this.model.blind ? h("strong", { class: "badge" }, "blind") : "",
      this.model.finished ? "" : button("Finish", () => this.queue(() => this.finish()), { data: { act: "finish" } }),
    );
  }

  get placeInOrder() {
    const place = this.model.reviewOrder.indexOf(this.segment);
    return place < 0 ? "" : `, ${place + 1} of ${this.model.reviewOrder.length}`;
  }

  fillBook() {
    const list = h("div", { class: "tree" });
    const fill = (typed) => {
      const found = this.codes.find(typed);
      list.replaceChildren(
        ...found.map((code) =>
          h(
            "details",
            { class: code.kind },
            h("summary", {}, h("span", { class: "chip", colour: code.colour }, code.id), ` ${code.label}`),
            definitionOf(code),
            button("Put on the chosen words", () => this.queue(() => this.add(code.id))),
          ),
        ),
      );
    };
    const input = h("input", { type: "search", "aria-label": "Find a code", placeholder: "Find a code" });
    input.addEventListener("input", () => fill(input.value));
    this.book.replaceChildren(h("h2", {}, "Codebook"), input, list);
    fill("");
  }

  key(event) {
    if (document.querySelector("dialog[open]") || event.defaultPrevented) return;
    const { target } = event;
    if (this.ahead) {
      this.ahead.push(event);
      return event.preventDefault();
    }
    if (target.closest("input, textarea, select")) {
      if (event.key === "Escape") this.focus();
      return;
    }
    const action = actionOf(event);
    const onControl = target.closest("button, summary, a");
    if (!action || (onControl && ["Enter", " "].includes(event.key))) return;
    event.preventDefault();
    this.press(event, action);
  }

  press(event, action = actionOf(event)) {
    if (!action) return;
    const opens = OPENS.has(action);
    if (opens) this.ahead = [];
    this.queue(() => this[action]()).finally(() => opens && this.release());
  }

  // What was typed for a dialogue while acts were still being written.
  get typed() {
    return this.ahead ?? [];
  }

  // What was typed after it is done now, in its order; what follows a key that opens another dialogue is for that one.
  release() {
    const keys = this.ahead;
    this.ahead = null;
    for (const event of keys) {
      if (this.ahead) this.ahead.push(event);
      else this.press(event);
    }
  }

  // Codes that are chosen in the dialogue.
  async choose(title, options) {
    const chosen = await chooseCodes(this.codes, title, { ...options, keys: this.typed });
    this.focus();
    return chosen;
  }
}
