import { Failure } from "../../errors.ts";
import type { Context } from "../../http/context.ts";
import {
  everyone,
  loginNameKey,
  type Directory,
  type DirectoryGroup,
  type DirectoryOrganization,
  type DirectoryUser,
} from "../directory.ts";
import { reachOf, type Reach } from "./reach.ts";
import { readUserTimes } from "./store.ts";

/** Which of them, and which part of the list. */
export interface ListInput {
  readonly ids?: readonly string[];
  readonly codes?: readonly string[];
  readonly size?: number;
  readonly offset?: number;
}
export interface MembersInput {
  readonly code: string;
  readonly size?: number;
  readonly offset?: number;
}

const mostPerPage = 100;

/** People by id. */
export async function readUsers(context: Context, input: ListInput) {
  const reach = await reachOf(context);
  return { users: await wireUsers(context, reach, pick(reach.users, input)) };
}

/** Organisations in their order. */
export async function readOrganizations(context: Context, input: ListInput) {
  const reach = await reachOf(context);
  return {
    organizations: pick(reach.organizations, input).map((one) => wireOrganization(context.directory, reach, one)),
  };
}

/** Groups, `everyone` among them. */
export async function readGroups(context: Context, input: ListInput) {
  return { groups: pick((await reachOf(context)).groups, input).map(wireGroup) };
}

/** There are no titles here; kintone's tools ask for them all the same. */
export async function readTitles() {
  return { titles: [] };
}

/** The organisations of one person. @throws Failure thing/not-found, out of reach included */
export async function readUserOrganizations(context: Context, { code }: { code: string }) {
  const reach = await reachOf(context);
  const user = requireByCode(reach.users, code);
  const known = new Map(reach.organizations.map((one) => [one.id, one]));
  return {
    organizationTitles: user.organizations.flatMap((id) => {
      const organization = known.get(id);
      return organization
        ? { organization: wireOrganization(context.directory, reach, organization), title: null }
        : [];
    }),
  };
}

/** The groups of one person. @throws Failure thing/not-found, out of reach included */
export async function readUserGroups(context: Context, { code }: { code: string }) {
  const reach = await reachOf(context);
  const user = requireByCode(reach.users, code);
  return { groups: reach.groups.filter(({ id }) => user.groups.includes(id)).map(wireGroup) };
}

/** The people who belong to an organisation directly. @throws Failure thing/not-found, out of reach included */
export async function readOrganizationUsers(context: Context, { code, ...page }: MembersInput) {
  const reach = await reachOf(context);
  const { id } = requireByCode(reach.organizations, code);
  const members = reach.users.filter((user) => user.organizations.includes(id));
  const users = await wireUsers(context, reach, pick(members, page));
  return { userTitles: users.map((user) => ({ user, title: null })) };
}

/** The people in a group. @throws Failure thing/not-found, out of reach included */
export async function readGroupUsers(context: Context, { code, ...page }: MembersInput) {
  const reach = await reachOf(context);
  const { id } = requireByCode(reach.groups, code);
  const members = reach.users.filter((user) => user.groups.includes(id));
  return { users: await wireUsers(context, reach, pick(members, page)) };
}

/** What people may use: whoever is not suspended may use the one service that there is. */
export async function readServices(context: Context, input: ListInput) {
  const { users } = await reachOf(context);
  return { users: pick(users, input).map((user) => ({ code: user.code, services: servicesOf(user) })) };
}

/** kintone's names of the services that a person may use. */
export function servicesOf({ status }: Pick<DirectoryUser, "status">): readonly string[] {
  return status === "active" ? ["kintone"] : [];
}

function pick<One extends { id: number; code: string }>(all: readonly One[], input: ListInput): readonly One[] {
  const ids = input.ids && new Set(input.ids);
  const codes = input.codes && new Set(input.codes.map(loginNameKey));
  const offset = input.offset ?? 0;
  return all
    .filter(({ id, code }) => (!ids || ids.has(String(id))) && (!codes || codes.has(loginNameKey(code))))
    .slice(offset, offset + (input.size ?? mostPerPage));
}

function requireByCode<One extends { code: string }>(all: readonly One[], code: string): One {
  const found = all.find((one) => loginNameKey(one.code) === loginNameKey(code));
  if (!found) throw new Failure("thing/not-found");
  return found;
}

async function wireUsers({ tx, directory }: Context, reach: Reach, users: readonly DirectoryUser[]) {
  const times = await readUserTimes(tx, users.map(({ id }) => id)); // prettier-ignore
  const shown = new Set(reach.organizations.map(({ id }) => id));
  return users.map((user) => {
    const contact = (value: string) => (reach.seesContact(user) && value !== "" ? value : null);
    const primary = directory.organization(user.primaryOrganizationId ?? 0);
    return {
      id: String(user.id),
      code: user.code,
      ctime: isoSeconds(times.get(user.id)?.created_at),
      mtime: isoSeconds(times.get(user.id)?.updated_at),
      valid: user.status === "active",
      name: user.name,
      ...nothingKept,
      timezone: user.timezone,
      locale: user.language ?? user.locale,
      phone: contact(user.phone),
      email: contact(user.email),
      primaryOrganization: primary && shown.has(primary.id) ? String(primary.id) : null,
      sortOrder: 0,
      customItemValues: [],
    };
  });
}

/** What kintone keeps of a person and we do not. */
const nothingKept = {
  ...{ surName: null, givenName: null, surNameReading: null, givenNameReading: null },
  ...{ localName: null, localNameLocale: null, description: null, mobilePhone: null, extensionNumber: null },
  ...{ callto: null, url: null, employeeNumber: null, birthDate: null, joinDate: null },
};

function isoSeconds(at: Date | undefined): string | null {
  return at ? `${at.toISOString().slice(0, 19)}Z` : null;
}

function wireOrganization(
  directory: Directory,
  reach: Reach,
  { id, code, name, parentId, description }: DirectoryOrganization,
) {
  const parent = parentId === null ? undefined : directory.organization(parentId);
  const isShown = parent && reach.organizations.includes(parent);
  return {
    id: String(id),
    code,
    name,
    localName: null,
    localNameLocale: null,
    parentCode: isShown ? parent.code : null,
    description: description || null,
  };
}

function wireGroup({ id, code, name, description, rule }: DirectoryGroup) {
  return {
    id: String(id),
    code,
    name,
    description: description || null,
    type: id === everyone.id ? "SYSTEM" : rule ? "DYNAMIC" : "STATIC",
  };
}
