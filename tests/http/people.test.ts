import { afterAll, beforeAll, expect, test } from "vitest";
import { transaction } from "../../server/database.ts";
import { endpoints } from "../../server/app.ts";
import type { Client } from "../support/client.ts";
import { addPeople, startPortal, type TestPortal } from "../support/portal.ts";

let portal: TestPortal;
let admin: Client;
let tanaka: Client;

beforeAll(async () => {
  portal = await startPortal({
    prepare: async (platform) =>
      void (await addPeople(platform, [
        { code: "admin", isAdministrator: true },
        { code: "tanaka", organizations: ["a-hospital"], groups: ["hospitals"] },
      ])),
  });
  admin = await portal.login("admin");
  tanaka = await portal.login("tanaka");
});
afterAll(() => portal?.stop());

interface ListedUser {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly updatedAt: string;
  readonly organizations: readonly { code: string }[];
}
const users = async (query: Record<string, unknown> = {}) =>
  (await admin.get("/portal/v1/admin/users.json", query)).json<{ users: ListedUser[]; totalCount: string }>();
const events = (type: string) =>
  transaction(portal.platform.database.web, (tx) =>
    tx.rows<{ detail: object }>("select detail from event where type = $1", [type]),
  );

test.each(endpoints.filter(({ audience }) => audience === "administrator").map(({ method, path }) => [method, path]))(
  "%s %s is for administrators only",
  async (method, path) => {
    const headers = { "content-type": "application/json", "x-madoguchi-token": tanaka.token };
    const answer = await tanaka.fetch(path, { method, headers, ...(method !== "GET" && { body: "{}" }) });
    expect([answer.status, answer.json()["code"]]).toEqual([403, "CB_NO02"]);
  },
);

test.each(endpoints.filter(({ withoutLogin }) => !withoutLogin).map(({ method, path }) => [method, path]))(
  "%s %s needs a log-in",
  async (method, path) => {
    const stranger = portal.client(await portal.issue("tanaka"));
    const answer = await stranger.fetch(path, { method });
    expect([answer.status, answer.json()["code"]]).toEqual([401, "CB_AU01"]);
  },
);

test("a hospital and its contact person are added on one page, both or none, all problems at once", async () => {
  const input = {
    organization: { code: "minato", name: "みなと中央病院", parentCode: "a-hospital" },
    person: { code: "minato01", name: "佐藤 花子", email: "sato@example.jp", phone: "03-0000-0001" },
    groups: ["hospitals"],
  };
  const bad = await admin.post("/portal/v1/admin/hospital.json", {
    organization: { ...input.organization, code: "a-hospital", parentCode: "none" },
    person: { code: "みなと", name: " ", email: "nonsense" },
    groups: ["nobody"],
  });
  expect(Object.keys(bad.json<{ errors: object }>().errors).sort()).toEqual([
    "groups", "organization.code", "organization.parentCode", "person.code", "person.email", "person.name",
  ]); // prettier-ignore
  expect((await users({ q: "minato01" })).totalCount).toBe("0");

  const added = await admin.post("/portal/v1/admin/hospital.json", input);
  expect(added.status).toBe(200);
  const { users: found, totalCount } = await users({ q: "ミナト" });
  expect(totalCount).toBe("1"); // katakana finds hiragana
  expect(found[0]).toMatchObject({
    code: "minato01",
    organizations: [{ code: "minato", name: "みなと中央病院" }],
    groups: [{ code: "hospitals" }],
    status: "active",
    mustChangePassword: true,
    certificates: { active: 0, expiresAt: null },
    invitation: { state: "none" },
  });
  expect((await users({ organization: "a-hospital" })).totalCount).toBe("2"); // sub-organisations count
  expect((await users({ organization: "unknown" })).totalCount).toBe("0");
  const again = await admin.post("/portal/v1/admin/hospital.json", {
    ...input,
    person: { ...input.person, code: "MINATO01" },
  });
  expect(again.json()["errors"]).toMatchObject({
    "organization.code": { messages: ["「minato」はすでに使われています。別のものを入力してください。"] },
    "person.code": { messages: ["「MINATO01」はすでに使われています。別のものを入力してください。"] },
  });
});

test("of two who change one person, the second is told", async () => {
  const { id } = (await admin.post("/portal/v1/admin/user.json", { code: "suzuki", name: "鈴木" })).json<{
    id: string;
  }>();
  const { updatedAt } = (await users({ q: "suzuki" })).users[0]!;
  const change = (values: object) => admin.put("/portal/v1/admin/user.json", { id, updatedAt, ...values });
  expect((await change({ name: "鈴木 一郎", organizations: ["a-hospital"], groups: ["hospitals"] })).json()).toEqual(
    {},
  );
  expect((await change({ name: "鈴木 二郎" })).json()["code"]).toBe("MG_CO01");
  expect((await users({ q: "suzuki" })).users[0]).toMatchObject({
    name: "鈴木 一郎",
    organizations: [{ code: "a-hospital" }],
  });
  expect((await admin.put("/portal/v1/admin/user.json", { id: 987_654, updatedAt })).status).toBe(404);
});

