import type { Entity } from "../../../app-definitions/definition.ts";
import type { DeployedField } from "../../apps/deployed-app.ts";
import { requireApp } from "../../apps/require-app.ts";
import { Failure } from "../../errors.ts";
import type { Context } from "../../http/context.ts";
import type { Directory, DirectoryUser } from "../../identity/directory.ts";
import { acquaintanceOf, type Acquaintance } from "../../permissions/may-know.ts";
import { foldText } from "../../query/fold-text.ts";
import { viewOf } from "../plan-read.ts";

/** Somebody who can be chosen in a field. */
export interface Pickable {
  type: "USER" | "GROUP" | "ORGANIZATION";
  code: string;
  name: string;
  /** Name of a person's first organisation, to tell namesakes apart. */
  organization: string | null;
}

/** As many as a list below a field shows; typing on narrows it. */
const mostPickables = 20;

/**
 * People, groups or organisations that the viewer may know and the field takes or holds, whose name or code contains the words;
 * at most 20, by name.
 *
 * @throws Failure app/not-found, or thing/not-found for a field that is out of reach or takes nobody
 */
export async function findPickables(
  context: Context,
  input: { app: string; field: string; q?: string },
): Promise<{ people: Pickable[] }> {
  const { app, access } = requireApp(context, input.app);
  const field = app.fields.get(input.field);
  if (!field || !viewOf(access, field)) throw new Failure("thing/not-found");
  const known = acquaintanceOf(app, context.viewer, context.directory);
  const words = foldText(input.q ?? "");
  const people = candidates(field, context.directory, known)
    .filter(({ name, code }) => foldText(name).includes(words) || foldText(code).includes(words))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return { people: people.slice(0, mostPickables) };
}

function candidates(field: DeployedField, directory: Directory, known: Acquaintance): readonly Pickable[] {
  switch (field.property.type) {
    case "USER_SELECT":
      return usersOf(field, directory)
        .filter((user) => user.status === "active" && known.user(user.id))
        .map((user) => pickableUser(user, directory));
    // Nobody chooses them; they are looked for in conditions, also when they have left.
    case "CREATOR":
    case "MODIFIER":
    case "STATUS_ASSIGNEE":
      return directory
        .users()
        .filter(({ id }) => known.user(id))
        .map((user) => pickableUser(user, directory));
    case "ORGANIZATION_SELECT":
      return directory
        .organizations()
        .filter(({ id }) => known.organization(id))
        .map(({ code, name }) => ({ type: "ORGANIZATION", code, name, organization: null }));
    case "GROUP_SELECT":
      return directory
        .groups()
        .filter(({ id }) => known.group(id))
        .map(({ code, name }) => ({ type: "GROUP", code, name, organization: null }));
    default:
      throw new Failure("thing/not-found");
  }
}

function pickableUser(user: DirectoryUser, directory: Directory): Pickable {
  const organization = directory.organization(user.primaryOrganizationId ?? user.organizations[0] ?? 0)?.name ?? null;
  return { type: "USER", code: user.code, name: user.name, organization };
}

/** Those whom the field's setting `entities` names; everybody when it names nobody. */
function usersOf(field: DeployedField, directory: Directory): readonly DirectoryUser[] {
  const entities = (field.property["entities"] ?? []) as (Entity & { includeSubs?: boolean })[];
  if (entities.length === 0) return directory.users();
  const named = entities.flatMap(({ type, code }) => {
    if (type === "USER") return directory.userByCode(code ?? "") ?? [];
    if (type === "GROUP") return directory.membersOfGroup(directory.groupByCode(code ?? "")?.id ?? -1);
    return directory.membersOfOrganization(directory.organizationByCode(code ?? "")?.id ?? -1);
  });
  return [...new Set(named)];
}
