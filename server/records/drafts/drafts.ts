import { requireApp } from "../../apps/require-app.ts";
import { Failure } from "../../errors.ts";
import type { Context } from "../../http/context.ts";
import { requireRecord } from "../require-record.ts";
import { deleteDraft, findDraft, upsertDraft, type DraftKey } from "./store.ts";

/** Which draft: of a record, or (record absent or null) of the app's next new one. */
export interface DraftOf {
  app: string;
  record?: string | null;
}

/** Keeps what the viewer typed so far; nobody else ever sees it, and nothing of it is checked before it is saved. */
export async function saveDraft(
  context: Context,
  input: DraftOf & { revision?: string | null; values: Record<string, unknown> },
): Promise<{ savedAt: string }> {
  const key = await requireKey(context, input);
  const { tx, now } = context;
  await upsertDraft(tx, key, { values: input.values, revision: input.revision ?? null, at: now });
  return { savedAt: now.toISOString() };
}

/** The viewer's draft, or `{}`. */
export async function readDraft(context: Context, input: DraftOf): Promise<object> {
  const draft = await findDraft(context.tx, await requireKey(context, input));
  if (!draft) return {};
  const revision = draft.revision === null ? null : String(draft.revision);
  return { values: draft.record, revision, savedAt: draft.saved_at.toISOString() };
}

/** Forgets the viewer's draft; it need not exist. */
export async function forgetDraft(context: Context, input: DraftOf): Promise<Record<string, never>> {
  await deleteDraft(context.tx, await requireKey(context, input));
  return {};
}

async function requireKey(context: Context, { app: appId, record }: DraftOf): Promise<DraftKey> {
  const { viewer } = context;
  if (record) {
    const { app, id } = await requireRecord(context, appId, record, "view");
    return { user: viewer.userId, app: app.id, record: id };
  }
  const { app, access } = requireApp(context, appId);
  if (!access.app.add) throw new Failure("permission/denied");
  return { user: viewer.userId, app: app.id, record: "0" };
}
