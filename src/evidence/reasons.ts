/** Every reason for which a package is refused, in the words of its readers. */
export const REASONS = {
  "file-missing": {
    es: "falta un archivo del paquete",
    en: "a file of the package is missing",
  },
  "file-changed": {
    es: "un archivo no es el que dice la lista del paquete",
    en: "a file is not the one that the package's list names",
  },
  "not-readable": {
    es: "un archivo no se puede leer como debe",
    en: "a file cannot be read as what it should be",
  },
  "chain-broken": {
    es: "la cadena del registro está rota",
    en: "the chain of the log is broken",
  },
  "log-cut": {
    es: "al registro le faltan hojas que ya estaban publicadas",
    en: "the log lacks sheets that had been published",
  },
  "head-contradicted": {
    es: "el registro no coincide con un código que se publicó antes",
    en: "the log contradicts a code that was published before",
  },
  "head-missing": {
    es: "el último código publicado no cubre todo el registro",
    en: "the last published code does not cover the whole log",
  },
  "rules-changed": {
    es: "las reglas no son las que se congelaron antes de abrir",
    en: "the rules are not those that were frozen before opening",
  },
  "roll-exceeded": {
    es: "votaron más que los que hay en el padrón",
    en: "more voted than the roll has",
  },
  "ballot-late": {
    es: "hay un voto recibido fuera del plazo",
    en: "a ballot was received outside the time",
  },
  "sequence-gap": {
    es: "faltan votos de una misma familia, o están repetidos",
    en: "ballots of one voter are missing or doubled",
  },
  "ballots-changed": {
    es: "los votos publicados no son los que se registraron al contar",
    en: "the published ballots are not those recorded when counting",
  },
  "ballot-count": {
    es: "no hay tantos votos publicados como familias que votaron",
    en: "there are not as many published ballots as voters who voted",
  },
  "ballot-invalid": {
    es: "un voto no cumple las reglas",
    en: "a ballot breaks the rules",
  },
  "costs-changed": {
    es: "los costos o el presupuesto de los votos no son los de las reglas",
    en: "costs or budget beside the ballots are not those of the rules",
  },
  "lot-changed": {
    es: "el sorteo no usa el texto que se registró en público",
    en: "the lot does not use the text recorded in public",
  },
  "result-changed": {
    es: "el resultado no es el que se registró al contar",
    en: "the result is not the one recorded when counting",
  },
  "first-differs": {
    es: "el primer programa, al contar de nuevo, da otro resultado",
    en: "counted again, the first program gives another result",
  },
  "second-differs": {
    es: "el segundo programa, al contar de nuevo, da otro resultado",
    en: "counted again, the second program gives another result",
  },
  "turnout-differs": {
    es: "la participación publicada no suma los votos contados",
    en: "the published turnout does not add up to the counted ballots",
  },
  "commitment-wrong": {
    es: "un voto sellado no es el que se registró",
    en: "a sealed ballot is not the one that was recorded",
  },
  "sealed-missing": {
    es: "falta un voto sellado que está en el registro",
    en: "a sealed ballot that the log has is missing",
  },
  "sealed-differs": {
    es: "los votos sellados no son los votos publicados",
    en: "the sealed ballots are not the published ones",
  },
} as const;

export type Reason = keyof typeof REASONS;

/** Something found wrong; `where` says where, in words that need no translation. */
export interface Finding {
  reason: Reason;
  where: string;
}
