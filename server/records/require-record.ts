import { requireApp } from "../apps/require-app.ts";
import type { DeployedApp } from "../apps/deployed-app.ts";
import { Failure } from "../errors.ts";
import type { Context } from "../http/context.ts";
import type { Access } from "../permissions/access.ts";
import { always } from "../query/condition.ts";
import { matches } from "../query/matches.ts";
import { planRead } from "./plan-read.ts";
import { readerOf, type RecordRow } from "./record-row.ts";
import { guarded, holdToRight } from "./second-wall.ts";
import { readWholeRows } from "./store.ts";
import { toValue } from "./stored-values.ts";
import { titleOf } from "./title-of.ts";

/** A record that the viewer reaches, with what he may do with it. */
export interface RequiredRecord {
  readonly app: DeployedApp;
  readonly access: Access;
  readonly id: string;
  readonly revision: number;
  /** What lists and notifications call the record; made only of what the viewer sees. */
  readonly title: string;
  readonly rights: { readonly view: true; readonly edit: boolean; readonly delete: boolean };
  /** The value as its field type knows it; null also when it is hidden from the viewer on this record. */
  value(code: string): unknown;
  mayView(code: string): boolean;
  mayEdit(code: string): boolean;
  /** Everything, for rules (who else can see this); never for an answer. */
  readonly row: RecordRow;
}

/**
 * The record, or the answer that there is none: out of reach reads as not existing.
 *
 * @throws Failure app/not-found, record/not-found, or permission/denied when it is seen but the action is not allowed
 */
export async function requireRecord(
  context: Context,
  appId: string,
  recordId: string,
  action: "view" | "edit" | "delete",
): Promise<RequiredRecord> {
  const { app, access } = requireApp(context, appId);
  const where = { kind: "record", ids: [recordId] } as const;
  const rows = /^\d{1,18}$/.test(recordId)
    ? await readWholeRows(context.tx, planRead(app, access, { where, fields: [] }), always, false)
    : [];
  const row = rows[0]?.row;
  if (!row) throw new Failure("record/not-found", { record: recordId });
  const record = await guarded(context, app.id, () => recordFor(context, app, access, row));
  if (action !== "view" && !record.rights[action]) throw new Failure("permission/denied");
  return record;
}

/**
 * What a viewer may do with a row, by the in-memory reading of his rights.
 *
 * @throws AccessIncident when he may not even see it
 */
export function recordFor(
  { directory }: Pick<Context, "directory">,
  app: DeployedApp,
  access: Access,
  row: RecordRow,
): RequiredRecord {
  holdToRight(access.view, row);
  const read = readerOf(row);
  const holds = (code: string, right: "view" | "edit") => {
    const field = access.fields.get(code);
    return field !== undefined && matches(field[right], read);
  };
  const value = (code: string) => {
    const field = app.fields.get(code);
    const isShown = field && !field.table && field.column !== null && holds(code, "view");
    return isShown ? toValue(field, read(field), directory) : null;
  };
  return {
    app,
    access,
    id: row.id,
    revision: row.revision,
    title: titleOf(app, row.id, value),
    rights: { view: true, edit: matches(access.edit, read), delete: matches(access.delete, read) },
    value,
    mayView: (code) => holds(code, "view"),
    mayEdit: (code) => holds(code, "edit"),
    row,
  };
}
