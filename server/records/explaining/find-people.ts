import { requireApp } from "../../apps/require-app.ts";
import { Failure } from "../../errors.ts";
import type { Context } from "../../http/context.ts";
import { acquaintanceOf } from "../../permissions/may-know.ts";
import { foldText } from "../../query/fold-text.ts";
import type { Pickable } from "../form/find-pickables.ts";

/** As many as a list below a field shows; typing on narrows it. */
const mostPeople = 20;

/**
 * People whose rights the asker may have explained, whose name or login name contains the words; at most 20, by name.
 *
 * @throws Failure app/not-found; permission/denied for people who do not manage the app
 */
export function findPeople(context: Context, input: { app: string; q?: string }): Promise<{ people: Pickable[] }> {
  const { viewer, directory } = context;
  const { app, access } = requireApp(context, input.app);
  if (!access.app.manage) throw new Failure("permission/denied");
  const words = foldText(input.q ?? "");
  const acquaintance = acquaintanceOf(app, viewer, directory);
  const people = directory
    .users()
    .filter(({ id, name, code }) => acquaintance.user(id) && [name, code].some((one) => foldText(one).includes(words)))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
    .slice(0, mostPeople)
    .map(({ code, name, primaryOrganizationId, organizations }): Pickable => {
      const organization = directory.organization(primaryOrganizationId ?? organizations[0] ?? 0)?.name ?? null;
      return { type: "USER", code, name, organization };
    });
  return Promise.resolve({ people });
}
