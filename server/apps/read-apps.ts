import { flatCategories } from "../../app-definitions/field-types/category/category.ts";
import type { Context } from "../http/context.ts";
import type { Access } from "../permissions/access.ts";
import { visibleReports } from "../records/aggregating/visible-reports.ts";
import { titleField } from "../records/title-of.ts";
import { compileAccess } from "../permissions/compile-access.ts";
import { acquaintanceOf } from "../permissions/may-know.ts";
import type { DeployedApp, DeployedField } from "./deployed-app.ts";
import { numberParts } from "./drafts/number-parts.ts";
import { findWaiting } from "./drafts/store.ts";
import { requireApp } from "./require-app.ts";
import {
  fieldsAnswer,
  inLanguage,
  oldFormAnswer,
  settingsAnswer,
  shownViews,
  withSleepingFields,
} from "./settings/answers.ts";
import { withAssigneeView } from "./settings/assignee-view.ts";
import { shownLayout } from "./settings/layout-answer.ts";
import { readDefaultThreads } from "../spaces/store.ts";
import { shownRelated } from "./settings/related-apps.ts";
import { shownCode } from "./shown-code.ts";
import {
  isEditableSomewhere,
  visibleLayout,
  visibleProperties,
  visibleTabs,
  visibleTitleField,
  visibleTranslations,
  visibleViews,
} from "./visible-definition.ts";

/** kintone's description of an app. */
export async function readApp(context: Context, { id }: { id: string }): Promise<object> {
  const { app } = requireApp(context, id);
  return describeApp(context, app, await readDefaultThreads(context.tx));
}

/** Which apps to describe; every condition given must hold. */
export interface AppsAsked {
  ids?: readonly string[];
  codes?: readonly string[];
  name?: string;
  spaceIds?: readonly string[];
  limit?: number;
  offset?: number;
}

/** kintone's descriptions of the apps that the viewer may enter, at most 100. */
export async function readApps(context: Context, asked: AppsAsked): Promise<{ apps: object[] }> {
  const { ids = [], codes = [], name = "", spaceIds = [], limit = 100, offset = 0 } = asked;
  const isAsked = (app: DeployedApp) =>
    (ids.length === 0 || ids.includes(app.id)) &&
    (codes.length === 0 || codes.includes(shownCode(app))) &&
    (spaceIds.length === 0 || spaceIds.includes(app.spaceId ?? "")) &&
    app.definition.settings.name.toLowerCase().includes(name.toLowerCase());
  const apps = enterableApps(context).filter(({ app }) => isAsked(app));
  const threads = await readDefaultThreads(context.tx);
  return { apps: apps.slice(offset, offset + limit).map(({ app }) => describeApp(context, app, threads)) };
}

/** Every app that the viewer may enter, with what he may reach in it. */
export function enterableApps({
  apps,
  viewer,
  directory,
  now,
}: Context): readonly { app: DeployedApp; access: Access }[] {
  return apps
    .all()
    .map((app) => ({ app, access: compileAccess(app, viewer, directory, now) }))
    .filter(({ access: { app } }) => app.view || app.add || app.manage);
}

/** Of which app, and in which language; see `inLanguage`. */
export interface PartAsked {
  app: string;
  lang?: string;
}

// Whoever manages an app reads its whole definition in preview; the live one has no secrets from him either, so that a copy
// of an app by kintone's clients is a whole one.

/** kintone's form/fields, cut to the viewer. */
export async function readFields(context: Context, input: PartAsked): Promise<object> {
  const { app, access } = requireApp(context, input.app);
  const visible = () => shownRelated(context, app, visibleProperties(context, app, access));
  const { properties } = access.app.manage
    ? fieldsAnswer(app.definition, { apps: context.apps, own: app })
    : { properties: withSleepingFields(visible(), app.definition) };
  return inLanguage({ properties, revision: String(app.revision) }, app.definition, input.lang, context);
}

/** kintone's form/layout, cut to the viewer. */
export async function readLayout(context: Context, input: { app: string }): Promise<object> {
  const { app, access } = requireApp(context, input.app);
  const { layout } = app.definition.layout;
  return {
    layout: shownLayout(access.app.manage ? layout : visibleLayout(app, access)),
    revision: String(app.revision),
  };
}

/** kintone's app/views, cut to the viewer. */
export async function readViews(context: Context, input: PartAsked): Promise<object> {
  const { app, access } = requireApp(context, input.app);
  const numbered = numberParts(app.definition, app.id);
  const definition = { ...numbered, views: { views: withAssigneeView(numbered, app.id) } };
  const shown = shownViews(
    access.app.manage ? definition.views.views : visibleViews(context, { ...app, definition }, access),
  );
  const answer = { views: shown, revision: String(app.revision) };
  return inLanguage(answer, app.definition, input.lang, context);
}