test("an administrator cannot take away his own rights", async () => {
  const me = (await users({ q: "admin" })).users[0]!;
  const answer = await admin.put("/portal/v1/admin/user.json", {
    id: me.id,
    updatedAt: me.updatedAt,
    isAdministrator: false,
  });
  expect(answer.json()["errors"]).toHaveProperty("isAdministrator");
});

test("organisations form a tree without cycles", async () => {
  const add = async (code: string, parentCode?: string) =>
    (await admin.post("/portal/v1/admin/organizations.json", { code, name: code, parentCode })).json<{ id: string }>()
      .id;
  const top = await add("top");
  await add("middle", "top");
  await add("bottom", "middle");
  const few = await admin.get("/portal/v1/admin/organizations.json", { limit: 1 });
  expect(few.json<{ organizations: object[] }>().organizations).toHaveLength(1);
  const list = (await admin.get("/portal/v1/admin/organizations.json", { q: "TOP" })).json<{
    organizations: ListedUser[];
  }>();
  const { updatedAt } = list.organizations[0]!;
  const change = (parentCode: string) =>
    admin.put("/portal/v1/admin/organizations.json", { id: top, updatedAt, parentCode });
  for (const parent of ["top", "middle", "bottom"])
    expect((await change(parent)).json()["errors"]).toHaveProperty("parentCode");
  expect((await change("a-hospital")).status).toBe(200);
  expect((await change("a-hospital")).json()["code"]).toBe("MG_CO01");
  expect((await events("organization/changed")).length).toBe(1);
});

test("groups: members as given, the built-in one untouched", async () => {
  const { id } = (await admin.post("/portal/v1/admin/groups.json", { code: "survey", name: "調査担当" })).json<{
    id: string;
  }>();
  expect(
    (await admin.put("/portal/v1/admin/groups.json", { id, members: ["tanaka", "TANAKA", "admin"] })).json(),
  ).toEqual({});
  expect(
    (await admin.put("/portal/v1/admin/groups.json", { id, members: ["nobody"] })).json()["errors"],
  ).toHaveProperty("members");
  const { groups } = (await admin.get("/portal/v1/admin/groups.json")).json<{
    groups: { code: string; people: number }[];
  }>();
  expect(groups.find(({ code }) => code === "survey")?.people).toBe(2);
  expect(groups[0]?.code).toBe("everyone");
  for (const code of ["everyone", "survey"]) {
    expect((await admin.post("/portal/v1/admin/groups.json", { code, name: "x" })).json()["errors"]).toHaveProperty(
      "code",
    );
  }
});

test("a new initial password ends all sessions and must be changed", async () => {
  const client = await portal.login("minato01");
  const { id } = (await users({ q: "minato01" })).users[0]!;
  const { password } = (await admin.post("/portal/v1/admin/user/password.json", { id })).json<{ password: string }>();
  expect(password).toMatch(/^[a-z]{3}\d-[a-z]{3}\d-[a-z]{3}\d$/);
  expect((await client.get("/portal/v1/session.json")).status).toBe(401);
  expect(JSON.stringify(await events("user/password-changed"))).not.toContain(password);
});

test("one's own settings are kept and change the language of answers", async () => {
  expect(
    (
      await tanaka.put("/portal/v1/settings.json", {
        locale: "en",
        mailNotifications: "all",
        preferences: { dense: true },
      })
    ).json(),
  ).toEqual({});
  expect((await tanaka.get("/portal/v1/session.json")).json()).toMatchObject({
    user: { locale: "en", mailNotifications: "all", preferences: { shortcuts: true, dense: true } },
    unread: { toMe: 0, all: 0 },
  });
  expect((await tanaka.get("/portal/v1/unknown.json")).json()["message"]).toBe("There is nothing at this address.");
  expect((await tanaka.put("/portal/v1/settings.json", { preferences: { evil: true } })).status).toBe(400);
  expect((await tanaka.put("/portal/v1/settings.json", { isAdministrator: true, locale: "ja" })).status).toBe(200);
  expect((await tanaka.get("/portal/v1/session.json")).json()).toMatchObject({
    user: { isAdministrator: false, locale: "ja" },
  });
});

test("the registry lists what ends first, by person, organisation, serial number and status", async () => {
  const list = async (query: Record<string, unknown>) =>
    (await admin.get("/portal/v1/admin/certificates.json", query)).json<{
      certificates: { id: string; serial: string; status: string }[];
      totalCount: string;
    }>();
  const held = await portal.issue("minato01", "受付");
  const found = await list({ q: "みなと" });
  expect(found.certificates.map(({ id }) => id)).toContain(held.id);
  const { serial } = found.certificates.find(({ id }) => id === held.id)!;
  expect((await list({ q: serial.slice(0, 12) })).totalCount).toBe("1");
  expect((await list({ q: "nothing-like-this" })).totalCount).toBe("0");
  await admin.post("/portal/v1/admin/certificate/revoke.json", { id: held.id, reason: "keyCompromise" });
  expect((await list({ status: "revoked" })).certificates).toMatchObject([
    { id: held.id, revocationReason: "keyCompromise" },
  ]);
  expect((await admin.post("/portal/v1/admin/certificate/revoke.json", { id: "999999" })).status).toBe(404);
});
