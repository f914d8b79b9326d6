import type { Context } from "../../http/context.ts";
import { requireRecord } from "../require-record.ts";
import { toWireCell } from "../serialize-records.ts";
import { findBeginning } from "./find-beginning.ts";
import { readHistoryRows, type HistoryRow } from "./store.ts";

/** Revisions in one answer. */
const pageSize = 20;

/** A revision as its reader may see it. */
export interface ShownRevision {
  revision: string;
  kind: HistoryRow["kind"];
  at: string;
  by: { code: string; name: string } | null;
  changes: { code: string; label: string; type: string; before: unknown; after: unknown }[];
}

/**
 * The changes of a record, newest first, of the fields that the reader may see on it today. A revision that changed
 * nothing else stays in the list without changes, so that the numbers have no holes.
 *
 * It begins where the record came into his reach for the last time.
 */
export async function readHistory(
  context: Context,
  input: { app: string; id: string; before?: number },
): Promise<{ revisions: ShownRevision[]; older: boolean }> {
  const { tx, directory } = context;
  const record = await requireRecord(context, input.app, input.id, "view");
  const key = { app: record.app.id, record: record.id };
  const beginning = (await findBeginning(tx, record))?.revision ?? 0;
  const found = await readHistoryRows(tx, key, input.before ?? null, pageSize + 1);
  const rows = found.filter(({ revision }) => revision >= beginning);
  const fields = [...record.app.fields.values()].filter(({ code, table }) => !table && record.mayView(code));
  return {
    revisions: rows.slice(0, pageSize).map(({ revision, kind, at, by_user, diff }) => {
      const user = by_user === null ? undefined : directory.user(by_user);
      return {
        revision: String(revision),
        kind,
        at: at.toISOString(),
        by: user ? { code: user.code, name: user.name } : null,
        changes: fields.flatMap((field) => {
          const change = diff[field.id];
          if (!change || revision === beginning) return [];
          const [before, after] = change.map((stored) => toWireCell(field, stored, directory).value);
          const { code, property } = field;
          return [{ code, label: property.label, type: property.type, before, after }];
        }),
      };
    }),
    older: rows.length > pageSize,
  };
}
