import { LANGUAGES } from "../core/language.ts";
import type { Said } from "./tongues.ts";
import type { Variables } from "./variables.ts";

const EXPRESSION =
  /@@|@\((?:[^()"]|"[^"]*"|\((?:[^()]|\([^()]*\))*\))*\)|@(?:results|fields|contact|child|parent|input|globals|webhook|trigger|urns|run|locals|ticket|node|resume|legacy_extra)\b(?:\.\w+)*/gi;

/**
 * A text with our placeholders where a variable holds what its expressions name; others stay readable.
 * @param strange is told every expression that stays
 */
export function fillIn(said: Said, variables: Variables, strange: (text: string) => void): Said {
  const filled: Said = { es: filledText(said.es, variables, strange) };
  for (const language of LANGUAGES) {
    const text = said[language];
    if (text !== undefined) filled[language] = filledText(text, variables, strange);
  }
  return filled;
}

function filledText(
  text: string,
  variables: Variables,
  strange: (expression: string) => void,
): string {
  return text.replaceAll(EXPRESSION, (expression) => {
    if (expression === "@@") return "@";
    const inner = expression.startsWith("@(") ? expression.slice(2, -1) : expression.slice(1);
    const found = variables.find(inner);
    if (found !== null) return `{${found.variable.name}}`;
    strange(expression);
    return expression;
  });
}

const AT_MOST = 3000;

/** A text that fits a message, whatever its values; null when it was cut nowhere. */
export function cutTexts(said: Said, room = AT_MOST): Said | null {
  const cut: Said = { ...said };
  let isCut = false;
  for (const language of LANGUAGES) {
    const text = said[language];
    if (text === undefined || text.length <= room) continue;
    isCut = true;
    // A placeholder cut in two would be shown as it is.
    cut[language] = `${text.slice(0, room).replace(/\{[a-z0-9_]*$/, "")}…`;
  }
  return isCut ? cut : null;
}
