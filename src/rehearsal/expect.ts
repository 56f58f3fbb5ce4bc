import { textWithChoices } from "../channels/menu.ts";
import type { TurnTrace } from "../conversation/trace.ts";
import type { Language } from "../core/language.ts";
import type { OutgoingContent } from "../core/message.ts";
import type { Store } from "../store/connection.ts";
import { answersOf, milkOf } from "./ledger.ts";
import { noteValues } from "../flow/notation.ts";
import { spokenIn, type Step } from "./script.ts";

/** What was expected and what came instead, line by line. */
export interface Mismatch {
  about: string;
  wanted: string[];
  got: string[];
}

/** What came of a step. */
interface Happened {
  heard: OutgoingContent[];
  traces: TurnTrace[];
}

/** Whose conversation it is, and where it stands. */
interface Situation {
  store: Store;
  identityId: string;
  now: TurnTrace | null;
}

/** Everything in which a step went otherwise than expected. */
export async function mismatchesOf(
  step: Step,
  language: Language,
  { heard, traces }: Happened,
  { store, identityId, now }: Situation,
): Promise<Mismatch[]> {
  const said = traces.flatMap((trace) => trace.said);
  const found: (Mismatch | null)[] = [];
  const listed = (about: string, wanted: string[] | undefined, got: () => string[]): void => {
    if (wanted !== undefined) found.push(unlike(about, wanted, got()));
  };
  const among = (
    about: string,
    wanted: Record<string, string> | undefined,
    got: Record<string, string>,
  ): void => {
    if (wanted !== undefined) found.push(missingIn(about, wanted, got));
  };

  listed("hears", step.hears === undefined ? undefined : [step.hears].flat(), () =>
    said.map(({ key }) => key),
  );
  among("with", step.with, noteValues(said.at(-1)?.values ?? {}));
  if (step.shows !== undefined) found.push(unshown(spokenIn(step.shows, language), heard));
  listed("stands", step.stands === undefined ? undefined : [step.stands], () => [placeOf(now)]);
  among("knows", step.knows, noteValues(now?.variables ?? {}));
  listed("does", step.does, () =>
    traces.flatMap((trace) => trace.calls.map((call) => `${call.action} ${call.outcome}`)),
  );
  listed("tickets", step.tickets, () => traces.flatMap((trace) => trace.tickets));
  listed("stopped", step.stopped === undefined ? undefined : [step.stopped], () =>
    traces.flatMap((trace) => trace.stopped?.reason ?? []),
  );
  if (step.answers !== undefined)
    among("answers", step.answers, await store.read((one) => answersOf(one, identityId)));
  if (step.milk !== undefined) {
    const wanted = Object.entries(step.milk).map(([day, litres]) => `${day}: ${litres}`);
    const got = Object.entries(await store.read((one) => milkOf(one, identityId)));
    listed("milk", wanted.sort(), () => got.map(([day, litres]) => `${day}: ${litres}`).sort());
  }
  return found.filter((one) => one !== null);
}

function placeOf(now: TurnTrace | null): string {
  return now?.standing == null ? "over" : `${now.standing.flow}.${now.standing.node}`;
}

function unlike(about: string, wanted: string[], got: string[]): Mismatch | null {
  return wanted.join("\n") === got.join("\n") ? null : { about, wanted, got };
}

/** Only what is asked for is compared. */
function missingIn(
  about: string,
  wanted: Record<string, string>,
  got: Record<string, string>,
): Mismatch | null {
  const line = (values: Record<string, string>) => (name: string) =>
    `${name}: ${values[name] ?? "(nothing)"}`;
  const names = Object.keys(wanted);
  return unlike(about, names.map(line(wanted)), names.map(line(got)));
}

function unshown(words: string, heard: OutgoingContent[]): Mismatch | null {
  const texts = heard.map(textWithChoices);
  return texts.some((text) => text.includes(words))
    ? null
    : { about: "shows", wanted: [words], got: texts };
}
