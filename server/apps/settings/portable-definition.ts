import type { AppDefinition, FieldProperty } from "../../../app-definitions/definition.ts";
import type { RelatedApp } from "../../../app-definitions/field-types/source-settings.ts";
import type { Context } from "../../http/context.ts";
import { completeDefinition } from "../deploy/complete-definition.ts";
import type { NamedApp } from "./related-apps.ts";

/**
 * The definition as it stands in a file: whole, with every default, other apps by their codes, and without the ids that an
 * installation gives to views, charts and actions. Installed elsewhere it makes the same app.
 */
export function portableDefinition(
  definition: AppDefinition,
  { apps, own }: Pick<Context, "apps"> & { own: NamedApp },
): AppDefinition {
  const complete = completeDefinition(definition);
  const byCode = ({ app, code }: RelatedApp): RelatedApp => {
    const known = code || (app === own.id ? own.code : apps.byId(app ?? "")?.code);
    return known ? { code: known } : { app: app ?? "" };
  };
  const { views, reports, actions } = complete;
  const withoutOwnIds = {
    ...complete,
    views: { ...views, views: withoutIds(views.views) },
    ...(reports && { reports: { ...reports, reports: withoutIds(reports.reports) } }),
    ...(actions && { actions: { ...actions, actions: withoutIds(actions.actions) } }),
  };
  return withSources(withoutOwnIds, byCode);
}

/**
 * A definition from elsewhere as this app's own: under its code, which its references to itself follow, and with the ids
 * that parts of the same name have here.
 */
export function adoptDefinition(given: AppDefinition, present: AppDefinition, own: NamedApp): AppDefinition {
  const follow = (related: RelatedApp): RelatedApp =>
    related.code !== undefined && related.code === given.code ? { code: own.code } : related;
  const { views, reports, actions } = given;
  const withOwnIds = {
    ...given,
    code: own.code,
    views: { ...views, views: withIds(views.views, present.views.views) },
    ...(reports && { reports: { ...reports, reports: withIds(reports.reports, present.reports?.reports) } }),
    ...(actions && { actions: { ...actions, actions: withIds(actions.actions, present.actions?.actions) } }),
  };
  return withSources(withOwnIds, follow);
}

/** The definition with every app that it refers to as `change` names it: sources of fields, and targets of actions. */
export function withSources(definition: AppDefinition, change: (related: RelatedApp) => RelatedApp): AppDefinition {
  const { fields, actions } = definition;
  return {
    ...definition,
    fields: { ...fields, properties: mapRelated(fields.properties, change) },
    ...(actions && {
      actions: {
        ...actions,
        actions: mapValues(actions.actions, (action) => ({ ...action, destApp: change(action.destApp) })),
      },
    }),
  };
}

function mapRelated(
  properties: Record<string, FieldProperty>,
  change: (related: RelatedApp) => RelatedApp,
): Record<string, FieldProperty> {
  return mapValues(properties, (property) => ({
    ...property,
    ...Object.fromEntries(
      (["lookup", "referenceTable"] as const).flatMap((key) => {
        const setting = property[key] as { relatedApp: RelatedApp } | undefined;
        return setting ? [[key, { ...setting, relatedApp: change(setting.relatedApp) }]] : [];
      }),
    ),
    ...(property.fields && { fields: mapRelated(property.fields, change) }),
  }));
}

function withoutIds<Part extends { id?: string }>(parts: Record<string, Part>): Record<string, Part> {
  return mapValues(parts, ({ id: _, ...part }) => part as Part);
}

function withIds<Part extends { id?: string }>(
  parts: Record<string, Part>,
  present: Record<string, Part> = {},
): Record<string, Part> {
  return Object.fromEntries(
    Object.entries(withoutIds(parts)).map(([name, part]) => {
      const id = Object.hasOwn(present, name) ? present[name]?.id : undefined;
      return [name, id === undefined ? part : { ...part, id }];
    }),
  );
}

function mapValues<Value>(values: Record<string, Value>, change: (value: Value) => Value): Record<string, Value> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value)]));
}
