import { describe, expect, it } from "vitest";
import { OperatorError } from "../../src/core/errors.ts";
import { errorsOf, exportText, flowIn, imported, wordsIn } from "./import.ts";

describe("every export", () => {
  it.each(["herd", "visit", "workshop", "prices", "home"])("%s compiles, always alike", (name) => {
    const made = imported(exportText(name), name);
    expect(errorsOf(made)).toEqual([]);
    expect(imported(exportText(name), name)).toEqual(made);
  });
});

describe("herd: numbers, words and a translation", () => {
  const made = imported(exportText("herd"), "herd");
  const { nodes, ...head } = flowIn(made, "encuesta_del_hato");

  it("keeps its head", () => {
    expect(head).toEqual({
      flow: "encuesta_del_hato",
      title: "Encuesta del hato",
      keywords: ["encuesta del hato"],
      record: true,
      first: "preset",
      expires: "7d",
    });
  });

  it("makes a number of ranges, and the way back a retry", () => {
    expect(nodes["cows"]).toEqual({
      ask: "number",
      say: "¿Cuántas vacas tiene?",
      accept: { min: 0, max: 500 },
      save: "cows",
      go: "by_cows",
      retry: ["Escriba solo un número de 0 a 500."],
      otherwise: "unclear",
    });
    expect(nodes["by_cows"]).toEqual({
      branch: [
        { when: "cows = 0", go: "gracias_anote_que_no" },
        { when: "cows >= 1 and cows <= 10", go: "que_vende" },
        { when: "cows >= 11 and cows <= 500", go: "que_vende" },
        { else: "unclear" },
      ],
    });
  });

  it("makes options of words and quick replies, in both languages", () => {
    expect(nodes["que_vende"]).toMatchObject({
      choose: {
        leche: { label: "Leche", words: ["lechecita"] },
        queso: { label: "Queso", words: ["quesillo"] },
      },
      say: "Anoté {cows} vacas. ¿Qué vende usted?",
      otherwise: "bien_anote_que_no",
    });
    expect(wordsIn(made, "qu")["encuesta_del_hato"]?.["que_vende"]).toMatchObject({
      say: "{cows} wakata qillqarqani. ¿Imatan vendenki?",
      options: { leche: { label: "Leche", words: ["ñuqñu"] }, queso: "Masara" },
    });
  });

  it("tells what it could not take", () => {
    const { text } = made.report;
    for (const told of [
      "set_contact_field",
      "add_contact_groups",
      "call_webhook",
      "@contact.name",
      'keyword "hola"',
    ])
      expect(text).toContain(told);
  });
});

describe("visit: a flow that runs another, in version 14 and English", () => {
  const made = imported(exportText("visit"), "visit");
  const { nodes } = flowIn(made, "farm_visit");

  it("runs the flow that comes back, and switches to the one that does not", () => {
    expect(nodes["run_visit_day"]).toEqual({
      run: "visit_day",
      go: "set_stage",
      on: { expired: "le_preguntamos_otro_dia" },
    });
    expect(nodes["switch_farewell"]).toEqual({ switch: "farewell" });
    expect(nodes["set_stage"]).toEqual({ set: { stage: '"asked"' }, go: "technician" });
  });

  it("begins with the Spanish words, and keeps the others beside them", () => {
    expect(nodes["technician"]).toMatchObject({
      choose: { yes: { label: "Sí", words: ["claro"] }, no: { label: "No" } },
      say: "¿Quiere que venga un técnico?",
      retry: ["Responda sí o no, por favor.\n¿Quiere que venga un técnico?"],
    });
    expect(wordsIn(made, "en")["farm_visit"]?.["technician"]).toMatchObject({
      say: "Do you want a technician to come?",
      options: { yes: { label: "Yes", words: ["y"] }, no: { label: "No", words: ["n"] } },
    });
    expect(wordsIn(made, "fr")["farm_visit"]?.["bienvenida_a_las_visitas"]).toMatchObject({
      say: "Bienvenue aux visites.",
    });
  });

  it("asks for a day, opens a ticket, and looks at an answer again", () => {
    expect(flowIn(made, "visit_day").nodes["visit_day"]).toMatchObject({ ask: "day" });
    expect(nodes["tell_visita"]).toMatchObject({ hand_off: "visita", go: "by_technician" });
    expect(nodes["by_technician"]).toEqual({
      branch: [{ when: 'technician = "yes"', go: "el_tecnico_le_va" }, { else: "switch_farewell" }],
    });
    expect(made.report.text).toContain('trigger of the kind "C"');
  });
});

