import { get, send, sendForFile } from "../../api.ts";
import type { FormValues } from "../../elements/admin/form-fields.ts";
import type { Choice } from "../../elements/admin/choice-picker.ts";
import { queryClient, type Reading } from "../../query.ts";
import type { Account, Certificate, Group, Invitation, Organization } from "./admin-wire.ts";

const root = "/portal/v1/admin";

/** As many as the server gives at once: all of 10,000 hospitals are five requests. */
const limit = 2000;

/** All pages of the organisations that fit the words, the oldest first. */
async function readOrganizations(q: string): Promise<Organization[]> {
  const found: Organization[] = [];
  for (let before: string | undefined; ; before = found.at(-1)?.id) {
    const { organizations } = await get<{ organizations: Organization[] }>(`${root}/organizations.json`, {
      ...{ q, before, limit },
    });
    found.push(...organizations);
    if (organizations.length < limit) return found.reverse();
  }
}

/** All organisations that fit the words. */
export function organizationsReading(q = ""): Reading<Organization[]> {
  return {
    key: ["admin", "organizations", q],
    keepsPrevious: true,
    read: () => readOrganizations(q),
  };
}

/** All groups, the built-in one first. */
export function groupsReading(): Reading<Group[]> {
  return {
    key: ["admin", "groups"],
    read: async () => (await get<{ groups: Group[] }>(`${root}/groups.json`)).groups,
  };
}

/** One person; undefined when there is none under the id. */
export function accountReading(id: string): Reading<Account | null> {
  return {
    key: ["admin", "users", "one", id],
    read: async () => (await get<{ users: Account[] }>(`${root}/users.json`, { id })).users[0] ?? null,
  };
}

/** The certificates of one person, the newest first. */
export function certificatesOfReading(user: string): Reading<Certificate[]> {
  return {
    key: ["admin", "certificates", "of", user],
    read: async () =>
      (await get<{ certificates: Certificate[] }>(`${root}/certificates.json`, { user, limit: 100 })).certificates,
  };
}

/** After a write: everything of the administration is read again when it is next shown. */
export async function refreshAdmin(): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: ["admin"] });
}

/** Sends the two mails of an invitation. */
export function invite(user: string, deviceName: string): Promise<Invitation> {
  return send<Invitation>("POST", `${root}/invite.json`, { user, deviceName });
}

/** The letter with log-in name and initial password, handed to the browser as a download; stored nowhere. */
export async function downloadLetter(user: string, initialPassword: string, name: string): Promise<void> {
  const url = URL.createObjectURL(await sendForFile(`${root}/letter.pdf`, { user, initialPassword }));
  Object.assign(document.createElement("a"), { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000); // long after the browser has begun to save it
}

/** Organisations to choose from, by code. */
export function organizationChoices(organizations: readonly Organization[] = []): Choice[] {
  const names = new Map(organizations.map(({ code, name }) => [code, name]));
  return organizations.map(({ code, name, parentCode }) => {
    const above = parentCode ? names.get(parentCode) : undefined;
    return { value: code, label: name, ...(above ? { hint: above } : {}) };
  });
}

/** Groups to choose from, by code; who is in the built-in one or in a dynamic one is not chosen. */
export function groupChoices(groups: readonly Group[] = []): Choice[] {
  return groups
    .filter(({ code, rule }) => code !== "everyone" && !rule)
    .map(({ code, name, description }) => ({ value: code, label: name, hint: description }));
}

/** A text of a form's values. */
export function textIn(values: FormValues, code: string): string {
  const value = values[code];
  return typeof value === "string" ? value.trim() : "";
}

/** A list of a form's values. */
export function listIn(values: FormValues, code: string): string[] {
  const value = values[code];
  return Array.isArray(value) ? [...(value as readonly string[])] : [];
}
