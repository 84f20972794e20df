// One session as the page holds it: what was said, what is proposed, what was decided. No element is touched here.

import { get, post } from "./api.js";
import { lengthOf, toUnits } from "./points.js";

export class Model {
  static async open(sessionId) {
    return new Model(await get(`session/${sessionId}`));
  }

  constructor(answer) {
    this.sessionId = answer.session_id;
    this.blind = answer.blind;
    this.keptBlind = answer.kept_blind;
    this.notBlind = answer.not_blind;
    this.turns = answer.turns.map((turn, n) => ({ ...turn, n, end: turn.start + lengthOf(turn.text), segments: [] }));
    const byTurn = new Map(this.turns.map((turn) => [turn.turn, turn]));
    this.segments = answer.segments.map(([turn, start, end, asked], index) => {
      const segment = { index, turn: byTurn.get(turn), start, end, asked, suggestions: answer.suggestions?.[index] ?? [] };
      segment.turn.segments.push(segment);
      return segment;
    });
    this.others = answer.others ?? [];
    this.items = new Map();
    this.take({ gone: [], new: answer.items, ...answer });
    // What waits when the session is opened, in the order of review if a run has made one. It keeps what is judged since.
    this.ordered = Boolean(answer.order?.length);
    const waiting = new Set(this.progress.left);
    const order = this.ordered ? answer.order.map((index) => this.segments[index]) : this.surestFirst;
    this.reviewOrder = order.filter((segment) => waiting.has(segment));
  }

  take(change) {
    for (const id of change.gone) this.items.delete(id);
    for (const item of change.new) this.items.set(item.id, item);
    for (const name of ["seq", "undo", "redo", "finished", "frozen"]) this[name] = change[name];
    this.forget();
  }

  // What was worked out from the items is worked out anew when it is asked for.
  forget() {
    this.placed = null;
    this.counted = null;
    this.judged = null;
  }

  // Sends acts; resolves when they are on disk, to the ids of what changed.
  async act(...acts) {
    const before = new Map(this.items);
    const change = await post(`session/${this.sessionId}/acts`, { seen: this.seq, acts });
    this.take(change);
    return [...change.gone.map((id) => before.get(id)), ...change.new.flatMap((item) => [item, before.get(item.id)])].filter(Boolean);
  }

  // Items by the index of each turn that they touch, in the order of the text.
  get byTurn() {
    if (!this.placed) {
      this.placed = this.turns.map(() => []);
      const mine = [...this.items.values()].filter((item) => item.start !== undefined);
      mine.sort((one, other) => one.start - other.start || other.end - one.end || one.seq - other.seq);
      for (const item of mine) for (const n of this.turnsOf(item)) this.placed[n].push(item);
    }
    return this.placed;
  }

  turnsOf({ start, end }) {
    let low = 0;
    let high = this.turns.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.turns[middle].end <= start) low = middle + 1;
      else high = middle;
    }
    const found = [];
    while (low < this.turns.length && this.turns[low].start < end) found.push(low++);
    return found;
  }

  itemsAt({ start, end }, kinds = ["coding"]) {
    const found = this.turnsOf({ start, end }).flatMap((n) => this.byTurn[n]);
    const there = found.filter((item) => kinds.includes(item.kind) && item.start < end && start < item.end);
    return [...new Set(there)];
  }

  othersAt({ start, end }) {
    return this.others.filter((item) => item.start < end && start < item.end);
  }

  // The suggestions for a segment on which nothing has been decided yet.
  openAt(segment) {
    if (!segment.suggestions.length) return [];
    const there = this.itemsAt(segment, ["coding", "reject", "none"]);
    if (there.some((item) => item.kind === "none")) return [];
    const decided = new Set(there.flatMap((item) => [item.code, item.from_code]));
    return segment.suggestions.filter((one) => !decided.has(one.code));
  }

  isJudged(segment) {
    this.judged ??= this.judgedNow();
    return this.judged.has(segment);
  }

  // The segments that carry a code or were read, looked up from the decisions: a long session has thousands of sentences.
  judgedNow() {
    const decided = [...this.items.values()].filter((item) => ["coding", "none"].includes(item.kind) && item.start !== undefined);
    const touched = decided.flatMap((item) => this.turnsOf(item).flatMap((n) => this.turns[n].segments.filter(({ start, end }) => item.start < end && start < item.end)));
    return new Set(touched);
  }

  get progress() {
    if (!this.counted) {
      const asked = this.segments.filter((segment) => segment.asked);
      const left = asked.filter((segment) => !this.isJudged(segment));
      this.counted = { asked: asked.length, judged: asked.length - left.length, left };
    }
    return this.counted;
  }

  // Decisions on words that have changed since, in the order in which they were made.
  get adrift() {
    return [...this.items.values()].filter((item) => item.adrift).sort((one, other) => one.seq - other.seq);
  }

  // The segments with a proposal, the surest first.
  get surestFirst() {
    const waiting = this.segments.filter((segment) => segment.suggestions.length);
    const best = (segment) => Math.max(...segment.suggestions.map((one) => one.confidence));
    return waiting.sort((one, other) => best(other) - best(one) || one.index - other.index);
  }

  words({ start, end }) {
    return this.turnsOf({ start, end })
      .map((n) => {
        const { text, start: base, end: last } = this.turns[n];
        return text.slice(toUnits(text, Math.max(start, base) - base), toUnits(text, Math.min(end, last) - base));
      })
      .join(" ");
  }
}
