import type { AppDefinition, CustomizationFile, FieldProperty } from "../../../app-definitions/definition.ts";
import type { FieldProblem } from "../../../app-definitions/field-type.ts";
import type { RelatedApp } from "../../../app-definitions/field-types/source-settings.ts";
import type { Context } from "../../http/context.ts";
import type { MayName } from "../drafts/may-name.ts";
import { principalsIn } from "../drafts/principals-in.ts";
import { enterableApps } from "../read-apps.ts";
import type { NamedApp } from "./related-apps.ts";

/** Something that a definition names and this installation does not have. */
export interface OutsideProblem {
  /** Place in the definition. */
  readonly path: string;
  readonly problem: FieldProblem;
}

/**
 * What a definition from elsewhere names and this installation lacks: people, groups, organisations and apps, each with its
 * code and place. What is out of the viewer's reach is lacking like any other.
 */
export function outsideProblems(
  context: Context & { readonly mayName: MayName },
  definition: AppDefinition,
  own: NamedApp,
): readonly OutsideProblem[] {
  const { fields, actions } = definition;
  return [
    ...principalsIn(definition).flatMap((one) => (context.mayName(one) ? [] : [notKnown(one.path, one.code)])),
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
    return [...related, ...fieldProblems(context, property.fields ?? {}, `${place}.fields`, own)];
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
