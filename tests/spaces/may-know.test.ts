import { expect, test } from "vitest";
import { buildDirectory, everyone } from "../../server/identity/directory.ts";
import { makeMayKnow } from "../../server/spaces/may-know.ts";

const person = (id: number, isAdministrator = false) => ({
  ...{ id, code: `u${id}`, name: `u${id}`, email: "", phone: "", locale: "ja" as const, timezone: "Asia/Tokyo" },
  ...{ isAdministrator, status: "active" as const, mailNotifications: "to-me" as const, primaryOrganizationId: null },
});
// ministry 10 > prefecture 11 > hospitals 12 and 13
const organization = (id: number, parentId: number | null) => ({
  id,
  code: `o${id}`,
  name: "",
  parentId,
  description: "",
});
const directory = buildDirectory({
  version: "1",
  users: [person(1), person(2), person(3), person(4), person(5), person(6), person(7, true), person(8)],
  organizations: [organization(10, null), organization(11, 10), organization(12, 11), organization(13, 11)],
  groups: [
    { id: 30, code: "hospitals", name: "", description: "" },
    { id: 31, code: "secretariat", name: "", description: "" },
  ],
  organizationMembers: [
    { user: 1, organization: 12 },
    { user: 2, organization: 12 },
    { user: 3, organization: 13 },
    { user: 4, organization: 11 },
    { user: 5, organization: 10 },
  ],
  groupMembers: [...[1, 2, 3].map((user) => ({ user, group: 30 })), { user: 6, group: 31 }],
});
const mayKnow = makeMayKnow(directory, [31, everyone.id]);

test.each([
  ["oneself", 1, 1, true],
  ["a colleague", 1, 2, true],
  ["another hospital of the same group and prefecture", 1, 3, false],
  ["the prefecture above", 1, 4, true],
  ["the ministry above that", 1, 5, true],
  ["the host", 1, 6, true],
  ["an administrator", 1, 7, true],
  ["somebody without organisation", 1, 8, false],
  ["nobody", 1, 99, false],
])("a hospital and %s", (_name, reader, other, expected) => {
  expect(mayKnow(reader, other)).toBe(expected);
  expect(mayKnow(other, reader), "the other way round").toBe(expected);
});
