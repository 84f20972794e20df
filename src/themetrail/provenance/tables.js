
// Long tables: a field that hides rows without the words typed, and heads that sort. No table needs it to be read.
"use strict";

const value = (row, column) => row.cells[column].textContent.trim();
const asNumber = (text) => (/^[<>≥+-]?[\d.,]+( ?%)?$/.test(text) ? parseFloat(text.replace(/[^\d.-]/g, "")) : NaN);

function compare(one, other) {
  const [a, b] = [asNumber(one), asNumber(other)];
  if (isNaN(a) && isNaN(b)) return one.localeCompare(other, "en");
  return isNaN(a) ? 1 : isNaN(b) ? -1 : a - b; // words, and what is not told, after numbers
}

function sortBy(table, column, head) {
  const down = head.getAttribute("aria-sort") === "ascending";
  for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
  const body = table.tBodies[0];
  const rows = [...body.rows].sort((a, b) => compare(value(a, column), value(b, column)) * (down ? -1 : 1));
  body.append(...rows);
}

function search(table, field, told) {
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  const rows = [...table.tBodies[0].rows];
  for (const row of rows) {
    const text = row.textContent.toLowerCase();
    row.hidden = !words.every((word) => text.includes(word));
  }
  const shown = rows.filter((row) => !row.hidden).length;
  told.textContent = `${shown} of ${rows.length} rows`;
}

for (const table of document.querySelectorAll("table.long")) {
  [...table.tHead.rows[0].cells].forEach((head, column) => {
    const button = document.createElement("button");
    button.append(...head.childNodes);
    button.addEventListener("click", () => sortBy(table, column, head));
    head.append(button);
  });
  const bar = document.createElement("p");
  const label = document.createElement("label");
  const field = document.createElement("input");
  const told = document.createElement("span");
  bar.className = "search";
  field.type = "search";
  told.setAttribute("role", "status");
  label.append("Show rows with ", field);
  bar.append(label, told);
  field.addEventListener("input", () => search(table, field, told));
  table.closest(".scroll").before(bar);
  search(table, field, told);
}
