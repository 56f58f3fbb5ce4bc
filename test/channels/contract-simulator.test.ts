import { join } from "node:path";
import type { ChatMessage } from "../../src/console/chat/protocol.ts";
import { newId } from "../../src/core/ids.ts";
import { insertFamily, insertIdentity, insertPerson } from "../../src/rehearsal/cast.ts";
import { openStore } from "../../src/store/open.ts";
import { newDataFolder, startService } from "../kit/service.ts";
import { contract, type Shown } from "./contract.ts";

const PATIENCE_MS = 10_000;

function shown({ id, text, choices, picture }: ChatMessage): Shown {
  return { id, text, buttons: choices.map(({ label }) => label), picture: picture !== null };
}

/** Families with a phone of the simulator each, Spanish and Quechua in turn. */
async function settle(data: string): Promise<string[]> {
  const store = await openStore(`file:${join(data, "kallpanchis.db")}`, "prisma");
  const now = new Date();
  const addresses = Array.from(
    { length: 40 },
    (_, index) => `new-${String(index).padStart(12, "0")}`,
  );
  await store.transaction(async (tx) => {
    for (const [index, address] of addresses.entries()) {
      const person = { id: newId(), familyId: newId(), name: "Rosa Quispe" };
      const language = index % 2 === 0 ? ("es" as const) : ("qu" as const);
      await insertFamily(tx, person.familyId, null, now);
      await insertPerson(tx, { ...person, language }, ["reports", "reminders"], now);
      await insertIdentity(tx, { id: newId(), address }, person.id, now);
    }
  });
  await store.close();
  return addresses;
}

contract("simulator", async () => {
  const folder = newDataFolder();
  const addresses = await settle(folder.data);
  const service = await startService({ data: folder.data });
  const ask = async <T>(path: string, init?: RequestInit): Promise<T> => {
    const response = await fetch(`${service.url}${path}`, init);
    if (!response.ok) throw new Error(`${path} answered ${response.status}`);
    return (await response.json()) as T;
  };
  let taken = 0;
  let ids = 0;

  return {
    url: service.url,
    async family(language) {
      if ((taken % 2 === 0) !== (language === "es")) taken += 1;
      const address = addresses[taken++] ?? "";
      const messages = async (): Promise<ChatMessage[]> =>
        (await ask<{ messages: ChatMessage[] }>(`/chat/conversation?address=${address}`)).messages;
      let seen = (await messages()).at(-1)?.seq ?? 0;
      let last = { id: "", text: "" };
      const next = async (): Promise<ChatMessage | undefined> =>
        (await messages()).find((one) => one.direction === "out" && one.seq > seen);
      const write = (message: object): Promise<unknown> => {
        const body = JSON.stringify({ address, ...message });
        const headers = { "content-type": "application/json" };
        return ask("/chat/messages", { method: "POST", headers, body });
      };
      const send = (type: string, text: string): Promise<unknown> => {
        const query = new URLSearchParams({ address, id: `contract-${++ids}`, text, name: "file" });
        const headers = { "content-type": type };
        return ask(`/chat/files?${query.toString()}`, { method: "POST", headers, body: "bytes" });
      };
      return {
        says(text) {
          last = { id: `contract-${++ids}`, text };
          return write(last);
        },
        async presses(label) {
          const asked = (await messages()).findLast(({ choices }) => choices.length > 0);
          const choice = asked?.choices.find((one) => one.label === label);
          const press = { question: asked?.question, value: choice?.value, label };
          return write({ id: `contract-${++ids}`, press });
        },
        sendsPicture: (caption) => send("image/png", caption),
        sendsVoice: () => send("audio/ogg", ""),
        again: () => write(last),
        async hears() {
          const until = Date.now() + PATIENCE_MS;
          for (;;) {
            const found = await next();
            if (found !== undefined) {
              seen = found.seq;
              return shown(found);
            }
            if (Date.now() > until) throw new Error("heard nothing");
            await new Promise((resolve) => setTimeout(resolve, 30));
          }
        },
        async hearsNothing(ms) {
          await new Promise((resolve) => setTimeout(resolve, ms));
          const found = await next();
          if (found !== undefined) throw new Error(`heard ${found.text}`);
        },
      };
    },
    async close() {
      await service.stop();
      folder.remove();
    },
  };
});
