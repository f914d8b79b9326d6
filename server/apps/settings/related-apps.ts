import type { FieldProperty } from "../../../app-definitions/definition.ts";
import {
  lookupOf,
  referenceTableOf,
  type LookupSettings,
  type ReferenceTableSettings,
  type RelatedApp,
} from "../../../app-definitions/field-types/source-settings.ts";
import { Failure } from "../../errors.ts";
import type { Context } from "../../http/context.ts";
import { requireApp } from "../require-app.ts";
import type { DeployedApp } from "../deployed-app.ts";
import { shownCode, type NamedApp } from "../shown-code.ts";
import type { MayName } from "../drafts/may-name.ts";
import { requireKnownEntities } from "./known-entities.ts";
import { invalid } from "./named-parts.ts";

export type { NamedApp };

/**
 * The field with the apps that it refers to by both their names, so that it means the same whichever of them a reader takes.
 *
 * @param own - the app of the field, which may not be live yet
 * @param path - kintone's error key of the field
 * @throws Failure app/not-found for an app out of reach; input/invalid for people, groups and organisations that do not exist for the viewer
 */
export function resolveOutside(
  context: Context & { readonly mayName: MayName },
  own: NamedApp,
  property: FieldProperty,
  path: string,
): FieldProperty {
  const principals = (key: "entities" | "defaultValue") => {
    const given = property[key];
    if (!Array.isArray(given)) return;
    const lines = given.filter((one): one is { type: "USER"; code: string } => typeof one === "object" && one !== null);
    requireKnownEntities(
      context.mayName,
      lines.map((entity) => ({ entity })),
      `${path}.${key}`,
      (at) => `[${at}].code`,
    );
  };
  principals("entities");
  principals("defaultValue");
  const outside = Object.fromEntries(
    (["lookup", "referenceTable"] as const).flatMap((key) => {
      const setting = property[key] as SourceSettings | undefined;
      return setting ? [[key, resolveSource(context, own, setting, `${path}.${key}`)]] : [];
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

type SourceSettings = Partial<LookupSettings> & Partial<ReferenceTableSettings> & { relatedApp: RelatedApp };

/** The code wins over the id, as on kintone. What the app itself holds of its own records shows at the deploy. */
function resolveSource(context: Context, own: NamedApp, setting: SourceSettings, path: string): SourceSettings {
  const { app, code } = setting.relatedApp;
  if (code ? code === own.code : app === own.id) return { ...setting, relatedApp: { app: own.id, code: own.code } };
  if (!code && !app) throw invalid(`${path}.relatedApp.app`, "required-parameter");
  if (!code && !/^[0-9]+$/.test(app!)) throw invalid(`${path}.relatedApp.app`, "not-integer");
  const id = code ? context.apps.byCode(code)?.id : app;
  if (id === undefined) throw new Failure("app/not-found", { app: code ?? "" });
  const { app: found } = requireApp(context, id);
  requireThere(found, setting, path);
  const number = [...found.fields.values()].find(({ property }) => property.type === "RECORD_NUMBER");
  return {
    ...setting,
    relatedApp: { app: found.id, code: found.code },
    ...(setting.sort === undefined && number && { sort: `${number.code} desc` }),
  };
}

/** @throws Failure input/invalid for a field that the other app does not have outside of its tables */
function requireThere(app: DeployedApp, setting: SourceSettings, path: string): void {
  const named: readonly (readonly [place: string, code: string | undefined])[] = [
    ["relatedKeyField", setting.relatedKeyField],
    ["condition.relatedField", setting.condition?.relatedField],
    ...(setting.fieldMappings ?? []).map((one, at) => [`fieldMappings[${at}].relatedField`, one.relatedField] as const),
    ...(setting.lookupPickerFields ?? []).map((code, at) => [`lookupPickerFields[${at}]`, code] as const),
    ...(setting.displayFields ?? []).map((code, at) => [`displayFields[${at}]`, code] as const),
  ];
  for (const [place, code] of named) {
    const field = code === undefined ? undefined : app.fields.get(code);
    if (code !== undefined && (!field || field.table)) throw invalid(`${path}.${place}`, "not-known", { code });
  }
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
