// Elements from values. Text is only ever set as text, so that nothing anybody said can become markup.

export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "on") for (const [event, handler] of Object.entries(value)) element.addEventListener(event, handler);
    else if (name === "data") Object.assign(element.dataset, value);
    else if (name === "colour") element.style.setProperty("--code", value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export function button(label, action, properties = {}) {
  return h("button", { type: "button", ...properties, on: { click: action } }, label);
}

export const byId = (id) => document.getElementById(id);

// What a screen reader hears without the focus moving.
export function say(text) {
  byId("say").textContent = text;
}

// A message that stays until the next one or until it is dismissed.
export function tell(lines, kind = "wrong") {
  const told = byId("told");
  told.replaceChildren(...lines.map((line) => h("p", {}, line)), button("Close", () => hush()));
  told.className = kind;
  told.hidden = false;
}

export function hush() {
  byId("told").hidden = true;
}

// One key, done as the browser does one that is typed: first the handlers, then the field that has the focus.
function type(dialog, { key, shiftKey, ctrlKey, altKey, metaKey }) {
  const field = document.activeElement;
  const event = new KeyboardEvent("keydown", { key, shiftKey, ctrlKey, altKey, metaKey, bubbles: true, cancelable: true });
  if (!field.dispatchEvent(event)) return;
  const writes = field.matches("input, textarea") && !ctrlKey && !metaKey && !altKey;
  if (key === "Escape") dialog.close();
  else if (field.matches("button") && ["Enter", " "].includes(key)) field.click();
  else if (field.matches("input") && key === "Enter") field.form?.requestSubmit();
  else if (writes) write(field, key);
}

function write(field, key) {
  const [from, to] = [field.selectionStart, field.selectionEnd];
  if (key === "Backspace") field.setRangeText("", from === to ? Math.max(0, from - 1) : from, to, "end");
  else if (key === "Enter" || key.length === 1) field.setRangeText(key === "Enter" ? "\n" : key, from, to, "end");
  else return;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

// A modal dialogue; resolves to what `close` is given, null when it is dismissed. `keys` were typed for it before it
// could open: they are done in it now, and those that it leaves when it closes stay in the list.
export function ask(title, build, { keys = [], ...properties } = {}) {
  return new Promise((resolve) => {
    let answer = null;
    const dialog = h("dialog", { "aria-label": title, ...properties });
    const close = (value) => {
      answer = value;
      dialog.close();
    };
    dialog.append(h("h2", {}, title), ...[build(close)].flat());
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(answer);
    });
    document.body.append(dialog);
    dialog.showModal();
    while (dialog.open && keys.length) type(dialog, keys.shift());
  });
}

// A dialogue with fields; resolves to their values by name, null when it is dismissed.
export function askFor(title, fields, { label = "Keep", keys } = {}) {
  const build = (close) => {
    const form = h("form", { method: "dialog" });
    for (const { name, text, kind = "text", value = "", options, hint, required = true } of fields) {
      const common = { name, id: `ask-${name}`, required };
      let input;
      if (kind === "area") input = h("textarea", { ...common, rows: 4 });
      else if (kind === "choice") input = h("select", common, options.map(([key, told]) => h("option", { value: key }, told)));
      else input = h("input", { ...common, type: kind, on: { focus: (event) => event.target.select() } });
      input.value = value;
      form.append(h("label", { for: common.id }, text), input, ...(hint ? [h("small", {}, hint)] : []));
    }
    form.append(
      h("p", { class: "buttons" }, h("button", { type: "submit", class: "first" }, label), button("Cancel", () => close(null))),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      close(Object.fromEntries(new FormData(form)));
    });
    form.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      form.requestSubmit();
    });
    return form;
  };
  return ask(title, build, { keys });
}
