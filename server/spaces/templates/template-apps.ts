import type { AppDefinition, Customization } from "../../../app-definitions/definition.ts";
import type { DeployedApps } from "../../apps/deployed-apps.ts";
import type { DeployedApp } from "../../apps/deployed-app.ts";
import { portableDefinition, withSources } from "../../apps/settings/portable-definition.ts";

/**
 * The definition of an app as a template keeps it: portable, without uploaded files, which belong to the app itself, and
 * without notes that are not meant to travel.
 */
export function definitionForTemplate(app: DeployedApp, apps: DeployedApps): AppDefinition {
  const { settings, adminNotes, customize, ...definition } = portableDefinition(app.definition, { apps, own: app });
  const { icon, ...rest } = settings;
  return {
    ...definition,
    settings: { ...rest, ...(icon && icon.type !== "FILE" && { icon }) },
    ...(adminNotes?.includeInTemplateAndDuplicates && { adminNotes }),
    ...(customize && { customize: withoutFiles(customize) }),
  };
}

/** The definition under a new code; the apps of the template that it refers to go by theirs. */
export function definitionFromTemplate(
  definition: AppDefinition,
  newCodes: ReadonlyMap<string, string>,
): AppDefinition {
  return {
    ...withSources(definition, (related) => {
      const code = related.code === undefined ? undefined : newCodes.get(related.code);
      return code === undefined ? related : { code };
    }),
    code: newCodes.get(definition.code)!,
  };
}

function withoutFiles({ desktop, mobile, ...customize }: Customization): Customization {
  const linked = ({ js, css }: Customization["desktop"]): Customization["desktop"] => ({
    js: js.filter(({ type }) => type === "URL"),
    css: css.filter(({ type }) => type === "URL"),
  });
  return { ...customize, desktop: linked(desktop), mobile: linked(mobile) };
}
