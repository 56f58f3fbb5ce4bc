import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { addDays, weekday } from "../../src/core/lima.ts";
import type { Times } from "../../src/understanding/moment-dates.ts";
import { readDay, readMoment, readTime, type When } from "../../src/understanding/moments.ts";
import { shippedLexicon } from "./words.ts";

const lexicon = shippedLexicon();
const WEDNESDAY = "2026-11-25";
const FRIDAY = "2026-11-27";
const SATURDAY = "2026-11-28";

/** Readings as one line: "-" for none, several apart by " | ". */
function line<T>(when: When<T>, write: (value: T) => string): string {
  if (when === null) return "-";
  return when.kind === "one" ? write(when.value) : when.values.map(write).join(" | ");
}

function clock(minute: number): string {
  const pad = (value: number): string => String(value).padStart(2, "0");
  return `${pad(Math.floor(minute / 60))}:${pad(minute % 60)}`;
}

function day(text: string, times: Times = "coming", today = WEDNESDAY): string {
  return line(readDay(text, { today, times }, lexicon), (found) => found.replace("2026-", ""));
}

function time(text: string): string {
  return line(readTime(text, lexicon), clock);
}

function moment(text: string, times: Times = "coming", today = WEDNESDAY): string {
  return line(
    readMoment(text, { today, times }, lexicon),
    (found) => `${found.day.replace("2026-", "")} ${clock(found.minute)}`,
  );
}

