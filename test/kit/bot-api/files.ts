import { badRequest } from "./wire.ts";

/** What a file was sent as; a file_id can only be used again as the same kind. */
export type FileKind = "photo" | "voice" | "audio" | "document" | "sticker";

/** A file on the server. */
export interface StoredFile {
  readonly id: string;
  readonly uniqueId: string;
  readonly kind: FileKind;
  readonly name: string;
  readonly path: string;
  readonly size: number;
  /** Gone when the store was told to keep few. */
  bytes: Buffer | undefined;
}

const DOWNLOAD_LIMIT_BYTES = 20 * 1024 * 1024;

const EXTENSIONS: Readonly<Record<FileKind, string>> = {
  photo: "jpg",
  voice: "oga",
  audio: "mp3",
  document: "dat",
  sticker: "webp",
};

/** The files of one bot, found by file_id or by download path. */
export class FileStore {
  readonly #byId = new Map<string, StoredFile>();
  readonly #byPath = new Map<string, StoredFile>();
  readonly #withBytes: StoredFile[] = [];
  readonly #keep: number;

  /** `keep`: of how many files the bytes are kept, the newest ones; the ids stay valid. */
  constructor(keep = Number.POSITIVE_INFINITY) {
    this.#keep = keep;
  }

  add(kind: FileKind, bytes: Buffer, name?: string): StoredFile {
    const number = this.#byId.size + 1;
    const extension = /\.([a-z0-9]{1,8})$/i.exec(name ?? "")?.[1] ?? EXTENSIONS[kind];
    const file: StoredFile = {
      id: `local-${kind}-${number}`,
      uniqueId: `unique-${number}`,
      kind,
      name: name ?? `${kind}.${extension}`,
      path: `${kind}s/file_${number}.${extension}`,
      size: bytes.length,
      bytes,
    };
    this.#byId.set(file.id, file);
    this.#byPath.set(file.path, file);
    this.#withBytes.push(file);
    if (this.#withBytes.length > this.#keep) {
      const oldest = this.#withBytes.shift();
      if (oldest !== undefined) oldest.bytes = undefined;
    }
    return file;
  }

  /** The file for reuse in a message of the given kind. */
  reuse(kind: FileKind, id: string): StoredFile {
    const file = this.#byId.get(id);
    if (file === undefined) {
      throw badRequest("wrong remote file identifier specified: Wrong string length");
    }
    if (file.kind !== kind) throw badRequest(`can't use file of type ${file.kind} as ${kind}`);
    return file;
  }

  /** The file for `getFile`. */
  forDownload(id: string): StoredFile {
    const file = this.#byId.get(id);
    if (file === undefined) throw badRequest("invalid file_id");
    if (file.size > DOWNLOAD_LIMIT_BYTES) throw badRequest("file is too big");
    return file;
  }

  atPath(path: string): StoredFile | undefined {
    return this.#byPath.get(path);
  }
}
