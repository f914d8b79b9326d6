import type { Transaction } from "../../database.ts";
import type { Stored } from "../../query/condition.ts";

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
