import { KintoneRestAPIClient } from "@kintone/rest-api-client";
import { Agent } from "node:https";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { deployApps } from "../../server/apps/deploy/deploy-apps.ts";
import { transaction } from "../../server/database.ts";
import { isNetwork, isWithin } from "../../server/identity/tokens/networks.ts";
import { hashToken, parseTokenHeader } from "../../server/identity/tokens/token.ts";
import { definitionOf } from "../records/workspace.ts";
import type { Answer, Client } from "../support/client.ts";
import { addPeople, startPortal, type IssuedCertificate, type TestPortal } from "../support/portal.ts";

const path = "/portal/v1/admin/tokens.json";
let portal: TestPortal;
let admin: Client;
let sato: IssuedCertificate;
let tanaka: IssuedCertificate;
let app: string;
let other: string;

const title = { type: "SINGLE_LINE_TEXT" };
/** Nobody may do anything by the apps' own rules: what a token reaches comes from the token. */
const closed = { appAcl: { rights: [] } };

beforeAll(async () => {
  portal = await startPortal({
    prepare: async (platform) => {
      await addPeople(platform, [{ code: "admin", isAdministrator: true }, { code: "sato" }, { code: "tanaka" }]);
      const definitions = ["orders", "other"].map((code) => ({ definition: definitionOf(code, { title }, closed) }));
      await deployApps({ database: platform.database, now: platform.clock() }, definitions);
    },
  });
  admin = await portal.login("admin");
  [sato, tanaka] = [await portal.issue("sato"), await portal.issue("tanaka")];
  const rows = await transaction(portal.platform.database.web, (tx) =>
    tx.rows<{ id: string }>("select id from app where code in ('orders', 'other') order by code"),
  );
  [app, other] = rows.map(({ id }) => id) as [string, string];
});
/** An app has room for twenty living tokens, fewer than this file issues. */
afterEach(() =>
  transaction(portal.platform.database.web, async (tx) => {
    await tx.execute("update api_token set revoked_at = now() where revoked_at is null");
  }),
);
afterAll(() => portal?.stop());

interface Issued {
  readonly id: string;
  readonly token: string;
  readonly account: string;
}
const issue = async (input: object = {}): Promise<Issued> => {
  const wanted = { app, name: "連携", rights: ["view", "add", "edit", "delete"], user: "sato", ...input };
  const answer = await admin.post(path, wanted);
  expect([answer.status, answer.text]).toEqual([200, expect.any(String)]);
  return answer.json<Issued>();
};
const open = { user: null, networks: ["127.0.0.0/8", "::1/128"] };

/** A call with tokens; `certificate` undefined comes without any. */
function call(
  token: string,
  request: string,
  { body, certificate, headers = {} }: { body?: object; certificate?: IssuedCertificate; headers?: object } = {},
): Promise<Answer> {
  const [method = "", address = ""] = request.split(" ");
  return portal.client(certificate).fetch(address, {
    method,
    headers: {
      "x-cybozu-api-token": token,
      ...(body && { "content-type": "application/json" }),
      ...headers,
    },
    ...(body && { body: JSON.stringify(body) }),
  });
}
const outcome = (answer: Answer) => [answer.status, answer.status === 200 ? "" : answer.json()["code"]];

test("a token adds, reads, changes and removes records of its app in the name of its service account", async () => {
  const { token, account } = await issue({ name: "受注システム" });
  const by = { certificate: sato };
  const record = { title: { value: "注文" } };
  const { id } = (await call(token, "POST /k/v1/record.json", { ...by, body: { app, record } })).json<{ id: string }>();
  const read = await call(token, `GET /k/v1/record.json?app=${app}&id=${id}`, by);
  expect(read.json()).toMatchObject({
    record: { title: { value: "注文" }, 作成者: { value: { code: account, name: "受注システム" } } },
  });
  expect(outcome(await call(token, "PUT /k/v1/record.json", { ...by, body: { app, id, record } }))).toEqual([200, ""]);
  expect(outcome(await call(token, "DELETE /k/v1/records.json", { ...by, body: { app, ids: [id] } }))).toEqual([
    200,
    "",
  ]);
  const events = await transaction(portal.platform.database.web, (tx) =>
    tx.rows<{ type: string }>("select type from event where type like 'token/%'"),
  );
  expect(events.map(({ type }) => type)).toContain("token/issued");
});