describe("a day, asked on Wednesday 25 November 2026 about what comes", () => {
  it.each([
    ["hoy", "11-25"],
    ["Hoy día", "11-25"],
    ["mañana", "11-26"],
    ["MAÑANA por favor", "11-26"],
    ["manana", "11-26"],
    ["mañana en la mañana", "11-26"],
    ["mañana por la tarde", "11-26"],
    ["pasado mañana", "11-27"],
    ["mañana o pasado", "11-26 | 11-27"],
    ["ayer", "11-24"],
    ["anteayer", "11-23"],
    ["antes de ayer", "11-23"],
    ["esta tarde", "11-25"],
    ["el viernes", "11-27"],
    ["viernes", "11-27"],
    ["vierne", "11-27"],
    ["el día viernes", "11-27"],
    ["sería el viernes", "11-27"],
    ["para el viernes, gracias", "11-27"],
    ["este viernes", "11-27"],
    ["el miércoles", "11-25 | 12-02"],
    ["el próximo viernes", "11-27 | 12-04"],
    ["viernes que viene", "11-27 | 12-04"],
    ["el proximo lunes", "11-30"],
    ["próximo miércoles", "12-02"],
    ["el viernes pasado", "11-20"],
    ["el lunes pasado", "11-16 | 11-23"],
    ["viernes de la próxima semana", "12-04"],
    ["la próxima semana el martes", "12-01"],
    ["el viernes de esta semana", "11-27"],
    ["la próxima semana", "-"],
    ["viernes o sábado", "11-27 | 11-28"],
    ["viernes, sábado o domingo", "11-27 | 11-28 | 11-29"],
    ["viernes 27", "11-27"],
    ["viernes 27 de noviembre", "11-27"],
    ["viernes, 18 de diciembre", "12-18"],
    ["viernes 28", "-"],
    ["mañana viernes", "-"],
    ["mañana jueves", "11-26"],
    ["mañana 26 de noviembre", "11-26"],
    ["15/12", "12-15"],
    ["15-12", "12-15"],
    ["15 / 12", "12-15"],
    ["15-dic", "12-15"],
    ["15.12.2026", "12-15"],
    ["15/12/26", "12-15"],
    ["15-12-2026", "12-15"],
    ["2026-12-15", "12-15"],
    ["2026/12/15", "12-15"],
    ["15 de diciembre", "12-15"],
    ["15 diciembre", "12-15"],
    ["15 de diciembre del 2026", "12-15"],
    ["15 de dic.", "12-15"],
    ["quince de diciembre", "12-15"],
    ["diciembre 15", "12-15"],
    ["15 o 16 de diciembre", "12-15 | 12-16"],
    ["primero de diciembre", "12-01"],
    ["1ro de diciembre", "12-01"],
    ["1º de diciembre", "12-01"],
    ["treinta y uno de diciembre", "12-31"],
    ["5/6", "2027-06-05"],
    ["24 de noviembre", "2027-11-24"],
    ["25 de noviembre", "11-25"],
    ["24/11/2026", "11-24"],
    ["el 15", "12-15"],
    ["15", "12-15"],
    ["día 15", "12-15"],
    ["este 15", "12-15"],
    ["el 30 de este mes", "11-30"],
    ["el 31 de este mes", "-"],
    ["el 15 del próximo mes", "12-15"],
    ["el 25", "11-25 | 12-25"],
    ["el 31", "12-31"],
    ["15 o 16", "12-15 | 12-16"],
    ["12/15", "-"],
    ["31/2", "-"],
    ["31 de noviembre", "-"],
    ["29/2/2027", "-"],
    ["29/2/2028", "2028-02-29"],
    ["el 32", "-"],
    ["0", "-"],
    ["15-16", "-"],
    ["10 - 12", "-"],
    ["del 15 al 20 de diciembre", "-"],
    ["entre viernes y sábado", "-"],
    ["en 3 días", "11-28"],
    ["dentro de tres días", "11-28"],
    ["dentro de una semana", "12-02"],
    ["en dos semanas", "12-09"],
    ["en 8 días", "12-02 | 12-03"],
    ["de hoy en ocho", "12-02"],
    ["de hoy en quince", "12-09"],
    ["en 99999 días", "-"],
    ["hace 3 días", "11-22"],
    ["hace una semana", "11-18"],
    ["creo que el viernes", "-"],
    ["tal vez el viernes", "-"],
    ["quizás mañana", "-"],
    ["no, el viernes", "-"],
    ["¿el viernes?", "-"],
    ["los viernes", "-"],
    ["todos los sábados", "-"],
    ["antes del viernes", "-"],
    ["desde mañana", "-"],
    ["viernes a las 8", "-"],
    ["8 de la mañana", "-"],
    ["más tarde", "-"],
    ["cuando pueda", "-"],
    ["", "-"],
    ["👍", "-"],
    ["-5", "-"],
  ])("%j is %s", (text, expected) => expect(day(text)).toBe(expected));

  it.each([
    ["kunan", "11-25"],
    ["kunan p'unchay", "11-25"],
    ["paqarin", "11-26"],
    ["paqarinmi", "11-26"],
    ["paqarin tutamanta", "11-26"],
    ["minchha", "11-27"],
    ["minchhapaq", "11-27"],
    ["qayna p'unchay", "11-24"],
    ["qayninpa p'unchay", "11-23"],
    ["wirnis", "11-27"],
    ["wirnispaq", "11-27"],
    ["ch'askachaw", "11-27"],
    ["hamuq wirnis", "11-27 | 12-04"],
    ["hamuq simana wirnis", "12-04"],
    ["hamuq simana", "-"],
    ["wirnis utaq sawaru", "11-27 | 11-28"],
    ["chunka pichqayuq disimri", "12-15"],
    ["kimsa p'unchaymanta", "11-28"],
    ["wirniskama", "-"],
    ["icha wirnis", "-"],
    ["manan wirnischu", "-"],
    ["manaña", "-"],
  ])("Quechua %j is %s", (text, expected) => expect(day(text)).toBe(expected));

  it.each([
    ["après-demain", "11-27"],
    ["vendredi prochain", "11-27 | 12-04"],
    ["le 15 décembre", "12-15"],
    ["dans 3 jours", "11-28"],
    ["il y a 3 jours", "11-22"],
    ["the day after tomorrow", "11-27"],
    ["december 15", "12-15"],
    ["the 15th of december", "12-15"],
    ["in a week", "12-02"],
    ["3 days ago", "11-22"],
    ["next friday", "11-27 | 12-04"],
  ])("%j is %s", (text, expected) => expect(day(text)).toBe(expected));
});

