import type { TableRow } from "../../elements/subtable-editor.ts";
import { isComputed, isReadOnly } from "../../fields.ts";
import type { App, FieldRights, RecordCells, ShownField } from "../../wire.ts";

type Written = Record<string, { value: unknown }>;

/** A value as a write request wants it: keys of files and codes of people, nothing that only the server may say. */
export function toWrite(field: ShownField, value: unknown): unknown {
  switch (field.type) {
    case "FILE":
      return Array.isArray(value) ? value.map(({ fileKey }: { fileKey: string }) => ({ fileKey })) : [];
    case "USER_SELECT":
    case "ORGANIZATION_SELECT":
    case "GROUP_SELECT":
      return Array.isArray(value) ? value.map(({ code }: { code: string }) => ({ code })) : [];
    case "SUBTABLE":
      return ((value ?? []) as TableRow[]).map(({ id, value: cells }) => ({
        ...(id ? { id } : {}),
        value: Object.fromEntries(
          Object.values(field.fields ?? {})
            .filter((inner) => !isReadOnly(inner.type) && !isComputed(inner) && cells[inner.code])
            .map((inner) => [inner.code, { value: toWrite(inner, cells[inner.code]?.value) }]),
        ),
      }));
    default:
      return value;
  }
}

/** The changed fields of a form as a write request wants them. */
export function toRequest(app: App, edits: ReadonlyMap<string, unknown>): Written {
  return Object.fromEntries(
    [...edits].flatMap(([code, value]) => {
      const field = app.fields.properties[code];
      return field && value !== undefined ? [[code, { value: toWrite(field, value) }]] : [];
    }),
  );
}

/** A new record as a form shows it: the server's defaults, only what the viewer may fill in. */
export function writableCells(cells: RecordCells, rights: FieldRights): RecordCells {
  return Object.fromEntries(
    Object.entries(cells).filter(([code, { type }]) => rights[code]?.editable && !isReadOnly(type)),
  );
}

const sameText = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

export interface Conflict {
  code: string;
  mine: unknown;
  theirs: unknown;
}

/**
 * Fields that both this form and somebody else changed, to different values. What only one side changed merges by itself.
 *
 * @param base - the record as the form was opened
 * @param saved - the record as it is now
 */
export function findConflicts(
  app: App,
  base: RecordCells,
  saved: RecordCells,
  edits: ReadonlyMap<string, unknown>,
): Conflict[] {
  return [...edits].flatMap(([code, mine]) => {
    const field = app.fields.properties[code];
    const theirs = saved[code]?.value;
    if (!field || sameText(base[code]?.value, theirs)) return [];
    return sameText(toWrite(field, mine), toWrite(field, theirs)) ? [] : [{ code, mine, theirs }];
  });
}

/**
 * Problems of a refusal by the form's own keys: field code, or `TABLE/ROW/CODE` inside tables.
 *
 * @param errors - keyed as kintone does: `record.CODE.value`, `record.TABLE.value[0].value.CODE.value`
 */
export function problemsByField(
  errors: Readonly<Record<string, { messages: readonly string[] }>>,
): Record<string, string> {
  const problems: Record<string, string> = {};
  for (const [path, { messages }] of Object.entries(errors)) {
    const inner = /^records?(?:\[\d+\])?\.(.+?)\.value\[(\d+)\]\.value\.(.+?)\.values?(?:\[|\.|$)/.exec(path);
    const plain = /^records?(?:\[\d+\])?\.(.+?)\.values?(?:\[|\.|$)/.exec(path) ?? /^records?\.([^.[]+)$/.exec(path);
    const key = inner ? `${inner[1]}/${inner[2]}/${inner[3]}` : (plain?.[1] ?? "");
    problems[key] = [problems[key], ...messages].filter(Boolean).join(" ");
  }
  return problems;
}

/**
 * What the form shows while editing: the record as it was opened, with the changes.
 *
 * @param opened - stored values of fields that the changes have opened
 */
export function withEdits(
  base: { record: RecordCells } | undefined,
  edits: ReadonlyMap<string, unknown>,
  opened: RecordCells = {},
): RecordCells {
  const stored = { ...opened, ...base?.record };
  const changed = [...edits].map(([code, value]) => [code, { type: stored[code]?.type ?? "", value }] as const);
  return { ...stored, ...Object.fromEntries(changed) };
}
