import type { Language } from "../../core/language.ts";

/** One household of the demonstration district. */
export interface DemonstrationFamily {
  code: string;
  name: string;
  community: string;
  association: string | null;
  cowsMilking: number;
  /** Litres of a usual day. */
  litres: number;
  /** The first one writes on the simulator. */
  persons: DemonstrationPerson[];
  /** What makes this family's month worth looking at. */
  story: "plain" | "split" | "dry_week" | "unusual_day" | "porongo" | "unregistered";
}

export interface DemonstrationPerson {
  name: string;
  sex: "F" | "M";
  birthYear: number;
  language: Language;
  roles: string[];
}

export const DISTRICT = { name: "Zurite", municipality: "Anta" };
export const QORI_WAKA = "Asociación de Productores Lecheros Qori Waka";
export const SUMAQ_NAN = "Asociación Sumaq Ñan";
export const COMMUNITIES = ["Yanama", "Tambo Real", "Ñawpa Ayllu", "San Nicolás de Bari"] as const;
const [YANAMA, TAMBO, NAWPA, BARI] = COMMUNITIES;

/** The twelve families, half of whom speak Quechua; names are invented. */
export const FAMILIES: readonly DemonstrationFamily[] = [
  family("ZUR-001", "Quispe Mamani", YANAMA, QORI_WAKA, 4, 22, "split", [
    person("Rosa Quispe Mamani", "F", 1984, "es", "producer", "delegate"),
    person("Julián Huamán Ccori", "M", 1981, "es", "producer"),
  ]),
  family("ZUR-002", "Huallpa T'ito", YANAMA, QORI_WAKA, 2, 11, "plain", [
    person("Saturnina Huallpa T'ito", "F", 1969, "qu", "producer"),
  ]),
  family("ZUR-003", "Ccahuana Ñahui", TAMBO, SUMAQ_NAN, 3, 16, "porongo", [
    person("Nieves Ccahuana Ñahui", "F", 1990, "qu", "producer"),
    person("Wáskar Ccahuana Ñahui", "M", 2003, "es", "producer"),
  ]),
  family("ZUR-004", "Muñoz Peña", TAMBO, QORI_WAKA, 5, 26, "plain", [
    person("Fermín Muñoz Peña", "M", 1976, "es", "producer", "yachachiq"),
  ]),
  family("ZUR-005", "Puma K'ana", NAWPA, SUMAQ_NAN, 2, 9, "dry_week", [
    person("Paulina Puma K'ana", "F", 1958, "qu", "producer"),
  ]),
  family("ZUR-006", "Condori Ñaupari", NAWPA, SUMAQ_NAN, 3, 14, "unusual_day", [
    person("Mauricio Condori Ñaupari", "M", 1987, "es", "producer", "delegate"),
  ]),
  family("ZUR-007", "Sulca Ch'aska", BARI, QORI_WAKA, 4, 19, "split", [
    person("Ch'aska Sulca Inquil", "F", 1995, "qu", "producer"),
  ]),
  family("ZUR-008", "Gutiérrez Cusihuamán", BARI, QORI_WAKA, 3, 17, "plain", [
    person("María Gutiérrez Cusihuamán", "F", 1979, "es", "producer"),
  ]),
  family("ZUR-009", "Yupanqui Q'ello", YANAMA, SUMAQ_NAN, 2, 8, "plain", [
    person("Toribio Yupanqui Q'ello", "M", 1962, "qu", "producer"),
  ]),
  family("ZUR-010", "Ñahuincopa Ramos", TAMBO, null, 3, 13, "plain", [
    person("Inés Ñahuincopa Ramos", "F", 1992, "es", "producer"),
  ]),
  family("ZUR-011", "Choque Phuyu", NAWPA, SUMAQ_NAN, 2, 12, "split", [
    person("Eusebia Choque Phuyu", "F", 1973, "qu", "producer", "yachachiq"),
  ]),
  family("ZUR-012", "Álvarez Tupayachi", BARI, QORI_WAKA, 3, 15, "unregistered", [
    person("José Álvarez Tupayachi", "M", 1999, "es", "producer"),
  ]),
];

function family(
  code: string,
  name: string,
  community: string,
  association: string | null,
  cowsMilking: number,
  litres: number,
  story: DemonstrationFamily["story"],
  persons: DemonstrationPerson[],
): DemonstrationFamily {
  return { code, name, community, association, cowsMilking, litres, story, persons };
}

function person(
  name: string,
  sex: "F" | "M",
  birthYear: number,
  language: Language,
  ...roles: string[]
): DemonstrationPerson {
  return { name, sex, birthYear, language, roles };
}
