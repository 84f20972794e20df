// The transcript as a transcript: speakers, stamps, words, and code stripes in the margin as brackets.

import { h } from "./dom.js";
import { toPoints, toUnits } from "./points.js";

const stamp = (seconds) => {
  const whole = Math.floor(seconds);
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return parts.map((part) => String(part).padStart(2, "0")).join(":").replace(/^00:/, "");
};

const BESIDE = 20; // turns that are written with one on each side: more than a screen shows
const BLOCK = 40; // turns that are laid out together when they come near the screen, and not before
const SLICE_MS = 8; // so long may writing the rest keep a key waiting

// Marks on the words, each above the one before it: a whole sentence may speak against a code, and two words of it for it.
const MARKS = ["against", "evidence", "found", "pointed", "span"];

export class Transcript {
  // `codes` is the codebook; `on` is told of a sentence that was clicked and of an item whose label was.
  constructor(model, codes, on) {
    this.model = model;
    this.codes = codes;
    this.on = on;
    this.sentences = [];
    this.rows = model.turns.map((turn) => this.row(turn));
    this.element = h("div", { id: "transcript", role: "list", "aria-label": `Transcript of ${model.sessionId}` }, this.blocks());
    // Stripes are drawn for what is near the screen: to measure the rest would cost more than it shows.
    this.near = new IntersectionObserver((seen) => this.draw(seen), { rootMargin: "600px 0px" });
    this.rows.forEach((row) => this.near.observe(row));
    this.resized = new ResizeObserver(() => this.redraw());
    this.resized.observe(this.element);
    this.visible = new Set();
    // The first words do not wait for the last: what the first frame does not show is written after it.
    requestAnimationFrame(() => requestAnimationFrame(() => this.writeLater(0)));
  }

  close() {
    clearTimeout(this.later);
    this.near.disconnect();
    this.resized.disconnect();
    for (const name of MARKS) CSS.highlights?.delete(name);
  }

  // A turn's place. What is off the screen takes no more room by being written: it has the room of a turn either way.
  row({ speaker, group, role, turn, n }) {
    const label = `${speaker}${group ? `, ${group}` : ""}, turn ${turn}`;
    return h("div", { class: `turn ${role}`, role: "listitem", "aria-label": label, data: { n } });
  }

  blocks() {
    const starts = this.rows.map((_, n) => n).filter((n) => n % BLOCK === 0);
    return starts.map((start) => {
      const rows = this.rows.slice(start, start + BLOCK);
      const block = h("div", { class: "block" }, rows);
      block.style.setProperty("--turns", rows.length);
      return block;
    });
  }

  // The element of a sentence; the turns beside it are written with it.
  sentence(index) {
    const { n } = this.model.segments[index].turn;
    this.rows.slice(Math.max(0, n - BESIDE), n + BESIDE + 1).forEach((row) => this.write(row));
    return this.sentences[index];
  }

  writeLater(from) {
    this.later = setTimeout(() => {
      const until = performance.now() + SLICE_MS;
      let n = from;
      while (n < this.rows.length && performance.now() < until) this.write(this.rows[n++]);
      if (n < this.rows.length) this.writeLater(n);
    });
  }

  write(row) {
    if (row.firstChild) return;
    const turn = this.model.turns[row.dataset.n];
    const words = h("p", { class: "words" });
    let place = turn.start;
    const plain = (end) => {
      if (end > place) words.append(this.cut(turn, place, end));
      place = end;
    };
    for (const segment of turn.segments) {
      plain(segment.start);
      const sentence = h("span", { class: "sentence", tabindex: "-1", data: { index: segment.index } }, this.cut(turn, segment.start, segment.end));
      this.sentences[segment.index] = sentence;
      words.append(sentence);
      place = segment.end;
    }
    plain(turn.end);
    const who = h(
      "div",
      { class: "who" },
      h("span", { class: "speaker", title: turn.group || turn.role }, turn.speaker),
      turn.at === null ? null : h("span", { class: "stamp" }, stamp(turn.at)),
    );
    row.append(who, words, h("div", { class: "margin" }));
    this.fill(row);
  }

  cut(turn, start, end) {
    return turn.text.slice(toUnits(turn.text, start - turn.start), toUnits(turn.text, end - turn.start));
  }

  // The labels in a turn's margin; its brackets follow when it comes near the screen.
  fill(row) {
    const { n } = row.dataset;
    const items = [...this.model.byTurn[n], ...this.othersIn(n)];
    const shown = items.filter((item) => ["coding", "memo"].includes(item.kind));
    const labels = h("ol", { class: "labels", "aria-label": "Codes of this turn" });
    row.items = shown;
    for (const item of shown) {
      const code = this.codes.get(item.code);
      const other = this.model.others.includes(item);
      const told = item.kind === "memo" ? "memo" : item.code;
      const whose = other ? `, ${item.coder}` : "";
      const note = item.memo || item.notes?.length;
      const label = h(
        "button",
        {
          type: "button",
          tabindex: "-1",
          class: `label ${item.kind} ${other ? "other" : "mine"}`,
          title: item.kind === "memo" ? item.memo : `${item.code} ${code?.label ?? ""}${whose}${item.memo ? `\n${item.memo}` : ""}`,
          "aria-label": `${code ? `${item.code}, ${code.label}` : told}${whose}: ${this.model.words(item)}`,
          colour: code?.colour,
          on: {
            click: () => this.on.item(item),
            pointerenter: () => this.highlight("pointed", [item]),
            pointerleave: () => this.highlight("pointed", []),
          },
        },
        item.pinned ? "★ " : "",
        told,
        other ? ` · ${item.coder}` : "",
        note && item.kind === "coding" ? " ✎" : "",
      );
      labels.append(h("li", {}, label));
    }
    row.lastChild.replaceChildren(h("div", { class: "stripes", "aria-hidden": "true" }), labels);
    for (const segment of this.model.turns[n].segments) {
      const classes = this.sentences[segment.index].classList;
      classes.toggle("read", this.model.isJudged(segment));
      classes.toggle("open", this.model.openAt(segment).length > 0);
    }
  }

