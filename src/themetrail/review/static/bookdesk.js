// The codebook desk: every change is asked for its reason and stands in the codebook's own history.

import { Refused, get, post } from "./api.js";
import { Codes } from "./codebook.js";
import { askFor, button, h, tell } from "./dom.js";
import { definitionOf } from "./palette.js";

const KINDS = ["domain", "cause", "solution", "process"].map((kind) => [kind, kind]);
const REASON = { name: "reason", text: "Why", kind: "area" };
const texts = (code = {}) => [
  { name: "label", text: "Label", value: code.label },
  { name: "definition", text: "Definition", kind: "area", value: code.definition },
  { name: "include", text: "Use it for", kind: "area", value: code.include, required: false },
  { name: "exclude", text: "Do not use it for", kind: "area", value: code.exclude, required: false },
  { name: "patterns", text: "Patterns, one on each line", kind: "area", value: code.patterns?.join("\n"), required: false },
  { name: "negative_patterns", text: "Patterns that are not it, one on each line", kind: "area", value: code.negative_patterns?.join("\n"), required: false },
  { name: "exemplars", text: "Typical words, one on each line", kind: "area", value: code.exemplars?.join("\n"), required: false },
];

// Active codes but one, of one kind if it is given, to choose from.
const choices = (book, code, kind) => book.codes.filter((one) => one.status === "active" && one.id !== code?.id && (!kind || one.kind === kind)).map((one) => [one.id, `${one.id} ${one.label}`]);

// Asks for a new code; what is known of it stands in the fields already. Resolves to the change, null when dismissed.
export async function askForCode(book, like = {}) {
  const given = await askFor("New code", [
    { name: "id", text: "Id", hint: "Letters, digits, _ . -, beginning with a letter" },
    { name: "kind", text: "Kind", kind: "choice", options: KINDS, value: like.kind ?? "cause" },
    { name: "parent", text: "Below", kind: "choice", options: [["", "nothing"], ...choices(book)], value: like.parent, required: false },
    ...texts(like),
    { name: "colour", text: "Colour", kind: "color", value: "#2a6f97" },
    { ...REASON, value: like.reason },
  ]);
  return given && { what: "create", given, reason: given.reason };
}

// Writes a change, if there is one; resolves to the codebook as it is then. What is refused is told.
export async function change(book, body) {
  if (!body) return book;
  try {
    return await post("codebook/edit", { stamp: book.stamp, ...body });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    tell(error.problems);
    return error.status === 409 ? get("codebook") : book;
  }
}

export class BookView {
  static async open() {
    return new BookView(await get("codebook"));
  }

  constructor(answer) {
    this.answer = answer;
    this.element = h("div", { class: "bookdesk" });
  }

  close() {}

  shown() {
    const codes = new Codes(this.answer);
    const list = h("div", { class: "tree" });
    const fill = (typed) => {
      const found = typed ? codes.find(typed) : codes.all;
      list.replaceChildren(...found.map((code) => this.code(code)));
    };
    const input = h("input", { type: "search", "aria-label": "Find a code", placeholder: "Find a code" });
    input.addEventListener("input", () => fill(input.value));
    const log = [...this.answer.log].reverse();
    this.element.replaceChildren(
      h("h1", {}, `Codebook, version ${this.answer.version}`),
      h("p", { class: "buttons" }, button("New code", () => this.create(), { class: "first", data: { edit: "create" } })),
      input,
      h("div", { class: "columns" }, list, h("section", { "aria-label": "History" }, h("h2", {}, "History"), h("ol", { class: "log" }, log.map((row) => h("li", {}, h("strong", {}, row.code), ` ${row.change}`, h("p", {}, row.reason), h("small", {}, `${row.who}, ${row.at.slice(0, 10)}, version ${row.version}`)))))),
    );
    fill("");
  }

  code(code) {
    const act = (what, label) => button(label, () => this[what](code), { data: { edit: what } });
    return h(
      "details",
      { class: `${code.kind} ${code.status}`, data: { code: code.id } },
      h("summary", {}, h("span", { class: "chip", colour: code.colour }, code.id), ` ${code.label}`, code.status === "active" ? null : h("em", {}, ` ${code.status}`)),
      definitionOf(code),
      code.status === "active" ? h("p", { class: "buttons" }, act("change", "Edit"), act("move", "Move"), act("merge", "Merge"), act("split", "Split"), act("retire", "Retire")) : null,
    );
  }

  async send(body) {
    const before = this.answer;
    this.answer = await change(before, body);
    if (this.answer !== before && this.answer.redo?.length) {
      tell([`${this.answer.redo.length} decisions gave this code; code those places anew, in ${[...new Set(this.answer.redo.map((one) => one.session_id))].join(", ")}.`], "note");
    }
    this.shown();
  }

  async create() {
    await this.send(await askForCode(this.answer));
  }

  async change(code) {
    const given = await askFor(`Edit ${code.id}`, [...texts(code), { name: "colour", text: "Colour", kind: "color", value: code.colour.toLowerCase() }, REASON]);
    if (given && given.colour === code.colour.toLowerCase()) given.colour = code.colour;
    await this.send(given && { what: "change", code: code.id, given, reason: given.reason });
  }

  async move(code) {
    const fields = [{ name: "parent", text: "Below", kind: "choice", options: [["", "nothing"], ...choices(this.answer, code)], value: code.parent, required: false }, REASON];
    const given = await askFor(`Move ${code.id}`, fields);
    await this.send(given && { what: "move", code: code.id, ...given });
  }

  async merge(code) {
    const fields = [{ name: "into", text: "Into", kind: "choice", options: choices(this.answer, code, code.kind), hint: "Decisions that gave the one count as the other's; its patterns go over." }, REASON];
    const given = await askFor(`Merge ${code.id}`, fields, { label: "Merge" });
    await this.send(given && { what: "merge", code: code.id, ...given });
  }

  async split(code) {
    const part = (n) => [
      { name: `id${n}`, text: `Id of the new code ${n}` },
      { name: `label${n}`, text: `Label of the new code ${n}` },
      { name: `definition${n}`, text: `Definition of the new code ${n}`, kind: "area" },
    ];
    const given = await askFor(`Split ${code.id} in two`, [...part(1), ...part(2), REASON], { label: "Split" });
    const parts = given && [1, 2].map((n) => ({ id: given[`id${n}`], label: given[`label${n}`], definition: given[`definition${n}`] }));
    await this.send(given && { what: "split", code: code.id, parts, reason: given.reason });
  }

  async retire(code) {
    const given = await askFor(`Retire ${code.id}`, [REASON], { label: "Retire" });
    await this.send(given && { what: "retire", code: code.id, reason: given.reason });
  }
}