describe("the side of today a question is about", () => {
  it.each<[string, Times, string, string]>([
    ["el viernes", "past", WEDNESDAY, "11-20"],
    ["el viernes", "any", WEDNESDAY, "11-20 | 11-27"],
    ["el viernes", "coming", FRIDAY, "11-27 | 12-04"],
    ["el viernes", "past", FRIDAY, "11-20 | 11-27"],
    ["el próximo viernes", "coming", FRIDAY, "12-04"],
    ["el próximo viernes", "coming", SATURDAY, "12-04"],
    ["próximo domingo", "coming", FRIDAY, "11-29 | 12-06"],
    ["el 15", "past", WEDNESDAY, "11-15"],
    ["el 15", "any", WEDNESDAY, "11-15 | 12-15"],
    ["el 31", "past", WEDNESDAY, "10-31"],
    ["viernes 27", "any", WEDNESDAY, "11-27"],
    ["5/6", "past", WEDNESDAY, "06-05"],
    ["15/12", "past", WEDNESDAY, "2025-12-15"],
    ["15/12", "any", WEDNESDAY, "12-15"],
    ["1/11", "any", WEDNESDAY, "11-01"],
    ["5/6", "any", WEDNESDAY, "06-05 | 2027-06-05"],
    ["15/12/85", "past", WEDNESDAY, "1985-12-15"],
    ["ayer", "coming", WEDNESDAY, "11-24"],
    ["mañana", "past", WEDNESDAY, "11-26"],
  ])("%j, %s, on %s is %s", (text, times, today, expected) =>
    expect(day(text, times, today)).toBe(expected),
  );
});

describe("a time", () => {
  it.each([
    ["8", "08:00 | 20:00"],
    ["a las 8", "08:00 | 20:00"],
    ["08:30", "08:30"],
    ["08:30 de la noche", "20:30"],
    ["8:30", "08:30 | 20:30"],
    ["8.30 am", "08:30"],
    ["8 y media", "08:30 | 20:30"],
    ["ocho y cuarto", "08:15 | 20:15"],
    ["ocho y cinco", "08:05 | 20:05"],
    ["ocho treinta", "08:30 | 20:30"],
    ["8 menos cuarto", "07:45 | 19:45"],
    ["cuarto para las ocho de la mañana", "07:45"],
    ["diez para las 8 am", "07:50"],
    ["8am", "08:00"],
    ["8 a.m.", "08:00"],
    ["8 AM", "08:00"],
    ["a las 8 de la mañana", "08:00"],
    ["8 de la manana", "08:00"],
    ["8 en la mañana", "08:00"],
    ["en la mañana a las 8", "08:00"],
    ["3 de la tarde", "15:00"],
    ["a las 3 pm", "15:00"],
    ["3 y media de la tarde", "15:30"],
    ["7 de la noche", "19:00"],
    ["8pm", "20:00"],
    ["20:30", "20:30"],
    ["20:30 pm", "20:30"],
    ["20h30", "20:30"],
    ["15 horas", "15:00"],
    ["15", "15:00"],
    ["00:30", "00:30"],
    ["2 de la madrugada", "02:00"],
    ["mediodía", "12:00"],
    ["al medio día", "12:00"],
    ["12 del día", "12:00"],
    ["12 m.", "12:00"],
    ["medianoche", "00:00"],
    ["12 de la noche", "00:00"],
    ["12 de la tarde", "12:00"],
    ["12", "00:00 | 12:00"],
    ["12 pm", "00:00 | 12:00"],
    ["1:30 pm", "13:30"],
    ["para las 8 de la mañana", "08:00"],
    ["8 o 9 de la mañana", "08:00 | 09:00"],
    ["8 o 9", "08:00 | 09:00 | 20:00 | 21:00"],
    ["8 am o 5 pm", "08:00 | 17:00"],
    ["a las 8 en punto, gracias", "08:00 | 20:00"],
    ["8️⃣", "08:00 | 20:00"],
    ["8 y 9", "-"],
    ["8 a 10", "-"],
    ["entre 8 y 10", "-"],
    ["como a las 8", "-"],
    ["después de las 8", "-"],
    ["11 de la tarde", "-"],
    ["13 am", "-"],
    ["a las 8 am de la noche", "-"],
    ["25", "-"],
    ["8:75", "-"],
    ["8,5", "-"],
    ["24:00", "-"],
    ["mañana a las 8", "-"],
    ["en la mañana", "-"],
    ["-8", "-"],
    ["8 litros", "-"],
  ])("%j is %s", (text, expected) => expect(time(text)).toBe(expected));

  it.each([
    ["tutamanta las 8ta", "08:00"],
    ["las pusaqta tutamanta", "08:00"],
    ["las kimsa tardi", "15:00"],
    ["ch'isi las 7", "19:00"],
    ["pusaq ura", "08:00 | 20:00"],
    ["las ochota", "08:00 | 20:00"],
    ["las 8 mediayuq", "08:30 | 20:30"],
    ["las pusaqkama", "-"],
    ["las 8 hina", "-"],
    ["à 8 heures du matin", "08:00"],
    ["14 heures 30", "14:30"],
    ["midi", "12:00"],
    ["8 o'clock in the evening", "20:00"],
    ["at 8 pm", "20:00"],
  ])("%j is %s", (text, expected) => expect(time(text)).toBe(expected));
});

