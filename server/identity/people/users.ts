import { cutConnections } from "../../certificates/revoke-certificate.ts";
import { Failure } from "../../errors.ts";
import { appendEvent } from "../../events/append-event.ts";
import type { Context } from "../../http/context.ts";
import type { ChosenLanguage, Directory, DirectoryUser } from "../directory.ts";
import { deleteSessionsOfUser } from "../login/store.ts";
import { raiseDirectoryVersion } from "../store.ts";
import {
  checkCode,
  checkMail,
  checkName,
  groupIds,
  organizationIds,
  problemList,
  type ProblemList,
} from "./check-people.ts";
import { foldForSearch } from "./fold-for-search.ts";
import { requireUser } from "./initial-password.ts";
import {
  insertUser,
  isCodeFree,
  readUserStates,
  replaceGroups,
  replaceOrganizations,
  updateStatus,
  updateUser,
  type UserState,
} from "./store.ts";

export interface UserFilter {
  /** Only this person. */
  readonly id?: number;
  readonly q?: string;
  /** Code; its sub-organisations count too. */
  readonly organization?: string;
  /** Code. */
  readonly group?: string;
  readonly status?: "active" | "suspended";
  readonly offset?: number;
  readonly limit?: number;
}

/** People by name, log-in name, mail or organisation, in the order of their log-in names. */
export async function listUsers({ tx, directory, now }: Context, filter: UserFilter) {
  const wanted = foldForSearch(filter.q ?? "");
  const below = filter.organization ? directory.organizationByCode(filter.organization)?.id : undefined;
  const within = below === undefined ? undefined : new Set(directory.organizationAndDescendants(below));
  const found = directory
    .users()
    .filter((user) => !user.isService)
    .filter((user) => filter.id === undefined || user.id === filter.id)
    .filter((user) => !filter.group || user.groups.some((id) => directory.group(id)?.code === filter.group))
    .filter((user) => !filter.status || user.status === filter.status)
    .filter((user) => !filter.organization || user.organizations.some((id) => within?.has(id)))
    .filter((user) => foldForSearch(searchText(directory, user)).includes(wanted))
    .sort((a, b) => (a.code < b.code ? -1 : 1));
  const offset = filter.offset ?? 0;
  const page = found.slice(offset, offset + (filter.limit ?? 100));
  const states = await readUserStates(tx, page.map(({ id }) => id), now); // prettier-ignore
  const stateById = new Map(states.map((state) => [state.id, state]));
  return {
    users: page.map((user) => wireUser(directory, user, stateById.get(user.id), now)),
    totalCount: String(found.length),
  };
}

function searchText(directory: Directory, user: DirectoryUser): string {
  const organizations = user.organizations.map((id) => directory.organization(id)?.name ?? "");
  return [user.code, user.name, user.email, ...organizations].join("\n");
}

function wireUser(directory: Directory, user: DirectoryUser, state: UserState | undefined, now: Date) {
  return {
    id: String(user.id),
    code: user.code,
    name: user.name,
    email: user.email,
    phone: user.phone,
    locale: user.language ?? user.locale,
    isAdministrator: user.isAdministrator,
    status: user.status,
    organizations: user.organizations.flatMap((id) => directory.organization(id) ?? []).map(codeAndName),
    groups: user.groups
      .flatMap((id) => (id > 0 ? (directory.group(id) ?? []) : []))
      .map((group) => ({ ...codeAndName(group), isDynamic: Boolean(group.rule) })),
    mustChangePassword: state?.must_change_password ?? true,
    certificates: {
      active: state?.active_certificates ?? 0,
      expiresAt: state?.certificate_expires_at?.toISOString() ?? null,
    },
    invitation: {
      id: state?.enrolment_id ?? null,
      state: invitationState(state, now),
      expiresAt: state?.enrolment_expires_at?.toISOString() ?? null,
    },
    updatedAt: state?.updated_at.toISOString() ?? null,
  };
}

const codeAndName = ({ code, name }: { code: string; name: string }) => ({ code, name });

function invitationState(state: UserState | undefined, now: Date): "none" | "open" | "claimed" | "expired" {
  if (!state?.enrolment_expires_at) return "none";
  if (state.is_claimed) return "claimed";
  return state.enrolment_expires_at > now ? "open" : "expired";
}

export interface UserInput {
  readonly code: string;
  readonly name: string;
  readonly email?: string;
  readonly phone?: string;
  readonly locale?: ChosenLanguage;
  readonly isAdministrator?: boolean;
  /** Codes; the first is the primary one. */
  readonly organizations?: readonly string[];
  readonly groups?: readonly string[];
}