test("a token that may only add keeps what it sends, and may write no name but its own over it", async () => {
  const { token, account } = await issue({ rights: ["add"], name: "受付フォーム" });
  const by = { certificate: sato };
  const record = { title: { value: "申込" }, 作成者: { value: { code: "admin" } } };
  const { id } = (await call(token, "POST /k/v1/record.json", { ...by, body: { app, record } })).json<{ id: string }>();
  const reader = (await issue({ rights: ["view"] })).token;
  expect((await call(reader, `GET /k/v1/record.json?app=${app}&id=${id}`, by)).json()).toMatchObject({
    record: { title: { value: "申込" }, 作成者: { value: { code: account } } },
  });
});

test("an app that is no name is refused, and breaks nothing", async () => {
  const { token } = await issue();
  for (const [name, code] of [
    [{ toString: 1 }, "CB_IJ01"],
    [[app, app], "CB_IJ01"],
    [null, "CB_VA01"],
    [undefined, "CB_VA01"],
    ["99999", "GAIA_IA02"],
  ] as const) {
    const answer = await call(token, "POST /k/v1/record.json", { certificate: sato, body: { app: name, record: {} } });
    expect([name, ...outcome(answer)]).toEqual([name, 400, code]);
    const requests = Array(2).fill({ method: "POST", api: "/k/v1/record.json", payload: { app: name, record: {} } });
    const bulk = await call(token, "POST /k/v1/bulkRequest.json", { certificate: sato, body: { requests } });
    expect([name, bulk.status]).toEqual([name, 400]);
  }
});

describe("rights", () => {
  test.each([
    // rights             request                                       outcome
    [["add"], "POST /k/v1/record.json", 200, ""],
    [["add"], "GET /k/v1/records.json", 403, "GAIA_NO01"],
    [["view"], "GET /k/v1/records.json", 200, ""],
    [["view"], "GET /k/v1/app/form/fields.json", 200, ""],
    [["view"], "POST /k/v1/record.json", 403, "GAIA_NO01"],
    [["view"], "PUT /k/v1/record.json", 403, "GAIA_NO01"],
    [["view", "edit"], "DELETE /k/v1/records.json", 403, "GAIA_NO01"],
    [["view", "add"], "GET /k/v1/apps.json", 403, "GAIA_NO01"],
    [["view", "manage"], "GET /portal/v1/session.json", 403, "GAIA_NO01"],
    [["view", "manage"], "GET /portal/v1/admin/users.json", 403, "GAIA_NO01"],
    [["view", "manage"], "GET /portal/v1/records.json", 403, "GAIA_NO01"],
    [["view"], "POST /k/v1/file.json", 403, "GAIA_NO01"],
  ])("%j: %s is %i %s", async (rights, request, status, code) => {
    const { token } = await issue({ rights });
    const isGet = request.startsWith("GET");
    const body = { app, ids: ["1"], id: "1", record: {} };
    const answer = isGet
      ? await call(token, `${request}?app=${app}`, { certificate: sato })
      : await call(token, request, { certificate: sato, body });
    expect([request, ...outcome(answer)]).toEqual([request, status, code]);
  });

  test("of another app a token says that it does not fit", async () => {
    const { token } = await issue();
    for (const id of [other, "999999"]) {
      const answer = await call(token, `GET /k/v1/records.json?app=${id}`, { certificate: sato });
      expect([id, ...outcome(answer)]).toEqual([id, 400, "GAIA_IA02"]);
    }
    const both = `${token}, ${(await issue({ app: other })).token}`;
    expect((await call(both, `GET /k/v1/records.json?app=${other}`, { certificate: sato })).status).toBe(200);
  });

  test("two tokens of one app, and more than nine, are refused", async () => {
    const twice = `${(await issue()).token},${(await issue()).token}`;
    const answer = await call(twice, `GET /k/v1/records.json?app=${app}`, { certificate: sato });
    expect(outcome(answer)).toEqual([400, "GAIA_DA03"]);
    const ten = Array.from({ length: 10 }, (_, at) => `token${at}`).join(",");
    expect(outcome(await call(ten, `GET /k/v1/records.json?app=${app}`, { certificate: sato }))).toEqual([
      400,
      "CB_IL02",
    ]);
  });
});