describe("a moment", () => {
  it.each([
    ["pasado mañana a las 8", "11-27 08:00 | 11-27 20:00"],
    ["pasado mañana a las 8 de la mañana", "11-27 08:00"],
    ["mañana a las 8 de la mañana", "11-26 08:00"],
    ["mañana en la mañana a las 8", "11-26 08:00"],
    ["mañana 8 am", "11-26 08:00"],
    ["mañana 8", "11-26 08:00 | 11-26 20:00"],
    ["a las 8 de la mañana mañana", "11-26 08:00"],
    ["8 am mañana", "11-26 08:00"],
    ["8 am del viernes", "11-27 08:00"],
    ["a las 3 de la tarde del 15 de diciembre", "12-15 15:00"],
    ["intichaw p'unchay las 9 am", "11-29 09:00"],
    ["el viernes a las 3 de la tarde", "11-27 15:00"],
    ["viernes 27 a las 3 pm", "11-27 15:00"],
    ["viernes 27, 3 pm", "11-27 15:00"],
    ["viernes 3 pm", "11-27 15:00"],
    ["viernes 27 para las 8 am", "11-27 08:00"],
    ["el 15 a las 20:30", "12-15 20:30"],
    ["el 15 para las 8 am", "12-15 08:00"],
    ["15/12 8:30 am", "12-15 08:30"],
    ["15/12/2026 20:30", "12-15 20:30"],
    ["2026-12-15 08:30 pm", "12-15 20:30"],
    ["15 de diciembre, 8 am", "12-15 08:00"],
    ["diciembre 15 a las 15 horas", "12-15 15:00"],
    ["esta noche a las 8", "11-25 20:00"],
    ["esta tarde a las 3", "11-25 15:00"],
    ["viernes o sábado a las 8 am", "11-27 08:00 | 11-28 08:00"],
    ["viernes a las 8 am o 9 am", "11-27 08:00 | 11-27 09:00"],
    ["viernes al mediodía", "11-27 12:00"],
    ["viernes a medianoche", "11-27 00:00 | 11-28 00:00"],
    ["el próximo viernes a las 3pm", "11-27 15:00 | 12-04 15:00"],
    ["paqarin tutamanta las pusaqta", "11-26 08:00"],
    ["wirnispaq las 3 tardi", "11-27 15:00"],
    ["demain à 8 heures du matin", "11-26 08:00"],
    ["tomorrow at 8 am", "11-26 08:00"],
    ["viernes", "-"],
    ["mañana en la mañana", "-"],
    ["a las 8", "-"],
    ["viernes 8", "-"],
    ["viernes a las 8 o sábado a las 9", "-"],
    ["viernes a las 8 o sábado", "-"],
    ["viernes de 8 a 10", "-"],
    ["viernes 8 am 9 am", "-"],
    ["quizás mañana a las 8", "-"],
  ])("%j is %s", (text, expected) => expect(moment(text)).toBe(expected));

  it("takes a number after «mañana» for its date where it is that date", () => {
    expect(moment("mañana 8", "coming", "2026-12-07")).toBe("-");
    expect(moment("mañana 8 a las 9 am", "coming", "2026-12-07")).toBe("12-08 09:00");
  });
});

