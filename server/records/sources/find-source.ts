import type { RelatedApp } from "../../../app-definitions/field-types/source-settings.ts";
import type { DeployedApp } from "../../apps/deployed-app.ts";
import type { DeployedApps } from "../../apps/deployed-apps.ts";
import type { RequiredApp } from "../../apps/require-app.ts";
import { Failure } from "../../errors.ts";
import type { Context } from "../../http/context.ts";
import { compileAccess } from "../../permissions/compile-access.ts";
import { bindQuery, type BoundQuery } from "../../query/bind-query.ts";
import { parseQuery } from "../../query/parse-query.ts";

/** The app that a lookup or related records refer to: by code if one is given, else by id. */
export function relatedAppOf(apps: DeployedApps, { code, app }: RelatedApp): DeployedApp | undefined {
  return code ? apps.byCode(code) : app ? apps.byId(app) : undefined;
}

/** The related app with the reader's own rights in it; undefined when he sees none of its records. */
export function findSource(
  { apps, viewer, directory, now }: Pick<Context, "apps" | "viewer" | "directory" | "now">,
  related: RelatedApp,
): RequiredApp | undefined {
  const app = relatedAppOf(apps, related);
  const access = app && compileAccess(app, viewer, directory, now);
  return access?.app.view && access.view.kind !== "never" ? { app: app!, access } : undefined;
}

/**
 * Condition and order of a lookup or of related records, read with the reader's own rights; undefined when they need a
 * field that is hidden from him: then which records they choose would tell what is in it.
 */
export function bindSource(
  context: Context,
  { app, access }: RequiredApp,
  { filterCond, sort }: { filterCond: string; sort: string },
): Pick<BoundQuery, "where" | "order"> | undefined {
  const scope = { ...context, app, access };
  try {
    const { where } = bindQuery(parseQuery(filterCond), scope);
    const { order } = bindQuery(parseQuery(sort ? `order by ${sort}` : ""), scope);
    return { where, order };
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}