describe("binding", () => {
  const get = () => `GET /k/v1/records.json?app=${app}`;

  test("a token without its person's certificate is worth nothing", async () => {
    const { token } = await issue();
    expect(outcome(await call(token, get()))).toEqual([403, "MG_CT01"]);
    expect(outcome(await call(token, get(), { certificate: tanaka }))).toEqual([400, "GAIA_IA02"]);
    expect(outcome(await call(token, get(), { certificate: sato }))).toEqual([200, ""]);
  });

  test("a token opened to a network needs no certificate there, on API paths only", async () => {
    const { token } = await issue({ ...open, rights: ["view"] });
    const answer = await call(token, get());
    expect(outcome(answer)).toEqual([200, ""]);
    expect(answer.headers).toMatchObject({ "x-concurrencylimit-limit": "100", "x-concurrencylimit-running": "1" });
    expect((await call(token, "GET /")).status).toBe(403);
    expect((await call(token, "GET /login")).status).toBe(403);
    expect(outcome(await call(token, "GET /portal/v1/session.json"))).toEqual([403, "GAIA_NO01"]);
    expect(outcome(await call(token, get(), { headers: { "x-cybozu-authorization": "YTpi" } }))).toEqual([
      403,
      "MG_CT01",
    ]);
    const elsewhere = await issue({ user: null, networks: ["192.0.2.0/24"], rights: ["view"] });
    expect(outcome(await call(elsewhere.token, get()))).toEqual([403, "MG_CT01"]);
    expect(outcome(await call(elsewhere.token, get(), { certificate: sato }))).toEqual([400, "GAIA_IA02"]);
    expect(outcome(await call(`${token},nonsense`, get()))).toEqual([403, "MG_CT01"]);
  });

  test("revoking and expiry bite at once, and the last use is noted", async () => {
    const { token, id } = await issue({ ...open, rights: ["view"] });
    await call(token, get());
    const listed = (await admin.get(path, { app })).json<{ tokens: Record<string, unknown>[] }>().tokens;
    expect(listed.find((one) => one["id"] === id)).toMatchObject({
      status: "active",
      networks: open.networks,
      lastUsedAt: expect.stringMatching(/Z$/),
      app: { code: "orders" },
    });
    expect(JSON.stringify(listed)).not.toContain(token);
    await admin.delete(path, { id });
    await admin.delete(path, { id });
    expect(outcome(await call(token, get()))).toEqual([403, "MG_CT01"]);
    expect(outcome(await call(token, get(), { certificate: sato }))).toEqual([400, "GAIA_IA02"]);

    const expiresAt = new Date(portal.platform.clock().getTime() + 60_000).toISOString();
    const short = await issue({ expiresAt, rights: ["view"] });
    expect(outcome(await call(short.token, get(), { certificate: sato }))).toEqual([200, ""]);
    portal.shiftClock(61_000);
    expect(outcome(await call(short.token, get(), { certificate: sato }))).toEqual([400, "GAIA_IA02"]);
    portal.shiftClock(-61_000);
  });

  test("nothing of the secret is stored, and the account is no person", async () => {
    const { token, account } = await issue();
    const [row] = await transaction(portal.platform.database.web, (tx) =>
      tx.rows<{ token_hash: Buffer }>("select token_hash from api_token order by id desc limit 1"),
    );
    expect(row!.token_hash).toEqual(hashToken(token));
    const users = (await admin.get("/portal/v1/admin/users.json", { q: account })).json();
    expect(users["totalCount"]).toBe("0");
    const reactivated = await admin.post("/portal/v1/admin/user/reactivate.json", { id: account.split("-").at(-1) });
    expect(reactivated.status).toBe(404);
  });
});

test("password before token before session", async () => {
  const { token } = await issue({ rights: ["view"] });
  const signedIn = await portal.login("sato", sato);
  const wrongPassword = { "x-cybozu-authorization": Buffer.from("sato:wrong").toString("base64") };
  const get = `GET /k/v1/records.json?app=${app}`;
  expect(outcome(await call(token, get, { certificate: sato, headers: wrongPassword }))).toEqual([401, "CB_WA01"]);
  // The session alone finds no app; the token does.
  expect((await signedIn.get("/k/v1/records.json", { app })).status).toBe(404);
  expect(outcome(await call(token, get, { certificate: sato, headers: { cookie: signedIn.cookie } }))).toEqual([
    200,
    "",
  ]);
  expect(outcome(await call("nonsense", get, { certificate: sato, headers: { cookie: signedIn.cookie } }))).toEqual([
    400,
    "GAIA_IA02",
  ]);
});

test.each([
  [{ app: "none" }, 404, {}],
  [{ name: " " }, 400, { name: 1 }],
  [{ rights: [] }, 400, { rights: 1 }],
  [{ rights: ["edit"] }, 400, { rights: 1 }],
  [{ user: null }, 400, { networks: 1 }],
  [{ user: "sato", networks: ["10.0.0.0/8"] }, 400, { networks: 1 }],
  [{ user: "nobody" }, 400, { user: 1 }],
  [{ user: null, networks: ["0.0.0.0/0"] }, 400, { networks: 1 }],
  [{ expiresAt: "2020-01-01T00:00:00Z" }, 400, { expiresAt: 1 }],
])("%j is not issued", async (input, status, errors) => {
  const answer = await admin.post(path, { app, name: "x", rights: ["view"], user: "sato", ...input });
  expect(answer.status).toBe(status);
  expect(Object.keys(answer.json<{ errors?: object }>().errors ?? {})).toEqual(Object.keys(errors));
});

