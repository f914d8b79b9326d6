import type { AppDefinition } from "../../../app-definitions/definition.ts";
import { Failure } from "../../errors.ts";
import { appendEvent } from "../../events/append-event.ts";
import type { Context } from "../../http/context.ts";
import type { Viewer } from "../../identity/viewer.ts";
import { completeDefinition } from "../deploy/complete-definition.ts";
import { readDraft } from "../drafts/draft.ts";
import { insertApp, updateSpace, upsertDraft } from "../drafts/store.ts";
import { invalid } from "./named-parts.ts";
import { makersIn, systemFieldsIn } from "./system-fields.ts";

/** What apps need to know of spaces; handed in, because spaces know apps. */
export interface SpaceRules {
  /**
   * Lets pass whoever may put apps into the space.
   *
   * @throws Failure space/not-found, permission/denied; thing/not-found for a thread of another space
   */
  requireAppMaker(context: Context, space: string, thread: string | null): Promise<void>;
}

/**
 * Makes an app that only its managers know until its first deploy. Administrators make apps anywhere, the people who run a
 * space in that space.
 *
 * @throws Failure permission/denied, space/not-found, input/invalid
 */
export function addApp({ requireAppMaker }: SpaceRules) {
  return async (
    context: Context,
    input: { name: string; space?: string | null; thread?: string | null },
  ): Promise<{ app: string; revision: string }> => {
    const { tx, viewer, now } = context;
    const { name, space = null, thread = null } = input;
    if (space === null && !viewer.isAdministrator) throw new Failure("permission/denied");
    if (space !== null && thread === null) throw invalid("thread", "thread-needed");
    if (space === null && thread !== null) throw invalid("space", "space-needed");
    if (space !== null) await requireAppMaker(context, space, thread);
    const app = await insertApp(tx, space, viewer.userId, now);
    const definition = completeDefinition(newDefinition(app.code, name, viewer));
    const draft = { revision: 1, definition, origins: { fields: {}, options: {} }, base_revision: 0 };
    await upsertDraft(tx, app.id, draft, viewer.userId, now);
    await appendEvent(context, { type: "app/added", app: app.id, by: viewer.userId });
    return { app: app.id, revision: "1" };
  };
}

/**
 * Moves an app into a space or out of all; live at once.
 *
 * @throws Failure app/not-found, permission/denied, space/not-found
 */
export function moveApp({ requireAppMaker }: SpaceRules) {
  return async (context: Context, input: { app: string; space?: string | null }): Promise<Record<string, never>> => {
    const { tx, viewer, now } = context;
    const { space = null } = input;
    const { app } = await readDraft(context, input.app);
    if (app.space_id !== null) await requireAppMaker(context, app.space_id, null);
    if (space !== null) await requireAppMaker(context, space, null);
    await updateSpace(tx, app.id, space, now);
    await appendEvent(context, { type: "app/moved", app: app.id, by: viewer.userId, detail: { space } });
    return {};
  };
}

/** What kintone gives a new app: everything to its creator, records to everyone, comments told to those concerned. */
function newDefinition(code: string, name: string, { locale, timezone }: Viewer): AppDefinition {
  const records = { recordViewable: true, recordAddable: true, recordEditable: true, recordDeletable: true };
  const heard = {
    recordAdded: false,
    recordEdited: false,
    commentAdded: true,
    statusChanged: false,
    fileImported: false,
  };
  return {
    code,
    settings: { name },
    fields: { properties: systemFieldsIn(locale) },
    layout: { layout: [] },
    views: { views: {} },
    appAcl: {
      rights: [
        {
          ...{ entity: { type: "CREATOR", code: null }, includeSubs: false, appEditable: true },
          ...{ ...records, recordImportable: true, recordExportable: true },
        },
        {
          ...{ entity: { type: "GROUP", code: "everyone" }, includeSubs: false, appEditable: false },
          ...{ ...records, recordImportable: false, recordExportable: false },
        },
      ],
    },
    recordAcl: { rights: [] },
    fieldAcl: { rights: [] },
    process: { enable: false, states: null, actions: null },
    notifications: {
      general: {
        notifications: makersIn(locale).map((field) => ({
          ...{ entity: { type: "FIELD_ENTITY" as const, code: field }, includeSubs: false },
          ...heard,
        })),
        notifyToCommenter: true,
      },
      perRecord: { notifications: [] },
      reminder: { notifications: [], timezone },
    },
  };
}
