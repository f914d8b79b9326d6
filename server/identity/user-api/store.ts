import type { Transaction } from "../../database.ts";

/** When people were added and changed last, by id. */
export async function readUserTimes(
  tx: Transaction,
  ids: readonly number[],
): Promise<ReadonlyMap<number, { created_at: Date; updated_at: Date }>> {
  const rows = await tx.rows<{ id: number; created_at: Date; updated_at: Date }>(
    "select id, created_at, updated_at from user_account where id = any ($1::int[])",
    [ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}
