import { LineCounter, parseDocument, type Document } from "yaml";
import type { z } from "zod";

/** One file of text, with the name it is reported under. */
export interface FileText {
  file: string;
  text: string;
}

/** One thing wrong in a file, with what to do about it. */
export interface Problem {
  file: string;
  line: number;
  /** Node or key it is about; may be empty. */
  where: string;
  message: string;
  /** A warning does not keep the flow from running. */
  severity: "error" | "warning";
}

/** One line a problem: `flows/milk/report.yaml:12 node ask_size: …`. */
export function writeProblem(problem: Problem): string {
  const where = problem.where === "" ? "" : ` ${problem.where}`;
  return `${problem.file}:${problem.line}${where}: ${problem.severity === "warning" ? "warning: " : ""}${problem.message}`;
}

/** A YAML file whose places can be found again. */
export class Source {
  readonly file: string;
  readonly problems: Problem[] = [];
  readonly #lines = new LineCounter();
  readonly #document: Document.Parsed;

  constructor(file: string, text: string) {
    this.file = file;
    this.#document = parseDocument(text, { lineCounter: this.#lines, prettyErrors: false });
    const hidden = text.split("\n").findIndex((line) => /^[\s{"']*__proto__["']?\s*:/.test(line));
    if (hidden >= 0)
      this.problems.push({
        file,
        line: hidden + 1,
        where: "",
        severity: "error",
        message: '"__proto__" can be no name; choose another',
      });
    for (const error of this.#document.errors) {
      const line = this.#lines.linePos(error.pos[0]).line;
      // One slip is often told in several ways.
      if (this.problems.some((problem) => problem.line === line)) continue;
      this.problems.push({
        file,
        line,
        where: "",
        severity: "error",
        message: `not valid YAML: ${firstLine(error.message)}; look at the colons, quotes and brackets of this line`,
      });
    }
  }

  /** The file as plain data; undefined when it is not YAML. */
  data(): unknown {
    if (this.problems.length > 0) return undefined;
    try {
      return this.#document.toJS() as unknown;
    } catch {
      this.report(
        [],
        "",
        "an alias such as *name stands for nothing here, or for too much; write it out",
      );
      return undefined;
    }
  }

  /** Line of a key path; of its nearest existing parent when it does not exist. */
  line(path: readonly PropertyKey[]): number {
    for (let length = path.length; length > 0; length--) {
      const found = this.#document.getIn(path.slice(0, length), true) as
        | { range?: [number, number, number] }
        | undefined;
      const start = found?.range?.[0];
      if (start !== undefined) return this.#lines.linePos(start).line;
    }
    return 1;
  }

  /** Notes a problem at a key path. */
  report(
    path: readonly PropertyKey[],
    where: string,
    message: string,
    severity: Problem["severity"] = "error",
  ): void {
    this.problems.push({ file: this.file, line: this.line(path), where, message, severity });
  }

  /** Reads data by a schema; every mismatch becomes a problem with its line. */
  read<T>(
    schema: z.ZodType<T>,
    data: unknown,
    path: readonly PropertyKey[],
    where: string,
  ): T | null {
    const result = schema.safeParse(data);
    if (result.success) return result.data;
    for (const issue of result.error.issues) {
      const place = [...path, ...issue.path];
      const key = issue.path.length === 0 ? "" : `"${issue.path.map(String).join(".")}": `;
      this.report(place, where, key + explain(issue));
    }
    return null;
  }
}

function explain(issue: z.core.$ZodIssue): string {
  if (issue.code === "unrecognized_keys") {
    return `unknown key ${issue.keys.map((key) => `"${key}"`).join(", ")}; remove it or correct its spelling`;
  }
  // The value itself is not told: the line shows it.
  if (issue.code === "invalid_value") return `write one of ${issue.values.map(String).join(", ")}`;
  if (issue.code === "invalid_type") return `${issue.message}; is it missing or of another kind?`;
  return firstLine(issue.message);
}

function firstLine(text: string): string {
  return text.split("\n")[0] ?? text;
}
