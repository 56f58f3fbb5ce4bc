import fc from "fast-check";
import type { FlowEvent, AnswerEvent } from "../../src/flow/events.ts";
import type { FlowValue, FlowValues } from "../../src/core/value.ts";
import { ASKED, type Asked, type FlowNode, type NodeKind } from "../../src/flow/nodes.ts";
import type { Program } from "../../src/flow/program.ts";
import type { SessionState } from "../../src/flow/session.ts";
import { MAX_DEPTH } from "../../src/flow/course.ts";
import { waysOf } from "../../src/flow/ways.ts";
import { TODAY } from "./flows.ts";

/** Numbers that decide one after the other; when they run out, zeros. */
class Dice {
  readonly #numbers: readonly number[];
  #next = 0;

  constructor(numbers: readonly number[]) {
    this.#numbers = numbers;
  }

  below(count: number): number {
    return (this.#numbers[this.#next++] ?? 0) % count;
  }

  of<T>(list: readonly T[]): T {
    if (list.length === 0) throw new Error("nothing to choose from");
    return list[this.below(list.length)] as T;
  }

  /** True once in so many throws, and never when the dice are all zeros. */
  once(count: number): boolean {
    return this.below(count) === count - 1;
  }

  some<T>(list: readonly T[]): T[] {
    return list.filter(() => this.once(2));
  }
}

export const dice = (throws: number): fc.Arbitrary<number[]> =>
  fc.array(fc.nat(9999), { maxLength: throws, size: "max" });

/** Every flow has these variables, so that any of them may be read, set and handed on anywhere. */
const VARIABLES = {
  words: "text",
  count: "number",
  amount: "litres",
  weight: "litres",
  day: "day",
  clock: "time",
  instant: "moment",
  sure: "truth",
  topic: "choice",
  goods: "choices",
  milk: "reading",
  deal: "market",
  days: "options",
  chart: "chart",
  photo: "file",
} as const satisfies Record<string, FlowValue["type"]>;
const NAMES = Object.keys(VARIABLES) as (keyof typeof VARIABLES)[];
const WRITTEN = NAMES.filter((name) => !["milk", "chart", "deal", "photo"].includes(name));
const ALL = Object.fromEntries(NAMES.map((name) => [name, name]));

/** Where the answer to each kind of `ask` goes. */
const SAVED = {
  text: "words",
  number: "count",
  litres: "amount",
  day: "day",
  time: "clock",
  moment: "instant",
  reading: "milk",
  market: "deal",
  phone: "words",
  picture: "photo",
} as const satisfies Record<Asked, string>;

type Computed = "text" | "number" | "litres" | "truth" | "day" | "time";

/** A formula of a type, of parts that are formulas again. */
function formula(thrown: Dice, type: Computed, depth = 2): string {
  const part = (of: Computed): string => formula(thrown, of, depth - 1);
  const leaves: Record<Computed, string[]> = {
    text: ['"milk"', "words"],
    number: ["3", "2.5", "count", "count(goods)", "days(day, today)"],
    litres: ["5 L", "amount", "weight", "0.25 L"],
    truth: ["yes", "sure", "known(day)", '"milk" in goods', 'topic in ["milk", "wool"]'],
    day: ["today", "2026-11-20", "day"],
    time: ["08:30", "clock"],
  };
  if (depth === 0 || thrown.once(2)) return thrown.of(leaves[type]);
  if (thrown.once(3)) return `(${part(type)} or else ${part(type)})`;
  switch (type) {
    case "number":
      return `(${part("number")} ${thrown.of(["+", "-", "*"])} ${part("number")})`;
    case "litres":
      return thrown.once(2)
        ? `(${part("litres")} ${thrown.of(["+", "-"])} ${part("litres")})`
        : `(${part("litres")} * ${part("number")})`;
    case "day":
      return `plus_days(${part("day")}, ${part("number")})`;
    case "truth": {
      const joined = thrown.of([" and ", " or ", ""]);
      if (joined !== "") return `(${part("truth")}${joined}${part("truth")})`;
      if (thrown.once(3)) return `(not ${part("truth")})`;
      const of = thrown.of<Computed>(["number", "litres", "day", "time"]);
      return `(${part(of)} ${thrown.of(["=", "!=", "<", "<=", ">", ">="])} ${part(of)})`;
    }
    default:
      return thrown.of(leaves[type]);
  }
}

/** A flow that may be run, with its outcomes; null when it may switch to another, which ends as it likes. */
interface Run {
  flow: string;
  outcomes: string[] | null;
}

/** What a node may lead to and name. */
interface Place {
  thrown: Dice;
  /** The node after it. */
  next: string;
  /** Any node after it; now and then one before it. */
  ahead(): string;
  /** Any node. */
  any(): string;
  /** A flow that it may run; null for none. */
  runs(): Run | null;
  flows: readonly string[];
}

function words(thrown: Dice): string {
  const named = thrown.once(2) ? ` {${thrown.of(WRITTEN)}}` : "";
  return `${thrown.of(["Well", "So", "Then"])}${named}?`;
}

/** What every question has. */
function question({ thrown, any }: Place): object {
  return {
    say: words(thrown),
    retry: Array.from({ length: 1 + thrown.below(3) }, () => words(thrown)),
    otherwise: any(),
    ...(thrown.once(3)
      ? { nudge: ["1h", "2h"].map((after) => ({ after, say: words(thrown) })) }
      : {}),
    ...(thrown.once(3) ? { silence: { after: "5h", go: any() } } : {}),
    ...(thrown.once(5) ? { keep: "milk" } : {}),
    ...(thrown.once(5) ? { interrupts: thrown.of(["control", "peek"]) } : {}),
  };
}

const SEVERAL = { milk: { label: "Milk" }, wool: { label: "Wool" }, cheese: { label: "Cheese" } };

function several(place: Place, kind: "choose_many" | "rank"): object {
  const { thrown, next } = place;
  const bounds = thrown.of<object>([{}, { min: 0 }, { min: 1, max: 2 }, { max: 1 }]);
  const from = thrown.once(3) ? "days" : SEVERAL;
  return { ...question(place), ...bounds, [kind]: from, save: "goods", go: next };
}

function asking(place: Place): object {
  const { thrown, next, any } = place;
  const asked = thrown.of(Object.keys(ASKED) as Asked[]);
  const bound = { ...SAVED, text: "number", moment: "day" } as const;
  if (asked === "reading" || asked === "market" || asked === "picture" || asked === "phone")
    return { ...question(place), ask: asked, save: SAVED[asked], go: next };
  const type = (asked === "text" || asked === "moment" ? bound[asked] : asked) as Computed;
  const limit = (): string => formula(thrown, type, 1);
  const accept = {
    ...(thrown.once(2) ? { min: limit() } : {}),
    ...(thrown.once(2) ? { max: limit(), outside: words(thrown) } : {}),
    ...(thrown.once(2) ? { usual: { max: limit(), say: "{answer}?" } } : {}),
    times: thrown.of(["any", "past", "coming"]),
  };
  return {
    ...question(place),
    ask: asked,
    save: SAVED[asked],
    go: next,
    accept,
    ...(thrown.once(2) ? { skip: any() } : {}),
  };
}

function choosing(place: Place): object {
  const { thrown, next, any } = place;
  const {
    retry: _retry,
    otherwise: _otherwise,
    ...soft
  } = question(place) as Record<string, unknown>;
  const isSoft = thrown.once(4);
  return {
    ...(isSoft ? { ...soft, soft: true, remember: thrown.some(NAMES) } : question(place)),
    choose: {
      milk: { label: "Milk {words}", go: any() },
      wool: { label: "Wool", ...(thrown.once(2) ? { numbered: false } : {}) },
    },
    save: "topic",
    go: next,
    ...(thrown.once(3) ? { skip: any() } : {}),
  };
}

function setting(thrown: Dice): Record<string, string> {
  const computed = ["words", "count", "amount", "sure", "day", "clock"] as const;
  const chosen = computed.filter(() => thrown.once(3));
  const names = chosen.length === 0 ? (["count"] as const) : chosen;
  return Object.fromEntries(names.map((name) => [name, formula(thrown, VARIABLES[name])]));
}

function running({ thrown, next, ahead, runs }: Place): object {
  const found = runs();
  if (found === null) return { say: words(thrown), go: next };
  const { flow, outcomes } = found;
  const isWhole = outcomes !== null && outcomes.length > 0 && thrown.once(2);
  const named = isWhole ? outcomes : thrown.some(outcomes ?? []);
  // A flow in which nobody waits leads on, so that there is no ring.
  const on = Object.fromEntries(named.map((outcome) => [outcome, ahead()]));
  const take = thrown.once(2) ? { words: "words", days: "days" } : {};
  return { run: flow, with: ALL, take, on, ...(isWhole ? {} : { go: next }) };
}

const WRITERS: Record<NodeKind, (place: Place) => object> = {
  say: ({ thrown, next }) => ({
    say: words(thrown),
    go: next,
    ...(thrown.once(3) ? { picture: "chart", title: "Milk" } : {}),
    ...(thrown.once(3) ? { file: "photo" } : {}),
  }),
  ask: asking,
  choose: choosing,
  confirm: (place) => ({ ...question(place), confirm: { yes: place.next, no: place.any() } }),
  pick: (place) => ({ ...question(place), pick: "days", save: "picked", go: place.next }),
  choose_many: (place) => several(place, "choose_many"),
  rank: (place) => several(place, "rank"),
  branch: ({ thrown, next, ahead }) => ({
    branch: [
      { when: formula(thrown, "truth", 3), go: ahead() },
      { when: formula(thrown, "truth"), go: ahead() },
      { else: next },
    ],
  }),
  set: ({ thrown, next }) => ({ set: setting(thrown), go: next }),
  call: ({ thrown, next, any }) => ({
    call: "shop.weigh",
    with: { name: "words", ...(thrown.once(2) ? { note: "words" } : {}) },
    on: { light: next, heavy: any() },
  }),
  run: running,
  switch: ({ thrown, flows }) => ({ switch: thrown.of(flows), with: ALL }),
  wait: ({ thrown, next, any, flows }) => ({
    wait: {
      ...thrown.of<object>([
        { for: "2h" },
        { until: formula(thrown, "day") },
        { until: "instant" },
        { until: "day", at: "18:00" },
        {},
      ]),
      event: thrown.of(flows),
    },
    go: next,
    happened: any(),
  }),
  hand_off: ({ thrown, next }) => ({ hand_off: "lost", say: words(thrown), go: next }),
  end: ({ thrown }) => ({ end: thrown.of(["over", "odd"]) }),
};

/** Kinds as often as they come; those that end a way come seldom. */
const KINDS = (Object.keys(WRITERS) as NodeKind[]).flatMap((kind) =>
  kind === "switch" || kind === "end" ? [kind] : [kind, kind, kind],
);

interface Written extends Run {
  text: string;
}

/** Leaves out the nodes that no way reaches. */
function reached(nodes: Record<string, object>, first: string): Record<string, object> {
  const found = new Set<string>();
  const open = [first];
  for (let slug = open.pop(); slug !== undefined; slug = open.pop()) {
    if (found.has(slug)) continue;
    found.add(slug);
    open.push(...waysOf(nodes[slug] as FlowNode).map((way) => way.to));
  }
  return Object.fromEntries(Object.entries(nodes).filter(([slug]) => found.has(slug)));
}

/** A flow as JSON, which is YAML too. */
function writeFlow(
  index: number,
  flows: readonly string[],
  later: readonly Written[],
  numbers: number[],
): Written {
  const thrown = new Dice(numbers);
  const size = 3 + thrown.below(6);
  const slugs = Array.from({ length: size }, (_, place) => `node_${place}`);
  const nodes: Record<string, object> = {};
  for (const [place, slug] of slugs.entries()) {
    const ahead = [...slugs.slice(place + 1), "over"];
    const any = [...slugs, "over"];
    nodes[slug] = WRITERS[thrown.of(KINDS)]({
      thrown,
      next: ahead[0] ?? "over",
      ahead: () => thrown.of(thrown.once(20) ? any : ahead),
      any: () => thrown.of(any),
      runs() {
        // Now and then in a ring, which the compiler refuses.
        if (thrown.once(20)) return { flow: thrown.of(flows), outcomes: null };
        return later.length === 0 ? null : thrown.of(later);
      },
      flows,
    });
  }
  nodes["over"] = { end: "over" };
  const expires = thrown.once(2) ? { expires: "1d" } : {};
  const kept = reached(nodes, "node_0");
  const flow = flows[index] ?? "";
  const head = {
    flow,
    title: "Any flow",
    needs: VARIABLES,
    gives: { words: "text", days: "options" },
    first: "node_0",
    ...expires,
    ...(thrown.once(2) ? { record: true } : {}),
    ...(thrown.once(3) ? { resumable: false } : {}),
  };
  return {
    flow,
    text: JSON.stringify({ ...head, nodes: kept }),
    outcomes: outcomesOf(Object.values(kept), "expires" in expires),
  };
}

function outcomesOf(nodes: object[], expires: boolean): string[] | null {
  if (nodes.some((node) => "switch" in node)) return null;
  const outcomes = nodes.flatMap((node) => ("end" in node ? [String(node.end)] : []));
  if (nodes.some((node) => "soft" in node)) outcomes.push("soft");
  if (expires) outcomes.push("expired");
  return [...new Set(outcomes)];
}

const FLOWS = ["first", "second", "third", "fourth"] as const;

/** Sources of two to four flows that run, switch to and wait for each other. */
export const randomFlows: fc.Arbitrary<string[]> = fc
  .array(dice(240), { minLength: 2, maxLength: FLOWS.length })
  .map((all) => {
    const flows = FLOWS.slice(0, all.length);
    // The last first: a flow runs those after it and knows how they end.
    const written: Written[] = [];
    for (let index = all.length - 1; index >= 0; index--)
      written.unshift(writeFlow(index, flows, [...written], all[index] ?? []));
    return written.map((one) => one.text);
  });

const DEAL = {
  kind: "market" as const,
  act: "detail" as const,
  product: null,
  countMilli: 3000,
  unit: null,
  eachGrams: null,
  size: null,
  centimos: null,
  per: null,
  bound: null,
  day: null,
  place: null,
  bareMilli: null,
  doubt: null,
  choices: [],
};

/** Some value of each type, small or large. */
function value(thrown: Dice, type: FlowValue["type"]): FlowValue {
  const number = thrown.of([0, 3000, 2500, 90_000, -1000, Number.MAX_SAFE_INTEGER]);
  const day = thrown.of([TODAY, "2026-11-20", "2026-12-24"]);
  const minute = thrown.of([0, 480, 1439]);
  const choice = { key: thrown.of(["milk", "wool", "gold"]), label: "Milk" };
  switch (type) {
    case "text":
      return { type, text: thrown.of(["Rosa", "{words}", "a".repeat(200), "🥛"]) };
    case "number":
      return { type, milli: number };
    case "litres":
      return { type, ml: number };
    case "truth":
      return { type, truth: thrown.once(2) };
    case "day":
      return { type, day };
    case "time":
      return { type, minute };
    case "moment":
      return { type, day, minute };
    case "choice":
      return { type, choice };
    case "choices":
      return { type, choices: thrown.of([[], [choice]]) };
    case "change":
      return { type, percent: thrown.of([null, 0, -5]) };
    case "container":
      return { type, unit: "porongo", countMilli: 2000 };
    case "figures":
      return { type, figures: [{ day, totalMl: 12_000, morningMl: null, eveningMl: 12_000 }] };
    case "reading":
      return { type, reading: { kind: "unknown" } };
    case "money":
      return { type, centimos: thrown.of([0, 180, -50]) };
    case "term":
      return { type, term: thrown.of(["cheese", "constructor"]) };
    case "line":
      return { type, line: thrown.of(["offer", "constructor"]), values: {} };
    case "lines":
      return { type, lines: [{ type: "money", centimos: 180 }] };
    case "market":
      return { type, reading: DEAL };
    case "file":
      return { type, fileId: "f1", media: thrown.of(["picture", "voice"]) };
    case "state":
      return { type, state: { any: [1] } };
    case "chart":
      return {
        type,
        chart: { kind: "bars", title: "", subtitle: "", unit: "L", bars: [], line: null },
      };
    case "options": {
      const options: FlowValue[] = [
        { type: "day", day },
        { type: "choice", choice },
      ];
      return { type, options: options.slice(thrown.below(3)) };
    }
  }
}

const TYPES: FlowValue["type"][] = [...new Set(Object.values(VARIABLES)), "change", "figures"];

/** Values of the right types for some of the variables. */
function valuesOf(thrown: Dice, names: readonly (keyof typeof VARIABLES)[]): FlowValues {
  return Object.fromEntries(
    thrown.some(names).map((name) => [name, value(thrown, VARIABLES[name])]),
  );
}

const OPTIONS = ["milk", "wool", "cheese", "yes", "no", "0", "1", "gold", "constructor"] as const;

function answerOf(thrown: Dice, type: FlowValue["type"]): AnswerEvent {
  return thrown.of<() => AnswerEvent>([
    () => ({ kind: "answer", value: value(thrown, type) }),
    () => ({ kind: "option", option: thrown.of(OPTIONS) }),
    () => ({ kind: "options", options: thrown.some(OPTIONS).slice(0, 3) }),
    () => ({ kind: "answer", value: value(thrown, thrown.of(TYPES)) }),
    () => ({ kind: "settle", index: thrown.below(4) }),
    () => ({ kind: "doubt", values: thrown.some(TYPES).map((one) => value(thrown, one)) }),
  ])();
}

/** An outcome that the action declares, and now and then one that it does not. */
function outcomeOf(thrown: Dice): FlowEvent {
  const outcome = thrown.of(["light", "heavy", "light", "heavy", "odd", "constructor"]);
  return { kind: "outcome", outcome, values: valuesOf(thrown, ["weight", "days", "chart"]) };
}

/** The waits that may be over now; not one that would stand on more flows than may stand. */
function waitsOf({ parked, frames }: SessionState): string[] {
  return (parked ?? []).flatMap((one) =>
    one.frames.length + frames.length > MAX_DEPTH ? [] : [one.id],
  );
}

/**
 * Something that happens: mostly what fits where the conversation stands, else anything.
 * @param here where it stands; null between conversations
 */
export function randomEvent(
  state: SessionState,
  here: { program: Program; node: FlowNode } | null,
  flows: readonly string[],
  numbers: number[],
): FlowEvent {
  const thrown = new Dice(numbers);
  const start = (): FlowEvent => ({
    kind: "start",
    flow: thrown.of(flows),
    values: valuesOf(thrown, NAMES),
  });
  const anything = (): FlowEvent =>
    thrown.of<() => FlowEvent>([
      () => ({ kind: "misunderstood" }),
      () => ({ kind: "skip" }),
      () => ({ kind: "silence" }),
      // Only where a flow expires is there a timer for it.
      () => ({ kind: here !== null && here.program.expires === null ? "again" : "expire" }),
      () => ({ kind: "again" }),
      () => ({ kind: "back" }),
      () => ({
        kind: "correct",
        back: thrown.below(4),
        answer: answerOf(thrown, thrown.of(TYPES)),
      }),
      () => ({ kind: "due", wait: thrown.of([...waitsOf(state), "gone"]) }),
      start,
      () => outcomeOf(thrown),
      () => answerOf(thrown, thrown.of(TYPES)),
    ])();
  if (here === null) return thrown.once(2) ? anything() : start();
  return thrown.once(3) ? anything() : fitting(thrown, here.node);
}

/** What the node waits for, more or less. */
function fitting(thrown: Dice, node: FlowNode): FlowEvent {
  if ("call" in node) return outcomeOf(thrown);
  if ("confirm" in node) return { kind: "option", option: thrown.of(["yes", "no"]) };
  if ("choose" in node) return { kind: "option", option: thrown.of(Object.keys(node.choose)) };
  if ("pick" in node) return { kind: "answer", value: value(thrown, "day") };
  if ("ask" in node && !thrown.once(4))
    return { kind: "answer", value: value(thrown, ASKED[node.ask]) };
  if ("rank" in node || "choose_many" in node)
    return {
      kind: "options",
      options: thrown.of([["milk"], ["wool", "milk", "cheese"], [], ["0"]]),
    };
  return answerOf(thrown, "day");
}