/** kintone's app/settings. */
export async function readSettings(context: Context, input: PartAsked): Promise<object> {
  const { app, access } = requireApp(context, input.app);
  const titleField = access.app.manage ? {} : { titleField: visibleTitleField(app, access) };
  const settings = { ...settingsAnswer(app.definition), ...titleField };
  return inLanguage({ ...settings, revision: String(app.revision) }, app.definition, input.lang, context);
}

/** kintone's old description of a form, cut to the viewer. */
export async function readOldForm(context: Context, input: { app: string }): Promise<object> {
  const { app, access } = requireApp(context, input.app);
  return oldFormAnswer(shownRelated(context, app, visibleProperties(context, app, access)), visibleLayout(app, access));
}

/** All that the portal's pages need to show an app, in one answer. */
export async function readPortalApp(context: Context, input: { app: string }): Promise<object> {
  const { app, access } = requireApp(context, input.app);
  const { settings } = app.definition;
  const title = titleField(app);
  const shown = {
    name: settings.name,
    description: settings.description ?? "",
    fields: { properties: withAbilities(context, app, access) },
    layout: { layout: visibleLayout(app, access) },
    views: { views: visibleViews(context, app, access) },
    reports: visibleReports(context, { app, access }).map(({ name }) => name),
    tabs: visibleTabs(app, access),
  };
  return {
    id: app.id,
    code: app.code,
    revision: String(app.revision),
    ...shown,
    icon: settings.icon ?? null,
    theme: settings.theme ?? "WHITE",
    spaceId: app.spaceId,
    ...(app.definition.presentation && { presentation: app.definition.presentation }),
    rights: access.app,
    titleField: title !== null && access.fields.has(title) ? title : null,
    // Forms compute while somebody types, as exactly as the server does.
    numberPrecision: settings.numberPrecision ?? null,
    translations: visibleTranslations(app, shown),
    enableComments: settings.enableComments ?? true,
    ...(access.app.manage && { waiting: await readWaiting(context, app) }),
  };
}

/** Changes of the settings that are not live yet, for those who manage the app: who made the last one, and when. */
async function readWaiting({ tx, viewer, directory }: Context, app: DeployedApp) {
  const row = await findWaiting(tx, app.id);
  if (!row) return null;
  const by = directory.user(row.updated_by ?? 0);
  const isKnown = by && acquaintanceOf(app, viewer, directory).user(by.id);
  return { at: row.updated_at.toISOString(), by: isKnown ? { code: by.code, name: by.name } : null };
}

/** The properties with what the viewer may do with each field somewhere, so that the client derives no right. */
function withAbilities(context: Context, app: DeployedApp, access: Access): Record<string, object> {
  const able = (field: DeployedField, property: object) => ({
    ...property,
    ...(field.below && { options: categoryOptions(app) }),
    isEditable: field.fieldType.isWritable && isEditableSomewhere(access, access.fields.get(field.code)!),
    isSortable: field.fieldType.isSortable && field.table === null,
    operators: field.fieldType.operators,
  });
  return Object.fromEntries(
    Object.entries(visibleProperties(context, app, access)).flatMap(([code, property]) => {
      const field = app.fields.get(code);
      if (!field) return [];
      const inner = property.fields && {
        fields: Object.fromEntries(
          Object.entries(property.fields).flatMap(([key, one]) => {
            const found = field.inner.get(key);
            return found ? [[key, able(found, one)]] : [];
          }),
        ),
      };
      return [[code, { ...able(field, property), ...inner }]];
    }),
  );
}

/** The categories as the client shows options: in the order of the tree, with how deep each lies. */
function categoryOptions({ definition }: DeployedApp): Record<string, { label: string; index: string; depth: number }> {
  return Object.fromEntries(
    flatCategories(definition.categories?.tree ?? []).map(({ category: { name }, depth }, index) => [
      name,
      { label: name, index: String(index), depth },
    ]),
  );
}

/**
 * kintone's description of an app.
 *
 * @param threads - the first thread of each space, where kintone says its apps are
 */
export function describeApp(
  { directory }: Context,
  app: DeployedApp,
  threads: ReadonlyMap<string, string>,
): Record<string, unknown> {
  const person = (id: number | null) => {
    const user = id === null ? undefined : directory.user(id);
    return { code: user?.code ?? "", name: user?.name ?? "" };
  };
  return {
    appId: app.id,
    code: shownCode(app),
    name: app.definition.settings.name,
    description: app.definition.settings.description ?? "",
    spaceId: app.spaceId,
    threadId: threads.get(app.spaceId ?? "") ?? null,
    createdAt: app.createdAt.toISOString(),
    creator: person(app.creatorId),
    modifiedAt: app.updatedAt.toISOString(),
    modifier: person(app.updaterId),
  };
}