describe("workshop and prices: timeouts, menus and what does not exist here", () => {
  const workshop = imported(exportText("workshop"), "workshop");
  const prices = imported(exportText("prices"), "prices");

  it("makes a timeout that asks again a nudge, and one that leads on silence", () => {
    const { nodes } = flowIn(workshop, "taller_de_quesos");
    expect(nodes["viene"]).toMatchObject({
      nudge: { after: "2h", say: "Falta su respuesta: ¿va a venir al taller?" },
      choose: { si: { words: ["si voy", "claro"] }, no: { words: ["no puedo"] } },
    });
    expect(nodes["aprender"]).toMatchObject({
      ask: "text",
      silence: { after: "1d", go: "le_esperamos_igual" },
    });
    expect(nodes["by_chance"]).toEqual({
      branch: [
        { when: "is_bucket_2", go: "gracias_por_responder" },
        { else: "gracias_por_decirnos" },
      ],
    });
  });

  it("makes a menu of numbers", () => {
    const { nodes } = flowIn(prices, "menu_de_precios");
    expect(Object.keys(nodes["producto"]?.["choose"] as object)).toEqual([
      "leche",
      "queso",
      "salir",
    ]);
    expect(nodes["el_queso_esta_a"]?.["say"]).toBe(
      "El queso está a @fields.cheese_price soles. Escriba (queso).",
    );
  });

  it("tells what it left out", () => {
    for (const told of ["send_broadcast", "Bucket 2", "has_group", "became a nudge"])
      expect(workshop.report.text).toContain(told);
    for (const told of ["voice", "paint_barn", "attachment", '"basta"', "@fields.cheese_price"])
      expect(prices.report.text).toContain(told);
    const { text } = imported(exportText("home")).report;
    expect(text).toContain('"aym"');
    expect(text).toContain('3 texts stand in the flow in "que"');
  });
});

describe("what is no export", () => {
  const herd = exportText("herd");
  it.each([
    ["hello", /not JSON/],
    ["[]", /no flows/],
    ['{"flows":[]}', /no flows/],
    [
      '{"version":"11","flows":[{"base_language":"spa","action_sets":[]}]}',
      /older than version 13/,
    ],
    [herd.replace('"13.2.0"', '"12.0.0"'), /older than version 13/],
    [herd.replace('"13.2.0"', '"15.0.0"'), /versions 13 and 14/],
    [herd.replace('"type": "messaging"', '"type": "voice"'), /No flow of the file/],
    [
      herd.replace(/"destination_uuid": "[^"]+"/, '"destination_uuid": "nowhere"'),
      /broken: an exit/,
    ],
    [herd.replace('"actions": [', '"actions": [7,'), /missing or of another kind/],
    [" ".repeat(20 * 1024 * 1024 + 1), /larger than 20 MB/],
  ])("%.40s is refused in one line", (text, expected) => {
    expect(() => imported(text)).toThrow(OperatorError);
    expect(() => imported(text)).toThrow(expected);
  });

  it("keeps hostile names inside the folder", () => {
    const made = imported(herd.replaceAll("Encuesta del hato", "../../../etc/passwd"));
    expect(made.flows.map(({ file }) => file)).toEqual(["flows/area/etc_passwd.yaml"]);
    expect(errorsOf(made)).toEqual([]);
  });
});
