import type { ChannelName } from "../core/message.ts";
import type { Connection } from "../store/connection.ts";
import { previewBroadcast, type BroadcastDraft, type Counts } from "./confirm.ts";
import { firstNameIn, textFor } from "./content.ts";
import { reachedBy, type Rates } from "./estimate.ts";
import type { Member } from "./audience.ts";
import { activeBroadcasts } from "./status.ts";

/** What a broadcast would do, before anything is stored. */
export interface Preview {
  counts: Counts;
  channels: Partial<Record<ChannelName, number>>;
  /** When the last of them will be reached (ISO); null when nobody is. */
  reached_by: string | null;
  examples: { family_code: string; name: string; language: string; text: string }[];
}

const EXAMPLES = 3;

/** Who would get it, by which channel, until when, and how it reads for some of them. */
export async function preview(
  connection: Connection,
  draft: BroadcastDraft,
  rates: Rates,
  now: Date,
): Promise<Preview> {
  const { members, counts } = await previewBroadcast(connection, draft, now);
  const reached = members.filter(
    (one) =>
      one.identity !== null && (one.consented || (draft.askConsent === true && one.neverAsked)),
  );
  const channels: Partial<Record<ChannelName, number>> = {};
  for (const { identity } of reached)
    if (identity !== null) channels[identity.channel] = (channels[identity.channel] ?? 0) + 1;
  const { startAt, windowMs, ignoreQuiet } = draft;
  const sharedBy = 1 + (await activeBroadcasts(connection));
  const by = reachedBy({ waiting: channels, startAt, windowMs, ignoreQuiet, sharedBy }, rates, now);
  return {
    counts,
    channels,
    reached_by: by?.toISOString() ?? null,
    examples: examplesOf(reached, draft),
  };
}

/** One of each language first; names as far as they are needed to know whom it is about. */
function examplesOf(reached: Member[], { content }: BroadcastDraft): Preview["examples"] {
  const firsts = reached.filter(
    (one, index) => reached.findIndex((other) => other.language === one.language) === index,
  );
  const rest = reached.filter((one) => !firsts.includes(one));
  return [...firsts, ...rest].slice(0, EXAMPLES).map(({ familyCode, name, language }) => ({
    family_code: familyCode,
    name: maskedName(name),
    language,
    text: content.kind === "flow" ? content.flow : textFor(content.texts, language, name),
  }));
}

/** `Rosa Q.`: the first name, and of the others the first letter. */
function maskedName(name: string): string {
  const [, family = ""] = name.trim().split(/\s+/);
  return family === "" ? firstNameIn(name) : `${firstNameIn(name)} ${family.charAt(0)}.`;
}
