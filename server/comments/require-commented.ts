import { Failure } from "../errors.ts";
import type { Context } from "../http/context.ts";
import { requireRecord, type RequiredRecord } from "../records/require-record.ts";

/**
 * A record that the viewer sees, in an app that has comments.
 *
 * @throws Failure app/not-found, record/not-found, comment/off
 */
export async function requireCommented(context: Context, app: string, record: string): Promise<RequiredRecord> {
  const found = await requireRecord(context, app, record, "view");
  if (found.app.definition.settings.enableComments === false) throw new Failure("comment/off");
  return found;
}
