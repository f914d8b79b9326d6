import type { Directory, DirectoryUser } from "../identity/directory.ts";
import type { Context } from "../http/context.ts";
import { acquaintanceOf } from "../permissions/may-know.ts";
import { foldText } from "../query/fold-text.ts";
import type { RequiredRecord } from "../records/require-record.ts";
import { canView } from "../records/who-can-view.ts";
import { readCommenters, type StoredMention } from "./store.ts";
import { threadOf } from "./thread-of.ts";

/** Whom the viewer may mention in one record's comments. */
export interface Mentionables {
  /** An active person who can view the record and whom the viewer may know. */
  user(user: DirectoryUser): boolean;
  /** A group or organisation that the viewer may know and of which at least one other member may be mentioned. */
  group(id: number): boolean;
  organization(id: number): boolean;
}

/**
 * Whom the viewer may mention: people who can view the record, and whom he may know anyhow or meets in its thread. The
 * rest of the directory does not exist for him; asking for its codes one by one tells nothing.
 */
export async function readMentionables(context: Context, record: RequiredRecord): Promise<Mentionables> {
  const { app, row } = record;
  const { tx, directory, viewer, now } = context;
  const acquaintance = acquaintanceOf(app, viewer, directory);
  const met = new Set(await readCommenters(tx, await threadOf(context, record)));
  const answers = new Map<number, boolean>();
  const user = (person: DirectoryUser) => {
    const known = answers.get(person.id);
    if (known !== undefined) return known;
    const isAcquainted = met.has(person.id) || acquaintance.user(person.id);
    const answer = isAcquainted && canView(app, row, directory, person, now);
    answers.set(person.id, answer);
    return answer;
  };
  const anyOf = (members: readonly DirectoryUser[]) => members.some((one) => one.id !== viewer.userId && user(one));
  return {
    user,
    group: (group) => acquaintance.group(group) && anyOf(directory.membersOfGroup(group)),
    organization: (one) => acquaintance.organization(one) && anyOf(directory.membersOfOrganization(one)),
  };
}

/** One entry of the picker. */
export interface Mentionable {
  readonly type: StoredMention["type"];
  readonly code: string;
  readonly name: string;
  readonly organization: { readonly code: string; readonly name: string } | null;
}

/**
 * The entries whose name, code or organisation contains the words (in any width, case and kana): groups, organisations,
 * then people, `most` at most.
 */
export function findMentionables(
  { directory, viewer }: Pick<Context, "directory" | "viewer">,
  mentionables: Mentionables,
  words: string,
  most: number,
): readonly Mentionable[] {
  const wanted = foldText(words).trim();
  const fits = (...texts: readonly string[]) => wanted === "" || texts.some((text) => foldText(text).includes(wanted));
  const found: Mentionable[] = [];
  const take = (entry: Mentionable, isAllowed: () => boolean) => {
    if (found.length < most && fits(entry.name, entry.code, entry.organization?.name ?? "") && isAllowed())
      found.push(entry);
  };
  for (const { id, code, name } of directory.groups()) {
    take({ type: "GROUP", code, name, organization: null }, () => mentionables.group(id));
  }
  for (const { id, code, name } of directory.organizations()) {
    take({ type: "ORGANIZATION", code, name, organization: null }, () => mentionables.organization(id));
  }
  for (const user of directory.users()) {
    if (user.id === viewer.userId) continue;
    const entry = {
      type: "USER",
      code: user.code,
      name: user.name,
      organization: organizationOf(user, directory),
    } as const;
    take(entry, () => mentionables.user(user));
  }
  return found;
}

/** The organisation that stands behind a person's name. */
export function organizationOf(user: DirectoryUser, directory: Directory) {
  const found = directory.organization(user.primaryOrganizationId ?? user.organizations[0] ?? 0);
  return found ? { code: found.code, name: found.name } : null;
}

/** Names of mentions as they are today; what no longer exists is left out. */
export function shownMentions(mentions: readonly StoredMention[], directory: Directory) {
  return mentions.flatMap(({ type, id }) => {
    const found =
      type === "USER" ? directory.user(id) : type === "GROUP" ? directory.group(id) : directory.organization(id);
    return found ? [{ type, code: found.code, name: found.name }] : [];
  });
}
