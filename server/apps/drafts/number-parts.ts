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
 * @param others - the app live and before this change: ids that were given there are not given again
 */
export function numberParts(
  definition: AppDefinition,
  app: string,
  ...others: readonly (AppDefinition | undefined)[]
): AppDefinition {
  const { views, reports, actions } = definition;
  const number = <Part extends Numbered>(
    parts: Record<string, Part>,
    partsOf: (other: AppDefinition) => Record<string, Numbered> | undefined,
  ) =>
    numbered(
      parts,
      app,
      others.flatMap((other) => Object.values((other && partsOf(other)) ?? {})),
    );
  return {
    ...definition,
    views: { views: number(views.views, (other) => other.views.views) },
    ...(reports && { reports: { reports: number(reports.reports, (other) => other.reports?.reports) } }),
    ...(actions && { actions: { actions: number(actions.actions, (other) => other.actions?.actions) } }),
  };
}

function numbered<Part extends Numbered>(
  parts: Record<string, Part>,
  app: string,
  others: readonly Numbered[],
): Record<string, Part> {
  const used = [...Object.values(parts), ...others].flatMap(({ id }) => (id ? [Number(id)] : []));
  let last = Math.max(Number(app) * idsPerApp, ...used);
  return Object.fromEntries(
    Object.entries(parts).map(([name, part]) => [name, part.id ? part : { ...part, id: String(++last) }]),
  );
}
