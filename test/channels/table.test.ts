import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ABILITIES, type Abilities } from "../../src/channels/abilities.ts";
import { CHANNELS, type ChannelName } from "../../src/core/message.ts";

/** What each row of the table in docs/channels.md tells. */
const ROWS: Record<keyof Abilities, string> = {
  text: "text in one message, letters",
  buttons: "buttons",
  listRows: "rows of a list",
  pictureMb: "pictures out, largest MB",
  caption: "words under a picture, letters",
  voiceCaption: "words with a voice note, letters",
  documentMb: "documents out, largest MB",
  incomingMb: "files in, largest MB",
  placeAndContact: "place and contact in",
  quotes: "quoted reply answers its question",
  delivered: "told when a message arrived",
  read: "told when it was read",
  typing: "shows that an answer is being written",
  writesFirst: "own words a day after somebody wrote",
};

/** The cells of the table's rows by their first cell. */
function tableOf(text: string): Map<string, string[]> {
  const lines = text.split("\n").filter((line) => line.startsWith("|"));
  const cells = lines.map((line) =>
    line
      .slice(1, -1)
      .split("|")
      .map((cell) => cell.trim()),
  );
  const end = cells.findIndex((row) => row[0] === "groups") + 1;
  return new Map(cells.slice(0, end).map(([first = "", ...rest]) => [first, rest]));
}

describe("the table of messengers in docs/channels.md", () => {
  const table = tableOf(readFileSync("docs/channels.md", "utf8"));
  const columns = table.get("") ?? [];

  it("has a column for each", () => expect([...columns].sort()).toEqual([...CHANNELS].sort()));

  it.each(Object.entries(ROWS))("tells of %s what the adapters declare", (ability, row) => {
    const told = table.get(row);
    const declared = columns.map((channel) => {
      const value = ABILITIES[channel as ChannelName][ability as keyof Abilities];
      return typeof value === "boolean" ? (value ? "yes" : "no") : String(value);
    });
    expect(told).toEqual(declared);
  });
});
