import { isDeepStrictEqual } from "node:util";
import type { Question } from "./questions.ts";
import { COLUMNS, LANGUAGE_CODES } from "./rows.ts";

/** Names of the files in a package. */
export const DESCRIPTOR_FILE = "datapackage.json";
/** The data of the package. */
export const ROWS_FILE = "answers.json";
/** The same for spreadsheets. */
export const TABLE_FILE = "answers.csv";

/**
 * The version that programs name which read packages. What we take from the proposed 1.1.0
 * (`is_personal_information`) is an addition that they pass over.
 */
const SPECIFICATION = "1.0.0-rc1";

/** `datapackage.json` of a Flow Results package: https://floip.gitbook.io/flow-results-specification. */
export interface Descriptor {
  profile: "flow-results-package";
  name: string;
  title: string;
  description: string;
  flow_results_specification_version: string;
  /** RFC 3339 in UTC with `+00:00`, as `modified`. */
  created: string;
  /** When the questions last changed. */
  modified: string;
  /** UUID of version 4. */
  id: string;
  resources: [Resource];
}

interface Resource {
  profile: "data-resource";
  name: string;
  path: string;
  access_method: "file";
  format: "json";
  mediatype: "application/json";
  encoding: "utf-8";
  /** Size of the file in bytes. */
  bytes: number;
  /** `sha256:` and the hex digest of the file, by which data and descriptor of two exports are told apart. */
  hash: string;
  /** The rows have no line of headers. */
  dialect: { header: false };
  schema: {
    language: string;
    fields: { name: string; title: string; type: string }[];
    questions: Record<string, Question>;
  };
}

/** What a descriptor tells, beside what is always the same. */
export interface Described {
  flow: string;
  title: string;
  questions: Record<string, Question>;
  bytes: number;
  /** Hex SHA-256 of the data. */
  sha256: string;
}

const TITLES: Record<(typeof COLUMNS)[number], [title: string, type: string]> = {
  timestamp: ["Timestamp", "datetime"],
  row_id: ["Row ID", "string"],
  contact_id: ["Contact ID", "string"],
  session_id: ["Session ID", "string"],
  question_id: ["Question ID", "string"],
  response: ["Response", "any"],
  response_metadata: ["Response Metadata", "object"],
};

/**
 * Describes a package. Its one resource is the JSON file: the specification wants exactly one, as a JSON
 * array of row arrays (which Frictionless tools read too, told that there are no headers). The CSV file
 * beside it is for spreadsheets and stands in the description only.
 * @param earlier the package that is replaced: it keeps its id as long as its questions stay as they are
 *   and others are only added, as the specification allows; else this is another package
 * @param id for another package, a UUID of version 4
 */
export function describePackage(
  { flow, title, questions, bytes, sha256 }: Described,
  earlier: Descriptor | null,
  { id, now }: { id: string; now: Date },
): Descriptor {
  const at = now.toISOString().replace("Z", "+00:00");
  const before = earlier?.resources[0].schema.questions ?? {};
  const isSame = isDeepStrictEqual(before, questions);
  const isLater = Object.entries(before).every(([key, question]) =>
    isDeepStrictEqual(question, questions[key]),
  );
  const kept = isLater ? earlier : null;
  return {
    profile: "flow-results-package",
    name: flow,
    title,
    description: `Answers to the flow ${flow}. ${TABLE_FILE} holds the same rows for spreadsheets, with ' before texts they would take for a formula.`,
    flow_results_specification_version: SPECIFICATION,
    created: kept?.created ?? at,
    modified: (isSame ? kept?.modified : undefined) ?? at,
    id: kept?.id ?? id,
    resources: [
      {
        profile: "data-resource",
        name: `${flow}-answers`,
        path: ROWS_FILE,
        access_method: "file",
        format: "json",
        mediatype: "application/json",
        encoding: "utf-8",
        bytes,
        hash: `sha256:${sha256}`,
        dialect: { header: false },
        schema: {
          language: LANGUAGE_CODES.es,
          fields: COLUMNS.map((name) => ({
            name,
            title: TITLES[name][0],
            type: TITLES[name][1],
          })),
          questions,
        },
      },
    ],
  };
}

/** The hex of a hash shaped as a UUID of version 4. */
export function uuidOf(hex: string): string {
  const variant = "89ab"[Number.parseInt(hex.charAt(16), 16) % 4];
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
}
