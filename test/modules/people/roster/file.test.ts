import { readFileSync } from "node:fs";
import fc from "fast-check";
import writeXlsxFile, { type SheetData } from "write-excel-file/node";
import { describe, expect, it } from "vitest";
import {
  readRoster,
  ROSTER_COLUMNS,
  type Roster,
} from "../../../../src/modules/people/roster/file.ts";

const NOW = new Date("2026-11-23T15:00:00Z");

function read(text: string): Promise<Roster> {
  return readRoster(new TextEncoder().encode(text), NOW);
}

/** One believable person, with the given cells instead, through a CSV of all columns. */
function readPersons(...persons: Record<string, string>[]): Promise<Roster> {
  const lines = persons.map((person, index) => {
    const usual = {
      family_code: `A-${index + 1}`,
      family_name: "Quispe",
      person_name: "Rosa",
      phone: `98412345${index}`,
    };
    const cells: Record<string, string> = { ...usual, ...person };
    return ROSTER_COLUMNS.map((column) => `"${(cells[column] ?? "").replaceAll('"', '""')}"`).join(
      ",",
    );
  });
  return read([ROSTER_COLUMNS.join(","), ...lines].join("\n"));
}

async function problemOf(
  person: Record<string, string>,
): Promise<{ column: string | null; problem: string }> {
  const { problems } = await readPersons(person);
  expect(problems.length).toBe(1);
  return problems[0] ?? { column: null, problem: "" };
}

async function readSheet(...rows: unknown[][]): Promise<Roster> {
  return readRoster(await writeXlsxFile(rows as SheetData).toBuffer(), NOW);
}

describe("the form of a roster file", () => {
  it("reads the sample that we hand out", async () => {
    const roster = await readRoster(readFileSync("docs/examples/roster.csv"), NOW);
    expect(roster.problems).toEqual([]);
    expect(roster.rows.length).toBe(6);
    expect(roster.rows[1]).toMatchObject({
      row: 3,
      personName: "Demetrio Ñaupa Ccoyo",
      phone: "+51984555101",
    });
    expect(roster.rows[2]).toMatchObject({
      sex: "F",
      purposes: ["reports", "reminders", "prices"],
    });
    expect(roster.rows[5]).toMatchObject({
      personName: "Núñez Ramos, Teófilo",
      roles: [],
      purposes: null,
    });
  });

  it.each([
    ["commas", ",", "", "\n"],
    ["semicolons", ";", "", "\n"],
    ["a byte order mark and Windows line ends", ";", "\uFEFF", "\r\n"],
  ])("reads CSV with %s", async (_what, separator, mark, lineEnd) => {
    const lines = [
      "family_code,family_name,person_name,phone,roles",
      'A-1,"Ñahui ""Wari""",Rosa,984123456,"delegate,producer;yachachiq"',
    ];
    const [header = "", line = ""] = lines;
    const body =
      separator === ","
        ? line
        : 'A-1;"Ñahui ""Wari""";Rosa;984123456;"delegate,producer;yachachiq"';
    const { rows, problems } = await read(
      mark + [header.replaceAll(",", separator), body, ""].join(lineEnd),
    );
    expect(problems).toEqual([]);
    expect(rows).toMatchObject([
      { row: 2, familyName: 'Ñahui "Wari"', roles: ["delegate", "producer", "yachachiq"] },
    ]);
  });

  it("counts rows as a spreadsheet does and passes over empty ones", async () => {
    const { rows } = await read(
      "family_code,family_name,person_name,phone\n\nA-1,Q,Rosa,984123456\n,,,\nA-2,Q,Ana,984123457\n",
    );
    expect(rows.map((row) => row.row)).toEqual([3, 5]);
  });

  it("takes column names in any order and spelling of case and spaces", async () => {
    const { rows } = await read(
      "Person Name,PHONE,Family-Code, family_name\nRosa,984123456,A-1,Quispe\n",
    );
    expect(rows).toMatchObject([{ personName: "Rosa", familyCode: "A-1", familyName: "Quispe" }]);
  });

  it("names the closest column to one it does not know", async () => {
    const { problems } = await read("family_code,family_name,person_name,telefone,phone\n");
    expect(problems).toMatchObject([{ row: 1, column: "telefone" }]);
    const { problems: typing } = await read("family_code,family_name,person_name,phone,comunity\n");
    expect(typing[0]?.problem).toContain("the closest is community");
  });

  it("says which needed columns are missing, or there twice", async () => {
    const { problems } = await read("family_code,person_name,sex,sex\nA,B,F,F\n");
    expect(problems.map((problem) => problem.column)).toEqual(["sex", "family_name", "phone"]);
  });

  it("says when a cell spilled over because its separator was not quoted", async () => {
    const { problems } = await read(
      "family_code,family_name,person_name,phone\nA-1,Quispe, Rosa,Rosa,984123456\n",
    );
    expect(problems).toMatchObject([
      { row: 2, column: null, problem: expect.stringContaining("quotation marks") },
    ]);
  });

  it.each([
    [
      "a quotation mark out of place",
      'family_code,family_name,person_name,phone\nA-1,"Quispe,Rosa,984123456\n',
      "quotation mark",
    ],
    ["no person", "family_code,family_name,person_name,phone\n", "no person"],
  ])("explains a file with %s", async (_what, text, words) => {
    expect((await read(text)).problems).toMatchObject([
      { problem: expect.stringContaining(words) },
    ]);
  });

  it.each([
    ["Latin-1 text", Buffer.from("family_code;nombre\nñ", "latin1"), "CSV UTF-8"],
    ["an old Excel file", Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 1, 2]), ".xlsx"],
    ["a broken Excel file", Buffer.from("PK\u0003\u0004 broken"), "cannot be read"],
  ])("explains %s", async (_what, bytes, words) => {
    expect((await readRoster(bytes, NOW)).problems).toMatchObject([
      { row: 1, problem: expect.stringContaining(words) },
    ]);
  });

  it("never throws, whatever the bytes", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        const roster = await readRoster(bytes, NOW);
        expect(roster.problems.length + roster.rows.length).toBeGreaterThan(0);
      }),
    );
  });
});

