import { Failure } from "../../errors.ts";
import type { Context } from "../../http/context.ts";
import { addGroup, changeGroup } from "../people/groups.ts";
import { addOrganization, changeOrganization } from "../people/organizations.ts";
import { readUpdatedAt } from "../people/store.ts";
import { addUser, changeUser, reactivateUser, suspendUser } from "../people/users.ts";
import type { DirectoryUser } from "../directory.ts";
import { servicesOf } from "../user-api/read-directory.ts";
import type { CsvType } from "./columns.ts";
import type { RowValues } from "./read-rows.ts";

/** The directory with what earlier rows have added. */
type Refresh = () => Promise<Context>;

/**
 * Takes one row over by the same use cases as the pages, so that the same rules hold.
 *
 * @throws Failure what they throw, and `input/invalid` for a word that a column does not know
 */
export async function saveRow(context: Context, type: CsvType, values: RowValues, refresh: Refresh): Promise<void> {
  const text = (key: string) => (typeof values[key] === "string" ? values[key] : undefined);
  const code = text("code") ?? "";
  if (type === "user") return saveUser(context, code, text, refresh);
  if (type === "organization") return saveOrganization(context, code, text, refresh);
  if (type === "group") return saveGroup(context, code, text);
  if (type === "title") throw refused("code", "function/unsupported");
  const user = context.directory.userByCode(code);
  if (!user || user.isService) throw refused("code", "user/unknown");
  if (type === "userServices") return checkServices(user, values["services"] as readonly string[]);
  const codes = values[type === "userGroups" ? "groups" : "organizations"] as readonly string[];
  const change = type === "userGroups" ? { groups: codes } : { organizations: codes };
  await changeUser(context, { id: user.id, updatedAt: await updatedAt(context, "user_account", user.id), ...change });
}

type Texts = (key: string) => string | undefined;

async function saveUser(context: Context, code: string, text: Texts, refresh: Refresh): Promise<void> {
  const status = oneOf(text, "status", { active: "active", suspended: "suspended", 有効: "active", 停止: "suspended" });
  const isAdministrator = oneOf(text, "isAdministrator", { "1": true, "0": false, true: true, false: false });
  const locale = oneOf(text, "locale", { auto: "auto", ja: "ja", en: "en", zh: "zh" } as const);
  const [name, email, phone] = ["name", "email", "phone"].map(text);
  const given = {
    ...(email !== undefined && { email }),
    ...(phone !== undefined && { phone }),
    ...(locale && { locale }),
    ...(isAdministrator !== undefined && { isAdministrator }),
  };
  const known = context.directory.userByCode(code);
  if (known?.isService) throw refused("code", "code/taken", { code });
  let id = known?.id;
  if (id === undefined) {
    id = Number((await addUser(context, { code, name: name ?? "", ...given })).id);
    if (status === "suspended") await suspendUser(await refresh(), { id });
    return;
  }
  const at = await updatedAt(context, "user_account", id);
  await changeUser(context, { id, updatedAt: at, ...(name !== undefined && { name }), ...given });
  if (status === "suspended") await suspendUser(context, { id });
  if (status === "active") await reactivateUser(context, { id });
}

async function saveOrganization(before: Context, code: string, text: Texts, refresh: Refresh): Promise<void> {
  const [name, parentCode, description] = ["name", "parentCode", "description"].map(text);
  // A row may stand below a row of this file; and who moves must not meet an old tree.
  const context = parentCode ? await refresh() : before;
  const given = {
    ...(parentCode !== undefined && { parentCode: parentCode || null }),
    ...(description !== undefined && { description }),
  };
  const known = context.directory.organizationByCode(code);
  if (!known) {
    const { parentCode: parent, ...values } = given;
    await addOrganization(context, { code, name: name ?? "", ...values, ...(parent && { parentCode: parent }) });
    return;
  }
  const at = await updatedAt(context, "organization", known.id);
  await changeOrganization(context, { id: known.id, updatedAt: at, ...(name !== undefined && { name }), ...given });
}

async function saveGroup(context: Context, code: string, text: Texts): Promise<void> {
  const [name, description] = ["name", "description"].map(text);
  const known = context.directory.groupByCode(code);
  const given = { ...(description !== undefined && { description }) };
  if (known) await changeGroup(context, { id: known.id, ...(name !== undefined && { name }), ...given });
  else await addGroup(context, { code, name: name ?? "", ...given });
}

/** What somebody may use follows from his status, which has a column of its own; a list that says so is taken. */
function checkServices(user: DirectoryUser, services: readonly string[]): void {
  const present = servicesOf(user);
  const isPresent = services.length === present.length && present.every((one) => services.includes(one));
  if (!isPresent) throw refused("services", "function/unsupported");
}

/** Nobody looked at the row before, so what was changed last is what is changed now. */
async function updatedAt({ tx }: Context, table: "organization" | "user_account", id: number): Promise<string> {
  return (await readUpdatedAt(tx, table, [id])).get(id)!.toISOString();
}

/** The meaning of a cell's word; undefined when the cell is empty or missing. */
function oneOf<Value>(text: Texts, key: string, words: Readonly<Record<string, Value>>): Value | undefined {
  const word = text(key) ?? "";
  if (word === "") return undefined;
  if (!Object.hasOwn(words, word)) throw refused(key, "csv/word", { words: Object.keys(words).join(" / ") });
  return words[word];
}

function refused(key: string, message: string, params?: Readonly<Record<string, string>>): Failure {
  return new Failure("input/invalid", {}, { [key]: [{ message, ...(params && { params }) }] });
}
