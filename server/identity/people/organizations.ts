import { Failure } from "../../errors.ts";
import { appendEvent } from "../../events/append-event.ts";
import type { Context } from "../../http/context.ts";
import { raiseDirectoryVersion } from "../store.ts";
import { checkCode, checkName, problemList, type ProblemList } from "./check-people.ts";
import { foldForSearch } from "./fold-for-search.ts";
import { insertOrganization, isCodeFree, readUpdatedAt, updateOrganization, type OrganizationValues } from "./store.ts";

const pageSize = 100;

/** Organisations whose name or code contains the text, the newest first, 100 or `limit` at a time. */
export async function listOrganizations(
  { tx, directory }: Context,
  input: { q?: string; before?: number; limit?: number },
) {
  const wanted = foldForSearch(input.q ?? "");
  const page = directory
    .organizations()
    .filter(
      ({ id, code, name }) => id < (input.before ?? Infinity) && foldForSearch(`${code}\n${name}`).includes(wanted),
    )
    .sort((a, b) => b.id - a.id)
    .slice(0, input.limit ?? pageSize);
  const updatedAt = await readUpdatedAt(tx, "organization", page.map(({ id }) => id)); // prettier-ignore
  return {
    organizations: page.map((organization) => ({
      id: String(organization.id),
      code: organization.code,
      name: organization.name,
      parentCode: directory.organization(organization.parentId ?? 0)?.code ?? null,
      description: organization.description,
      people: directory.membersOfOrganization(organization.id).length,
      updatedAt: updatedAt.get(organization.id)?.toISOString() ?? null,
    })),
  };
}

export interface OrganizationInput {
  readonly code: string;
  readonly name: string;
  readonly parentCode?: string | null;
  readonly description?: string;
}

/** Adds an organisation. @throws Failure `input/invalid` with problems under the input's keys */
export async function addOrganization(context: Context, input: OrganizationInput) {
  const problems = problemList();
  const values = await checkNewOrganization(context, input, problems, "");
  problems.throwIfAny();
  const id = await insertOrganization(context.tx, values, context.now);
  await appendEvent(context, { type: "organization/added", by: context.viewer.userId, detail: { organization: id } });
  await raiseDirectoryVersion(context.tx);
  return { id: String(id) };
}

/**
 * The values of a new organisation; what is wrong with them goes to `problems`.
 *
 * @param prefix - before the keys of problems, for forms that hold an organisation among other things
 */
export async function checkNewOrganization(
  { tx, directory }: Context,
  input: OrganizationInput,
  problems: ProblemList,
  prefix: string,
): Promise<OrganizationValues> {
  checkCode(problems, `${prefix}code`, input.code);
  checkName(problems, `${prefix}name`, input.name);
  if (!(await isCodeFree(tx, "organization", input.code))) {
    problems.add(`${prefix}code`, "code/taken", { code: input.code });
  }
  const parent = input.parentCode ? directory.organizationByCode(input.parentCode) : undefined;
  if (input.parentCode && !parent) {
    problems.add(`${prefix}parentCode`, "organization/unknown", { code: input.parentCode });
  }
  return { code: input.code, name: input.name, parentId: parent?.id ?? null, description: input.description ?? "" };
}

export interface OrganizationChange {
  readonly id: number;
  readonly name?: string;
  readonly parentCode?: string | null;
  readonly description?: string;
  readonly updatedAt: string;
}

/** Changes an organisation; what is absent stays. @throws Failure `thing/not-found`, `thing/changed-meanwhile`, `input/invalid` */
export async function changeOrganization(context: Context, input: OrganizationChange) {
  const { tx, now, directory } = context;
  const organization = directory.organization(input.id);
  if (!organization) throw new Failure("thing/not-found");
  const problems = problemList();
  const name = input.name ?? organization.name;
  checkName(problems, "name", name);
  const parent = input.parentCode ? directory.organizationByCode(input.parentCode) : undefined;
  if (input.parentCode && !parent) problems.add("parentCode", "organization/unknown", { code: input.parentCode });
  if (parent && directory.organizationAndAncestors(parent.id).includes(organization.id)) {
    problems.add("parentCode", "organization/cycle");
  }
  problems.throwIfAny();
  const values = {
    name,
    parentId: input.parentCode === undefined ? organization.parentId : (parent?.id ?? null),
    description: input.description ?? organization.description,
  };
  const isChanged = await updateOrganization(tx, organization.id, values, new Date(input.updatedAt), now);
  if (!isChanged) throw new Failure("thing/changed-meanwhile");
  await appendEvent(context, {
    type: "organization/changed",
    by: context.viewer.userId,
    detail: { organization: organization.id },
  });
  await raiseDirectoryVersion(tx);
  return {};
}
