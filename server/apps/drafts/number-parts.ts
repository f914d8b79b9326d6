import type { AppDefinition } from "../../../app-definitions/definition.ts";

/** Ids of one app's views, charts and actions start above its own id times this, so that they differ from the next app's. */
export const idsPerApp = 10_000;

interface Numbered {
  id?: string;
  index: string;
}

/**
 * The definition with an id for every view, chart and action. Shipped definitions carry none, so the same definition
 * always gets the same ids; parts that have one keep it.
 *
 * @param live - ids that were given here are not given again
 */
export function numberParts(definition: AppDefinition, app: string, live?: AppDefinition): AppDefinition {
  const { views, reports, actions } = definition;
  return {
    ...definition,
    views: { views: numbered(views.views, app, live?.views.views) },
    ...(reports && { reports: { reports: numbered(reports.reports, app, live?.reports?.reports) } }),
    ...(actions && { actions: { actions: numbered(actions.actions, app, live?.actions?.actions) } }),
  };
}

function numbered<Part extends Numbered>(
  parts: Record<string, Part>,
  app: string,
  live: Record<string, Part> = {},
): Record<string, Part> {
  const used = [...Object.values(parts), ...Object.values(live)].flatMap(({ id }) => (id ? [Number(id)] : []));
  let last = Math.max(Number(app) * idsPerApp, ...used);
  return Object.fromEntries(
    Object.entries(parts).map(([name, part]) => [name, part.id ? part : { ...part, id: String(++last) }]),
  );
}