  othersIn(n) {
    const { start, end } = this.model.turns[n];
    return this.showOthers === false ? [] : this.model.othersAt({ start, end });
  }

  // Draws again what an act changed.
  refresh(items) {
    const rows = new Set(items.filter((item) => item.start !== undefined).flatMap((item) => this.model.turnsOf(item)));
    const written = [...rows].map((n) => this.rows[n]).filter((row) => row.firstChild);
    written.forEach((row) => this.fill(row));
    this.stripe(written.filter((row) => this.visible.has(row)));
  }

  refill() {
    this.rows.filter((row) => row.firstChild).forEach((row) => this.fill(row));
    this.redraw();
  }

  draw(seen) {
    const [come, gone] = [true, false].map((near) => seen.filter((one) => one.isIntersecting === near).map(({ target }) => target));
    gone.forEach((row) => this.visible.delete(row));
    come.forEach((row) => this.visible.add(row));
    come.forEach((row) => this.write(row));
    this.stripe(come);
  }

  redraw() {
    this.stripe([...this.visible]);
  }

  // All are measured before one is drawn, so that the page is laid out once.
  stripe(rows) {
    rows.map((row) => [row, this.measured(row)]).forEach(([row, brackets]) => this.put(row, brackets));
  }

  // The brackets of a turn's items: their element, and how far down they begin; null where no words are to be seen.
  measured(row) {
    const box = row.getBoundingClientRect();
    const turn = this.model.turns[row.dataset.n];
    const labels = row.querySelectorAll(".label");
    const lanes = [];
    return row.items.map((item, position) => {
      const rects = [...this.range(item, turn).getClientRects()];
      if (!rects.length) return null;
      const top = Math.min(...rects.map((rect) => rect.top)) - box.top + 2;
      const bottom = Math.max(...rects.map((rect) => rect.bottom)) - box.top - 2;
      let lane = lanes.findIndex((end) => end <= top);
      if (lane < 0) lane = lanes.length;
      lanes[lane] = bottom;
      const classes = ["stripe", labels[position].classList.contains("other") ? "other" : "mine", item.kind];
      if (item.start < turn.start) classes.push("from-above");
      if (item.end > turn.end) classes.push("goes-on");
      const element = h("i", { class: classes.join(" "), colour: this.codes.get(item.code)?.colour });
      element.style.setProperty("--top", `${top}px`);
      element.style.setProperty("--height", `${Math.max(8, bottom - top)}px`);
      element.style.setProperty("--lane", lane);
      return { element, top, lane };
    });
  }

  put(row, drawn) {
    const stripes = row.querySelector(".stripes");
    const labels = row.querySelectorAll(".label");
    stripes.replaceChildren(...drawn.filter(Boolean).map(({ element }) => element));
    stripes.style.setProperty("--lanes", Math.max(0, ...drawn.map((one) => (one ? one.lane + 1 : 0))));
    // A label stands beside the upper end of its bracket, or below the label before it.
    let below = 0;
    drawn.forEach((one, position) => {
      const gap = one ? Math.max(0, one.top - below) : 0;
      labels[position].parentElement.style.setProperty("--gap", `${gap}px`);
      below += gap + 24;
    });
  }

  // A DOM range over the words of a span inside one turn.
  range({ start, end }, turn) {
    const row = this.rows[turn.n];
    this.write(row);
    const words = row.querySelector(".words");
    const range = document.createRange();
    const walker = document.createTreeWalker(words, NodeFilter.SHOW_TEXT);
    const low = toUnits(turn.text, Math.max(start, turn.start) - turn.start);
    const high = toUnits(turn.text, Math.min(end, turn.end) - turn.start);
    let passed = 0;
    let begun = false;
    while (walker.nextNode()) {
      const node = walker.currentNode;
      const length = node.data.length;
      if (!begun && low <= passed + length) {
        range.setStart(node, low - passed);
        begun = true;
      }
      if (begun && high <= passed + length) {
        range.setEnd(node, high - passed);
        break;
      }
      passed += length;
    }
    return range;
  }

  ranges(span) {
    return this.model.turnsOf(span).map((n) => this.range(span, this.model.turns[n]));
  }

  highlight(name, spans) {
    if (!CSS.highlights) return;
    const marked = new Highlight(...spans.flatMap((span) => this.ranges(span)));
    marked.priority = MARKS.indexOf(name);
    if (spans.length) CSS.highlights.set(name, marked);
    else CSS.highlights.delete(name);
  }

  // The span of the words that are selected with the mouse, or null.
  selected() {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    const start = this.pointAt(range.startContainer, range.startOffset);
    const end = this.pointAt(range.endContainer, range.endOffset);
    return start === null || end === null || start >= end ? null : { start, end };
  }

  pointAt(node, offset) {
    const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    const row = element.closest?.(".turn");
    if (!row || !this.element.contains(row)) return null;
    const turn = this.model.turns[row.dataset.n];
    const words = row.querySelector(".words");
    if (!words.contains(node)) return element.closest(".who") ? turn.start : turn.end;
    const range = document.createRange();
    range.setStart(words, 0);
    range.setEnd(node, offset);
    return turn.start + toPoints(turn.text, range.toString().length);
  }
}
