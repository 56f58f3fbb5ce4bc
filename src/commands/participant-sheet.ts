import { limaDay, limaMinutes, weekday } from "../core/lima.ts";
import type { PdfContent, PdfPart } from "../documents/pdf.ts";
import { groupCounts, type Grouping, type TrainingList } from "../modules/trainings/export.ts";
import type { Participant } from "../modules/trainings/participants.ts";

/** The list of participants for print: whom a training expects, to sign; afterwards who came, with counts. */
export function participantSheet(lists: readonly TrainingList[], madeAt: Date): PdfContent {
  return {
    title: "Lista de participantes",
    language: "es",
    madeAt,
    foot: `Kallpanchis · hecho el ${writeDay(limaDay(madeAt))} · página {page} de {pages}`,
    landscape: true,
    parts: [
      { kind: "title", text: "Lista de participantes" },
      ...lists.flatMap(listParts),
      ...(lists.length === 0
        ? [{ kind: "text" as const, text: "En estos días no hubo capacitaciones." }]
        : summaryParts(lists)),
    ],
  };
}

function listParts({ training, people }: TrainingList): PdfPart[] {
  const came = people.filter((one) => one.attended);
  const shown = came.length > 0 ? came : people.filter((one) => one.answer === "yes");
  const minutes = limaMinutes(training.startsAt);
  const hour = `${Math.trunc(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
  const facts: [string, string][] = [
    ["Cuándo", `${writeDay(limaDay(training.startsAt))}, ${hour}`],
    ["Dónde", training.place],
    ["La da", training.host],
    [came.length > 0 ? "Vinieron" : "Se espera a", String(shown.length)],
  ];
  if (training.state === "cancelled") facts.push(["Estado", "Cancelada"]);
  return [
    { kind: "heading", text: training.topic },
    { kind: "facts", facts },
    ...(shown.length === 0
      ? [{ kind: "small" as const, text: "Todavía no hay nadie en la lista." }]
      : [{ kind: "table" as const, columns: COLUMNS, rows: shown.map(row), tall: true as const }]),
  ];
}

const COLUMNS = [
  { title: "N°", share: 1, right: true as const },
  { title: "Nombre", share: 5 },
  { title: "Familia", share: 2.4 },
  { title: "Sexo", share: 1.2 },
  { title: "Edad", share: 1.5 },
  { title: "Comunidad", share: 3.6 },
  { title: "Asociación", share: 3.6 },
  { title: "Firma o huella", share: 4.5 },
];

function row(one: Participant, index: number): string[] {
  return [
    String(index + 1),
    one.name,
    one.familyCode,
    SEXES[one.sex ?? ""] ?? "",
    one.age ?? "",
    one.community ?? "",
    one.association ?? "",
    "",
  ];
}

const SEXES: Record<string, string> = { F: "Mujer", M: "Varón" };

const GROUPS: [Grouping, string][] = [
  ["sex", "Por sexo"],
  ["age_group", "Por edad"],
  ["community", "Por comunidad"],
  ["association", "Por asociación"],
];

function summaryParts(lists: readonly TrainingList[]): PdfPart[] {
  const attended = lists.flatMap(({ people }) => people.filter((one) => one.attended));
  if (attended.length === 0) return [];
  const persons = new Set(attended.map((one) => one.personId)).size;
  return [
    { kind: "heading", text: "Resumen" },
    {
      kind: "facts",
      facts: [
        ["Capacitaciones", String(lists.length)],
        ["Asistencias", String(attended.length)],
        ["Personas distintas", String(persons)],
      ],
    },
    ...GROUPS.map(([by, title]): PdfPart => ({
      kind: "table",
      columns: [
        { title, share: 5 },
        { title: "Asistencias", share: 2, right: true },
        { title: "Personas distintas", share: 2, right: true },
      ],
      rows: groupCounts(lists, by).map(({ group, attendances, persons: different }) => [
        group === "" ? "No se sabe" : (SEXES[group] ?? group),
        String(attendances),
        String(different),
      ]),
    })),
    { kind: "signatures", under: ["Responsable de la capacitación", "Autoridad local"] },
  ];
}

function writeDay(day: string): string {
  return `${DAYS[weekday(day)] ?? ""} ${Number(day.slice(8))} de ${MONTHS[Number(day.slice(5, 7)) - 1] ?? ""} de ${day.slice(0, 4)}`;
}

const DAYS = ["domingo", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado"];
const MONTHS = [
  "enero",
  "febrero",
  "marzo",
  "abril",
  "mayo",
  "junio",
  "julio",
  "agosto",
  "setiembre",
  "octubre",
  "noviembre",
  "diciembre",
];
