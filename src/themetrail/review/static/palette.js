// Choose a code by typing: the list narrows, and the definition of the one that is marked stands beside it.

import { ask, h } from "./dom.js";

const part = (title, text) => (text ? [h("h4", {}, title), h("p", {}, text)] : []);

export function definitionOf(code) {
  return h(
    "div",
    { class: "definition" },
    h("h3", {}, h("span", { class: "chip", colour: code.colour }, code.id), ` ${code.label}`),
    h("p", {}, code.definition),
    ...part("Use it for", code.include),
    ...part("Do not use it for", code.exclude),
    code.exemplars.length ? h("h4", {}, "Typical words") : null,
    code.exemplars.length ? h("ul", {}, code.exemplars.map((text) => h("li", {}, text))) : null,
  );
}

// Resolves to the codes chosen, [] when it is dismissed. Shift+Enter takes one and goes on, if `many`.
export async function chooseCodes(codes, title, { many = true, keys, likely = [] } = {}) {
  const chosen = [];
  const answer = await ask(
    title,
    (close) => {
      const input = h("input", {
        type: "text", role: "combobox", autocomplete: "off", spellcheck: "false", autofocus: true,
        "aria-label": "Code", "aria-controls": "codes-found", "aria-expanded": "true", placeholder: "Type a code or a word of it",
      });
      const list = h("ul", { id: "codes-found", role: "listbox", "aria-label": "Codes" });
      const beside = h("div", { class: "beside" });
      const taken = h("p", { class: "taken", "aria-live": "polite" });
      let found = [];
      let at = 0;
      const mark = (place) => {
        at = Math.max(0, Math.min(found.length - 1, place));
        [...list.children].forEach((option, n) => option.setAttribute("aria-selected", String(n === at)));
        list.children[at]?.scrollIntoView({ block: "nearest" });
        input.setAttribute("aria-activedescendant", list.children[at]?.id ?? "");
        beside.replaceChildren(...(found[at] ? [definitionOf(found[at])] : [h("p", {}, "No code holds these words.")]));
      };
      const take = (more) => {
        if (!found[at]) return;
        if (!chosen.includes(found[at].id)) chosen.push(found[at].id);
        taken.textContent = `Chosen: ${chosen.join(", ")}`;
        if (!more || !many) close(chosen);
        input.select();
      };
      const look = () => {
        found = codes.find(input.value);
        if (!input.value) found = [...likely.map((id) => codes.get(id)).filter((code) => code?.status === "active"), ...found.filter((code) => !likely.includes(code.id))];
        list.replaceChildren(
          ...found.map((code, n) =>
            h(
              "li",
              { id: `found-${n}`, role: "option", on: { pointermove: () => at !== n && mark(n), click: (event) => (mark(n), take(event.shiftKey)) } },
              h("span", { class: "chip", colour: code.colour }, code.id),
              ` ${code.label}`,
            ),
          ),
        );
        mark(0);
      };
      input.addEventListener("input", look);
      input.addEventListener("keydown", (event) => {
        const moves = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
        if (event.key in moves) mark(at + moves[event.key]);
        else if (event.key === "Enter") take(event.shiftKey);
        else return;
        event.preventDefault();
      });
      look();
      const help = many ? "Enter takes the code, Shift+Enter takes it and goes on, Esc leaves." : "Enter takes the code, Esc leaves.";
      return [input, h("div", { class: "two" }, list, beside), taken, h("small", {}, help)];
    },
    { class: "palette", keys },
  );
  return answer ?? (chosen.length ? chosen : []);
}
