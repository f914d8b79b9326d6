import { requireApp } from "../apps/require-app.ts";
import { Failure } from "../errors.ts";
import type { Context } from "../http/context.ts";
import { matches } from "../query/matches.ts";
import { fieldRights } from "./evaluate-records.ts";
import { planRead, viewOf, visibleFields } from "./plan-read.ts";
import { readWire } from "./read-records.ts";
import { readerOf, type RecordRow } from "./record-row.ts";
import { offeredActions, type OfferedAction } from "./process/actions.ts";
import { mayReassign } from "./process/change-assignees.ts";
import { processOf } from "./process/process-of.ts";
import { requireRecord, type RequiredRecord } from "./require-record.ts";
import { toWireCell, type WireRecord } from "./serialize-records.ts";
import { watchersOf, type Watchers } from "./who-can-view.ts";
import { saveContext } from "./writing/save-context.ts";
import { mergeRecord } from "./writing/merge-record.ts";

/** Rights per field code. */
type FieldRights = Record<string, { viewable: boolean; editable: boolean }>;

/** A record with everything that its page shows and allows. */
export interface RecordPage {
  record: WireRecord;
  rights: { view: true; edit: boolean; delete: boolean };
  fields: FieldRights;
  /** Codes of the tabs that exist for this record. */
  tabs: string[];
  title: string;
  watchers: Watchers;
  position: null;
  /** Where the record stands; null while the app has no process. */
  status: string | null;
  /** Whose turn it is. */
  assignees: { code: string; name: string }[];
  /** What the viewer may do next. */
  actions: readonly OfferedAction[];
  /** Whether the viewer may put the record into other hands; how many hands there may be at once. */
  reassign: "no" | "one" | "several";
}

/** The page of one record. Two statements. */
export async function readRecord(context: Context, input: { app: string; id: string }): Promise<RecordPage> {
  const found = await requireRecord(context, input.app, input.id, "view");
  const { app, access, row, rights, title, id } = found;
  const [record] = await readWire(context, planRead(app, access, { where: { kind: "record", ids: [id] }, limit: 1 }));
  if (!record) throw new Failure("record/not-found", { record: id });
  const fields = [...app.fields.values()].filter((field) => viewOf(access, field));
  return {
    record,
    rights,
    fields: fieldRights(found, fields),
    tabs: [...access.tabs].filter(([, when]) => matches(when, readerOf(row))).map(([code]) => code),
    title,
    watchers: watchersOf(app, row, context.directory, context.now),
    position: null,
    ...processPart(context, found),
  };
}

function processPart(
  context: Context,
  { app, access, row, value }: RequiredRecord,
): Pick<RecordPage, "status" | "assignees" | "actions" | "reassign"> {
  const process = processOf(app);
  if (!process) return { status: null, assignees: [], actions: [], reassign: "no" };
  const assignees = (value(process.assignees.code) ?? []) as { code: string; name: string }[];
  const state = process.stateOf(readerOf(row));
  const isForOne = state.assignee.type === "ONE";
  return {
    status: state.name,
    reassign: !mayReassign({ access, process, row }, context.viewer) ? "no" : isForOne ? "one" : "several",
    assignees: assignees.map(({ code, name }) => ({ code, name })),
    actions: offeredActions({ app, access, process, row }, context),
  };
}

/** A new record before it is filled in: defaults, and what the viewer may set. */
export async function readNewRecord(
  context: Context,
  input: { app: string },
): Promise<{ record: WireRecord; fields: FieldRights; tabs: string[] }> {
  const { app, access } = requireApp(context, input.app);
  if (!access.app.add) throw new Failure("permission/denied");
  const { directory } = context;
  const { values } = mergeRecord(null, {}, { ...saveContext({ app, access }, context), uploads: new Map() });
  const row: RecordRow = { id: "0", revision: 0, values };
  const read = readerOf(row);
  const may = (code: string, right: "read" | "write") => {
    const field = access.fields.get(code);
    return field !== undefined && matches(field[right], read);
  };
  // What the server alone sets has no value yet.
  const shown = visibleFields(app, access).filter(({ code, fieldType }) => fieldType.isWritable && may(code, "read"));
  const known = [...app.fields.values()].filter(
    (field) => viewOf(access, field) || may((field.table ?? field).code, "write"),
  );
  return {
    record: Object.fromEntries(shown.map((field) => [field.code, toWireCell(field, read(field), directory)])),
    fields: Object.fromEntries(
      known.map((field) => {
        const { code } = field.table ?? field;
        return [
          field.code,
          { viewable: may(code, "read"), editable: field.fieldType.isWritable && may(code, "write") },
        ];
      }),
    ),
    tabs: [...access.tabs].filter(([, when]) => matches(when, read)).map(([code]) => code),
  };
}
