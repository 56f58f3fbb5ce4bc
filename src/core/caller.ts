import type { Language } from "./language.ts";
import type { ChannelName } from "./message.ts";

/** Who writes to us, as far as we know and may know. */
export interface Caller {
  identityId: string;
  channel: ChannelName;
  address: string;
  language: Language | null;
  person: CallingPerson | null;
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
