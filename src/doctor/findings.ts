/** One thing that was looked at. `advice` says what to do when it is not well. */
export interface Finding {
  what: string;
  state: "well" | "warning" | "fault";
  told: string;
  advice?: string;
}

export function well(what: string, told: string): Finding {
  return { what, state: "well", told };
}

export function warning(what: string, told: string, advice: string): Finding {
  return { what, state: "warning", told, advice };
}

export function fault(what: string, told: string, advice: string): Finding {
  return { what, state: "fault", told, advice };
}

const MARKS = { well: "✓", warning: "!", fault: "✗" } as const;

/** `✗ database: … → what to do`, a line each. */
export function writeFinding({ what, state, told, advice }: Finding): string {
  return `${MARKS[state]} ${what}: ${told}${advice === undefined ? "" : ` → ${advice}`}`;
}