describe("the values of a roster", () => {
  it.each([
    ["F", "F"],
    ["f", "F"],
    ["mujer", "F"],
    ["M", "M"],
    ["Varón", "M"],
    ["hombre", "M"],
    ["", null],
  ])("reads the sex %j as %j", async (sex, expected) => {
    expect((await readPersons({ sex })).rows[0]?.sex).toBe(expected);
  });

  it.each([
    "+51 984 123 456",
    "984-123-456",
    "51984123456",
    "0051984123456",
    "(+51) 984.123.456",
    "'+51984123456",
  ])("reads the phone %j", async (phone) => {
    expect((await readPersons({ phone })).rows[0]?.phone).toBe("+51984123456");
  });

  it.each([
    ["084 223344", "landline"],
    ["+51 84 223344", "landline"],
    ["014567890", "landline"],
    ["+591 71234567", "no mobile of Peru"],
    ["98412345", "no mobile of Peru"],
    ["5.19841E+10", "Excel has shortened"],
    ["984123456 / 984123457", "not one phone"],
    ["no tiene", "not one phone"],
  ])("refuses the phone %j, saying why", async (phone, words) => {
    expect(await problemOf({ phone })).toMatchObject({
      column: "phone",
      problem: expect.stringContaining(words),
    });
  });

  it("demands one way to reach each person", async () => {
    expect(await problemOf({ phone: "" })).toMatchObject({
      column: "phone",
      problem: expect.stringContaining("Neither"),
    });
    expect((await readPersons({ phone: "", telegram_id: "7000000001" })).rows[0]?.telegramId).toBe(
      "7000000001",
    );
  });

  it.each([
    ["telegram_id", "@rosa", "not the @name"],
    ["birth_year", "1899", "1900 to 2026"],
    ["birth_year", "2027", "1900 to 2026"],
    ["birth_year", "12/05/1980", "1900 to 2026"],
    ["sex", "x", "F or M"],
    ["language", "quechua", "es, qu, fr, en"],
    ["roles", "producr", "closest is producer"],
    ["dni", "123456", "eight digits"],
    ["consent", "reminder", "reports, reminders"],
    ["family_name", "", "empty"],
    ["person_name", "x".repeat(121), "longer"],
    ["community", "#REF!", "error of Excel"],
  ])("refuses %s %j", async (column, value, words) => {
    const place: Record<string, string> = column === "community" ? { district: "Zurite" } : {};
    expect(await problemOf({ ...place, [column]: value })).toMatchObject({
      column,
      problem: expect.stringContaining(words),
    });
  });

  it.each([
    ["yes", ["reports", "reminders", "trainings", "prices", "votes"]],
    ["Sí", ["reports", "reminders", "trainings", "prices", "votes"]],
    ["si", ["reports", "reminders", "trainings", "prices", "votes"]],
    ["no", []],
    ["", null],
    ["votes", ["reports", "votes"]],
    ["prices; reminders|votes", ["reports", "reminders", "prices", "votes"]],
  ])("reads the consent %j as %j", async (consent, purposes) => {
    expect((await readPersons({ consent })).rows[0]?.purposes).toEqual(purposes);
  });

  it("keeps the leading zeros of a DNI and restores one that a spreadsheet dropped, with a warning", async () => {
    const roster = await readPersons({ dni: "00123456" }, { dni: "1234567" });
    expect(roster.rows.map((row) => row.dni)).toEqual(["00123456", "01234567"]);
    expect(roster.warnings).toMatchObject([{ row: 3, column: "dni" }]);
  });

  it("takes what looks like a formula as text", async () => {
    const { rows } = await readPersons({
      person_name: "=1+1",
      family_name: "@Rosa",
      family_code: "-7",
    });
    expect(rows).toMatchObject([{ personName: "=1+1", familyName: "@Rosa", familyCode: "-7" }]);
  });

  it("demands the district of a community or association", async () => {
    expect(await problemOf({ association: "Qori" })).toMatchObject({ column: "district" });
  });

  it("tells every problem of a row at once", async () => {
    const { problems, rows } = await readPersons({ sex: "x", phone: "1", roles: "boss" });
    expect(problems.map((problem) => [problem.row, problem.column])).toEqual([
      [2, "sex"],
      [2, "phone"],
      [2, "roles"],
    ]);
    expect(rows).toEqual([]);
  });
});

