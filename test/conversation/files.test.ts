import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { settleFetched } from "../../src/store/files.ts";
import type { InboundContent, Medium } from "../../src/core/message.ts";
import { openVillage, type Villager, type Village } from "../kit/conversation.ts";

/** A flow that asks for a photo and shows it back; an answer to nothing begins it. */
const OFFER = `flow: nothing_to_do
title: Oferta con foto
first: ask_photo
nodes:
  ask_photo:
    ask: picture
    say: "Mande una foto de su queso."
    retry: ["Use el clip y elija una foto."]
    save: photo
    skip: no_photo
    go: say_it
    otherwise: no_photo
  say_it: { say: "Así lo verán.", file: photo, go: done }
  no_photo: { say: "Sin foto, entonces.", go: done }
  done: { end: done }
`;

function sent(media: Medium, but: { caption?: string; size?: number } = {}): InboundContent {
  return { kind: "media", media, caption: "", file: `handle-${media}`, ...but };
}

describe("files that people send", () => {
  let village: Village;
  beforeAll(async () => {
    village = await openVillage();
    await village.publish("general/nothing_to_do.yaml", () => OFFER);
  });
  afterAll(() => village.close());

  const kept = ({ identityId }: Villager) =>
    village.ask<{ state: string; handle: string; kept_until: string | null }>(
      "SELECT state, handle, kept_until FROM file WHERE identity_id = $1 ORDER BY id",
      identityId,
    );
  const ticketFiles = async ({ identityId }: Villager) =>
    (
      await village.ask<{ file_id: string | null }>(
        "SELECT file_id FROM ticket WHERE identity_id = $1",
        identityId,
      )
    ).map((row) => row.file_id !== null);

  it("are fetched for the technician whose ticket shows them, and kept for half a year", async () => {
    const rosa = await village.newFamily();
    await rosa.says("gracias");
    await rosa.sends(sent("voice", { caption: "escúcheme" }));
    expect(await kept(rosa)).toMatchObject([{ state: "expected", handle: "handle-voice" }]);
    expect((await kept(rosa))[0]?.kept_until).not.toBeNull();
    expect(await ticketFiles(rosa)).toEqual([true]);
  });

  it("of somebody who has not agreed are not kept, whatever else is said", async () => {
    const stranger = await village.stranger();
    for (const media of ["picture", "voice", "document"] as const)
      await stranger.sends(sent(media));
    await stranger.says("12");
    await stranger.sends(sent("picture", { caption: "mi vaca" }));
    expect(await kept(stranger)).toEqual([]);
  });

  it("under which a report stands are a report", async () => {
    const rosa = await village.newFamily();
    await rosa.says("gracias");
    await rosa.sends(sent("picture", { caption: "12 litros" }));
    expect(await village.stored(rosa)).toMatchObject([{ litres: 12 }]);
    expect(await kept(rosa)).toEqual([]);
  });

  it("that are too large are said to be lost", async () => {
    const rosa = await village.newFamily();
    await rosa.says("gracias");
    const [answer] = await rosa.sends(sent("video", { size: 30_000_000 }));
    expect(answer).toMatch(/No pude recibir su archivo/);
    expect(await kept(rosa)).toEqual([]);
  });

  it("beyond forty a day are kept no more", async () => {
    const rosa = await village.newFamily();
    await rosa.says("gracias");
    for (let count = 0; count < 42; count++) await rosa.sends(sent("picture"));
    expect(await kept(rosa)).toHaveLength(40);
  });

  describe("where a flow asks for a picture", () => {
    async function asked(): Promise<Villager> {
      const rosa = await village.newFamily();
      await rosa.says("gracias");
      expect(await rosa.says("sí")).toEqual(["Mande una foto de su queso."]);
      return rosa;
    }

    it("the picture is the answer, whatever stands under it, and is sent on", async () => {
      const rosa = await asked();
      const before = rosa.heard().length;
      await rosa.sends(sent("picture", { caption: "queso 12 soles" }));
      const [file, ...more] = await kept(rosa);
      expect(more).toEqual([]);
      expect(file).toMatchObject({ handle: "handle-picture", kept_until: null });
      // It is with the messenger still: what shows it waits for it.
      expect(rosa.heard()).toHaveLength(before);
      const bytes = new Uint8Array([1, 2, 3]);
      await village.store.transaction(async (tx) => {
        const [row] = await tx.query<{ id: string }>(
          "SELECT id FROM file WHERE identity_id = $1",
          rosa.identityId,
        );
        await settleFetched(tx, row?.id ?? "", { bytes, mime: "image/jpeg", name: null });
      });
      village.later({ minutes: 1 });
      expect(await rosa.hears()).toEqual(["Así lo verán."]);
      expect(rosa.heard().at(-1)?.attachment?.kind).toBe("picture");
      expect(await ticketFiles(rosa)).toEqual([]);
    });

    it("anything else is no answer; one may go on without", async () => {
      const rosa = await asked();
      expect(await rosa.sends(sent("voice"))).toEqual(["Use el clip y elija una foto."]);
      expect(await rosa.says("no sé")).toEqual(["Sin foto, entonces."]);
      expect(await kept(rosa)).toEqual([]);
    });

    it("stop stays stop, also under a picture", async () => {
      const rosa = await asked();
      await rosa.sends(sent("picture", { caption: "BASTA" }));
      expect(await village.agrees(rosa)).not.toContain("reminders");
      expect(await kept(rosa)).toEqual([]);
    });
  });
});
