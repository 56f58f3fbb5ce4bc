import { writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { tmpdir } from "node:os";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openCloudStage, type CloudStage } from "./cloud-stage.ts";
import { writeBody } from "../kit/cloud-api/webhook.ts";

describe("sending by the Cloud API", () => {
  let stage: CloudStage;
  beforeAll(async () => {
    stage = await openCloudStage();
  });
  afterAll(() => stage.close());

  /** Somebody whose first message was welcomed. */
  async function known() {
    const rosa = stage.family();
    await rosa.says("gracias");
    await rosa.hears();
    return rosa;
  }

  it.each([
    [{ kind: "dropped" }],
    [{ kind: "page" }],
    [{ kind: "refused", code: 131_000, status: 500 }],
  ] as const)("an answer of unknown outcome (%o) comes after a pause", async (fault) => {
    const rosa = await known();
    stage.api.fails(fault);
    await rosa.says("12");
    await rosa.hears(/12 L/);
    await rosa.hearsNothing();
  });

  it("a message whose answer was lost is not repeated, because its status tells that it left", async () => {
    const rosa = await known();
    stage.api.fails({ kind: "lost" });
    await rosa.says("12");
    await rosa.hears(/12 L/);
    await rosa.hearsNothing(3500);
    await rosa.says("no, 13");
    await rosa.hears(/13 L/);
  });

  it.each([
    [{ kind: "refused", code: 130_429, status: 429 }],
    [{ kind: "refused", code: 131_016, status: 503 }],
  ] as const)("asked to wait (%o) it comes again", async (fault) => {
    const rosa = await known();
    stage.api.fails(fault);
    await rosa.says("12");
    await rosa.hears(/12 L/);
  });

  it("statuses in odd orders and twice end in the furthest, on the recipient too", async () => {
    const rosa = await known();
    stage.api.statuses = ["read", "sent", "delivered", "sent", "read", "failed", "delivered"];
    const broadcast = await broadcastTo(rosa.id, "Mañana hay reunión.");
    await rosa.hears(/reunión/);
    stage.api.statuses = ["sent", "delivered"];
    await expect.poll(() => states(broadcast), { timeout: 8000 }).toEqual(["read"]);
  });

  it("more than 24 hours after somebody wrote a template carries the words", async () => {
    const never = stage.family();
    stage.api.person(never.id);
    const broadcast = await broadcastTo(never.id, "Mañana hay reunión.\nEs a las 9.");
    const heard = await never.hears(/reunión\. · Es a las 9/);
    expect(heard).toMatchObject({ type: "template", template: "news" });
    await expect.poll(() => states(broadcast), { timeout: 8000 }).toEqual(["delivered"]);
  });

  it("a window that closed earlier than we thought is met by the template as well", async () => {
    const rosa = await known();
    rosa.windowOpen = false;
    await broadcastTo(rosa.id, "Hay vacunas.");
    expect(await rosa.hears(/vacunas/)).toMatchObject({ type: "template" });
  });

  it("somebody who is not on WhatsApp is failed with the reason, and not tried again", async () => {
    const rosa = stage.family();
    rosa.isOnWhatsApp = false;
    const broadcast = await broadcastTo(rosa.id, "Hay reunión.");
    await expect.poll(() => states(broadcast), { timeout: 8000 }).toEqual(["failed"]);
    expect(await stage.run("broadcast", "status", broadcast, "--recipients")).toContain("131026");
  });

  it("calls that are not signed over their very bytes are refused, and no body breaks it", async () => {
    const { api } = stage;
    const body = writeBody(api.delivery({ messages: [] }));
    expect(await api.posts(body)).toBe(200);
    expect(await api.posts(body, {})).toBe(401);
    expect(await api.posts(body, { "x-hub-signature-256": "sha256=00" })).toBe(401);
    expect(await api.posts(body, { "x-hub-signature-256": `sha256=${"0".repeat(64)}` })).toBe(401);
    const rewritten = Buffer.from(JSON.stringify(JSON.parse(body.toString())).replace("1", " 1"));
    expect(await api.posts(rewritten, { "x-hub-signature-256": "sha256=1" })).toBe(401);
    for (const odd of ["", "{", "[]", "5", "null", '{"object":"x"}'])
      expect(await api.posts(Buffer.from(odd)), odd).toBe(400);
    for (const odd of [
      { object: "page", entry: [] },
      { object: "x", entry: [{ changes: [null, 5, { field: "account_update", value: {} }] }] },
      api.delivery({ messages: [null, 5, {}, { id: 1 }], statuses: [null, { id: "x" }] }),
      api.delivery({
        messages: [{ from: "51984000000", id: "w", timestamp: "soon", type: "text" }],
      }),
      api.delivery({ statuses: [{ id: "w", status: "read", timestamp: "1", recipient_id: "1" }] }),
      api.delivery(
        {
          messages: [
            {
              from: "51984000001",
              id: "w9",
              timestamp: "1764000000",
              type: "text",
              text: { body: "12" },
            },
          ],
        },
        "999",
      ),
    ])
      expect(await api.posts(odd)).toBe(200);
    expect(await announce(4 * 1024 * 1024)).toBe(413);
  });

  it("only Meta's own question is answered with the challenge", async () => {
    const url = `${stage.service().url}/whatsapp/webhook`;
    for (const query of ["", "?hub.mode=subscribe&hub.verify_token=wrong&hub.challenge=1"])
      expect((await fetch(url + query)).status).toBe(403);
  });

  it("is ready while the number can be used, and no log holds a number, word or secret", async () => {
    const ready = async (): Promise<unknown> => {
      const answer = await fetch(`${stage.service().url}/readyz`);
      return ((await answer.json()) as { channels: object }).channels;
    };
    await expect.poll(ready).toMatchObject({ whatsapp: { ready: true } });
    const output = stage.service().output();
    for (const secret of ["5198400", "reunión", "local-token", "local-app-secret", "local-verify"])
      expect(output).not.toContain(secret);
  });

  /** Writes to one phone as an operator; the id of the broadcast. */
  async function broadcastTo(phone: string, text: string): Promise<string> {
    const file = join(tmpdir(), `kallpanchis-${phone}-${text.length}.txt`);
    writeFileSync(file, text);
    const family = `F-${Number(phone.slice(6))}`;
    const audience = ["--to", `family=${family}`, "--purpose", "trainings"];
    const output = await stage.run("broadcast", ...audience, "--text-file", file, "--yes");
    return (JSON.parse(output) as { id: string }).id;
  }

  /** Begins to post a body of that many bytes; how it is answered. */
  function announce(length: number): Promise<number | undefined> {
    const headers = { "content-type": "application/json", "content-length": String(length) };
    return new Promise((resolve) => {
      const url = `${stage.service().url}/whatsapp/webhook`;
      const call = request(url, { method: "POST", headers }, (response) => {
        resolve(response.statusCode);
        call.destroy();
      });
      call.flushHeaders();
    });
  }

  async function states(broadcast: string): Promise<string[]> {
    const output = await stage.run("broadcast", "status", broadcast, "--recipients");
    const { recipients } = JSON.parse(output) as { recipients: { state: string }[] };
    return recipients.map(({ state }) => state);
  }
});
