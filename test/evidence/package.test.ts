import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { canonical, hashOf } from "../../src/evidence/canonical.ts";
import { readPackage, writePackage } from "../../src/evidence/folder.ts";
import { headOf, nextEvent, readEvent } from "../../src/evidence/log.ts";
import type { PublishedHead } from "../../src/evidence/package.ts";
import { type Reason, REASONS } from "../../src/evidence/reasons.ts";
import { seal, unseal, writeOpened } from "../../src/evidence/sealed.ts";
import { verifyPackage } from "../../src/evidence/verify.ts";
import { runCommand } from "../kit/service.ts";
import { holdVote, rules } from "./vote.ts";

// Some cases are processes of their own.
vi.setConfig({ testTimeout: 120_000 });

const vote = holdVote();
const held = { heads: [], opened: null };

/** The files of a package after a change; a clever forger corrects the list of the package too. */
function tampered(
  change: Record<string, (text: string) => string>,
  { clever = true } = {},
): Map<string, string> {
  const files = new Map(vote.files);
  for (const [name, edit] of Object.entries(change)) {
    const before = files.get(name) ?? "";
    const after = edit(before);
    expect(after, `${name} was changed`).not.toBe(before);
    files.set(name, after);
  }
  if (clever) {
    const names = [...files.keys()].filter((name) => name !== "manifest.json");
    const hashes = names.map((name) => [name, hashOf(files.get(name) ?? "")] as const);
    files.set(
      "manifest.json",
      canonical({ format: "kallpanchis-vote/1", files: Object.fromEntries(hashes) }),
    );
  }
  return files;
}

function reasons(files: Map<string, string>): Reason[] {
  return verifyPackage(files, held).map(({ reason }) => reason);
}

/** The same log with some events changed, left out or added, chained anew from there on. */
function rewritten(
  edit: (bodies: { type: string; body: Record<string, unknown> }[]) => void,
): string[] {
  const events = vote.log.map((line) => readEvent(line) as never as { type: string; body: {} });
  edit(events);
  const lines: string[] = [];
  for (const { type, body } of events) lines.push(nextEvent(lines.at(-1) ?? null, type, body));
  return lines;
}

const asLog = (lines: string[]) => (): string => lines.map((line) => `${line}\n`).join("");
const asHeads = (lines: string[]) => (): string =>
  canonical(
    vote.heads.map((head): PublishedHead => {
      const size = head.size === vote.log.length ? lines.length : head.size;
      return { ...head, ...headOf(lines.slice(0, size)) };
    }) as never,
  );
/** A log written anew with heads to match: consistent in itself. */
const forged = (lines: string[]): Record<string, () => string> => ({
  "log.jsonl": asLog(lines),
  "heads.json": asHeads(lines),
});

