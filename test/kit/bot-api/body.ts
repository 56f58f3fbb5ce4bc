import { badRequest, isObject } from "./wire.ts";
import type { Payload } from "./wire.ts";

/** A file that came inside a multipart body. */
export interface UploadedFile {
  readonly name: string;
  readonly bytes: Buffer;
}

/** A request's parameters and files. */
export interface ParsedBody {
  readonly payload: Payload;
  readonly files: ReadonlyMap<string, UploadedFile>;
}

const NO_FILES: ReadonlyMap<string, UploadedFile> = new Map();
const LINE_END = Buffer.from("\r\n");
const HEAD_END = Buffer.from("\r\n\r\n");

/** Reads a body by its content type, and the query of the address; the body wins over the query. */
export function parseBody(type: string | undefined, body: Buffer, query = ""): ParsedBody {
  const payload: Payload = query === "" ? {} : parseForm(query);
  if (body.length === 0) return { payload, files: NO_FILES };
  const kind = type ?? "";
  if (kind.startsWith("application/json")) {
    const value = parseJson(body);
    return { payload: query === "" ? value : { ...payload, ...value }, files: NO_FILES };
  }
  if (kind.startsWith("multipart/form-data")) return parseMultipart(kind, body, payload);
  if (kind.startsWith("application/x-www-form-urlencoded")) {
    return { payload: { ...payload, ...parseForm(body.toString()) }, files: NO_FILES };
  }
  // The real server ignores bodies of a type it does not know.
  return { payload, files: NO_FILES };
}

function parseForm(text: string): Payload {
  return Object.fromEntries(new URLSearchParams(text));
}

function parseJson(body: Buffer): Payload {
  let value: unknown;
  try {
    value = JSON.parse(body.toString());
  } catch {
    throw badRequest("can't parse JSON object");
  }
  if (!isObject(value)) throw badRequest("can't parse JSON object");
  return value;
}

function parseMultipart(type: string, body: Buffer, payload: Payload): ParsedBody {
  const boundary = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(type);
  const word = boundary?.[1] ?? boundary?.[2];
  if (word === undefined) throw badRequest("boundary field not found");
  const separator = Buffer.from(`\r\n--${word}`);
  const files = new Map<string, UploadedFile>();
  // The first boundary opens the body and so has no line end of its own before it.
  let position = body.indexOf(separator.subarray(2));
  if (position < 0) throw badRequest("first boundary not found");
  position += separator.length - 2;
  while (body.toString("latin1", position, position + 2) !== "--") {
    const start = body.indexOf(LINE_END, position) + 2;
    const end = start < 2 ? -1 : body.indexOf(separator, start - 2);
    if (end < 0) throw badRequest("unexpected end of a multipart body");
    readPart(body, start, end, payload, files);
    position = end + separator.length;
  }
  return { payload, files };
}

function readPart(
  body: Buffer,
  start: number,
  end: number,
  payload: Payload,
  files: Map<string, UploadedFile>,
): void {
  const headEnd = body.indexOf(HEAD_END, start);
  if (headEnd < 0 || headEnd > end) throw badRequest("can't find end of part headers");
  const head = body.toString("utf8", start, headEnd);
  // Telegraf writes "content-disposition:form-data" without a space after the colon.
  const name = /content-disposition:[^\r\n]*?\bname="([^"]*)"/i.exec(head)?.[1];
  if (name === undefined) throw badRequest("field name not found");
  const content = body.subarray(headEnd + HEAD_END.length, end);
  const fileName = /\bfilename="([^"]*)"/i.exec(head)?.[1];
  if (fileName === undefined) payload[name] = content.toString();
  else files.set(name, { name: fileName, bytes: Buffer.from(content) });
}
