import { enterableApps } from "../../apps/read-apps.ts";
import { Failure } from "../../errors.ts";
import { appendEvent } from "../../events/append-event.ts";
import type { Context } from "../../http/context.ts";
import { requireSpace } from "../kintone-spaces.ts";
import { readThreads } from "../store.ts";
import { findTemplate, insertTemplate, readTemplates, removeTemplate } from "./store.ts";
import { definitionForTemplate } from "./template-apps.ts";

/** As on kintone. */
const mostThreads = 10;
const mostApps = 20;

/** A template as administrators see it. */
export interface ShownTemplate {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly threads: readonly string[];
  readonly apps: readonly string[];
  readonly createdAt: Date;
  readonly creator: { readonly code: string; readonly name: string } | null;
}

/**
 * Saves a space so that new ones can be made from it: text and settings, threads without comments, and apps as they are
 * live, without records. Members stay behind, because each new space names its own.
 *
 * @throws Failure space/not-found; space-template/too-large for more than 10 threads or 20 apps
 */
export async function saveTemplate(
  context: Context,
  { space: id, name, description = "" }: { space: string; name: string; description?: string },
): Promise<{ id: string }> {
  const { tx, viewer, now } = context;
  const space = await requireSpace(context, id);
  const threads = (await readThreads(tx, space.id)).map((thread) => ({ name: thread.name, body: thread.body }));
  const apps = enterableApps(context).filter(({ app }) => app.spaceId === space.id);
  if (threads.length > mostThreads || apps.length > mostApps) {
    throw new Failure("space-template/too-large", { threads: mostThreads, apps: mostApps });
  }
  const definitions = apps.map(({ app }) => definitionForTemplate(app, context.apps));
  const content = { settings: space.settings, threads, apps: definitions };
  const template = await insertTemplate(tx, { name, description, content, by: viewer.userId }, now);
  await appendEvent(context, {
    type: "space-template/saved",
    by: viewer.userId,
    detail: { template, space: space.id },
  });
  return { id: template };
}

/** The templates that new spaces can be made from, the newest first. */
export async function listTemplates({ tx, directory }: Context): Promise<{ templates: readonly ShownTemplate[] }> {
  const rows = await readTemplates(tx);
  return {
    templates: rows.map(({ id, name, description, content, created_at: createdAt, created_by }) => {
      const creator = created_by === null ? undefined : directory.user(created_by);
      return {
        ...{ id, name, description, createdAt },
        threads: content.threads.map((thread) => thread.name),
        apps: content.apps.map(({ settings }) => settings.name),
        creator: creator ? { code: creator.code, name: creator.name } : null,
      };
    }),
  };
}

/** Takes a template away; spaces that were made from it stay. @throws Failure space-template/not-found */
export async function deleteTemplate(context: Context, { id }: { id: string }): Promise<Record<string, never>> {
  const { tx, viewer, now } = context;
  if (!(await findTemplate(tx, id))) throw new Failure("space-template/not-found", { template: id });
  await removeTemplate(tx, id, now);
  await appendEvent(context, { type: "space-template/removed", by: viewer.userId, detail: { template: id } });
  return {};
}