describe("AT28 a public package", () => {
  it("is whole: everything fits", () => expect(verifyPackage(vote.files, held)).toEqual([]));

  it("1: a byte of any file changed, and nothing else", () => {
    for (const name of vote.files.keys()) {
      if (name === "manifest.json") continue;
      const files = tampered({ [name]: (text) => `${text} ` }, { clever: false });
      expect(reasons(files)[0]).toBe("file-changed");
    }
  });

  it("2: AT23 an event of the log edited where it stands, and located", () => {
    const edit = (text: string): string => text.replace("sin señal en Chacán", "sin señal en Anta");
    const [finding] = verifyPackage(tampered({ "log.jsonl": edit }), held);
    expect(finding?.reason).toBe("chain-broken");
    const height = vote.log.findIndex((line) => line.includes("sin señal"));
    expect(finding?.where).toContain(`log.jsonl ${height + 1}:`);
  });

  it("3: AT23 the tail of the log dropped", () => {
    const cut = (text: string): string => text.split("\n").slice(0, -4).join("\n").concat("\n");
    expect(reasons(tampered({ "log.jsonl": cut }))[0]).toBe("log-cut");
  });

  it("4: a ballot event changed and the log chained anew: the earlier code says no", () => {
    const lines = rewritten((events) => {
      const ballot = events.find(({ type }) => type === "ballot");
      if (ballot !== undefined) ballot.body["commitment"] = "0".repeat(64);
    });
    expect(reasons(tampered({ "log.jsonl": asLog(lines) }))[0]).toBe("head-contradicted");
  });

  it("5: a rule changed after freezing", () => {
    const edit = (text: string): string =>
      text.replace('"completion":"add1u"', '"completion":"util"');
    expect(reasons(tampered({ "rules.json": edit }))).toContain("rules-changed");
    expect(reasons(tampered({ "rules.json": edit }))[0]).toBe("rules-changed");
  });

  it("6: a cost beside the ballots changed, log and codes forged to match", () => {
    const edit = (text: string): string => text.replace("9000.5", "8000.5");
    const ballots = edit(vote.files.get("ballots.pb") ?? "");
    const lines = rewritten((events) => {
      const result = events.find(({ type }) => type === "result");
      if (result !== undefined) result.body["ballots"] = hashOf(ballots);
    });
    expect(reasons(tampered({ "ballots.pb": edit, ...forged(lines) }))[0]).toBe("costs-changed");
  });

  it("7: a ballot added to the published ones", () => {
    const edit = (text: string): string => `${text}51;5\n`;
    const found = reasons(tampered({ "ballots.pb": edit }));
    expect(found[0]).toBe("ballots-changed");
    expect(found).toContain("ballot-count");
  });

  it("8: a ballot with more projects than allowed", () => {
    const edit = (text: string): string => text.replace(/;"?1,2"?\n/, ";1,2,3,4\n");
    const found = reasons(tampered({ "ballots.pb": edit }));
    expect(found).toContain("ballot-invalid");
  });

  it("9: another winner written down, log and codes forged to match", () => {
    const result = JSON.parse(vote.files.get("result.json") ?? "") as Record<string, never[]>;
    const edit = (): string =>
      canonical({
        ...result,
        first: result["first"]?.slice(1) ?? [],
        second: result["second"]?.slice(1) ?? [],
        winners: result["winners"]?.slice(1) ?? [],
      });
    const lines = rewritten((events) => {
      const recorded = events.find(({ type }) => type === "result");
      if (recorded !== undefined) recorded.body["result"] = hashOf(edit());
    });
    expect(reasons(tampered({ "result.json": edit, ...forged(lines) }))).toEqual([
      "first-differs",
      "second-differs",
    ]);
  });

  it("10: a vote after closing, log and codes forged to match", () => {
    const lines = rewritten((events) => {
      const closed = events.findIndex(({ type }) => type === "closed");
      const body = {
        tag: "f".repeat(24),
        seq: 1,
        commitment: "0".repeat(64),
        hour: "2027-03-09T10",
        way: "chat",
      };
      events.splice(closed + 1, 0, { type: "ballot", body });
    });
    const found = reasons(tampered(forged(lines)));
    expect(found[0]).toBe("ballot-late");
    expect(found).toContain("ballot-count");
  });

  it("11: a changed vote taken out, log and codes forged to match", () => {
    const lines = rewritten((events) => {
      const second = events.findIndex(({ type, body }) => type === "ballot" && body["seq"] === 2);
      const tag = events[second]?.body["tag"];
      events.splice(
        events.findIndex(({ body }) => body["tag"] === tag),
        1,
      );
    });
    expect(reasons(tampered(forged(lines)))[0]).toBe("sequence-gap");
  });

  it("12: more families than the roll has; another text of the lot; a turnout that does not add up", () => {
    const lines = rewritten((events) => {
      for (const { type, body } of events) {
        if (type === "roll") body["voters"] = 49;
        if (type === "lot") body["seed"] = "otro";
      }
    });
    const edit = (text: string): string => text.replace(/"voted":(\d+)/, '"voted":1$1');
    const found = reasons(tampered({ ...forged(lines), "turnout.json": edit }));
    expect(found.slice(0, 3)).toEqual(["roll-exceeded", "lot-changed", "turnout-differs"]);
  });

  it("13: everything forged to match is refused by the code on somebody's poster", () => {
    const lines = rewritten((events) => {
      const act = events.find(({ type }) => type === "act");
      if (act !== undefined) act.body["text"] = "Sin pausa";
    });
    const files = tampered(forged(lines));
    expect(verifyPackage(files, held)).toEqual([]);
    const [poster] = vote.heads;
    const found = verifyPackage(files, {
      heads: poster === undefined ? [] : [poster],
      opened: null,
    });
    expect(found.map(({ reason }) => reason)).toEqual(["head-contradicted"]);
  });

  it("14: a missing or unreadable file", () => {
    const files = new Map(vote.files);
    files.delete("log.jsonl");
    expect(reasons(files)).toEqual(["file-missing"]);
    expect(reasons(tampered({ "result.json": () => "{" }))).toContain("not-readable");
    expect(reasons(tampered({ "rules.json": () => "{}" }))).toContain("not-readable");
    expect(reasons(tampered({ "ballots.pb": () => "META\n" }))).toContain("not-readable");
    const short = tampered({ "heads.json": () => "[]" });
    expect(reasons(short)).toEqual(["head-missing"]);
  });
});

