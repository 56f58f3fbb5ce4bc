import {
  APPROVAL_SIZE,
  confirmIn,
  previewBroadcast,
  type BroadcastDraft,
} from "./broadcast/confirm.ts";
import { controlIn, mayControl } from "./broadcast/control.ts";
import { savedAudiences } from "./broadcast/saved.ts";
import { OperatorError } from "./core/errors.ts";
import type { ChannelName } from "./core/message.ts";
import type { Announcer, Announcement } from "./store/announcing.ts";

/** What modules tell many goes out as a broadcast: frozen recipients, consent, quiet hours and attention hold for them. */
export const announcer: Announcer = {
  async outlook(tx, announcement, now) {
    const preview = await previewed(() => previewBroadcast(tx, draftOf(announcement), now));
    if (preview === null) return null;
    const reached = preview.members.filter((one) => one.identity !== null && one.consented);
    const channels: Partial<Record<ChannelName, number>> = {};
    for (const { identity } of reached)
      if (identity !== null) channels[identity.channel] = (channels[identity.channel] ?? 0) + 1;
    return {
      recipients: reached.length,
      passedOver: preview.members.length - reached.length,
      languages: [...new Set(reached.map((one) => one.language))],
      channels,
      needsApproval: reached.length > APPROVAL_SIZE,
    };
  },
  async send(tx, announcement, now) {
    const { id, state } = await confirmIn(tx, draftOf(announcement), null, now);
    return { id, state };
  },
  approve: (tx, id, by, now) => controlIn(tx, id, "approve", by, now),
  async cancel(tx, id, by, now) {
    if (await mayControl(tx, id, "cancel")) await controlIn(tx, id, "cancel", by, now);
  },
  waitsForApproval: (tx, id) => mayControl(tx, id, "approve"),
  audiences: async (tx) => (await savedAudiences(tx)).map((one) => one.name),
};

function draftOf({
  by,
  personId,
  audience,
  scope,
  startAt,
  purpose,
  flow,
  values,
}: Announcement): BroadcastDraft {
  const content = { kind: "flow" as const, flow, values };
  const always = { windowMs: 0, ignoreQuiet: false };
  return { by, personId, purpose, content, audience, startAt, scope, ...always };
}

/** An audience that holds nobody is told by the operator's error of `previewBroadcast`. */
async function previewed<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof OperatorError) return null;
    throw error;
  }
}
