// The codebook as it is, and how it came to be so.

import { h, inSlices } from "./dom.js";
import { codes, coder, study, total } from "./study.js";
import { to } from "./address.js";
import { chip } from "./quote.js";

const SOURCES = { paper: "named in a publication", inferred: "proposed without a publication", analyst: "made by the analysts" };
const part = (name, text) => (text ? [h("dt", {}, name), h("dd", {}, text)] : null);

function entry(code, open) {
  const changes = study.codebook.history.filter((row) => row.code === code.id || row.into === code.id);
  const status = code.status === "active" ? null : h("span", { class: "note" }, code.status);
  return h(
    "details",
    { class: `entry ${code.kind === "domain" ? "" : "inner"}`, open, vars: { code: code.colour } },
    h("summary", {}, h("span", { class: "id" }, code.id), ` ${code.label}`, status),
    h("dl", { class: "facts" },
      part("Definition", code.definition),
      part("Use it for", code.include),
      part("Not for", code.exclude),
      part("Typical words", code.exemplars.length ? h("ul", {}, code.exemplars.map((text) => h("li", {}, text))) : ""),
      part("Kind", `${code.kind}${code.parent ? `, below ${code.parent}` : ""}`),
      part("Source", SOURCES[code.source] ?? code.source),
      part("Since", `version ${code.version_added}`),
      part("Raised by", code.kind === "process" ? "" : h("a", { href: to({ code: code.id }) }, `${total(code.id)} speakers`)),
      part("History", changes.length ? h("ul", {}, changes.map((row) => h("li", {}, changed(row)))) : ""),
    ),
  );
}

const changed = (row) => `${row.at.slice(0, 10)}, version ${row.version}, ${coder(row.who)}: ${row.change}${row.into ? ` ${row.code} into ${row.into}` : ""}${row.reason ? ` – ${row.reason}` : ""}`;

export function codebookView({ entry: wanted }) {
  const log = h("ol", { class: "log" });
  const newest = [...study.codebook.history].reverse();
  const more = inSlices(log, newest, (row) => h("li", {}, codes.has(row.code) && codes.get(row.code).kind !== "process" ? chip(row.code) : row.code, ` ${changed(row)}`), 50, "changes");
  return [
    h("h1", {}, "Codebook"),
    h("p", { class: "lead" }, `Version ${study.codebook.version}, ${study.codebook.codes.length} codes.`),
    study.codebook.codes.map((code) => entry(code, code.id === wanted)),
    h("h2", {}, "How it changed"),
    newest.length ? [log, more] : h("p", {}, "The study keeps no history of its codebook."),
  ];
}
