import { confirmBroadcast, type BroadcastDraft } from "../../src/broadcast/confirm.ts";
import { recipientsOf, type RecipientStatus } from "../../src/broadcast/status.ts";
import type { Village } from "../kit/conversation.ts";

/** A broadcast to everybody, begun at once. */
export function draftIn(village: Village, but: Partial<BroadcastDraft> = {}): BroadcastDraft {
  return {
    by: "Ana",
    personId: null,
    purpose: "trainings",
    content: { kind: "texts", texts: { es: "Hay feria." } },
    audience: "role=producer",
    startAt: village.now(),
    windowMs: 0,
    ignoreQuiet: false,
    ...but,
  };
}

/** Confirms such a broadcast; its id. */
export async function sendIn(village: Village, but: Partial<BroadcastDraft> = {}): Promise<string> {
  const draft = draftIn(village, but);
  return (await confirmBroadcast(village.store, draft, null, village.now())).id;
}

/** Every recipient of a broadcast. */
export async function fatesIn(village: Village, id: string): Promise<RecipientStatus[]> {
  const all: RecipientStatus[] = [];
  for await (const one of recipientsOf((work) => village.store.read(work), id)) all.push(one);
  return all;
}
