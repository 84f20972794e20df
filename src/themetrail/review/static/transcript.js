// The transcript as a transcript: speakers, stamps, words, and code stripes in the margin as brackets.

import { h } from "./dom.js";
import { toPoints, toUnits } from "./points.js";

const stamp = (seconds) => {
  const whole = Math.floor(seconds);
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return parts.map((part) => String(part).padStart(2, "0")).join(":").replace(/^00:/, "");
};

export class Transcript {
  // `codes` is the codebook; `on` is told of a sentence that was clicked and of an item whose label was.
  constructor(model, codes, on) {
    this.model = model;
    this.codes = codes;
    this.on = on;
    this.sentences = [];
    this.rows = model.turns.map((turn, n) => this.row(turn, n));
    this.element = h("div", { id: "transcript", role: "list", "aria-label": `Transcript of ${model.sessionId}` }, this.rows);
    // Stripes are drawn for what is near the screen: to measure the rest would cost more than it shows.
    this.near = new IntersectionObserver((seen) => this.draw(seen), { rootMargin: "600px 0px" });
    this.rows.forEach((row) => this.near.observe(row));
    this.resized = new ResizeObserver(() => this.redraw());
    this.resized.observe(this.element);
    this.visible = new Set();
  }

  close() {
    this.near.disconnect();
    this.resized.disconnect();
    for (const name of ["span", "evidence", "against", "found", "pointed"]) CSS.highlights?.delete(name);
  }

  row(turn, n) {
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
    const label = `${turn.speaker}${turn.group ? `, ${turn.group}` : ""}, turn ${turn.turn}`;
    const row = h("div", { class: `turn ${turn.role}`, role: "listitem", "aria-label": label, data: { n } }, who, words, h("div", { class: "margin" }));
    this.fill(row, n);
    return row;
  }

  cut(turn, start, end) {
    return turn.text.slice(toUnits(turn.text, start - turn.start), toUnits(turn.text, end - turn.start));
  }

  // The labels in a turn's margin; its brackets follow when it comes near the screen.
  fill(row, n) {
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
    for (const n of rows) {
      this.fill(this.rows[n], n);
      if (this.visible.has(this.rows[n])) this.stripe(this.rows[n]);
    }
  }

  refill() {
    this.rows.forEach((row, n) => this.fill(row, n));
    this.redraw();
  }

  draw(seen) {
    for (const { target, isIntersecting } of seen) {
      if (!isIntersecting) this.visible.delete(target);
      else {
        this.visible.add(target);
        this.stripe(target);
      }
    }
  }

  redraw() {
    this.visible.forEach((row) => this.stripe(row));
  }

  stripe(row) {
    const box = row.getBoundingClientRect();
    const turn = this.model.turns[row.dataset.n];
    const stripes = row.querySelector(".stripes");
    const labels = row.querySelectorAll(".label");
    const lanes = [];
    const drawn = row.items.map((item, position) => {
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
      return { element, top };
    });
    stripes.replaceChildren(...drawn.filter(Boolean).map(({ element }) => element));
    stripes.style.setProperty("--lanes", lanes.length);
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
    const words = this.rows[this.model.turns.indexOf(turn)].querySelector(".words");
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
    if (spans.length) CSS.highlights.set(name, new Highlight(...spans.flatMap((span) => this.ranges(span))));
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
