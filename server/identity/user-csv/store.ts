import type { Transaction } from "../../database.ts";

/** What is wrong in an import: the row as a spreadsheet counts it, the column's key, and the message's key. */
export interface ImportProblem {
  readonly row: number;
  readonly column: string | null;
  readonly message: string;
  readonly params?: Readonly<Record<string, string | number>>;
}

export interface ImportOutcome {
  readonly type: string;
  readonly rowCount: number;
  readonly problems: readonly ImportProblem[];
}

/** Notes an import that has ended; returns its id. */
export async function insertImport(tx: Transaction, outcome: ImportOutcome, by: number, now: Date): Promise<string> {
  const { type, rowCount, problems } = outcome;
  const [row] = await tx.rows<{ id: string }>(
    `insert into user_import (type, at, by_user, row_count, problems) values ($1, $2, $3, $4, $5) returning id`,
    [type, now, by, rowCount, JSON.stringify(problems)],
  );
  return row!.id;
}

/** How an import ended. */
export async function findImport(tx: Transaction, id: string): Promise<ImportOutcome | undefined> {
  const [row] = await tx.rows<ImportOutcome>(
    `select type, row_count as "rowCount", problems from user_import where id = $1`,
    [id],
  );
  return row;
}

/** Gives an upload up that has been read; the file sweeper takes its octets. */
export async function spendUpload(tx: Transaction, key: string): Promise<void> {
  await tx.execute(
    "update file set state = 'removed', removed_at = '-infinity', upload_key = null where upload_key = $1",
    [key],
  );
}

/**
 * Runs `work`; everything it wrote is undone unless it returns true.
 *
 * @returns what `work` returned
 */
export async function keepOnlyIf(tx: Transaction, work: () => Promise<boolean>): Promise<boolean> {
  await tx.execute("savepoint import");
  const isKept = await work();
  await tx.execute(isKept ? "release savepoint import" : "rollback to savepoint import");
  return isKept;
}
