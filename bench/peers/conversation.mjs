/** What the peers share: the texts with values in them, the exact reading of answers, and the figures of the milk. */

/** What the database would say about this family; litres. */
const COUNT = 2;
const EXISTING = 12;
const DAY = "hoy lunes 23 de noviembre";
export const BEGINNING = "2 porongos";

/** Litres a container holds; null when the text is no number. */
export function readSize(text) {
  return /^\d+$/.test(text) ? Number(text) : null;
}

/** The option with this number; null when there is none. */
export function readOption(text, options) {
  return options[Number(text) - 1] ?? null;
}

export const ON_EXISTING = ["replace", "add", "keep"];
export const ON_UNUSUAL = ["confirm", "other"];
export const ON_RECORDED = ["correct"];

/** What may be done with a record: a number or the word. */
export function readAfter(text) {
  return text.toLowerCase() === "deshacer" ? "undo" : readOption(text, ON_RECORDED);
}

/** The bot's side of each step, from what was answered so far. */
export function makeWords(texts) {
  return {
    askSize: () => fill(texts.ask_size, { container: "porongo" }),
    askSizeAgain: () => fill(texts.ask_size_retry, {}),
    askExists: (answers) => fill(texts.ask_exists, figuresOf(answers)),
    askExistsAgain: (answers) => fill(texts.ask_exists_retry, figuresOf(answers)),
    askUnusual: (answers) => fill(texts.ask_unusual, { total: figuresOf(answers).kept }),
    askUnusualAgain: (answers) => fill(texts.ask_unusual_retry, { total: figuresOf(answers).kept }),
    recorded: (answers) => fill(texts.recorded, { figures: `${figuresOf(answers).kept}, ${DAY}` }),
    undone: (answers) => fill(texts.say_undone, { figures: `${figuresOf(answers).kept}, ${DAY}` }),
  };
}

function figuresOf({ size, decision }) {
  const total = COUNT * size;
  const sum = total + EXISTING;
  const kept = decision === "add" ? sum : decision === "keep" ? EXISTING : total;
  return {
    day: DAY,
    existing: `${EXISTING} L`,
    total: `${total} L`,
    sum: `${sum} L`,
    kept: `${kept} L`,
  };
}

function fill(template, values) {
  return template.replaceAll(/\{([a-z_]+)\}/g, (whole, name) => values[name] ?? whole);
}
