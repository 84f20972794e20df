// Two columns and the lines between them. Lines can be pointed at; all that they lead to stands in a list below as well.

import { h, svg } from "./dom.js";

// Nodes have key, text, href and colour; links have left, right, weight, href and title.
export function threads(left, right, links, { dashed = false } = {}) {
  const column = (nodes, side) =>
    h("ul", { class: side }, nodes.map((node) => h("li", { "data-key": node.key, vars: { code: node.colour ?? "var(--quiet)" } }, h("a", { href: node.href }, node.text))));
  const lines = svg("svg", { "aria-hidden": "true", focusable: "false" });
  const figure = h("div", { class: "threads" }, column(left, "left"), lines, column(right, "right"));
  const most = Math.max(1, ...links.map((link) => link.weight));
  const draw = () => {
    const box = lines.getBoundingClientRect();
    if (!box.width) return;
    const middle = (side, key) => {
      const rect = figure.querySelector(`.${side} [data-key="${CSS.escape(key)}"]`).getBoundingClientRect();
      return (rect.top + rect.bottom) / 2 - box.top;
    };
    lines.replaceChildren(
      ...[...links].sort((one, other) => other.weight - one.weight).map((link) => {
        const [from, till, width] = [middle("left", link.left), middle("right", link.right), box.width];
        const d = `M0 ${from} C${width / 2} ${from} ${width / 2} ${till} ${width} ${till}`;
        const code = left.find((node) => node.key === link.left)?.colour ?? right.find((node) => node.key === link.right)?.colour ?? "";
        return svg(
          "a",
          { href: link.href, tabindex: "-1", class: "thread", vars: { code } },
          svg("title", {}, link.title),
          svg("path", { d, class: "reach" }),
          svg("path", { d, class: "line", "stroke-width": 1.2 + (5 * (link.weight - 1)) / Math.max(1, most - 1), "stroke-dasharray": dashed ? "7 4" : null }),
        );
      }),
    );
  };
  new ResizeObserver(draw).observe(figure);
  return figure;
}
