// Ask the desk. Who codes, and whether blind, goes with every question.

export const me = { coder: "", blind: false };

export class Refused extends Error {
  constructor(status, problems) {
    super(problems.join(" "));
    this.status = status;
    this.problems = problems;
  }
}

async function answerOf(response) {
  let value;
  try {
    value = await response.json();
  } catch {
    throw new Refused(response.status, ["The desk gave no answer that can be read. Look at its terminal."]);
  }
  if (!response.ok) throw new Refused(response.status, value.problems ?? ["The desk refused."]);
  return value;
}

async function send(path, options) {
  const query = new URLSearchParams({ coder: me.coder, blind: me.blind ? "yes" : "no" });
  try {
    return await fetch(`/api/${path}?${query}`, options);
  } catch {
    throw new Refused(0, ["The desk does not answer; nothing was written. Open it again with 'make review'."]);
  }
}

export async function get(path) {
  return answerOf(await send(path, {}));
}

export async function post(path, value) {
  const headers = { "Content-Type": "application/json" };
  return answerOf(await send(path, { method: "POST", headers, body: JSON.stringify(value) }));
}
