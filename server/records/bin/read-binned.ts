import { requireApp } from "../../apps/require-app.ts";
import { Failure } from "../../errors.ts";
import type { Context } from "../../http/context.ts";
import { matches } from "../../query/matches.ts";
import { fieldRights } from "../evaluate-records.ts";
import { viewOf, visibleFields } from "../plan-read.ts";
import { readerOf } from "../record-row.ts";
import { recordFor } from "../require-record.ts";
import { toWireCell, type WireRecord } from "../serialize-records.ts";
import { readReachable } from "./read-reachable.ts";

/** A deleted record to look into before it is brought back. */
export interface BinnedRecord {
  title: string;
  record: WireRecord;
  fields: Record<string, { viewable: boolean; editable: boolean }>;
  /** Codes of the tabs that it had. */
  tabs: string[];
}

/**
 * What a deleted record holds, as far as its reader would see it if it were brought back.
 *
 * @throws Failure app/not-found, or record/not-found for one that is not in the bin or that he could not delete
 */
export async function readBinned(context: Context, input: { app: string; id: string }): Promise<BinnedRecord> {
  const required = requireApp(context, input.app);
  const { app, access } = required;
  const asked = { where: { kind: "record", ids: [input.id] }, limit: 1 } as const;
  const [found] = await readReachable(context, required, asked, { lock: false });
  if (!found) throw new Failure("record/not-found", { record: input.id });
  const read = readerOf(found.row);
  const record = recordFor(context, app, access, found.row);
  const shown = visibleFields(app, access).filter(({ code }) => record.mayView(code));
  return {
    title: record.title,
    record: Object.fromEntries(shown.map((field) => [field.code, toWireCell(field, read(field), context.directory)])),
    fields: fieldRights(
      record,
      [...app.fields.values()].filter((field) => viewOf(access, field)),
    ),
    tabs: [...access.tabs].filter(([, when]) => matches(when, read)).map(([code]) => code),
  };
}
