import type { Context } from "../../http/context.ts";
import { foldText } from "../../query/fold-text.ts";
import type { Pickable } from "../form/find-pickables.ts";
import { knownPeople, requireManaged } from "./asker.ts";

/** As many as a list below a field shows; typing on narrows it. */
const mostPeople = 20;

/**
 * People whose rights the asker may have explained, whose name or login name contains the words; at most 20, by name.
 *
 * @throws Failure app/not-found; permission/denied for people who do not manage the app
 */
export function findPeople(context: Context, input: { app: string; q?: string }): Promise<{ people: Pickable[] }> {
  const { directory } = context;
  const words = foldText(input.q ?? "");
  const people = knownPeople(context, requireManaged(context, input.app))
    .filter(({ name, code }) => [name, code].some((one) => foldText(one).includes(words)))
    .slice(0, mostPeople)
    .map(({ code, name, primaryOrganizationId, organizations }): Pickable => {
      const organization = directory.organization(primaryOrganizationId ?? organizations[0] ?? 0)?.name ?? null;
      return { type: "USER", code, name, organization };
    });
  return Promise.resolve({ people });
}
