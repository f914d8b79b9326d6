import type { AppDefinition, FieldProperty } from "../../../app-definitions/definition.ts";
import { buildDeployedApp } from "../../../server/apps/build-deployed-app.ts";
import type { DeployedApp, DeployedField } from "../../../server/apps/deployed-app.ts";
import { buildDirectory, viewerOf } from "../../../server/identity/directory.ts";
import type { Viewer } from "../../../server/identity/viewer.ts";
import type { Stored } from "../../../server/query/condition.ts";

/** A record as people think of it; the oracle knows nothing else. */
export interface Plain {
  id: number;
  text: string;
  note: string;
  num: string | null;
  kind: string | null;
  tags: string[];
  day: string | null;
  at: string | null;
  clock: string | null;
  who: string[];
  org: string[];
  grp: string[];
  creator: string;
  consent: "AGREED" | "WITHDRAWN" | null;
  rows: { item: string; n: string | null; c: string | null }[];
}

/** Evening of 21 November in Japan. */
export const now = new Date("2026-11-21T12:00:00Z");

/** Organisations by code with their parent, people with organisations (the first is the primary one) and groups. */
export const parents: Record<string, string | null> = {
  ministry: null,
  prefA: "ministry",
  prefB: "ministry",
  a1: "prefA",
  a2: "prefA",
  b1: "prefB",
};
export const people: Record<string, { organizations: string[]; groups: string[]; isAdministrator?: boolean }> = {
  mina: { organizations: ["ministry"], groups: [] },
  pam: { organizations: ["prefA"], groups: ["offices"] },
  alan: { organizations: ["a1"], groups: ["hospitals"] },
  anna: { organizations: ["a2", "b1"], groups: ["hospitals", "offices"] },
  bert: { organizations: ["b1"], groups: ["hospitals"] },
  nora: { organizations: [], groups: ["secretariat"] },
  olga: { organizations: [], groups: [] },
  root: { organizations: [], groups: ["secretariat"], isAdministrator: true },
};
export const groups = ["hospitals", "offices", "secretariat"];

const ids = new Map([...Object.keys(parents), ...Object.keys(people), ...groups].map((code, i) => [code, i + 1]));
export const idOf = (code: string) => ids.get(code)!;

export const directory = buildDirectory({
  version: "1",
  users: Object.entries(people).map(([code, { isAdministrator = false, organizations }]) => ({
    ...{
      id: idOf(code),
      code,
      name: code,
      email: "",
      phone: "",
      locale: "ja",
      timezone: "Asia/Tokyo",
      isAdministrator,
    },
    ...{ status: "active", mailNotifications: "none" },
    primaryOrganizationId: organizations[0] ? idOf(organizations[0]) : null,
  })),
  organizations: Object.entries(parents).map(([code, parent]) => ({
    ...{ id: idOf(code), code, name: code, description: "" },
    parentId: parent === null ? null : idOf(parent),
  })),
  groups: groups.map((code) => ({ id: idOf(code), code, name: code, description: "" })),
  organizationMembers: Object.entries(people).flatMap(([code, { organizations }]) =>
    organizations.map((organization) => ({ user: idOf(code), organization: idOf(organization) })),
  ),
  groupMembers: Object.entries(people).flatMap(([code, person]) =>
    person.groups.map((group) => ({ user: idOf(code), group: idOf(group) })),
  ),
});

export const viewerNamed = (code: string): Viewer => viewerOf(directory, directory.userByCode(code)!);

export const options: Record<string, string[]> = { kind: ["c", "a", "b"], tags: ["x", "y"], c: ["p", "q"] };
const choice = (code: string, type: string): FieldProperty => ({
  ...{ type, code, label: code },
  options: Object.fromEntries(options[code]!.map((key, i) => [key, { label: key, index: String(i) }])),
});
const plain = (code: string, type: string): FieldProperty => ({ type, code, label: code });
const properties: FieldProperty[] = [
  plain("text", "SINGLE_LINE_TEXT"),
  plain("note", "MULTI_LINE_TEXT"),
  plain("num", "NUMBER"),
  choice("kind", "DROP_DOWN"),
  choice("tags", "CHECK_BOX"),
  plain("day", "DATE"),
  plain("at", "DATETIME"),
  plain("clock", "TIME"),
  plain("who", "USER_SELECT"),
  plain("org", "ORGANIZATION_SELECT"),
  plain("grp", "GROUP_SELECT"),
  plain("consent", "CONSENT"),
  {
    ...plain("rows", "SUBTABLE"),
    fields: { item: plain("item", "SINGLE_LINE_TEXT"), n: plain("n", "NUMBER"), c: choice("c", "DROP_DOWN") },
  },
  plain("creator", "CREATOR"),
  plain("number", "RECORD_NUMBER"),
];
const inner = Object.values(properties.find(({ code }) => code === "rows")!.fields!);
export const fieldCodes = properties.map(({ code }) => code);

/** The rights of a definition; everything else of the app is always the same. */
export type Rules = Pick<AppDefinition, "appAcl" | "recordAcl" | "fieldAcl"> & {
  tabs: NonNullable<AppDefinition["tabs"]>;
};

export function deploy(rules: Rules): DeployedApp {
  const all = [...properties, ...inner];
  let nextId = 1;
  const fields = Object.fromEntries(all.map(({ code }) => [code, nextId++]));
  const optionIds = Object.fromEntries(
    all.map(({ code }) => [code, Object.fromEntries([...(options[code] ?? [])].sort().map((key) => [key, nextId++]))]),
  );
  const definition = {
    code: "app",
    fields: { properties: Object.fromEntries(properties.map((property) => [property.code, property])) },
    layout: { layout: [] },
    ...rules,
  } as unknown as AppDefinition;
  const header = { id: "1", code: "app", space_id: null, revision: 1, created_by: idOf("pam"), updated_by: null };
  return buildDeployedApp({ ...header, created_at: now, updated_at: now }, definition, {
    fields,
    options: optionIds,
    nextId,
    parked: {},
  });
}

/** The stored value of a field of a plain record; what a write would leave in the database. */
export function storedOf(field: DeployedField, record: Plain): Stored {
  const option = (of: DeployedField, key: string | null) => (key === null ? null : of.optionIds.get(key)!);
  const list = (found: number[]) => (found.length === 0 ? null : found);
  switch (field.code) {
    case "number":
    case "$id":
      return String(record.id);
    case "kind":
      return option(field, record.kind);
    case "tags":
      return list(record.tags.map((key) => option(field, key)!));
    case "who":
    case "org":
    case "grp":
      return list(record[field.code].map(idOf));
    case "creator":
      return [idOf(record.creator)];
    case "consent":
      return record.consent && { state: record.consent, version: "1", entries: [] };
    case "rows": {
      const at = (code: string) => field.inner.get(code)!;
      const rows = record.rows.map(({ item, n, c }, i) => ({
        id: String(i + 1),
        ...(item && { [`f${at("item").id}`]: item }),
        ...(n !== null && { [`f${at("n").id}`]: n }),
        ...(c !== null && { [`f${at("c").id}`]: option(at("c"), c) }),
      }));
      return rows.length === 0 ? null : rows;
    }
    default:
      return record[field.code as "text" | "note" | "num" | "day" | "at" | "clock"] || null;
  }
}
