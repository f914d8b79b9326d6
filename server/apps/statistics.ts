import { allFields } from "./deploy/compare-definitions.ts";
import { readManagedApps, readDraftDefinitions } from "./drafts/store.ts";
import type { Context } from "../http/context.ts";
import { measureApp } from "./store.ts";
import { readSpaceNames } from "../spaces/store.ts";

/** A page of kintone's statistics. */
export interface StatisticsAsked {
  offset?: number;
  limit?: number;
}

/** Requests are not counted by app, so their number is empty; records are counted exactly. For administrators. */
export async function readAppStatistics(
  context: Context,
  { offset = 0, limit = 100 }: StatisticsAsked,
): Promise<{ apps: object[] }> {
  const { tx, apps, directory } = context;
  const rows = await readManagedApps(tx, offset, limit);
  const drafts = new Map(
    (
      await readDraftDefinitions(
        tx,
        rows.map(({ id }) => id),
      )
    ).map((row) => [row.app_id, row.definition]),
  );
  const spaces = new Map((await readSpaceNames(tx)).map((space) => [space.id, space]));
  const person = (id: number | null) => {
    const user = id === null ? undefined : directory.user(id);
    return { code: user?.code ?? "", name: user?.name ?? "" };
  };
  const answers: object[] = [];
  for (const row of rows) {
    const live = apps.byId(row.id);
    const definition = live?.definition ?? drafts.get(row.id);
    const measured = live ? await measureApp(tx, row.id) : { records: "0", bytes: "0", updated_at: null };
    const files = [definition?.customize?.desktop, definition?.customize?.mobile];
    answers.push({
      id: row.id,
      name: definition?.settings.name ?? "",
      space: row.space_id === null ? null : { id: row.space_id, name: spaces.get(row.space_id)?.name ?? "" },
      appGroup: "Public",
      status: !live ? "NOT_ACTIVATED" : row.settings_revision === row.revision ? "ACTIVATED" : "CHANGED",
      recordUpdatedAt: measured.updated_at?.toISOString() ?? "",
      recordCount: measured.records,
      fieldCount: String(definition ? allFields(definition).size : 0),
      dailyRequestCount: "",
      storageUsage: measured.bytes,
      customized: files.some((device) => (device?.js.length ?? 0) + (device?.css.length ?? 0) > 0),
      ...{ creator: person(row.created_by), createdAt: row.created_at.toISOString() },
      ...{ modifier: person(row.updated_by), modifiedAt: row.updated_at.toISOString() },
    });
  }
  return { apps: answers };
}