describe("AT28 the committee's sealed ballots", () => {
  const opened = writeOpened(vote.opened);
  const check = (text: string): Reason[] =>
    verifyPackage(vote.files, { heads: [], opened: text }).map(({ reason }) => reason);

  it("recompute every commitment and the published ballots", () =>
    expect(check(opened)).toEqual([]));

  it("betray a changed choice, a missing ballot, and other published ballots", () => {
    expect(check(opened.replaceAll('"project":"1"', '"project":"5"'))).toEqual(
      expect.arrayContaining(["commitment-wrong", "sealed-differs"]),
    );
    expect(check(opened.split("\n").slice(1).join("\n"))[0]).toBe("sealed-missing");
  });

  it("open only with all passphrases, in any order", () => {
    const sealed = seal(
      opened,
      ["wiraqocha", "salqantay"],
      Buffer.alloc(16, 7),
      Buffer.alloc(12, 9),
    );
    expect(sealed).not.toContain("commitment");
    expect(unseal(sealed, ["salqantay", "wiraqocha"])).toBe(opened);
    expect(unseal(sealed, ["salqantay"])).toBeNull();
    expect(
      unseal(sealed.replace('"body":"', '"body":"AAAA'), ["salqantay", "wiraqocha"]),
    ).toBeNull();
  });
});

describe("the words of every reason", () => {
  it("stand in both languages and differ", () => {
    for (const language of ["es", "en"] as const) {
      const words = Object.values(REASONS).map((reason) => reason[language]);
      expect(new Set(words).size).toBe(words.length);
    }
  });
});

describe("the verifier of an outsider", () => {
  const folder = mkdtempSync(join(tmpdir(), "kallpanchis-verify-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  it("is one file that needs Node alone, and says who won", () => {
    const verifier = readFileSync("dist/verify.mjs", "utf8");
    const imports = [...verifier.matchAll(/^import .* from "([^"]+)"/gm)].map((match) => match[1]);
    expect(imports.every((name) => name?.startsWith("node:"))).toBe(true);
    const { files, heads } = holdVote({ extras: new Map([["verify.mjs", verifier]]) });
    writePackage(join(folder, "good"), files);
    expect(readPackage(join(folder, "good"))).toEqual(files);
    const [poster] = heads;
    const head = `${poster?.size}:${poster?.root.slice(0, 20)}`;
    const told = execFileSync(
      process.execPath,
      [join(folder, "good", "verify.mjs"), "--head", head],
      { cwd: folder, env: {}, encoding: "utf8" },
    );
    const { winners } = JSON.parse(files.get("result.json") ?? "") as { winners: string[] };
    expect(winners.length).toBeGreaterThan(1);
    expect(told).toContain(`Ganan, en orden: ${winners.join(" ")}`);
    expect(told).toContain(heads.at(-1)?.root);
  });

  it("refuses with the reason, and with 2 what it could not check at all", () => {
    copyFileSync("dist/verify.mjs", join(folder, "verify.mjs"));
    writePackage(
      join(folder, "bad"),
      tampered({ "ballots.pb": (text) => text.replace(/\n1;/, "\n01;") }),
    );
    const run = (...words: string[]) =>
      spawnSync(process.execPath, [join(folder, "verify.mjs"), ...words], { encoding: "utf8" });
    const bad = run(join(folder, "bad"));
    expect(bad.status).toBe(1);
    expect(bad.stderr).toContain(
      "ballots-changed: los votos publicados no son los que se registraron",
    );
    expect(run(join(folder, "nowhere")).status).toBe(2);
    expect(run(join(folder, "good"), "--head", "x").stderr).toContain('"x" is no head');
    expect(run(join(folder, "good"), "--loud").status).toBe(2);
  });

  it("is the same by the command, with the committee's ballots too", async () => {
    writeFileSync(join(folder, "one"), "wiraqocha\n");
    writeFileSync(join(folder, "two"), "salqantay\n");
    const sealed = join(folder, "sealed.json");
    writeFileSync(
      sealed,
      seal(
        writeOpened(vote.opened),
        ["wiraqocha", "salqantay"],
        Buffer.alloc(16, 1),
        Buffer.alloc(12, 2),
      ),
    );
    const keys = ["--key", join(folder, "one"), "--key", join(folder, "two")];
    const run = (...words: string[]) =>
      runCommand(["verify", join(folder, "good"), "--language", "en", ...words], {
        DATABASE_URL: "x",
      });
    const good = await run("--sealed", sealed, ...keys);
    expect(good).toMatchObject({ code: 0, stderr: "" });
    expect(good.stdout).toContain("Everything fits");
    const locked = await run("--sealed", sealed, ...keys.slice(0, 2));
    expect(locked.code).toBe(2);
    expect(locked.stderr).toContain("All holders are needed");
    expect(rules.mode).toBe("consultivo");
  });
});
