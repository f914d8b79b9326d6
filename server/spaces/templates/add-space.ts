import { checkDefinition } from "../../apps/deploy/check-definition.ts";
import { completeDefinition } from "../../apps/deploy/complete-definition.ts";
import type { Draft } from "../../apps/drafts/draft.ts";
import { failureOf } from "../../apps/drafts/draft-problems.ts";
import { numberParts } from "../../apps/drafts/number-parts.ts";
import { insertApp, upsertDraft, type ManagedRow } from "../../apps/drafts/store.ts";
import { deployAll } from "../../apps/settings/deploy-drafts.ts";
import { transaction } from "../../database.ts";
import { Failure } from "../../errors.ts";
import { appendEvent } from "../../events/append-event.ts";
import type { Context } from "../../http/context.ts";
import { lateAnswer, type LateAnswer } from "../../http/endpoint.ts";
import { checkMembers } from "../members.ts";
import { insertThread, type SpaceMember } from "../store.ts";
import { discardSpace, findTemplate, insertSpace, type TemplateContent } from "./store.ts";
import { definitionFromTemplate } from "./template-apps.ts";

/** kintone's parameters of a new space. */
export interface NewSpace {
  /** Of the template. */
  id: string;
  name: string;
  members: readonly SpaceMember[];
  isPrivate?: boolean;
  isGuest?: boolean;
  fixedMember?: boolean;
}

/**
 * Makes a space from a template, for administrators. Space, threads and apps come to be in one transaction; the apps go live
 * right after it, all of them or none, and without them the space goes again.
 *
 * @throws Failure permission/denied; function/unsupported for a guest space, which no portal has, and a private one;
 *   input/invalid as `checkMembers`; space-template/not-found; what the deploy has against the apps
 */
export async function addSpaceFromTemplate(
  context: Context,
  { id, name, members, isPrivate = false, isGuest = false, fixedMember = false }: NewSpace,
): Promise<LateAnswer> {
  const { tx, viewer, now, platform } = context;
  if (!viewer.isAdministrator) throw new Failure("permission/denied");
  if (isGuest || isPrivate) throw new Failure("function/unsupported");
  const checked = await checkMembers(context, members, []);
  const template = await findTemplate(tx, id);
  if (!template) throw new Failure("space-template/not-found", { template: id });
  const { settings, threads, apps } = template.content;
  const made = { name, settings: { ...settings, fixedMember }, members: checked, by: viewer.userId };
  const space = await insertSpace(tx, made, now);
  for (const thread of threads.length > 0 ? threads : [{ name, body: "" }]) {
    await insertThread(tx, { space, ...thread, by: viewer.userId }, now);
  }
  const drafts = await addApps(context, space, apps);
  await appendEvent(context, { type: "space/added", by: viewer.userId, detail: { space, template: id } });
  return lateAnswer(async () => {
    const problems = drafts.length > 0 ? await deployAll(context, drafts) : [];
    if (problems.length === 0) return { id: space };
    await transaction(platform.database.web, (late) => discardSpace(late, space, viewer.userId, now));
    throw failureOf(problems);
  });
}

/** The apps of a template under codes of their own, ready to be deployed. @throws Failure as `failureOf` */
async function addApps(
  { tx, viewer, now }: Context,
  space: string,
  definitions: TemplateContent["apps"],
): Promise<readonly Draft[]> {
  const rows: ManagedRow[] = [];
  for (const _ of definitions) rows.push(await insertApp(tx, space, viewer.userId, now));
  const codes = new Map(definitions.map(({ code }, at) => [code, rows[at]!.code]));
  const drafts: Draft[] = [];
  for (const [at, given] of definitions.entries()) {
    const app = rows[at]!;
    const definition = numberParts(completeDefinition(definitionFromTemplate(given, codes)), app.id);
    const { problems } = checkDefinition(definition);
    if (problems.length > 0) throw failureOf(problems);
    const draft = { revision: 1, definition, origins: { fields: {}, options: {} } };
    await upsertDraft(tx, app.id, { ...draft, base_revision: 0 }, viewer.userId, now);
    drafts.push({ ...draft, app, base: 0, live: null });
  }
  return drafts;
}
