import { expect, test } from "vitest";
import {
  buildDirectory,
  everyone,
  loginNameKey,
  viewerOf,
  type DirectoryRows,
} from "../../server/identity/directory.ts";

const person = (id: number, code: string, primary: number | null = null) => ({
  id,
  code,
  name: code,
  email: "",
  phone: "",
  locale: "ja" as const,
  timezone: "Asia/Tokyo",
  isAdministrator: false,
  status: "active" as const,
  mailNotifications: "to-me" as const,
  primaryOrganizationId: primary,
});
const organization = (id: number, parentId: number | null) => ({
  id,
  code: `o${id}`,
  name: `O${id}`,
  parentId,
  description: "",
});

const rows: DirectoryRows = {
  version: "7",
  users: [person(1, "tanaka", 12), person(2, "suzuki"), person(3, "sato")],
  organizations: [organization(10, null), organization(11, 10), organization(12, 11), organization(13, 10), organization(14, null)],
  groups: [{ id: 20, code: "hospitals", name: "Hospitals", description: "" }],
  organizationMembers: [{ user: 1, organization: 11 }, { user: 1, organization: 12 }, { user: 2, organization: 13 }],
  groupMembers: [{ user: 1, group: 20 }],
}; // prettier-ignore
const directory = buildDirectory(rows);

test.each([
  [10, [10], [10, 11, 12, 13]],
  [11, [11, 10], [11, 12]],
  [12, [12, 11, 10], [12]],
  [14, [14], [14]],
  [99, [], []],
])("organisation %i lies in %j and holds %j", (id, above, below) => {
  expect(directory.organizationAndAncestors(id)).toEqual(above);
  expect([...directory.organizationAndDescendants(id)].sort()).toEqual(below);
});

test("a cycle, which no writer allows, ends", () => {
  const cyclic = buildDirectory({ ...rows, organizations: [organization(1, 2), organization(2, 1)] });
  expect(cyclic.organizationAndAncestors(1)).toEqual([1, 2]);
  expect(cyclic.organizationAndDescendants(1)).toEqual([1, 2]);
});

test("people are found by log-in name in any width and case, others exactly", () => {
  expect(directory.userByCode(" ＴＡＮＡＫＡ")?.id).toBe(1);
  expect(directory.userByCode("tanak")).toBeUndefined();
  expect(directory.organizationByCode("O10")).toBeUndefined();
  expect(directory.groupByCode("everyone")).toBe(everyone);
  expect(loginNameKey("Ｔanaka ")).toBe("tanaka");
});

test("members", () => {
  const ids = (users: readonly { id: number }[]) => users.map((user) => user.id);
  expect(ids(directory.membersOfGroup(everyone.id))).toEqual([1, 2, 3]);
  expect(ids(directory.membersOfGroup(20))).toEqual([1]);
  expect(ids(directory.membersOfOrganization(10))).toEqual([]);
  expect(ids(directory.membersOfOrganization(12))).toEqual([1]);
});

test("a rule finds suspended people as well, no accounts of tokens, and takes no rows into account", () => {
  const rule = { match: "any", conditions: [{ attribute: "loginName", operator: "contains", value: "a" }] } as const;
  const dynamic = buildDirectory({
    ...rows,
    users: [
      { ...person(1, "tanaka"), status: "suspended" },
      { ...person(2, "maki"), isService: true },
      person(3, "ono"),
    ],
    groups: [{ id: 20, code: "a", name: "A", description: "", rule }],
    groupMembers: [{ user: 3, group: 20 }],
  });
  expect(dynamic.users().map(({ groups }) => groups)).toEqual([[0, 20], [0], [0]]);
  expect(dynamic.membersOfGroup(20).map(({ id }) => id)).toEqual([1]);
});

test("a viewer has everyone's group, his organisations with all above them, the primary one first", () => {
  expect(viewerOf(directory, directory.user(1)!)).toMatchObject({
    userId: 1,
    groups: [0, 20],
    organizations: [12, 11],
    organizationsAndAncestors: [12, 11, 10],
    primaryOrganization: { id: 12, code: "o12" },
    certificate: null,
    sessionId: null,
  });
  expect(viewerOf(directory, directory.user(3)!)).toMatchObject({
    groups: [0],
    organizations: [],
    organizationsAndAncestors: [],
    primaryOrganization: null,
  });
});
