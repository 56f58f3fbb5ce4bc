import type { Form } from "./cases.ts";
import type { Said } from "./tongues.ts";

/** What is asked where the export waits without having asked. */
export const ASK_ANYTHING: Said = {
  es: "¿Cuál es su respuesta?",
  qu: "¿Ima kutichiyniyki?",
  fr: "Quelle est votre réponse ?",
  en: "What is your answer?",
};

/** Said to an answer that is none, where the export says nothing. */
export const RETRY: Readonly<Record<Form, Said>> = {
  choose: {
    es: "No entendí. Escriba el número de su respuesta.",
    qu: "Manan entiendenichu. Kutichiyniykiq númeronta qillqamuy.",
    fr: "Je n’ai pas compris. Écrivez le numéro de votre réponse.",
    en: "I did not understand. Write the number of your answer.",
  },
  text: {
    es: "Escriba su respuesta con palabras, por favor.",
    qu: "Kutichiyniykita simikunawan qillqamuy.",
    fr: "Écrivez votre réponse avec des mots, s’il vous plaît.",
    en: "Please write your answer in words.",
  },
  number: {
    es: "No entendí. Escriba solo el número. Ejemplo: 4",
    qu: "Manan entiendenichu. Númerollata qillqamuy. Kayhina: 4",
    fr: "Je n’ai pas compris. Écrivez seulement le nombre. Exemple : 4",
    en: "I did not understand. Write only the number. Example: 4",
  },
  day: {
    es: "No entendí. Escriba el día. Ejemplo: viernes 12",
    qu: "Manan entiendenichu. P'unchayta qillqamuy. Kayhina: viernes 12",
    fr: "Je n’ai pas compris. Écrivez le jour. Exemple : vendredi 12",
    en: "I did not understand. Write the day. Example: Friday 12",
  },
  time: {
    es: "No entendí. Escriba la hora. Ejemplo: 8:30",
    qu: "Manan entiendenichu. Horata qillqamuy. Kayhina: 8:30",
    fr: "Je n’ai pas compris. Écrivez l’heure. Exemple : 8:30",
    en: "I did not understand. Write the hour. Example: 8:30",
  },
};

/** Said where a technician takes over because an answer stays unclear. */
export const NOT_UNDERSTOOD: Said = {
  es: "No le estoy entendiendo, disculpe. Le avisé a un técnico.",
  qu: "Manan entiendenichu, pampachaykuway. Técnicoman willarqani.",
  fr: "Je ne vous comprends pas, excusez-moi. J’ai prévenu un technicien.",
  en: "I do not understand you, sorry. I told a technician.",
};

/** Said where the export opens a ticket without a word. */
export const TICKET_OPENED: Said = {
  es: "Le avisé a un técnico.",
  qu: "Técnicoman willarqani.",
  fr: "J’ai prévenu un technicien.",
  en: "I told a technician.",
};
