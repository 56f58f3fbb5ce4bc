import type { Language } from "./language.ts";
import type { ChannelName } from "./message.ts";

/** Who writes to us, as far as we know and may know. */
export interface Caller {
  identityId: string;
  channel: ChannelName;
  address: string;
  language: Language | null;
  /** Whoever is speaking; null for a stranger, and on a shared phone until somebody said who it is. */
  person: CallingPerson | null;
  /** Only on a phone of several persons. */
  sharing?: Sharing;
}

/** Several persons use this phone. */
export interface Sharing {
  /** So long nobody is asked again who speaks; null when nobody has said it. */
  until: Date | null;
  /** We wrote to `person` of our own accord: only an answer to that is theirs for certain. */
  addressed: boolean;
}

export interface CallingPerson {
  personId: string;
  familyId: string;
  name: string;
  language: Language;
  /** Purposes in force: reports, reminders, trainings, prices, votes. */
  purposes: Purpose[];
}

/** What a person may agree to, each apart. `reports` stands for keeping what the person tells us. */
export const PURPOSES = ["reports", "reminders", "trainings", "prices", "votes"] as const;
export type Purpose = (typeof PURPOSES)[number];
