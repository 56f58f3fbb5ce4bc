import { readdirSync } from "node:fs";

/** The tongues the conversations are held in. */
export const TONGUES = ["es", "qu"] as const;
export type Tongue = (typeof TONGUES)[number];

/** What people of a tongue write, and the robust parts of what they hear. */
export interface Speech {
  /** Number and label of the tongue in the first question. */
  choice: { number: string; label: string };
  twelve: string;
  sevenAndFive: string;
  yesterdayNine: string;
  noMilk: string;
  noFourteen: string;
  twoCans: string;
  yesterdayTwoCans: string;
  undo: string;
  summaries: [string, string];
  person: string;
  help: string;
  stop: string;
  resume: string;
  yes: string;
  no: string;
  language: string;
  /** Day words as echoed. */
  today: string;
  yesterday: string;
}

export const SPEECH: Record<Tongue, Speech> = {
  es: {
    choice: { number: "1", label: "1 Castellano" },
    twelve: "doce litros",
    sevenAndFive: "mañana 7 tarde 5",
    yesterdayNine: "ayer 9",
    noMilk: "hoy no ordeñé",
    noFourteen: "no, 14",
    twoCans: "2 porongos",
    yesterdayTwoCans: "ayer 2 porongos",
    undo: "deshacer",
    summaries: ["cómo voy", "mi leche"],
    person: "quiero hablar con el técnico",
    help: "ayuda",
    stop: "BASTA",
    resume: "seguir",
    yes: "sí",
    no: "no",
    language: "idioma",
    today: "hoy",
    yesterday: "ayer",
  },
  qu: {
    choice: { number: "2", label: "2 Runasimi" },
    twelve: "chunka iskayniyuq",
    sevenAndFive: "tutamanta 7 tarde 5",
    yesterdayNine: "qayna p'unchay isqun",
    noMilk: "kunan manan ch'awarqanichu",
    noFourteen: "manan, 14",
    twoCans: "iskay porongo",
    yesterdayTwoCans: "qayna p'unchay iskay porongo",
    undo: "pichay",
    summaries: ["hayk'atan ruwarqani", "lecheymanta"],
    person: "runawan rimayta munani",
    help: "yanapaway",
    stop: "AMAÑA",
    resume: "qatisaq",
    yes: "arí",
    no: "manan",
    language: "simi",
    today: "kunan p'unchay",
    yesterday: "qayna p'unchay",
  },
};

/** Matches the echo of a figure and its day, whatever words stand around it. */
export function echo(litres: string, day: string): RegExp {
  return new RegExp(`(?<!\\d)${litres.replace(".", "\\.")} L(?: \\([^)]+\\))?, ${day}`);
}

/** Words that only our Spanish texts hold. */
export const SPANISH = /Anoté|Escriba|Guardo la leche|Está de acuerdo|Cuántos|No entendí/;

/** True once the flows are translated into Quechua. */
export const TRANSLATED = readdirSync("locales/qu", { recursive: true }).some(
  (file) => !/^(?:words|writing)\.yaml$|^[^.]*$/.test(String(file)),
);
