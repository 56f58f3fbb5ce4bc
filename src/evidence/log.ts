import { type Canonical, canonical, hashOf } from "./canonical.ts";
import { leafHash, rootOf } from "./merkle.ts";

/** One thing that happened, chained to the one before it by `prev`, that one's hash. The first stands at 0. */
export interface LogEvent {
  height: number;
  /** SHA-256 of the event before, as it is written; 64 zeros for the first. */
  prev: string;
  type: string;
  body: { readonly [key: string]: Canonical };
}

/**
 * The types that counting and checking rely on, with their bodies; others (an act, a pause, a withdrawn project) may
 * stand between them, and are kept as well.
 */
export interface LogBodies {
  /** Rules and projects are frozen: `hash` of the canonical rules. */
  rules: { hash: string };
  /** The roll is frozen: `hash` of the canonical roll, and how many voters it has. */
  roll: { hash: string; voters: number };
  opened: { at: string };
  ballot: BallotBody;
  closed: { at: string };
  /** The text of the public lot. */
  lot: { seed: string };
  /** Counted: hash of the published ballots and of both programs' output. */
  result: { ballots: string; result: string };
}

/** What the log tells of a ballot: neither who nor what. */
export interface BallotBody {
  /** The voter's pseudonym in this election. */
  tag: string;
  /** 1 for the voter's first ballot, then without gaps. */
  seq: number;
  commitment: string;
  /** When it was received, to the hour: 2027-03-14T15 in UTC. */
  hour: string;
  /** On paper or at the assembly ("paper") beats chat and assisted ballots, whatever the order. */
  way: "chat" | "assisted" | "paper";
}

const NOTHING = "0".repeat(64);

/** The event that follows `before` (a written event, null for the first), as it is written and stored. */
export function nextEvent<Type extends keyof LogBodies>(
  before: string | null,
  type: Type,
  body: LogBodies[Type],
): string;
export function nextEvent(before: string | null, type: string, body: LogEvent["body"]): string;
export function nextEvent(
  before: string | null,
  type: string,
  body: LogEvent["body"] | LogBodies[keyof LogBodies],
): string {
  const height = before === null ? 0 : (JSON.parse(before) as LogEvent).height + 1;
  const prev = before === null ? NOTHING : hashOf(before);
  return canonical({ height, prev, type, body: { ...body } });
}

/** The state of a log, to be published outside: with it, a later change of what was before cannot stay unseen. */
export interface TreeHead {
  size: number;
  /** Root of the hash tree over the written events. */
  root: string;
  /** SHA-256 of the last event. */
  last: string;
}

/** The head of some written events, from the first on. */
export function headOf(lines: readonly string[]): TreeHead {
  const last = lines.at(-1);
  return {
    size: lines.length,
    root: rootOf(lines.map(leafHash)),
    last: last === undefined ? NOTHING : hashOf(last),
  };
}

/** What is wrong with a chain of written events, and at which height; null when nothing is. */
export function chainFault(lines: readonly string[]): { height: number; what: string } | null {
  let prev = NOTHING;
  for (const [height, line] of lines.entries()) {
    const event = readEvent(line);
    if (event === null || canonical({ ...event }) !== line)
      return { height, what: "it is not written canonically" };
    if (event.height !== height) return { height, what: `it calls itself ${event.height}` };
    if (event.prev !== prev) return { height, what: "it does not follow from the one before" };
    prev = hashOf(line);
  }
  return null;
}

/** A written event; null when the text is none. */
export function readEvent(line: string): LogEvent | null {
  try {
    const event = JSON.parse(line) as Partial<LogEvent>;
    const { height, prev, type, body } = event;
    if (typeof height !== "number" || typeof prev !== "string" || typeof type !== "string")
      return null;
    if (typeof body !== "object" || body === null) return null;
    return { height, prev, type, body };
  } catch {
    return null;
  }
}

/** The bodies of all events of a type, with their heights. */
export function eventsOf<Type extends keyof LogBodies>(
  lines: readonly string[],
  type: Type,
): (LogBodies[Type] & { height: number })[] {
  const needle = `"type":"${type}"`;
  return lines.flatMap((line, height) => {
    if (!line.includes(needle)) return [];
    const event = readEvent(line);
    return event?.type === type ? [{ ...(event.body as unknown as LogBodies[Type]), height }] : [];
  });
}
