import { readdirSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { FieldValueError, type FieldExamples } from "../../app-definitions/field-type.ts";
import { fieldMessages } from "../../app-definitions/field-messages.ts";
import { fieldTypes } from "../../app-definitions/field-types/index.ts";

const folder = new URL("../../app-definitions/field-types/", import.meta.url);
const folderOf = (type: string) => type.toLowerCase().replaceAll("_", "-");
const examplesOf = async (type: string) => {
  const file = new URL(`${folderOf(type)}/${folderOf(type)}.examples.ts`, folder);
  return ((await import(file.href)) as { examples: FieldExamples<never, unknown> }).examples;
};
const ajv = new Ajv({ strict: false });

test("each folder is one field type, and each field type one folder", () => {
  const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(folders.map(({ name }) => name).sort()).toEqual([...fieldTypes.keys()].map(folderOf).sort());
});

describe.each([...fieldTypes.values()])("$type", (fieldType) => {
  test("keeps its promises on its own examples", async () => {
    const { cases, badSettings } = await examplesOf(fieldType.type);
    const isRightSettings = ajv.compile(fieldType.settings);
    expect(
      isRightSettings({
        label: "x",
        code: "x",
        ...fieldType.settingDefaults,
        ...(cases[0]?.settings as object | undefined),
      }),
    ).toBe(true);
    for (const settings of badSettings) expect([settings, isRightSettings(settings)]).toEqual([settings, false]);

    for (const { settings, accepts, rejects = [], unreadable = [], faulty = [] } of cases) {
      expect(isRightSettings(settings)).toBe(true);
      const isRightShape = ajv.compile(fieldType.wireSchema(settings));
      for (const { wire, value, shown = wire, text } of accepts) {
        expect([wire, isRightShape(wire)]).toEqual([wire, true]);
        const read = fieldType.fromWire(wire, settings);
        expect(read).toEqual(value);
        expect(fieldType.check(read, settings)).toEqual([]);
        expect(fieldType.toWire(read, settings)).toEqual(shown);
        if (fieldType.showsAs === "stored" && read !== null) expect(shown).toBe(read);
        if (fieldType.showsAs === "minute" && read !== null) {
          expect(shown).toBe(String(read).replace(/:\d\d([.]\d+)?Z$/, ":00Z"));
        }
        expect(fieldType.text(read, settings)).toBe(text ?? fieldType.text(value, settings));
        if (value === null) expect(fieldType.text(read, settings)).toBe("");
      }
      for (const wire of rejects) expect([wire, isRightShape(wire)]).toEqual([wire, false]);
      for (const [wire, message] of unreadable) {
        expect(isRightShape(wire)).toBe(true);
        expect(problemOf(() => fieldType.fromWire(wire, settings))).toBe(message);
        expect(fieldMessages).toHaveProperty(message);
      }
      for (const [wire, messages] of faulty) {
        const problems = fieldType.check(fieldType.fromWire(wire, settings), settings);
        expect([wire, problems.map(({ message }) => message)]).toEqual([wire, messages]);
        for (const message of messages) expect(fieldMessages).toHaveProperty(message);
      }
    }
  });

  test("shows an empty value that it would take back as empty", () => {
    if (fieldType.column === null || !fieldType.isWritable || fieldType.column === "consent") return;
    const settings = { options: {}, fields: {}, terms: [] } as never;
    expect(fieldType.fromWire(fieldType.toWire(null, settings), settings)).toBeNull();
  });
});

function problemOf(work: () => unknown): string {
  try {
    return `read as ${String(work())}`;
  } catch (error) {
    if (error instanceof FieldValueError) return error.problem.message;
    throw error;
  }
}