describe("any answer to «when?»", () => {
  const asked = { today: WEDNESDAY, times: "any" as const };
  const months =
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre";
  const anyDay = fc.integer({ min: 0, max: 364 }).map((ahead) => addDays(WEDNESDAY, ahead));

  it("is read without throwing or hanging", () => {
    const letters = fc.string({ unit: "binary", maxLength: 4000 });
    const words = fc
      .array(
        fc.constantFrom(
          ..."el 15 8 de la mañana viernes o y , / : - . a las en 3 días pasado próximo diciembre am 2026 cuarto para tarde semana hace ocho paqarin 12.30".split(
            " ",
          ),
        ),
        { maxLength: 40 },
      )
      .map((pieces) => pieces.join(" "));
    fc.assert(
      fc.property(fc.oneof(letters, words), (text) => {
        const start = performance.now();
        for (const reading of [
          readDay(text, asked, lexicon),
          readTime(text, lexicon),
          readMoment(text, asked, lexicon),
        ]) {
          if (reading?.kind === "several") expect(reading.values.length).toBeGreaterThan(1);
        }
        expect(performance.now() - start).toBeLessThan(500);
      }),
      { numRuns: 500 },
    );
  });

  it("of four thousand characters is answered at once", () => {
    for (const piece of ["8", "el ", "viernes o ", "1/", "8:", "mañana ", "chunka", "🔟"]) {
      expect(readMoment(piece.repeat(4000).slice(0, 4000), asked, lexicon)).toBeNull();
    }
  });

  it("gives back every day as it is written", () => {
    fc.assert(
      fc.property(anyDay, (written) => {
        const [year, month, date] = written.split("-").map(Number);
        const name = months.split(" ")[(month ?? 0) - 1];
        for (const text of [
          written,
          `${date}/${month}/${year}`,
          `${date} de ${name}`,
          `${date} de ${name} de ${year}`,
          `${date}/${month}`,
        ]) {
          expect(readDay(text, { ...asked, times: "coming" }, lexicon), text).toEqual({
            kind: "one",
            value: written,
          });
        }
      }),
    );
  });

  it("gives a weekday only on the asked side", () => {
    fc.assert(
      fc.property(anyDay, fc.constantFrom<Times>("past", "coming"), (today, times) => {
        const found = readDay("el viernes", { today, times }, lexicon);
        const days = found === null ? [] : found.kind === "one" ? [found.value] : found.values;
        expect(days.length).toBeGreaterThan(0);
        for (const each of days) {
          expect(weekday(each)).toBe(5);
          expect(times === "coming" ? each >= today : each <= today).toBe(true);
        }
      }),
    );
  });

  it("gives back every minute of the clock's other half as it is written", () => {
    const hour = fc.constantFrom(0, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23);
    fc.assert(
      fc.property(hour, fc.integer({ min: 0, max: 59 }), (hours, minutes) => {
        const minute = hours * 60 + minutes;
        expect(readTime(clock(minute), lexicon)).toEqual({ kind: "one", value: minute });
        expect(readMoment(`15/12/2026 ${clock(minute)}`, asked, lexicon)).toEqual({
          kind: "one",
          value: { day: "2026-12-15", minute },
        });
      }),
    );
  });
});
