import type { DeployedApp } from "../apps/deployed-app.ts";
import type { Context } from "../http/context.ts";
import type { Access } from "../permissions/access.ts";
import { always, not } from "../query/condition.ts";
import { processOf } from "../records/process/process-of.ts";
import { planRead } from "../records/plan-read.ts";
import { readerOf } from "../records/record-row.ts";
import { recordFor, type RequiredRecord } from "../records/require-record.ts";
import { guarded } from "../records/second-wall.ts";
import { countRows, readRows, readWholeRows } from "../records/store.ts";
import { translated } from "../apps/translated.ts";

/** Something that waits for the viewer himself. */
export interface Work {
  readonly app: string;
  readonly record: string;
  readonly appName: string;
  readonly title: string;
  /** In the viewer's language. */
  readonly reason: string;
  /** The record's next deadline, as a day; null when it has none ahead. */
  readonly due: string | null;
}

/** More open consents than these are a list to work through, not somebody's own duty. */
const mostPerField = 5;
const assignedWords = {
  ja: (status: string) => `作業者に指定されています（${status}）`,
  en: (status: string) => `Assigned to you (${status})`,
};
const consentMissing = { ja: "参加同意がまだです", en: "Your consent is still open" };

/**
 * What waits for the viewer in an app, as far as any app can tell: a consent that he may give and that is not given (or
 * was withdrawn). A deadline is a date field whose label ends in 期限; the next one ahead is shown with the work.
 */
export async function readOpenWork(context: Context, app: DeployedApp, access: Access): Promise<readonly Work[]> {
  const work = new Map<string, Work>();
  for (const field of app.fields.values()) {
    const rights = access.fields.get(field.code);
    if (field.property.type !== "CONSENT" || field.table || !rights || rights.edit.kind === "never") continue;
    const isOpen = not({ kind: "test", field, operator: "in", operands: ["AGREED"] });
    const plan = planRead(app, access, { where: isOpen, fields: [field.code], limit: mostPerField + 1 });
    const ids = (await readRows(context.tx, plan)).map(({ row }) => row.id);
    if (ids.length === 0 || ids.length > mostPerField) continue;
    for (const record of await readRecords(context, app, access, ids)) {
      if (record.mayEdit(field.code))
        work.set(record.id, workOf(context, record, consentMissing[context.viewer.locale]));
    }
  }
  return [...work.values()];
}

/** Records whose turn is the viewer's: the latest of them, and how many there are; counting ends at 1,001. */
export interface AssignedWork {
  readonly count: number;
  readonly work: readonly Work[];
}

const mostAssigned = 20;
const mostCounted = 1_000;

/** What lies in the viewer's hands in an app with a process; nothing in one without. */
export async function readAssigned(context: Context, app: DeployedApp, access: Access): Promise<AssignedWork> {
  const process = processOf(app);
  if (!process) return { count: 0, work: [] };
  const { tx, viewer } = context;
  const where = { kind: "test", field: process.assignees, operator: "in", operands: [viewer.userId] } as const;
  const plan = planRead(app, access, { where, fields: [], limit: mostAssigned });
  const ids = (await readRows(tx, plan)).map(({ row }) => row.id);
  if (ids.length === 0) return { count: 0, work: [] };
  const records = await readRecords(context, app, access, ids);
  const work = records.map((record) => {
    const status = translated(process.stateOf(readerOf(record.row)).name, viewer.locale, app);
    return workOf(context, record, assignedWords[viewer.locale](status));
  });
  const count = ids.length < mostAssigned ? ids.length : await countRows(tx, plan, mostCounted);
  return { count, work: work.sort((a, b) => Number(b.record) - Number(a.record)) };
}

async function readRecords(context: Context, app: DeployedApp, access: Access, ids: readonly string[]) {
  const plan = planRead(app, access, { where: { kind: "record", ids }, fields: [] });
  const rows = await readWholeRows(context.tx, plan, always, false);
  return guarded(context, app.id, () => rows.map(({ row }) => recordFor(context, app, access, row)));
}

function workOf({ viewer, now }: Context, record: RequiredRecord, reason: string): Work {
  const { app, id, title } = record;
  const today = new Intl.DateTimeFormat("sv-SE", { timeZone: viewer.timezone }).format(now);
  const ahead = [...app.fields.values()]
    .filter(({ property, table }) => property.type === "DATE" && !table && property.label.endsWith("期限"))
    .flatMap(({ code }) => record.value(code) ?? [])
    .map(String)
    .filter((day) => day >= today)
    .sort();
  const appName = translated(app.definition.settings.name, viewer.locale, app);
  return { app: app.id, record: id, appName, title, reason, due: ahead[0] ?? null };
}
