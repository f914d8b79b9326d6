import { requireApp } from "../apps/require-app.ts";
import type { DeployedField } from "../apps/deployed-app.ts";
import type { Context } from "../http/context.ts";
import { always } from "../query/condition.ts";
import { checkBatch } from "./batch-size.ts";
import { planRead, viewOf } from "./plan-read.ts";
import { recordFor, type RequiredRecord } from "./require-record.ts";
import { guarded } from "./second-wall.ts";
import { readWholeRows } from "./store.ts";

/** What the caller may do with one record and with each of its fields. */
export interface EvaluatedRights {
  id: string;
  record: { viewable: boolean; editable: boolean; deletable: boolean };
  fields: Record<string, { viewable: boolean; editable: boolean }>;
}

/** The rights on up to 100 records. A record out of reach answers "nothing", exactly as one that does not exist. */
export async function evaluateRecords(
  context: Context,
  input: { app: string; ids: readonly string[] },
): Promise<{ rights: EvaluatedRights[] }> {
  checkBatch(input.ids.length, "evaluating", "ids");
  const { app, access } = requireApp(context, input.app);
  const ids = input.ids.filter((id) => /^\d{1,18}$/.test(id));
  const plan = planRead(app, access, { where: { kind: "record", ids }, fields: [] });
  const found = ids.length === 0 ? [] : await readWholeRows(context.tx, plan, always, false);
  const records = await guarded(
    context,
    app.id,
    () => new Map(found.map(({ row }) => [row.id, recordFor(context, app, access, row)])),
  );
  const fields = [...app.fields.values()].filter((field) => viewOf(access, field));
  return { rights: input.ids.map((id) => rightsOf(id, records.get(id), fields)) };
}

function rightsOf(id: string, record: RequiredRecord | undefined, fields: readonly DeployedField[]): EvaluatedRights {
  return {
    id,
    record: {
      viewable: record !== undefined,
      editable: record?.rights.edit ?? false,
      deletable: record?.rights.delete ?? false,
    },
    fields: fieldRights(record, fields),
  };
}

/** The rights per field code; fields inside a table follow it, and what the server alone sets is never editable. */
export function fieldRights(
  record: RequiredRecord | undefined,
  fields: readonly DeployedField[],
): Record<string, { viewable: boolean; editable: boolean }> {
  return Object.fromEntries(
    fields.map((field) => {
      const { code } = field.table ?? field;
      const isEditable = field.fieldType.isWritable && (record?.mayEdit(code) ?? false);
      return [field.code, { viewable: record?.mayView(code) ?? false, editable: isEditable }];
    }),
  );
}
