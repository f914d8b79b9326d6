import { showValue } from "../../fields.ts";
import type { App, RecordCells, ShownField } from "../../wire.ts";

/** Types whose widgets lead to places that a deleted record no longer has: files, certificates of consent. */
const linking: ReadonlySet<string> = new Set(["FILE", "CONSENT"]);

type Cells = Readonly<Record<string, { type?: string; value: unknown }>>;
interface Row {
  id?: string;
  value: Cells;
}

function plainField(field: ShownField): ShownField {
  if (linking.has(field.type)) return { ...field, type: "SINGLE_LINE_TEXT" };
  const inner = field.fields && Object.entries(field.fields).map(([code, one]) => [code, plainField(one)] as const);
  return inner ? { ...field, fields: Object.fromEntries(inner) } : field;
}

function plainValue(app: App, field: ShownField, value: unknown): unknown {
  if (linking.has(field.type)) return showValue(app, field, value, true, null);
  if (!field.fields || !Array.isArray(value)) return value;
  return (value as Row[]).map((row) => ({ ...row, value: plainCells(app, field.fields!, row.value) }));
}

function plainCells(app: App, fields: Readonly<Record<string, ShownField>>, cells: Cells): RecordCells {
  return Object.fromEntries(
    Object.entries(cells).map(([code, { type = "", value }]) => {
      const field = fields[code];
      return [code, { type, value: field ? plainValue(app, field, value) : value }];
    }),
  );
}

/** App and record as they can be shown while the record lies in the bin: names of files, nothing to follow. */
export function withoutLinks(app: App, record: RecordCells): { app: App; record: RecordCells } {
  const { properties } = app.fields;
  const kept = Object.entries(properties).filter(([, { type }]) => type !== "REFERENCE_TABLE");
  const plain = Object.fromEntries(kept.map(([code, field]) => [code, plainField(field)]));
  return { app: { ...app, fields: { properties: plain } }, record: plainCells(app, properties, record) };
}
