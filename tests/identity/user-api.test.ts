import { afterAll, beforeAll, expect, test } from "vitest";
import { transaction } from "../../server/database.ts";
import type { Client } from "../support/client.ts";
import { addPeople, startPortal, type TestPortal } from "../support/portal.ts";

let portal: TestPortal;
let admin: Client;
let aoki: Client;

beforeAll(async () => {
  portal = await startPortal({
    prepare: async (platform) => {
      await addPeople(platform, [
        { code: "admin", isAdministrator: true, name: "管理者" },
        { code: "aoki", organizations: ["hospital-a"], groups: ["hospitals"], name: "青木" },
        { code: "abe", organizations: ["hospital-a"], groups: ["hospitals"], name: "阿部" },
        { code: "baba", organizations: ["hospital-b"], groups: ["hospitals"], name: "馬場" },
      ]);
      await transaction(platform.database.web, (tx) =>
        tx.execute("update user_account set phone = '03-0000-' || code"),
      );
    },
  });
  [admin, aoki] = [await portal.login("admin"), await portal.login("aoki")];
});
afterAll(() => portal?.stop());

const codes = async (client: Client, path: string, list: string, input: Record<string, unknown> = {}) => {
  const answer = await client.get(path, input);
  if (answer.status !== 200) return [answer.status, answer.json()["code"]];
  const lists = answer.json<Record<string, { code: string; user?: { code: string } }[]>>();
  return lists[list]?.map((one) => one.code ?? one.user?.code);
};

test("a person has kintone's shape", async () => {
  const { users } = (await admin.get("/v1/users.json", { codes: ["aoki"] })).json<{ users: object[] }>();
  expect(users).toEqual([
    {
      ...{
        id: expect.stringMatching(/^\d+$/),
        code: "aoki",
        name: "青木",
        valid: true,
        locale: "auto",
        timezone: "Asia/Tokyo",
      },
      ...{ ctime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/), mtime: expect.any(String) },
      ...{ surName: null, givenName: null, surNameReading: null, givenNameReading: null, localName: null },
      ...{
        localNameLocale: null,
        description: null,
        mobilePhone: null,
        extensionNumber: null,
        callto: null,
        url: null,
      },
      ...{ employeeNumber: null, birthDate: null, joinDate: null, sortOrder: 0, customItemValues: [] },
      ...{ phone: "03-0000-aoki", email: "aoki@example.jp", primaryOrganization: expect.stringMatching(/^\d+$/) },
    },
  ]);
});

test("administrators read everything, page by page", async () => {
  expect(await codes(admin, "/v1/users.json", "users")).toEqual(["admin", "aoki", "abe", "baba"]);
  expect(await codes(admin, "/v1/users.json", "users", { size: 2, offset: 1 })).toEqual(["aoki", "abe"]);
  expect(await codes(admin, "/v1/organizations.json", "organizations")).toEqual(["hospital-a", "hospital-b"]);
  expect(await codes(admin, "/v1/organizations.json?codes=hospital-b", "organizations")).toEqual(["hospital-b"]);
  expect(await codes(admin, "/v1/groups.json", "groups")).toEqual(["everyone", "hospitals"]);
  expect(await codes(admin, "/v1/titles.json", "titles")).toEqual([]);
  expect(await codes(admin, "/v1/organization/users.json", "userTitles", { code: "hospital-a" })).toEqual([
    "aoki",
    "abe",
  ]);
  expect(await codes(admin, "/v1/group/users.json", "users", { code: "hospitals" })).toEqual(["aoki", "abe", "baba"]);
  expect(await codes(admin, "/v1/user/groups.json", "groups", { code: "baba" })).toEqual(["everyone", "hospitals"]);
  expect((await admin.get("/v1/user/organizations.json", { code: "aoki" })).json()).toMatchObject({
    organizationTitles: [{ organization: { code: "hospital-a", parentCode: null }, title: null }],
  });
  expect((await admin.get("/v1/users/services.json", { codes: ["aoki"] })).json()).toEqual({
    users: [{ code: "aoki", services: ["kintone"] }],
  });
});

test.each([
  // path                           list             input                       what a hospital reads
  ["/v1/users.json", "users", {}, ["admin", "aoki", "abe"]],
  ["/v1/users.json", "users", { codes: ["baba"] }, []],
  ["/v1/organizations.json", "organizations", {}, ["hospital-a"]],
  ["/v1/groups.json", "groups", {}, ["everyone", "hospitals"]],
  ["/v1/group/users.json", "users", { code: "hospitals" }, ["aoki", "abe"]],
  ["/v1/group/users.json", "users", { code: "everyone" }, ["admin", "aoki", "abe"]],
  ["/v1/organization/users.json", "userTitles", { code: "hospital-b" }, [404, "MG_NF01"]],
  ["/v1/organization/users.json", "userTitles", { code: "nothing" }, [404, "MG_NF01"]],
  ["/v1/user/organizations.json", "organizationTitles", { code: "baba" }, [404, "MG_NF01"]],
  ["/v1/user/groups.json", "groups", { code: "baba" }, [404, "MG_NF01"]],
  ["/v1/users/services.json", "users", {}, ["admin", "aoki", "abe"]],
  ["/v1/users.json", "users", { size: 101 }, [400, "CB_VA01"]],
  ["/v1/user/groups.json", "groups", {}, [400, "CB_VA01"]],
])("%s (%s) with %j shows a hospital %j", async (path, list, input, expected) => {
  expect(await codes(aoki, path, list, input)).toEqual(expected);
});

test("a hospital reads nobody's telephone but its own reader's", async () => {
  const { users } = (await aoki.get("/v1/users.json")).json<{ users: Record<string, unknown>[] }>();
  expect(users.map(({ code, phone, email }) => [code, phone, email])).toEqual([
    ["admin", null, null],
    ["aoki", "03-0000-aoki", "aoki@example.jp"],
    ["abe", null, null],
  ]);
});