describe("rows that contradict each other", () => {
  it("may share a phone, but not a Telegram id", async () => {
    const shared = { family_code: "A", phone: "984123456" };
    expect(
      (await readPersons({ ...shared, person_name: "Rosa" }, { ...shared, person_name: "Ana" }))
        .problems,
    ).toEqual([]);
    const { problems } = await readPersons(
      { person_name: "Rosa", telegram_id: "7" },
      { person_name: "Ana", telegram_id: "7" },
    );
    expect(problems).toMatchObject([
      { row: 3, column: "telegram_id", problem: expect.stringContaining("row 2") },
    ]);
  });

  it.each([
    [
      "name and family",
      { family_code: "A", person_name: "Rosa" },
      { family_code: "a", person_name: "rosá" },
      "person_name",
    ],
    ["name and phone", { phone: "984123456" }, { phone: "+51984123456" }, "phone"],
    ["DNI", { dni: "00123456" }, { dni: "00123456", person_name: "Ana" }, "dni"],
  ])("may not hold a person twice, by %s", async (_what, one, other, column) => {
    expect((await readPersons(one, other)).problems).toMatchObject([{ row: 3, column }]);
  });

  it("may not give a family two names or places", async () => {
    const { problems } = await readPersons(
      { family_code: "A", person_name: "Rosa", district: "Zurite", community: "Yanama" },
      {
        family_code: "A",
        person_name: "Ana",
        family_name: "Huallpa",
        district: "Zurite",
        community: "Tambo",
      },
      { family_code: "A", person_name: "Eva", district: "ZURITE" },
    );
    expect(problems.map((problem) => [problem.row, problem.column])).toEqual([
      [3, "family_name"],
      [3, "community"],
    ]);
  });
});

describe("an Excel workbook", () => {
  const header = [
    "family_code",
    "family_name",
    "person_name",
    "phone",
    "telegram_id",
    "dni",
    "birth_year",
    "consent",
  ];

  it("may hold numbers, dates and truths where texts belong", async () => {
    const { rows, problems, warnings } = await readSheet(
      header,
      ["A-1", "Quispe", "Rosa", 51984123456, 7000000001, 1234567, 1980, true],
      [
        12,
        "Ñahui",
        "Ana",
        984123457,
        null,
        "00123456",
        { value: new Date("1975-03-02T00:00:00Z"), type: Date, format: "dd/mm/yyyy" },
        false,
      ],
      [
        "A-3",
        "Puma",
        "Eva",
        "984 123 458",
        null,
        null,
        { value: new Date("1905-06-02T00:00:00Z"), type: Date, format: "dd/mm/yyyy" },
        null,
      ],
    );
    expect(problems).toEqual([]);
    expect(rows).toMatchObject([
      {
        row: 2,
        phone: "+51984123456",
        telegramId: "7000000001",
        dni: "01234567",
        birthYear: 1980,
        purposes: { length: 5 },
      },
      {
        row: 3,
        familyCode: "12",
        phone: "+51984123457",
        dni: "00123456",
        birthYear: 1975,
        purposes: [],
      },
      { row: 4, birthYear: 1980, purposes: null },
    ]);
    expect(warnings).toMatchObject([{ row: 2, column: "dni" }]);
  });

  it("keeps its row numbers over empty rows", async () => {
    const { rows } = await readSheet(header, [null], ["A-1", "Quispe", "Rosa", 984123456]);
    expect(rows.map((row) => row.row)).toEqual([3]);
  });
});
