import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ROLES, type Role } from "../../../src/core/authority.ts";
import { approversOf } from "../../../src/store/announcing.ts";
import { queueApproval } from "../../../src/modules/trainings/notify.ts";
import { findTraining } from "../../../src/modules/trainings/store.ts";
import { openTrainings, plan, type Trainings } from "./stage.ts";

describe("who may invite whom to a training", () => {
  let stage: Trainings;
  beforeEach(async () => {
    stage = await openTrainings();
    await stage.person({ name: "Rosa Quispe" });
    await stage.person({ name: "Benita Huamán", place: "ccasa" });
  });
  afterEach(() => stage.close());

  /** Whether each role may, and what it is offered where it chooses a community. */
  const may: Record<Role, "refused" | "own" | string[]> = {
    producer: "refused",
    delegate: "refused",
    yachachiq: "own",
    technician: ["Pampaccasa", "Ccasacunca"],
    officer: ["Pampaccasa"],
    admin: ["Pampaccasa", "Ccasacunca"],
  };

  it.each(ROLES)("as %s", async (role) => {
    const who = await stage.person({ role, name: "Ana Huillca" });
    const [begin = "", ...rest] = plan({ kind: "", which: "" });
    const first = await stage.talk(who, begin);
    const allowed = may[role];
    if (allowed === "refused") {
      expect(first).toBe(
        "Solo los técnicos, las municipalidades y los yachachiq preparan capacitaciones. Si usted lo es, pida que lo anoten así en el padrón.",
      );
      return;
    }
    const asked = await stage.talk(who, ...rest);
    if (allowed === "own") {
      expect(asked).toContain("Lo recibirán 1 personas");
      await stage.talk(who, "1");
      await stage.due();
      const invited = await stage.village.ask<{ name: string }>(
        "SELECT p.name FROM broadcast_recipient r JOIN person p ON p.id = r.person_id",
      );
      expect(invited).toEqual([{ name: "Rosa Quispe" }]);
      return;
    }
    const offered = await stage.talk(who, "1");
    for (const community of ["Pampaccasa", "Ccasacunca"])
      expect(offered.includes(community)).toBe(allowed.includes(community));
  });

  it("counts only those who agreed, and says so when there is nobody", async () => {
    const technician = await stage.person({ role: "technician" });
    await stage.person({ name: "Sin Permiso", place: "ccasa", agrees: false });
    const all = await stage.talk(technician, ...plan({ kind: "5", which: "" }));
    expect(all).toContain("Lo recibirán 2 personas");
    expect(all).toContain("Sin permiso o sin teléfono: 1.");
    await stage.village.store.transaction((tx) =>
      tx.run("DELETE FROM consent WHERE purpose = 'trainings'"),
    );
    const nobody = await stage.talk(technician, "3", "7", "1", "1");
    expect(nobody).toContain(
      "Ahí no hay nadie a quien se pueda escribir: o no hay familias, o no dieron su permiso. Elija a otros.",
    );
    expect(await stage.village.ask("SELECT id FROM training")).toEqual([]);
    expect(await stage.village.ask("SELECT id FROM broadcast")).toEqual([]);
  });

  it("needs a second person above the set size, in chat too", async () => {
    const technician = await stage.person({ role: "technician", name: "Ana Huillca" });
    const officer = await stage.person({ role: "officer", name: "Berta Alata" });
    const stranger = await stage.person({ role: "officer", name: "Otra", place: "ccasa" });
    const rosa = await stage.person({ name: "Rosa Dos" });
    await stage.talk(technician, ...plan(), "1");
    // As if there had been more than five hundred of them.
    const { village, hears, talk } = stage;
    await village.store.transaction((tx) => tx.run("UPDATE broadcast SET state = 'approval'"));
    const [row] = await village.ask<{ id: string }>("SELECT id FROM training");
    await village.store.transaction(async (tx) => {
      const training = await findTraining(tx, row?.id ?? "");
      if (training === null) throw new Error("no training");
      const approvers = await approversOf(tx, technician.personId);
      expect(approvers).toEqual([officer.personId]);
      for (const id of approvers) await queueApproval(tx, training, id, village.now());
    });
    await stage.due();
    expect(await hears(rosa)).toBe("");
    expect(await hears(stranger)).toBe("");
    expect(await hears(officer)).toContain("Ana Huillca quiere invitar a");
    expect(await talk(officer, "1")).toBe("Aprobado. Las invitaciones salen ahora.");
    await stage.due();
    expect(await hears(rosa)).toContain("Le invitamos a la capacitación");
    expect((await officer.presses("No aprobar")).join("")).toContain(
      "Esa invitación ya no espera aprobación.",
    );
  });
});
