import type { Context } from "../http/context.ts";
import { findBeginning } from "../records/history/find-beginning.ts";
import type { RequiredRecord } from "../records/require-record.ts";
import type { Thread } from "./store.ts";

/** The thread of a record as far back as the viewer may read: like its history, to where it came into his reach. */
export async function threadOf({ tx }: Pick<Context, "tx">, record: RequiredRecord): Promise<Thread> {
  const beginning = await findBeginning(tx, record);
  return { app: record.app.id, record: record.id, since: beginning?.at ?? null };
}
