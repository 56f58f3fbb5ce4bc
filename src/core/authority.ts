/** What people are to each other; scoped to the territory of their family unless the roster says otherwise. */
export const ROLES = [
  "producer",
  "delegate",
  "yachachiq",
  "technician",
  "officer",
  "admin",
] as const;
export type Role = (typeof ROLES)[number];

/** What one may do to others. */
export const DEEDS = [
  /** Write one message to many. */
  "broadcast",
  /** Agree to a broadcast of somebody else. */
  "approve",
  /** Invite to a training and run it. */
  "training",
  /** Tick who was there. */
  "attendance",
  /** Put a quick question to many. */
  "poll",
  /** Answer what families asked. */
  "answer",
  /** Change who belongs where. */
  "roster",
  /** Take data out. */
  "export",
  /** Make codes that bring new families to an association. */
  "invite",
  /** Note the prices of a market. */
  "quote",
] as const;
export type Deed = (typeof DEEDS)[number];

/** How far a deed reaches, from nobody to everybody. */
export const REACHES = [
  "nobody",
  "community",
  "association",
  "municipality",
  "everywhere",
] as const;
export type Reach = (typeof REACHES)[number];

/**
 * Who may do what to whom: the only place where it stands. Technicians work as a network, so their
 * trainings and answers reach beyond their own municipality; what is written to many does not.
 */
export const AUTHORITY: Readonly<Record<Role, Readonly<Record<Deed, Reach>>>> = {
  producer: none(),
  delegate: { ...none(), broadcast: "association", export: "association", invite: "association" },
  yachachiq: { ...none(), training: "community", attendance: "community", quote: "everywhere" },
  technician: {
    broadcast: "municipality",
    approve: "nobody",
    training: "everywhere",
    attendance: "everywhere",
    poll: "municipality",
    answer: "everywhere",
    roster: "municipality",
    export: "municipality",
    invite: "municipality",
    quote: "everywhere",
  },
  officer: {
    broadcast: "municipality",
    approve: "municipality",
    training: "municipality",
    attendance: "municipality",
    poll: "municipality",
    answer: "municipality",
    roster: "municipality",
    export: "municipality",
    invite: "municipality",
    quote: "everywhere",
  },
  admin: {
    broadcast: "everywhere",
    approve: "everywhere",
    training: "everywhere",
    attendance: "everywhere",
    poll: "everywhere",
    answer: "everywhere",
    roster: "everywhere",
    export: "everywhere",
    invite: "everywhere",
    quote: "everywhere",
  },
};

function none(): Record<Deed, Reach> {
  return {
    broadcast: "nobody",
    approve: "nobody",
    training: "nobody",
    attendance: "nobody",
    poll: "nobody",
    answer: "nobody",
    roster: "nobody",
    export: "nobody",
    invite: "nobody",
    quote: "nobody",
  };
}

/** Where somebody belongs; ids, null where nothing is known. */
export interface Territory {
  communityId: string | null;
  associationId: string | null;
  municipalityId: string | null;
}

/** The widest reach that any of the roles gives for a deed. */
export function reachOf(roles: readonly Role[], deed: Deed): Reach {
  const reaches = roles.map((role) => REACHES.indexOf(AUTHORITY[role][deed]));
  return REACHES[Math.max(0, ...reaches)] ?? "nobody";
}

/** True when a deed of that reach, done from `home`, may touch somebody who belongs `there`. */
export function reaches(reach: Reach, home: Territory, there: Territory): boolean {
  const same = (key: keyof Territory): boolean => home[key] !== null && home[key] === there[key];
  switch (reach) {
    case "nobody":
      return false;
    case "community":
      return same("communityId");
    case "association":
      return same("associationId");
    case "municipality":
      return same("municipalityId");
    case "everywhere":
      return true;
  }
}
