import type { FieldProperty } from "../../../app-definitions/definition.ts";
import {
  lookupOf,
  referenceTableOf,
  type ReferenceTableSettings,
  type RelatedApp,
} from "../../../app-definitions/field-types/source-settings.ts";
import { Failure } from "../../errors.ts";
import type { Context } from "../../http/context.ts";
import { requireApp } from "../require-app.ts";
import { requireKnownEntities } from "./known-entities.ts";

/** An app by both its names. */
export interface NamedApp {
  id: string;
  code: string;
}

/** The code as kintone shows it: empty for apps that were made by request, whose code is only made of their id. */
export function shownCode({ id, code }: NamedApp): string {
  return code === `app-${id}` ? "" : code;
}

/**
 * The field with the apps that it refers to by both their names, so that it means the same whichever of them a reader takes.
 *
 * @param own - the app of the field, which may not be live yet
 * @param path - kintone's error key of the field
 * @throws Failure app/not-found for an app out of reach; input/invalid for people, groups and organisations that do not exist
 */
export function resolveOutside(context: Context, own: NamedApp, property: FieldProperty, path: string): FieldProperty {
  const principals = (key: "entities" | "defaultValue") => {
    const given = property[key];
    if (!Array.isArray(given)) return;
    const lines = given.filter((one): one is { type: "USER"; code: string } => typeof one === "object" && one !== null);
    requireKnownEntities(
      context,
      lines.map((entity) => ({ entity })),
      `${path}.${key}`,
      (at) => `[${at}].code`,
    );
  };
  principals("entities");
  principals("defaultValue");
  const outside = Object.fromEntries(
    (["lookup", "referenceTable"] as const).flatMap((key) => {
      const setting = property[key] as { relatedApp: RelatedApp } | undefined;
      return setting ? [[key, { ...setting, relatedApp: resolve(context, own, setting.relatedApp) }]] : [];
    }),
  );
  const fields = property.fields && {
    fields: Object.fromEntries(
      Object.entries(property.fields).map(([code, inner]) => [
        code,
        resolveOutside(context, own, inner, `${path}.fields[${code}]`),
      ]),
    ),
  };
  return { ...property, ...outside, ...fields };
}

/** The code wins over the id, as on kintone. */
function resolve(context: Context, own: NamedApp, { app, code }: RelatedApp): RelatedApp {
  if (code ? code === own.code : app === own.id) return { app: own.id, code: own.code };
  const id = code ? context.apps.byCode(code)?.id : app;
  if (id === undefined || id === "") throw new Failure("app/not-found", { app: code ?? "" });
  const found = requireApp(context, id).app;
  return { app: found.id, code: found.code };
}

/** The fields with the apps that they refer to as kintone answers them: by id and by shown code. */
export function shownRelated(
  { apps }: Pick<Context, "apps">,
  own: NamedApp,
  properties: Record<string, FieldProperty>,
): Record<string, FieldProperty> {
  const shown = ({ app, code }: RelatedApp): RelatedApp => {
    const found = (code ? code === own.code : app === own.id) ? own : code ? apps.byCode(code) : apps.byId(app ?? "");
    return found ? { app: found.id, code: shownCode(found) } : { app: app ?? "", code: code ?? "" };
  };
  return Object.fromEntries(
    Object.entries(properties).map(([key, property]) => {
      const lookup = lookupOf(property);
      const table: (ReferenceTableSettings & { displayProperties?: unknown }) | undefined = referenceTableOf(property);
      const { displayProperties: _, ...reference } = table ?? {};
      return [
        key,
        {
          ...property,
          ...(lookup && { lookup: { ...lookup, relatedApp: shown(lookup.relatedApp) } }),
          ...(table && { referenceTable: { ...reference, relatedApp: shown(table.relatedApp) } }),
          ...(property.fields && { fields: shownRelated({ apps }, own, property.fields) }),
        },
      ];
    }),
  );
}
