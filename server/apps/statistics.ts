import { allFields } from "./deploy/compare-definitions.ts";
import type { AppDefinition } from "../../app-definitions/definition.ts";
import { managesUndeployed } from "./drafts/draft.ts";
import { readDraftDefinitions, readManagedApps, type ManagedRow } from "./drafts/store.ts";
import type { Context } from "../http/context.ts";
import { measureApp } from "./store.ts";
import { countTokensByApp } from "../identity/tokens/store.ts";
import { accessOf } from "../permissions/remember-access.ts";
import { readSpaceNames } from "../spaces/store.ts";

/** A page of kintone's statistics. */
export interface StatisticsAsked {
  offset?: number;
  limit?: number;
}

/** More apps than any installation has. */
const mostApps = 10_000;

/**
 * Figures over the apps that the viewer manages, those never deployed included. Records are counted exactly; there is no quota
 * of requests, so none is ever used up, and there are no webhooks.
 */
export async function readAppStatistics(
  context: Context,
  { offset = 0, limit = 100 }: StatisticsAsked,
): Promise<{ apps: object[] }> {
  const { tx, apps, directory, now } = context;
  const all = await readManagedApps(tx, 0, mostApps);
  const undeployed = all.flatMap(({ id }) => (apps.byId(id) ? [] : [id]));
  const drafts = new Map((await readDraftDefinitions(tx, undeployed)).map((row) => [row.app_id, row.definition]));
  const rows = all.filter((row) => isManager(context, row, drafts)).slice(offset, offset + limit);
  const ids = rows.map(({ id }) => id);
  const tokens = new Map((await countTokensByApp(tx, ids, now)).map(({ app_id, count }) => [app_id, count]));
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
    answers.push({
      id: row.id,
      name: definition?.settings.name ?? "",
      space: row.space_id === null ? null : { id: row.space_id, name: spaces.get(row.space_id)?.name ?? "" },
      appGroup: "Public",
      status: !live ? "NOT_ACTIVATED" : row.settings_revision === row.revision ? "ACTIVATED" : "CHANGED",
      recordUpdatedAt: (measured.updated_at ?? row.created_at).toISOString(),
      recordCount: measured.records,
      fieldCount: String(definition ? allFields(definition).size : 0),
      ...{ dailyRequestCount: "0", apiTokenCount: tokens.get(row.id) ?? "0", webhookCount: "0" },
      storageUsage: measured.bytes,
      customized: definition !== undefined && isCustomized(definition),
      ...{ creator: person(row.created_by), createdAt: row.created_at.toISOString() },
      ...{ modifier: person(row.updated_by), modifiedAt: row.updated_at.toISOString() },
    });
  }
  return { apps: answers };
}

function isManager(context: Context, row: ManagedRow, drafts: ReadonlyMap<string, AppDefinition>): boolean {
  const { apps, viewer, directory, now } = context;
  const live = apps.byId(row.id);
  if (live) return accessOf(live, viewer, directory, now).app.manage;
  const definition = drafts.get(row.id);
  return definition !== undefined && managesUndeployed(context, { app: row, definition });
}

/** Scripts, styles and views of one's own making. */
function isCustomized({ customize, views }: AppDefinition): boolean {
  const files = [customize?.desktop, customize?.mobile].flatMap((device) => [
    ...(device?.js ?? []),
    ...(device?.css ?? []),
  ]);
  return files.length > 0 || Object.values(views.views).some(({ type }) => type === "CUSTOM");
}
