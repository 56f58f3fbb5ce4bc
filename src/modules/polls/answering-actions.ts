import type { Action } from "../../core/action.ts";
import { number, result, speaker, text, wordsIn } from "../../core/acting.ts";
import type { Connection } from "../../store/connection.ts";
import { optionIn, pollIn, pollOptions, told, TOLD } from "./call.ts";
import { resultChart, resultLines } from "./results.ts";
import { countPoll } from "./rules.ts";
import {
  answerOf,
  answersOf,
  holdPoll,
  openPollsFor,
  putAnswer,
  receivedAt,
  turnoutOf,
} from "./store.ts";

type PollAction = Action<Connection>;

/** Open polls shown to somebody who was asked. */
const LISTED = 9;

/** What families ask of polls. */
export const answeringActions: PollAction[] = [
  {
    name: "polls.look",
    harmless: true,
    inputs: { poll: "text" },
    outputs: { ...TOLD, chosen_before: "text" },
    outcomes: ["open", "answered", "over"],
    async run(call, inputs) {
      const poll = await pollIn(call.tx, inputs);
      if (poll === null || poll.state !== "open" || poll.closesAt <= call.now)
        return result("over", poll === null ? {} : told(poll));
      const before = await answerOf(call.tx, poll.id, speaker(call).personId);
      return before === null
        ? result("open", told(poll))
        : result("answered", {
            ...told(poll),
            chosen_before: text(poll.options[before - 1] ?? ""),
          });
    },
  },
  {
    name: "polls.answer",
    inputs: { poll: "text", answer: "choice" },
    outputs: { chosen: "text" },
    outcomes: ["recorded", "changed", "same", "over"],
    async run(call, inputs) {
      const id = wordsIn(inputs["poll"]) ?? "";
      const option = optionIn(inputs["answer"]);
      const poll = await holdPoll(call.tx, id);
      const arrived = (await receivedAt(call.tx, call.message.id)) ?? call.now;
      const chosen = option === null ? undefined : poll?.options[option - 1];
      if (poll === null || option === null || chosen === undefined) return result("over");
      if (poll.state !== "open" || arrived > poll.closesAt) return result("over");
      const { personId } = speaker(call);
      const before = await putAnswer(call.tx, poll.id, personId, option, call.now);
      const outcome = before === null ? "recorded" : before === option ? "same" : "changed";
      return result(outcome, { chosen: text(chosen) });
    },
  },
  {
    name: "polls.open",
    harmless: true,
    inputs: {},
    outputs: { polls: "options", poll: "text" },
    outcomes: ["some", "one", "none"],
    async run(call) {
      const polls = await openPollsFor(call.tx, speaker(call).personId, call.now, LISTED);
      const [only] = polls;
      if (only === undefined) return result("none");
      return polls.length === 1
        ? result("one", { poll: text(only.id) })
        : result("some", { polls: pollOptions(polls) });
    },
  },
  {
    name: "polls.chosen",
    harmless: true,
    inputs: { chosen: "choice" },
    outputs: { poll: "text" },
    outcomes: ["chosen"],
    run: (_call, inputs) =>
      Promise.resolve(result("chosen", { poll: text(wordsIn(inputs["chosen"]) ?? "") })),
  },
  {
    name: "polls.result",
    harmless: true,
    inputs: { poll: "text" },
    outputs: {
      ...TOLD,
      lines: "text",
      answered: "number",
      asked: "number",
      by_place: "truth",
      communities: "text",
      by_gender: "truth",
      women: "text",
      men: "text",
      chart: "chart",
    },
    outcomes: ["some", "nobody", "not_closed"],
    async run(call, inputs) {
      const poll = await pollIn(call.tx, inputs);
      if (poll === null || poll.state !== "closed") return result("not_closed");
      const { asked } = await turnoutOf(call.tx, poll);
      const counted = countPoll(await answersOf(call.tx, poll.id), poll.options.length);
      if (counted.answered === 0) return result("nobody", { ...told(poll), asked: number(asked) });
      const lines = resultLines(poll.options, counted);
      return result("some", {
        ...told(poll),
        lines: text(lines.all),
        answered: number(counted.answered),
        asked: number(asked),
        by_place: { type: "truth", truth: lines.communities !== null },
        communities: text(lines.communities ?? ""),
        by_gender: { type: "truth", truth: lines.women !== null },
        women: text(lines.women ?? ""),
        men: text(lines.men ?? ""),
        chart: { type: "chart", chart: resultChart(poll.question, counted) },
      });
    },
  },
];
