import type { FlowValue } from "../../core/value.ts";

/** The name by which a person is greeted. */
export function firstName(name: string): string {
  return name.trim().split(/\s+/)[0] ?? "";
}

/** How people begin when they say their name, in every language. */
const INTRODUCTION =
  /^(?:me llamo|mi nombre es|yo soy|soy|sutiymi|sutiyqa|ñuqan?|noqan?|je m['’]appelle|je suis|my name is|i am|i'm)\s+/iu;

/** The name itself: "me llamo Juan Condori" is Juan Condori. */
export function nameIn(value: FlowValue | undefined): string | null {
  const told = textIn(value);
  const name =
    told
      ?.replace(INTRODUCTION, "")
      .replace(/[.!]+$/, "")
      .trim() ?? "";
  return name === "" ? told : name;
}

/** A text as flows hold it. */
export function text(value: string): FlowValue {
  return { type: "text", text: value };
}

/** An option as flows hold it. */
export function choice(key: string, label: string): FlowValue {
  return { type: "choice", choice: { key, label } };
}

/** The text of a value; null for none. */
export function textIn(value: FlowValue | undefined): string | null {
  return value?.type === "text" ? value.text : null;
}
