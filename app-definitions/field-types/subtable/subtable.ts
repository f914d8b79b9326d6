import type { FieldProperty } from "../../definition.ts";
import {
  defineFieldType,
  FieldValueError,
  type AnyFieldType,
  type FieldProblem,
  type FieldType,
  type SubtableRow,
} from "../../field-type.ts";
import { flag, settingsSchema } from "../setting-schemas.ts";

export interface SubtableSettings {
  fields: Readonly<Record<string, FieldProperty>>;
}
type Cell = [code: string, property: FieldProperty, fieldType: AnyFieldType];

/** Rows in one request; kintone's tables become unusable above some thousands. */
const maxRows = 5000;

/**
 * The type of tables, whose cells follow the given inner types. Rows keep their order; a new row has the id "". A row
 * read from a request holds the cells that the request named and no others, so that kintone's merging stays possible.
 */
export function subtableOf(
  innerTypes: ReadonlyMap<string, AnyFieldType>,
): FieldType<SubtableSettings, readonly SubtableRow[]> {
  const cellsOf = ({ fields }: SubtableSettings): Cell[] =>
    Object.entries(fields).flatMap(([code, property]) => {
      const fieldType = innerTypes.get(property.type);
      return fieldType ? [[code, property, fieldType] satisfies Cell] : [];
    });

  return defineFieldType<SubtableSettings, readonly SubtableRow[]>({
    type: "SUBTABLE",
    settings: settingsSchema(
      {
        fields: { type: "object", minProperties: 1, additionalProperties: { type: "object" } },
        // Beyond kintone: the rows are kept in a table of their own, which ranges and sums over them need.
        analyse: flag,
      },
      ["fields"],
    ),
    settingDefaults: {},
    column: "subtable",
    operators: [],
    isSortable: false,
    isWritable: true,
    isAllowedInTable: false,
    mayBeUnique: false,
    wireSchema: (settings) => ({
      type: ["array", "null"],
      maxItems: maxRows,
      items: {
        type: "object",
        properties: {
          id: { type: ["string", "number", "null"], maxLength: 20, pattern: "^[0-9]*$" },
          value: {
            type: "object",
            properties: Object.fromEntries(
              cellsOf(settings).map(([code, property, { wireSchema }]) => [
                code,
                { type: "object", properties: { value: wireSchema(property as never) } },
              ]),
            ),
          },
        },
        required: ["value"],
      },
    }),
    fromWire: (wire, settings) => {
      const rows = (wire ?? []) as readonly {
        id?: string | number | null;
        value: Record<string, { value?: unknown }>;
      }[];
      return rows.length === 0 ? null : rows.map((row, i) => rowFromWire(row, i, cellsOf(settings)));
    },
    toWire: (value, settings) =>
      (value ?? []).map((row) => ({
        id: row.id,
        value: Object.fromEntries(
          cellsOf(settings).map(([code, property, fieldType]) => [
            code,
            { type: fieldType.type, value: fieldType.toWire(row.value[code] ?? null, property as never) },
          ]),
        ),
      })),
    check: (value, settings) =>
      (value ?? []).flatMap((row, i) => cellsOf(settings).flatMap((cell) => checkCell(row, i, cell))),
    initial: () => null,
    text: (value, settings) =>
      (value ?? [])
        .map((row) =>
          cellsOf(settings)
            .map(([code, property, fieldType]) => fieldType.text(row.value[code] ?? null, property as never))
            .join(" "),
        )
        .join("\n"),
  });
}

type WireRow = { id?: string | number | null; value: Record<string, { value?: unknown }> };

function rowFromWire(row: WireRow, index: number, cells: readonly Cell[]): SubtableRow {
  const value: Record<string, unknown> = {};
  for (const [code, property, fieldType] of cells) {
    const sent = Object.hasOwn(row.value, code) ? row.value[code] : undefined;
    if (sent?.value === undefined) continue;
    try {
      value[code] = fieldType.fromWire(sent.value, property as never);
    } catch (error) {
      if (!(error instanceof FieldValueError)) throw error;
      throw new FieldValueError(inCell(error.problem, index, code));
    }
  }
  return { id: row.id === undefined || row.id === null ? "" : String(row.id), value };
}

function checkCell(row: SubtableRow, index: number, [code, property, fieldType]: Cell): FieldProblem[] {
  const value = row.value[code] ?? null;
  const missing: FieldProblem[] =
    value === null && property.required && property.type !== "RADIO_BUTTON"
      ? [{ message: "required", at: fieldType.requiredAt ?? "value" }]
      : [];
  return [...missing, ...fieldType.check(value, property as never)].map((problem) => inCell(problem, index, code));
}

function inCell(problem: FieldProblem, row: number, code: string): FieldProblem {
  return { ...problem, at: `value[${row}].value.${code}.${problem.at ?? "value"}` };
}
