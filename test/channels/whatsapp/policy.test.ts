import { describe, expect, it } from "vitest";
import { afterClose } from "../../../src/channels/whatsapp/policy.ts";

describe("after a disconnect", () => {
  it("comes back at once when WhatsApp asks for a restart, as after linking", () =>
    expect(afterClose(515, 0, 0.5)).toMatchObject({ again: 0, state: "connecting" }));

  it("waits when restarts follow each other", () =>
    expect(afterClose(515, 3, 0).again).toBeGreaterThan(0));

  it.each([
    [401, "logged_out"],
    [403, "banned"],
    [405, "outdated"],
    [411, "outdated"],
    [440, "replaced"],
  ])("stops at %i: %s", (code, state) =>
    expect(afterClose(code, 0, 0.5)).toMatchObject({ again: null, state }),
  );

  it.each([408, 428, 500, 503, 599, null])("tries again after %s, longer each time", (code) => {
    const waits = [0, 1, 2, 3, 20, 1000].map(
      (failures) => afterClose(code, failures, 0.999).again ?? Infinity,
    );
    expect(waits).toEqual([...waits].sort((one, other) => one - other));
    expect(waits[0]).toBeLessThanOrEqual(1000);
    expect(waits.at(-1)).toBeLessThanOrEqual(20_000);
  });

  it("spreads the tries of many numbers over half the time", () => {
    expect([0, 0.5, 1].map((chance) => afterClose(428, 2, chance).again)).toEqual([
      2000, 3000, 4000,
    ]);
  });
});