test("an app has at most twenty living tokens", async () => {
  const codes = [];
  for (let n = 0; n < 22; n += 1) {
    codes.push((await admin.post(path, { app: other, name: `${n}`, rights: ["view"], user: "sato" })).status);
  }
  expect(codes.at(-1)).toBe(400);
  expect(codes.filter((code) => code === 200).length).toBeLessThanOrEqual(20);
});

test.each([
  ["127.0.0.1", ["127.0.0.1/32"], true],
  ["::ffff:127.0.0.1", ["127.0.0.1/32"], true],
  ["10.1.2.3", ["10.0.0.0/8"], true],
  ["11.1.2.3", ["10.0.0.0/8"], false],
  ["2001:db8::1", ["2001:db8::/32"], true],
  ["2001:db9::1", ["2001:db8::/32"], false],
  [undefined, ["10.0.0.0/8"], false],
  ["10.1.2.3", [], false],
  ["10.1.2.3", ["nonsense"], false],
])("%s in %j: %s", (address, networks, expected) => {
  expect(isWithin(address, networks)).toBe(expected);
});

test("what names no network is none", () => {
  const none = ["", "10.0.0.0", "10.0.0.0/33", "10.0.0/8", "::/0", "0.0.0.0/0", "::1/129", "a/8", "10.0.0.0/8 "];
  expect(none.filter(isNetwork)).toEqual([]);
  expect(parseTokenHeader(" a, b,,a ")).toEqual(["a", "b"]);
});

describe("refusals", () => {
  test.each(["zh-CN,zh;q=0.9", "en", "ja"])("without a certificate %s reads why in JSON", async (language) => {
    const answer = await portal.client().fetch("/k/v1/apps.json", { headers: { "accept-language": language } });
    expect(answer.headers["x-cybozu-error"]).toBe("MG_CT01");
    expect(answer.headers["x-concurrencylimit-limit"]).toBe("100");
    expect(answer.json()).toMatchObject({
      code: "MG_CT01",
      reason: "missing",
      id: expect.stringMatching(/^[\w-]{20}$/) as string,
    });
    const message = String(answer.json()["message"]);
    expect(message.includes("电子证书")).toBe(language.startsWith("zh"));
  });

  test("a program with a token reads the language that it asks for, and Japanese when it asks for any", async () => {
    const { token } = await issue({ rights: ["view"] });
    const languages = { "zh-TW": "API令牌", en: "API token", "*": "APIトークン", "": "APIトークン" };
    for (const [language, part] of Object.entries(languages)) {
      const headers = { "accept-language": language };
      const answer = await call(token, "GET /k/v1/apps.json", { certificate: sato, headers });
      expect([language, answer.json()["message"]]).toEqual([language, expect.stringContaining(part)]);
    }
  });
});

describe("kintone's own client", () => {
  const clientOf = (apiToken: string | string[], certificate?: IssuedCertificate) =>
    new KintoneRestAPIClient({
      baseUrl: portal.url,
      auth: { apiToken },
      httpsAgent: new Agent({
        ca: portal.ca,
        ...(certificate && { pfx: certificate.pfx, passphrase: certificate.password }),
      }),
    });

  test("works with tokens, with and without a certificate", async () => {
    const bound = clientOf((await issue()).token, sato);
    const { id } = await bound.record.addRecord({ app, record: { title: { value: "from the client" } } });
    const opened = clientOf([(await issue({ ...open, rights: ["view"] })).token]);
    const { record } = await opened.record.getRecord({ app, id });
    expect(record["title"]?.value).toBe("from the client");
    await expect(opened.record.deleteRecords({ app, ids: [id] })).rejects.toMatchObject({
      status: 403,
      code: "GAIA_NO01",
    });
    await expect(opened.app.getApps({})).rejects.toMatchObject({ code: "GAIA_NO01" });
  });

  test("works with tokens over clientCertAuth", async () => {
    const client = new KintoneRestAPIClient({
      baseUrl: portal.url,
      auth: { apiToken: (await issue({ rights: ["view"] })).token },
      clientCertAuth: { pfx: sato.pfx, password: sato.password },
      socketTimeout: 10_000,
    });
    // This way takes no authority for the server's own certificate; the environment of the process would.
    process.env["NODE_TLS_REJECT_UNAUTHORIZED"] = "0";
    try {
      await expect(client.record.getRecords({ app })).resolves.toMatchObject({ totalCount: null });
    } finally {
      delete process.env["NODE_TLS_REJECT_UNAUTHORIZED"];
    }
  });
});
