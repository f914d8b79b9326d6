import type { AppRight } from "../../app-definitions/definition.ts";
import type { DeployedApp } from "../apps/deployed-app.ts";
import type { Directory } from "../identity/directory.ts";
import type { Viewer } from "../identity/viewer.ts";
import type { AppRights } from "./access.ts";
import { ruleLines, type LineScope, type RuleLine } from "./rule-lines.ts";

/**
 * What the viewer may do in the app as a whole: the uppermost line that fits decides alone, the line for everyone comes
 * last, and without any fitting line there is nothing. Administrators may manage every app, which gives them no record.
 *
 * @see kintone.md §1.12, PE-2 to PE-4
 */
export function compileAppRights(app: DeployedApp, viewer: Viewer, directory: Directory): AppRights {
  return appRightsOf(decidingAppLine({ app, viewer, directory }).rule?.line, viewer);
}

/** The line that decides for the viewer, and those before it that are for others. No line here looks at a record. */
export function decidingAppLine(scope: LineScope): {
  readonly rule: RuleLine<AppRight> | null;
  readonly passed: readonly RuleLine<AppRight>[];
} {
  const rules = ruleLines(scope.app.definition.appAcl.rights, scope);
  const place = rules.findIndex(({ fits }) => fits.kind === "always");
  return place === -1 ? { rule: null, passed: rules } : { rule: rules[place]!, passed: rules.slice(0, place) };
}

/** What a line gives, rights that need another one without that one left out. Some exports write 1 and 0 for booleans. */
export function appRightsOf(
  line: AppRight | undefined,
  { isAdministrator }: Pick<Viewer, "isAdministrator">,
): AppRights {
  const view = Boolean(line?.recordViewable);
  const add = Boolean(line?.recordAddable);
  return {
    view,
    add,
    edit: view && Boolean(line?.recordEditable),
    delete: view && Boolean(line?.recordDeletable),
    manage: isAdministrator || Boolean(line?.appEditable),
    import: add && Boolean(line?.recordImportable),
    export: view && Boolean(line?.recordExportable),
  };
}
