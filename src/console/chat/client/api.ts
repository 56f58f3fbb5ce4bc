import {
  MAX_UPLOAD,
  type AuthorAnswer,
  type ChatPerson,
  type ConversationAnswer,
  type ErrorAnswer,
  type PeopleAnswer,
  type PostAnswer,
  type PostedMessage,
} from "../protocol.ts";

/** What became of a message that was handed in. */
export type PostResult =
  | { kind: "accepted"; seq: number }
  /** The server does not want it, ever. */
  | { kind: "refused"; reason: string }
  /** No answer, or "later": to be tried again. */
  | { kind: "later" };

const PATIENCE_MS = 15_000;

/** The demonstration families. Rejects when the server cannot be reached. */
export async function fetchPeople(): Promise<ChatPerson[]> {
  const answer = await getJson<PeopleAnswer>("/chat/people");
  return answer.people;
}

/** A page of a conversation. Rejects when the server cannot be reached. */
export function fetchConversation(
  address: string,
  before: number | null,
): Promise<ConversationAnswer> {
  const query = new URLSearchParams({ address });
  if (before !== null) query.set("before", String(before));
  return getJson<ConversationAnswer>(`/chat/conversation?${query.toString()}`);
}

/** What the service did in this conversation. Rejects when the server cannot be reached. */
export function fetchAuthor(address: string): Promise<AuthorAnswer> {
  return getJson<AuthorAnswer>(`/chat/author?${new URLSearchParams({ address }).toString()}`);
}

/** Lets new conversations of this person begin with the files, or with what is published. */
export async function postDraft(address: string, draft: boolean): Promise<AuthorAnswer> {
  const response = await fetch("/chat/author", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ address, draft }),
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  if (!response.ok) throw new Error(`/chat/author answered ${response.status}`);
  return (await response.json()) as AuthorAnswer;
}

/** Hands in a message; never rejects. */
export async function postMessage(message: PostedMessage): Promise<PostResult> {
  try {
    const response = await fetch("/chat/messages", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(message),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (response.ok) {
      const answer = (await response.json()) as PostAnswer;
      return { kind: "accepted", seq: answer.seq };
    }
    if (response.status >= 500 || [408, 425, 429].includes(response.status)) {
      return { kind: "later" };
    }
    return { kind: "refused", reason: await reasonOf(response) };
  } catch {
    return { kind: "later" };
  }
}

/** Hands in a file with the words under it; never rejects. */
export async function postFile(
  address: string,
  id: string,
  file: File,
  text: string,
): Promise<PostResult> {
  if (file.size > MAX_UPLOAD) return { kind: "refused", reason: "> 20 MB" };
  const query = new URLSearchParams({ address, id, text, name: file.name.slice(0, 120) });
  try {
    const response = await fetch(`/chat/files?${query.toString()}`, {
      method: "POST",
      headers: { "content-type": file.type === "" ? "application/octet-stream" : file.type },
      body: file,
    });
    if (!response.ok) return { kind: "refused", reason: await reasonOf(response) };
    return { kind: "accepted", seq: ((await response.json()) as PostAnswer).seq };
  } catch {
    return { kind: "later" };
  }
}

async function reasonOf(response: Response): Promise<string> {
  try {
    return ((await response.json()) as ErrorAnswer).error;
  } catch {
    return String(response.status);
  }
}

async function getJson<Answer>(path: string): Promise<Answer> {
  const response = await fetch(path, { signal: AbortSignal.timeout(PATIENCE_MS) });
  if (!response.ok) throw new Error(`${path.split("?")[0]} answered ${response.status}`);
  return (await response.json()) as Answer;
}
