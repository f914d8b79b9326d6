import type { AppDefinition, FieldProperty } from "../../../app-definitions/definition.ts";
import { Failure } from "../../errors.ts";
import { appendEvent } from "../../events/append-event.ts";
import type { Context } from "../../http/context.ts";
import { compileAppRights } from "../../permissions/compile-app-rights.ts";
import { compileAccess } from "../../permissions/compile-access.ts";
import { buildDeployedApp } from "../build-deployed-app.ts";
import { allFields } from "../deploy/compare-definitions.ts";
import { completeDefinition } from "../deploy/complete-definition.ts";
import { optionEntries } from "../option-entries.ts";
import { planDeploy, type LiveRevision, type Origins } from "../deploy/plan-deploy.ts";
import { statusAt } from "./deploy-status.ts";
import { refuseNewProblems, type Area } from "./draft-problems.ts";
import { readDraftPeople, refuseNewHosts, type MayName } from "./may-name.ts";
import { numberParts } from "./number-parts.ts";
import {
  findDraft,
  findLiveRevision,
  findManagedApp,
  lockManagedApp,
  readDeploys,
  upsertDraft,
  type DraftRow,
  type ManagedRow,
} from "./store.ts";

/** An app's settings as they will be after the next deploy. */
export interface Draft {
  readonly app: ManagedRow;
  /** The counter that writers hand in; equal to the live revision when nothing waits. */
  readonly revision: number;
  /** The live revision that it was made from; 0 for an app that was never deployed. */
  readonly base: number;
  readonly definition: AppDefinition;
  readonly origins: Origins;
  readonly live: LiveRevision | null;
}

/** What a settings request says beside the settings. */
export interface SettingsInput {
  app: string;
  revision?: string | null;
}

/**
 * The settings of an app before they go live.
 *
 * @throws Failure app/not-found; permission/denied for people who use the app and do not manage it
 */
export async function readDraft(context: Context, app: string): Promise<Draft> {
  const row = await findManagedApp(context.tx, app);
  if (!row) throw new Failure("app/not-found", { app });
  return requireManager(context, row);
}

/**
 * Changes the draft of an app under a lock and returns its new revision.
 *
 * @param area - the part that changes; what `change` breaks in it is refused at once, the rest shows at the deploy
 * @throws Failure as `readDraft`, settings/changed-meanwhile, and what `refuseNewProblems` and `refuseNewHosts` throw
 */
export async function changeDraft(
  context: Context,
  { app, revision }: SettingsInput,
  area: Area,
  change: (draft: Draft, mayName: MayName) => { definition: AppDefinition; origins?: Origins },
): Promise<{ revision: string; definition: AppDefinition }> {
  const { tx, viewer, now } = context;
  const row = await lockManagedApp(tx, app);
  if (!row) throw new Failure("app/not-found", { app });
  const draft = await requireManager(context, row);
  const [deploy] = await readDeploys(tx, [app]);
  // As on kintone, settings stand still while they are being published.
  if (!isAsked(revision, draft) || statusAt(deploy, now) === "PROCESSING")
    throw new Failure("settings/changed-meanwhile", { app });
  const people = await readDraftPeople(context, draft);
  const changed = change(draft, people.mayName);
  const definition = numberParts(completeDefinition(changed.definition), app, draft.definition, draft.live?.definition);
  refuseNewProblems(draft.definition, definition, area);
  refuseNewHosts(context.directory, people, draft.definition, definition);
  const next: DraftRow = {
    revision: row.settings_revision + 1,
    definition,
    origins: changed.origins ?? draft.origins,
    base_revision: draft.base,
  };
  await upsertDraft(tx, app, next, viewer.userId, now);
  await appendEvent(context, {
    ...{ type: "app/settings-changed", app, by: viewer.userId },
    detail: { part: area, appRevision: next.revision },
  });
  return { revision: String(next.revision), definition };
}

/** Whether a request that hands in this revision means this draft; nothing, "" and -1 mean any. */
export function isAsked(revision: string | null | undefined, draft: Pick<Draft, "revision">): boolean {
  return !revision || revision === "-1" || Number(revision) === draft.revision;
}

/** @throws Failure app/not-found, permission/denied */
async function requireManager(context: Context, app: ManagedRow): Promise<Draft> {
  const { tx, apps, viewer, directory, now } = context;
  const deployed = apps.byId(app.id);
  if (deployed) {
    const rights = compileAccess(deployed, viewer, directory, now).app;
    if (!rights.view && !rights.add && !rights.manage) throw new Failure("app/not-found", { app: app.id });
    if (!rights.manage) throw new Failure("permission/denied");
  }
  // The draft first: when a deploy ends in between, the live revision is the newer one.
  const row = await findDraft(tx, app.id);
  const live = (await findLiveRevision(tx, app.id)) ?? null;
  if (!row && !live) throw new Failure("app/not-found", { app: app.id });
  const draft: Draft = row
    ? { app, live, base: row.base_revision, ...row }
    : {
        ...{ app, live, base: live!.revision, revision: app.settings_revision },
        definition: numberParts(completeDefinition(live!.definition), app.id),
        origins: originsOf(live!.definition),
      };
  if (!deployed && !managesUndeployed(context, draft)) throw new Failure("app/not-found", { app: app.id });
  return draft;
}

/** An app that nobody can enter yet belongs to whoever its own draft calls a manager, and to administrators. */
export function managesUndeployed(
  { viewer, directory }: Pick<Context, "viewer" | "directory">,
  { app, definition }: Pick<Draft, "app" | "definition">,
): boolean {
  const complete = completeDefinition(definition);
  const built = buildDeployedApp(app, complete, planDeploy(app.id, null, complete).physical);
  return compileAppRights(built, viewer, directory).manage;
}

/** Every field and option of a live definition as its own origin. */
export function originsOf(definition: AppDefinition): Origins {
  const fields = [...allFields(definition).values()];
  return {
    fields: Object.fromEntries(fields.map(({ code }) => [code, code])),
    options: Object.fromEntries(
      fields.flatMap((field) => {
        const keys = optionKeysOf(field, definition);
        return keys ? [[field.code, Object.fromEntries(keys.map((key) => [key, key]))]] : [];
      }),
    ),
  };
}

function optionKeysOf(field: FieldProperty, definition: AppDefinition): readonly string[] | undefined {
  const isChoice = field.type === "STATUS" || field.type === "CATEGORY" || field["options"] !== undefined;
  return isChoice ? optionEntries(field, definition).map(([key]) => key) : undefined;
}
