// Elements from values. Text is only ever set as text, so that nothing anybody said can become markup.

export const byId = (id) => document.getElementById(id);

export function h(tag, properties = {}, ...children) {
  return fill(document.createElement(tag), properties, children);
}

export function svg(tag, properties = {}, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), properties, children);
}

function fill(element, properties, children) {
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "on") for (const [event, handler] of Object.entries(value)) element.addEventListener(event, handler);
    else if (name === "vars") for (const [key, set] of Object.entries(value)) element.style.setProperty(`--${key}`, set);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export function button(label, action, properties = {}) {
  return h("button", { type: "button", ...properties, on: { click: action } }, label);
}

// What a screen reader hears without the focus moving.
export function say(text) {
  byId("say").textContent = text;
}

// Rows of texts, the header first; of many the first, and the rest on demand. `linked` may make a link of a cell.
export function dataTable(rows, caption, linked = (cell) => cell) {
  const [header, ...body] = rows;
  const there = h("tbody");
  const table = h(
    "table",
    { class: "plain" },
    h("caption", { class: "unseen" }, caption),
    h("thead", {}, h("tr", {}, header.map((head) => h("th", { scope: "col" }, head)))),
    there,
  );
  const more = inSlices(there, body, (row) => h("tr", {}, row.map((cell) => h("td", { class: cell.length > 60 ? "long" : null }, linked(cell)))), 200, "rows");
  return [h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption }, table), more];
}

// Draws a long list a slice at a time; returns the button that draws the next.
export function inSlices(into, values, draw, size, what) {
  let drawn = 0;
  const more = button("", () => {
    const from = drawn;
    next();
    (into.children[from]?.querySelector("a, button, summary") ?? into.children[from])?.focus?.();
  }, { class: "more" });
  function next() {
    into.append(...values.slice(drawn, drawn + size).map(draw));
    drawn = Math.min(values.length, drawn + size);
    more.hidden = drawn === values.length;
    more.textContent = `Show ${Math.min(size, values.length - drawn)} more of ${values.length.toLocaleString("en")} ${what}`;
  }
  next();
  return more;
}
