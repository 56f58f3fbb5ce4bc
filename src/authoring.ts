import type { AuthorAnswer, AuthorTurn } from "./console/chat/protocol.ts";
import type { TurnTrace } from "./conversation/trace.ts";
import type { Caller } from "./core/caller.ts";
import type { Clock } from "./core/clock.ts";
import { noteValues } from "./flow/notation.ts";
import { writeProblem } from "./flow/source.ts";
import { compileFlows } from "./library.ts";
import type { ReleaseTools } from "./release.ts";

/** Turns kept of one conversation, and conversations kept. */
const TURNS = 30;
const CONVERSATIONS = 200;

/** What authors see of the simulator's conversations, and who of its people talks with drafts. All of it is memory. */
export interface AuthorDesk {
  /** Notes what a turn did; only of the simulator, where nobody real writes. */
  watch: (caller: Caller, trace: TurnTrace) => void;
  drafting: (caller: Caller) => boolean;
  /** The newest turns of a conversation, and what the files hold that is not published. */
  view(address: string): Promise<AuthorAnswer>;
  /** Lets a person's next conversations begin with the files, or with what is published. */
  setDraft(address: string, draft: boolean): void;
  /** The files have changed: they are read again when somebody looks. */
  filesChanged(): Promise<void>;
}

/** Opens the desk on the files of flows. */
export function openAuthorDesk(
  tools: Pick<ReleaseTools, "shelf" | "root" | "actions" | "lexicon"> & { clock: Clock },
): AuthorDesk {
  const turns = new Map<string, AuthorTurn[]>();
  const drafting = new Set<string>();
  let files: { drafts: string[]; problems: string[] } | null = null;

  async function readFiles(): Promise<{ drafts: string[]; problems: string[] }> {
    const { programs, problems } = compileFlows(tools.root, tools.actions, tools.lexicon);
    const drafts =
      programs.length === 0 ? [] : await tools.shelf.putDrafts(programs, tools.clock.now());
    return { drafts, problems: problems.map(writeProblem) };
  }

  return {
    watch(caller, trace) {
      if (caller.channel !== "simulator") return;
      const before = turns.get(caller.address) ?? [];
      // The newest conversation stands last, so that the oldest is the first to go.
      turns.delete(caller.address);
      const turn = present(trace, tools.clock.now());
      turns.set(caller.address, [turn, ...before].slice(0, TURNS));
      for (const address of turns.keys()) {
        if (turns.size <= CONVERSATIONS) break;
        turns.delete(address);
      }
    },
    drafting: (caller) => caller.channel === "simulator" && drafting.has(caller.address),
    async view(address) {
      files ??= await readFiles();
      const draft = drafting.has(address);
      return { turns: turns.get(address) ?? [], draft, ...files };
    },
    setDraft(address, draft) {
      if (draft) drafting.add(address);
      else drafting.delete(address);
    },
    async filesChanged() {
      // Whoever talks with drafts talks with the newest.
      files = drafting.size === 0 ? null : await readFiles();
    },
  };
}

function present(trace: TurnTrace, at: Date): AuthorTurn {
  return {
    at: at.toISOString(),
    said: trace.said.map(({ key }) => key),
    walked: trace.passed.map(({ flow, node, way }) => ({ flow, node, way })),
    calls: trace.calls,
    timers: trace.timers.map(({ timer, delayMs }) => ({
      timer,
      minutes: Math.round(delayMs / 60_000),
    })),
    tickets: trace.tickets,
    stopped: trace.stopped?.reason ?? null,
    standing:
      trace.standing === null
        ? null
        : { ...trace.standing, program: trace.standing.program.slice(0, 12) },
    variables: Object.entries(noteValues(trace.variables)).map(([name, value]) => ({
      name,
      value,
    })),
    waiting: trace.waiting,
  };
}
