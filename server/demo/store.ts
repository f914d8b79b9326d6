import type { Transaction } from "../database.ts";

/** Whether nobody has ever been added. */
export async function isWithoutPeople(tx: Transaction): Promise<boolean> {
  const [row] = await tx.rows<{ empty: boolean }>("select not exists (select from user_account) as empty");
  return row!.empty;
}
