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

// A modal dialogue; resolves to what `close` is given, null when it is dismissed.
export function ask(title, build, properties = {}) {
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
  });
}

// A dialogue with fields; resolves to their values by name, null when it is dismissed.
export function askFor(title, fields, label = "Keep") {
  return ask(title, (close) => {
    const form = h("form", { method: "dialog" });
    for (const { name, text, kind = "text", value = "", options, hint, required = true } of fields) {
      const common = { name, id: `ask-${name}`, required };
      let input;
      if (kind === "area") input = h("textarea", { ...common, rows: 4 });
      else if (kind === "choice") input = h("select", common, options.map(([key, told]) => h("option", { value: key }, told)));
      else input = h("input", { ...common, type: kind });
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
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    });
    return form;
  });
}
