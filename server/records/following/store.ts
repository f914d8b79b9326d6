import type { DeployedApp } from "../../apps/deployed-app.ts";
import type { RawValue, Transaction } from "../../database.ts";
import type { Stored } from "../../query/condition.ts";
import { storedFields } from "../stored-fields.ts";

/** The raw row of a record with every column, or nothing once it is deleted: `id`, `rev`, then the stored fields. */
export async function findRawRow(tx: Transaction, app: DeployedApp, id: string): Promise<RawValue[] | undefined> {
  const columns = storedFields(app).map(({ column }) => column);
  const [row] = await tx.query(
    `select ${["id", "rev", ...columns].join(", ")} from rec.r${BigInt(app.id)} where id = $1`,
    [id],
    { rowMode: "array", name: `row-of-r${app.id}-${app.revision}` },
  );
  return row;
}

/** What one revision changed: old and new value by field id. */
export interface RevisionDiff {
  readonly revision: number;
  readonly diff: Readonly<Record<string, readonly [Stored, Stored]>>;
}

/** The revisions of a record from the given one on, the latest first. */
export function readDiffs(tx: Transaction, app: string, id: string, from: number): Promise<RevisionDiff[]> {
  return tx.rows<RevisionDiff>(
    `select revision, diff from history where app_id = $1 and record_id = $2 and revision >= $3 order by revision desc`,
    [app, id, from],
    { name: "read-diffs" },
  );
}