/** Adds a person, who can enter only after an invitation. @throws Failure `input/invalid` */
export async function addUser(context: Context, input: UserInput) {
  const problems = problemList();
  const organizations = organizationIds(context.directory, problems, "organizations", input.organizations ?? []);
  await checkNewUser(context, input, problems, "");
  const groups = groupIds(context.directory, problems, "groups", input.groups ?? []);
  problems.throwIfAny();
  const id = await insertCheckedUser(context, input, organizations, groups);
  await raiseDirectoryVersion(context.tx);
  return { id: String(id) };
}

/** What is wrong with a new person's own values. */
export async function checkNewUser({ tx }: Context, input: UserInput, problems: ProblemList, prefix: string) {
  checkCode(problems, `${prefix}code`, input.code);
  checkName(problems, `${prefix}name`, input.name);
  checkMail(problems, `${prefix}email`, input.email ?? "");
  if (!(await isCodeFree(tx, "user_account", input.code))) {
    problems.add(`${prefix}code`, "code/taken", { code: input.code });
  }
}

/** Inserts a checked person with organisations, groups and the event; returns the id. */
export async function insertCheckedUser(
  context: Context,
  input: UserInput,
  organizations: readonly number[],
  groups: readonly number[],
): Promise<number> {
  const { tx, now, viewer } = context;
  const values = {
    name: input.name,
    email: input.email ?? "",
    phone: input.phone ?? "",
    locale: input.locale ?? "auto",
    isAdministrator: input.isAdministrator ?? false,
  };
  const id = await insertUser(tx, input.code, values, now);
  await replaceOrganizations(tx, id, organizations);
  await replaceGroups(tx, id, groups);
  await appendEvent(context, { type: "user/added", by: viewer.userId, detail: { user: id } });
  return id;
}

export interface UserChange extends Partial<Omit<UserInput, "code">> {
  readonly id: number;
  readonly updatedAt: string;
}

/** Changes a person; what is absent stays. @throws Failure `thing/not-found`, `thing/changed-meanwhile`, `input/invalid` */
export async function changeUser(context: Context, input: UserChange) {
  const { tx, now, directory, viewer } = context;
  const user = requireUser(directory, input.id);
  const problems = problemList();
  const values = {
    name: input.name ?? user.name,
    email: input.email ?? user.email,
    phone: input.phone ?? user.phone,
    locale: input.locale ?? user.language ?? user.locale,
    isAdministrator: input.isAdministrator ?? user.isAdministrator,
  };
  checkName(problems, "name", values.name);
  checkMail(problems, "email", values.email);
  if (user.id === viewer.userId && !values.isAdministrator) problems.add("isAdministrator", "user/self");
  const organizations =
    input.organizations && organizationIds(directory, problems, "organizations", input.organizations);
  const groups = input.groups && groupIds(directory, problems, "groups", input.groups);
  problems.throwIfAny();
  if (!(await updateUser(tx, user.id, values, new Date(input.updatedAt), now)))
    throw new Failure("thing/changed-meanwhile");
  if (organizations) await replaceOrganizations(tx, user.id, organizations);
  if (groups) await replaceGroups(tx, user.id, groups);
  await appendEvent(context, { type: "user/changed", by: viewer.userId, detail: { user: user.id } });
  await raiseDirectoryVersion(tx);
  return {};
}

/** Shuts a person out at once, certificates and sessions included, until reactivated. @throws Failure `thing/not-found` */
export async function suspendUser(context: Context, { id }: { id: number }) {
  const { tx, now, directory, viewer } = context;
  const user = requireUser(directory, id);
  if (user.id === viewer.userId) throw new Failure("input/invalid", {}, { id: [{ message: "user/self" }] });
  if (!(await updateStatus(tx, user.id, "suspended", now))) return {};
  await deleteSessionsOfUser(tx, user.id);
  await cutConnections(context, user.id);
  await appendEvent(context, { type: "user/suspended", by: viewer.userId, detail: { user: user.id } });
  await raiseDirectoryVersion(tx);
  return {};
}

/** Lets a suspended person in again, with the certificates that are left. @throws Failure `thing/not-found` */
export async function reactivateUser(context: Context, { id }: { id: number }) {
  const { tx, now, directory, viewer } = context;
  const user = requireUser(directory, id);
  if (!(await updateStatus(tx, user.id, "active", now))) return {};
  await appendEvent(context, { type: "user/reactivated", by: viewer.userId, detail: { user: user.id } });
  await raiseDirectoryVersion(tx);
  return {};
}
