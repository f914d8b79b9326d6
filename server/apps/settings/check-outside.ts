import type { AppDefinition, CustomizationFile, FieldProperty } from "../../../app-definitions/definition.ts";
import type { FieldProblem } from "../../../app-definitions/field-type.ts";
import type { RelatedApp } from "../../../app-definitions/field-types/source-settings.ts";
import type { Context } from "../../http/context.ts";
import { enterableApps } from "../read-apps.ts";
import { isKnownEntity } from "./known-entities.ts";
import type { NamedApp } from "./related-apps.ts";

/** Something that a definition names and this installation does not have. */
export interface OutsideProblem {
  /** Place in the definition. */
  readonly path: string;
  readonly problem: FieldProblem;
}

/**
 * What a definition from elsewhere names and this installation lacks: people, groups, organisations and apps, each with its
 * code and place. Apps out of the viewer's reach are lacking like any other.
 */
export function outsideProblems(context: Context, definition: AppDefinition, own: NamedApp): readonly OutsideProblem[] {
  const { fields, appAcl, recordAcl, fieldAcl, process, notifications, actions } = definition;
  return [
    ...principalsIn(context, { appAcl, recordAcl, fieldAcl, process, notifications, actions }, ""),
    ...fieldProblems(context, fields.properties, "fields.properties", own),
    ...Object.entries(actions?.actions ?? {}).flatMap(([name, { destApp }]) =>
      appProblems(context, destApp, `actions.actions.${name}.destApp`, own),
    ),
  ];
}

/** Every uploaded file that a definition names, with its place. */
export function filesOf({ settings, customize }: AppDefinition): readonly { path: string; fileKey: string }[] {
  const icon =
    settings.icon?.type === "FILE" ? [{ path: "settings.icon.file.fileKey", fileKey: settings.icon.file.fileKey }] : [];
  const of = (files: readonly CustomizationFile[] | undefined, path: string) =>
    (files ?? []).flatMap((file, at) =>
      file.type === "FILE" ? [{ path: `${path}[${at}].file.fileKey`, fileKey: file.file.fileKey }] : [],
    );
  const scripts = (["desktop", "mobile"] as const).flatMap((device) =>
    (["js", "css"] as const).flatMap((kind) => of(customize?.[device][kind], `customize.${device}.${kind}`)),
  );
  return [...icon, ...scripts];
}

/** Parts in which `{type, code}` means a person, a group or an organisation, whatever stands around it. */
function principalsIn(context: Context, value: unknown, path: string): OutsideProblem[] {
  if (Array.isArray(value)) return value.flatMap((item, at) => principalsIn(context, item, `${path}[${at}]`));
  if (typeof value !== "object" || value === null) return [];
  const { type, code } = value as { type?: unknown; code?: unknown };
  if (typeof type === "string" && typeof code === "string" && !isKnownEntity(context, { type, code })) {
    return [notKnown(`${path}.code`, code)];
  }
  return Object.entries(value).flatMap(([key, inner]) => principalsIn(context, inner, path ? `${path}.${key}` : key));
}

function fieldProblems(
  context: Context,
  properties: Record<string, FieldProperty>,
  path: string,
  own: NamedApp,
): OutsideProblem[] {
  return Object.entries(properties).flatMap(([code, property]) => {
    const place = `${path}.${code}`;
    const related = (["lookup", "referenceTable"] as const).flatMap((key) => {
      const setting = property[key] as { relatedApp: RelatedApp } | undefined;
      return setting ? appProblems(context, setting.relatedApp, `${place}.${key}.relatedApp`, own) : [];
    });
    return [
      ...principalsIn(context, property["entities"] ?? [], `${place}.entities`),
      ...principalsIn(context, property["defaultValue"] ?? [], `${place}.defaultValue`),
      ...related,
      ...fieldProblems(context, property.fields ?? {}, `${place}.fields`, own),
    ];
  });
}

function appProblems(context: Context, { app, code }: RelatedApp, path: string, own: NamedApp): OutsideProblem[] {
  const isOwn = code ? code === own.code : app === own.id;
  const isKnown = isOwn || enterableApps(context).some(({ app: one }) => (code ? one.code === code : one.id === app));
  return isKnown ? [] : [notKnown(path, code || app || "")];
}

function notKnown(path: string, code: string): OutsideProblem {
  return { path, problem: { message: "not-known", params: { code } } };
}
