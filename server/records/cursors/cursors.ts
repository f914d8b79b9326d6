import { requireApp } from "../../apps/require-app.ts";
import { Failure } from "../../errors.ts";
import { uuidOf } from "../../files/file-keys.ts";
import type { Context } from "../../http/context.ts";
import { bindQuery } from "../../query/bind-query.ts";
import { parseQuery } from "../../query/parse-query.ts";
import { writtenAnswer } from "../../json-text.ts";
import { planRead } from "../plan-read.ts";
import { fieldsAsked, readJson } from "../read-records.ts";
import type { WireRecord } from "../serialize-records.ts";
import { programScope } from "../sources/query-scope.ts";
import { advanceCursor, countOpen, insertCursor, lockCursor, removeCursor } from "./store.ts";

/** Cursors that one person may have open, as on kintone. */
export const mostCursors = 10;
/** A cursor lives this long after its last use. */
export const cursorLifeMs = 600_000;
const defaultSize = 100;

/**
 * Fixes the set of records that the query selects now, for reading it page by page. Values and rights are those of the
 * moment in which a page is read.
 *
 * @throws Failure cursor/too-many at the eleventh; input/invalid for a query with limit or offset; those of queries
 */
export async function createCursor(
  context: Context,
  input: { app: string; fields?: readonly string[]; query?: string; size?: number },
): Promise<{ id: string; totalCount: string }> {
  const { tx, viewer, now, platform } = context;
  const { app, access } = requireApp(context, input.app);
  const query = bindQuery(parseQuery(input.query ?? ""), programScope(context, { app, access }));
  if (query.limit !== null || query.offset !== null) {
    throw new Failure("input/invalid", {}, { query: [{ message: "query-syntax" }] });
  }
  if ((await countOpen(tx, viewer.userId, now)) >= mostCursors) throw new Failure("cursor/too-many");
  const plan = planRead(app, access, { where: query.where, order: query.order, fields: [] });
  const cursor = {
    id: uuidOf(platform.random(16)),
    user: viewer.userId,
    app: app.id,
    fields: input.fields && input.fields.length > 0 ? input.fields : null,
    size: input.size ?? defaultSize,
    expiresAt: new Date(now.getTime() + cursorLifeMs),
  };
  const total = await insertCursor(tx, cursor, plan);
  return { id: cursor.id, totalCount: String(total) };
}

/**
 * The next page. Records that are gone or out of reach by now are missing, so a page may be short. The last page closes
 * the cursor.
 *
 * @throws Failure cursor/not-found for a cursor that is unknown, another's, finished or expired
 */
export async function readCursorPage(
  context: Context,
  { id }: { id: string },
): Promise<{ records: WireRecord[]; next: boolean }> {
  const { tx, viewer, now } = context;
  const cursor = isUuid(id) ? await lockCursor(tx, id, viewer.userId, now) : undefined;
  if (!cursor) throw new Failure("cursor/not-found", { cursor: id });
  if (cursor.has_more) await advanceCursor(tx, id, new Date(now.getTime() + cursorLifeMs));
  else await removeCursor(tx, id, viewer.userId, now);

  const ids = cursor.ids ?? [];
  const { app, access } = requireApp(context, cursor.app_id);
  const fields = cursor.fields ?? undefined;
  const plan = planRead(app, access, { where: { kind: "record", ids }, ...fieldsAsked(fields) });
  const places = new Map(ids.map((one, at) => [one, at]));
  return writtenAnswer<{ records: WireRecord[]; next: boolean }>({
    records: await readJson(context, plan, { fields, order: (one) => places.get(one) ?? 0 }),
    next: String(cursor.has_more),
  });
}

/** Closes a cursor. @throws Failure cursor/not-found */
export async function deleteCursor(
  { tx, viewer, now }: Context,
  { id }: { id: string },
): Promise<Record<string, never>> {
  const isClosed = isUuid(id) && (await removeCursor(tx, id, viewer.userId, now));
  if (!isClosed) throw new Failure("cursor/not-found", { cursor: id });
  return {};
}

function isUuid(id: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id);
}
