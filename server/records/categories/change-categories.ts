import { category } from "../../../app-definitions/field-types/category/category.ts";
import { requireApp } from "../../apps/require-app.ts";
import { Failure } from "../../errors.ts";
import type { Context } from "../../http/context.ts";
import { aclOf } from "../../permissions/acl-fields.ts";
import { matches } from "../../query/matches.ts";
import { lockForWrite, requireRevision } from "../lock-for-write.ts";
import { viewOf } from "../plan-read.ts";
import { planWrite } from "../plan-write.ts";
import { readerOf } from "../record-row.ts";
import { toStored, UnknownReference } from "../stored-values.ts";
import { updateRows } from "../writing/store.ts";

/**
 * Files a record under these categories, in place of those that it had; an empty list takes it out of all. Whoever may edit
 * the record and sees its categories may do so. kintone has this in its pages alone, and so have we: its API reads only.
 *
 * @throws Failure thing/not-found while categories are off or out of reach; input/invalid for one that does not exist
 */
export async function changeCategories(
  context: Context,
  input: { app: string; id: string; categories: readonly string[]; revision?: string },
): Promise<{ revision: string }> {
  const { tx, viewer, directory, now } = context;
  const { app, access } = requireApp(context, input.app);
  const field = [...app.fields.values()].find(({ fieldType }) => fieldType.type === category.type);
  const view = field && viewOf(access, field);
  if (!field || !view) throw new Failure("thing/not-found");
  const rows = await lockForWrite(context, planWrite(app, access, "edit", [input.id]));
  const row = rows.get(input.id)!;
  requireRevision(row, input.revision);
  const read = readerOf(row);
  if (!matches(view, read)) throw new Failure("permission/denied");

  const stored = storedOf();
  const written = {
    ...{ id: row.id, revision: row.revision, values: new Map([...row.values, [field.id, stored]]) },
    acl: aclOf(app, read),
    diff: { [field.id]: [read(field), stored] as const },
    ...{ txt: null, grams: null },
  };
  const events = { type: "record/edited", detailOf: () => ({ fields: [field.code] }) } as const;
  const count = await updateRows(tx, app, [field], [written], { by: viewer.userId, at: now }, events);
  if (count !== 1) throw new Failure("record/changed-meanwhile");
  return { revision: String(row.revision + 1) };

  function storedOf() {
    try {
      return toStored(field!, category.fromWire(input.categories, {}), directory);
    } catch (error) {
      if (error instanceof UnknownReference)
        throw new Failure("input/invalid", {}, { categories: [{ ...error.problem, at: "" }] });
      throw error;
    }
  }
}
