import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Receipt } from "../../src/core/channel.ts";
import { SendError } from "../../src/core/errors.ts";
import { makeReport } from "../../src/outbox/receipts.ts";
import { databases } from "../kit/store.ts";
import { openPostOffice, scripted, type PostOffice, type Recipient } from "./post-office.ts";

describe.each(databases)("receipts on %s", (kind) => {
  let office: PostOffice;
  beforeAll(async () => {
    office = await openPostOffice(kind);
  });
  afterAll(() => office.remove());

  /** Somebody to whom one message was sent, and the messenger that tells of it. */
  async function afterSending(step: SendError | "sent" = "sent") {
    const recipient = await office.newRecipient();
    await recipient.queue("hola");
    const channel = scripted([step]);
    await recipient.deliverer(channel)(recipient.identityId);
    const [parcel] = channel.parcels;
    const woken: string[] = [];
    const tools = {
      store: office.store,
      clock: { now: recipient.now },
      counted: () => undefined,
      waiting: (_channel: string, identityId: string) => woken.push(identityId),
    };
    const report = makeReport(tools, "telegram");
    const receipt = (state: Receipt["state"], but: Partial<Receipt> = {}): Receipt => ({
      providerId: `p-${recipient.identityId}`,
      parcelId: parcel?.id ?? null,
      state,
      at: recipient.now(),
      reason: null,
      ...but,
    });
    return { ...recipient, channel, woken, report, receipt };
  }

  async function standing({ outbox }: Recipient) {
    const [row] = await outbox();
    return [row?.["state"], row?.["delivered_at"] !== null, row?.["read_at"] !== null];
  }

  it("tell that a message arrived and was read, once however often they come", async () => {
    const one = await afterSending();
    await one.report([one.receipt("sent"), one.receipt("delivered")]);
    expect(await standing(one)).toEqual(["sent", true, false]);
    await one.report([one.receipt("read"), one.receipt("read"), one.receipt("delivered")]);
    expect(await standing(one)).toEqual(["sent", true, true]);
  });

  it("tell that a message failed after all, with the reason", async () => {
    const one = await afterSending();
    await one.report([one.receipt("failed", { reason: "not on WhatsApp" })]);
    expect(await one.outbox()).toMatchObject([{ state: "failed", failure: "not on WhatsApp" }]);
  });

  it("of an unknown send prove that it left: it is not repeated", async () => {
    const one = await afterSending(new SendError("unknown", "no answer"));
    expect(await standing(one)).toEqual(["queued", false, false]);
    await one.report([one.receipt("delivered")]);
    expect(await standing(one)).toEqual(["sent", true, false]);
    expect(one.woken).toEqual([one.identityId]);
    one.waitAsAsked();
    await one.deliverer(one.channel)(one.identityId);
    expect(one.channel.texts).toEqual(["hola"]);
  });

  it("find a message by the messenger's own id", async () => {
    const one = await afterSending();
    await one.report([one.receipt("delivered")]);
    await one.report([one.receipt("read", { parcelId: null })]);
    expect(await standing(one)).toEqual(["sent", true, true]);
  });

  it("of messages that are not ours, or not sent yet, change nothing", async () => {
    const recipient = await afterSending();
    await recipient.queue("later");
    const waiting = (await recipient.outbox()).length;
    await recipient.report([
      recipient.receipt("read", { parcelId: null, providerId: "somebody-elses" }),
      recipient.receipt("read", { parcelId: "no-such-parcel", providerId: "unknown" }),
    ]);
    expect(await standing(recipient)).toEqual(["sent", false, false]);
    expect(waiting).toBe(2);
  });

  it("in any order and number end in the furthest state", async () => {
    const states = ["sent", "delivered", "read", "failed"] as const;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...states), { minLength: 1, maxLength: 6 }),
        async (told) => {
          const one = await afterSending();
          for (const state of told) await one.report([one.receipt(state)]);
          const hasArrived = told.includes("delivered") || told.includes("read");
          const state = !hasArrived && told.includes("failed") ? "failed" : "sent";
          expect(await standing(one)).toEqual([state, hasArrived, told.includes("read")]);
        },
      ),
      { numRuns: 25 },
    );
  });
});
