import type { Language } from "../core/language.ts";
import type { Asked, NodeKind } from "../flow/nodes.ts";

/** What a drawing itself says, around the words of the flow. */
export interface Wording {
  language: string;
  start: string;
  kinds: Record<NodeKind, string>;
  asked: Record<Asked, string>;
  /** On arrows. */
  yes: string;
  no: string;
  go: string;
  otherwise: string;
  skip: string;
  silence: string;
  happened: string;
  when: string;
  else: string;
  /** In boxes. */
  oneOf: string;
  severalOf: string;
  atLeast: string;
  atMost: string;
  saves: string;
  nudges: string;
  picture: string;
  file: string;
  reason: string;
  waitFor: string;
  waitUntil: string;
  waitAt: string;
  waitEvent: string;
  sideways: string;
}

const SPANISH: Wording = {
  language: "castellano",
  start: "inicio",
  kinds: {
    say: "dice",
    ask: "pregunta",
    choose: "elegir una opción",
    confirm: "sí o no",
    pick: "elegir de una lista",
    choose_many: "elegir varias",
    rank: "poner en orden",
    branch: "según el caso",
    set: "anota un valor",
    call: "acción",
    run: "entra a otra conversación y vuelve",
    switch: "pasa a otra conversación",
    wait: "espera",
    hand_off: "avisa a un técnico",
    end: "fin",
  },
  asked: {
    text: "un texto",
    number: "un número",
    litres: "litros",
    day: "un día",
    time: "una hora",
    moment: "un día y una hora",
    reading: "un reporte de leche",
    market: "precio o venta",
    phone: "un número de teléfono",
    picture: "una foto",
  },
  yes: "Sí",
  no: "No",
  go: "sigue",
  otherwise: "no se entiende",
  skip: "sin dato",
  silence: "sin respuesta en",
  happened: "sucedió",
  when: "si",
  else: "en otro caso",
  oneOf: "una de",
  severalOf: "varias de",
  atLeast: "mínimo",
  atMost: "máximo",
  saves: "guarda",
  nudges: "recuerda tras",
  picture: "con gráfico",
  file: "con archivo",
  reason: "motivo",
  waitFor: "por",
  waitUntil: "hasta",
  waitAt: "a las",
  waitEvent: "o hasta que suceda",
  sideways: "no se entiende, sin dato o sin respuesta",
};

const ENGLISH: Wording = {
  language: "English",
  start: "start",
  kinds: {
    say: "says",
    ask: "asks for",
    choose: "choose one",
    confirm: "yes or no",
    pick: "choose from a list",
    choose_many: "choose several",
    rank: "put in order",
    branch: "depends on",
    set: "notes a value",
    call: "action",
    run: "enters another conversation and returns",
    switch: "goes over to another conversation",
    wait: "waits",
    hand_off: "calls a technician",
    end: "end",
  },
  asked: {
    text: "a text",
    number: "a number",
    litres: "litres",
    day: "a day",
    time: "a time",
    moment: "a day and a time",
    reading: "a milk report",
    market: "a price or a sale",
    phone: "a telephone number",
    picture: "a picture",
  },
  yes: "Yes",
  no: "No",
  go: "goes on",
  otherwise: "not understood",
  skip: "passed over",
  silence: "no answer within",
  happened: "it happened",
  when: "if",
  else: "in any other case",
  oneOf: "one of",
  severalOf: "several of",
  atLeast: "at least",
  atMost: "at most",
  saves: "keeps",
  nudges: "asks again after",
  picture: "with chart",
  file: "with file",
  reason: "reason",
  waitFor: "for",
  waitUntil: "until",
  waitAt: "at",
  waitEvent: "or until it happens:",
  sideways: "not understood, passed over or no answer",
};

const FRENCH: Wording = {
  language: "français",
  start: "début",
  kinds: {
    say: "dit",
    ask: "demande",
    choose: "choisir une option",
    confirm: "oui ou non",
    pick: "choisir dans une liste",
    choose_many: "choisir plusieurs",
    rank: "mettre en ordre",
    branch: "selon le cas",
    set: "note une valeur",
    call: "action",
    run: "entre dans une autre conversation et revient",
    switch: "passe à une autre conversation",
    wait: "attend",
    hand_off: "avertit un technicien",
    end: "fin",
  },
  asked: {
    text: "un texte",
    number: "un nombre",
    litres: "des litres",
    day: "un jour",
    time: "une heure",
    moment: "un jour et une heure",
    reading: "un rapport de lait",
    market: "un prix ou une vente",
    phone: "un numéro de téléphone",
    picture: "une photo",
  },
  yes: "Oui",
  no: "Non",
  go: "suite",
  otherwise: "pas compris",
  skip: "sans donnée",
  silence: "sans réponse en",
  happened: "c’est arrivé",
  when: "si",
  else: "dans les autres cas",
  oneOf: "une parmi",
  severalOf: "plusieurs parmi",
  atLeast: "minimum",
  atMost: "maximum",
  saves: "garde",
  nudges: "rappelle après",
  picture: "avec graphique",
  file: "avec fichier",
  reason: "motif",
  waitFor: "pendant",
  waitUntil: "jusqu’à",
  waitAt: "à",
  waitEvent: "ou jusqu’à :",
  sideways: "pas compris, sans donnée ou sans réponse",
};

/** Technicians read Spanish: beside Quechua words the drawing itself speaks it. */
export const WORDINGS: Record<Language, Wording> = {
  es: SPANISH,
  qu: { ...SPANISH, language: "runasimi", yes: "Arí", no: "Mana" },
  fr: FRENCH,
  en: ENGLISH,
};
