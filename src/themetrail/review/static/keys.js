// Which key does what: one table for the keyboard, the buttons' titles and the help.

export const KEYS = [
  ["j", "next", "Next sentence"],
  ["k", "previous", "Previous sentence"],
  ["J", "nextTurn", "Next turn"],
  ["K", "previousTurn", "Previous turn"],
  ["q", "nextOpen", "Next proposal, the surest first"],
  ["Q", "previousOpen", "Previous proposal"],
  ["o", "order", "Next and previous by transcript, or by the order of review"],
  ["i", "nextUnread", "Next sentence that is not judged yet"],
  ["ArrowRight", "right", "Next proposal or code of the sentence"],
  ["ArrowLeft", "left", "Previous proposal or code of the sentence"],
  ["Shift+ArrowRight", "growEnd", "One word more at the end"],
  ["Shift+ArrowLeft", "shrinkEnd", "One word less at the end"],
  ["Alt+Shift+ArrowRight", "shrinkStart", "One word less at the start"],
  ["Alt+Shift+ArrowLeft", "growStart", "One word more at the start"],
  ["Escape", "wholeSentence", "Back to the whole sentence"],
  ["a", "accept", "Accept the proposal"],
  ["r", "reject", "Reject the proposal"],
  ["e", "change", "Change the proposal or the code to another"],
  ["c", "add", "Add codes to the chosen words"],
  ["n", "none", "Read, nothing to code"],
  ["Delete", "remove", "Take the code off"],
  ["m", "memo", "Write a memo"],
  ["p", "pin", "Pin the quote: it comes first among the quotes"],
  ["u", "undo", "Undo"],
  ["U", "redo", "Redo"],
  ["v", "evidence", "Jump through the evidence of the proposal"],
  ["/", "search", "Search the transcript"],
  ["b", "codebook", "Show or hide the codebook"],
  ["h", "others", "Show or hide the other coders' codes"],
  ["F", "finish", "Finish the session"],
  ["?", "help", "This list"],
];

const ALSO = { ArrowDown: "next", ArrowUp: "previous", Enter: "accept", Backspace: "remove", "Ctrl+z": "undo", "Ctrl+y": "redo", "Ctrl+Shift+Z": "redo", "Ctrl+f": "search" };
const ACTION = new Map([...KEYS.map(([key, action]) => [key, action]), ...Object.entries(ALSO)]);
export const keyOf = new Map(KEYS.map(([key, action]) => [action, key]));

// The action of a key press, or undefined. A shifted letter is its capital, so Shift is named with other keys only.
export function actionOf(event) {
  const letter = event.key.length === 1;
  const control = event.ctrlKey || event.metaKey;
  const name = [control ? "Ctrl" : "", event.altKey ? "Alt" : "", event.shiftKey && (!letter || control) ? "Shift" : "", event.key];
  return ACTION.get(name.filter(Boolean).join("+"));
}

export const told = (key) =>
  key.replace("ArrowRight", "→").replace("ArrowLeft", "←").replace(/^([A-Z])$/, "Shift+$1").replace("Escape", "Esc");
