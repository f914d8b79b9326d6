import { once } from "node:events";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { connect } from "node:tls";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createApp } from "../../server/app.ts";
import { deployApps } from "../../server/apps/deploy/deploy-apps.ts";
import { transaction } from "../../server/database.ts";
import { makeConcurrencyLimit } from "../../server/http/concurrency.ts";
import { makePortalApp } from "../../server/http/portal-app.ts";
import { portalTlsOptions } from "../../server/http/tls-options.ts";
import { hashPassword } from "../../server/identity/login/hash-password.ts";
import { definitionOf } from "../records/workspace.ts";
import { makeClient, type Answer, type Client, type FetchOptions } from "../support/client.ts";
import { addPeople, startPortal, type IssuedCertificate, type TestPortal } from "../support/portal.ts";

const password = "正しい:Passw0rd:colon";
const json = { "content-type": "application/json" };
let portal: TestPortal;
let certificates: ReadonlyMap<string, IssuedCertificate>;
let session: Client;
let app: string;

beforeAll(async () => {
  portal = await startPortal({
    prepare: async ({ database, clock, random, ...platform }) => {
      await addPeople({ database, clock, random, ...platform }, [
        { code: "ja" },
        { code: "en" },
        { code: "zh" },
        { code: "any" },
      ]);
      const hash = await hashPassword(password, random);
      await transaction(database.web, async (tx) => {
        await tx.execute("update user_account set password_hash = $1", [hash]);
        await tx.execute("update user_account set locale = code where code <> 'any'");
      });
      const fields = { title: { type: "SINGLE_LINE_TEXT" } };
      const deployed = await deployApps({ database, now: clock() }, [{ definition: definitionOf("callers", fields) }]);
      app = deployed.apps[0]!.id;
    },
  });
  const issued = ["ja", "en", "zh", "any"].map(async (code) => [code, await portal.issue(code)] as const);
  certificates = new Map(await Promise.all(issued));
  session = await portal.login("any", certificates.get("any"));
});
afterAll(() => portal?.stop());

const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;
const login = (code: string, secret = password) => ({
  "x-cybozu-authorization": Buffer.from(`${code}:${secret}`).toString("base64"),
});
const call = (headers: Record<string, string>, path = `/k/v1/records.json?app=${app}`, options: FetchOptions = {}) =>
  portal.client(certificates.get("any")).fetch(path, { ...options, headers });
const outcome = (answer: Answer) => [answer.status, answer.status === 200 ? "" : answer.json()["code"]];

describe("who asks (kintone.md 2.2)", () => {
  test.each([
    ["nobody", {}, 401, "CB_AU01"],
    ["a password with colons, beyond ASCII", login("any"), 200, ""],
    ["a wrong password", login("any", "wrong"), 401, "CB_WA01"],
    ["the right password of somebody else", login("ja"), 401, "CB_WA01"],
    ["a header that is no base64 of anything", { "x-cybozu-authorization": "%%%" }, 401, "CB_WA01"],
    ["an empty header", { "x-cybozu-authorization": "" }, 401, "CB_AU01"],
    ["an unknown token", { "x-cybozu-api-token": "nonsense" }, 400, "GAIA_IA02"],
    ["a right password before a wrong token", { ...login("any"), "x-cybozu-api-token": "nonsense" }, 200, ""],
    ["OAuth, which is not offered", { authorization: "Bearer abc" }, 401, "CB_OA01"],
    ["a token before OAuth", { authorization: "Bearer abc", "x-cybozu-api-token": "nonsense" }, 400, "GAIA_IA02"],
    ["a right password before OAuth", { authorization: "Bearer abc", ...login("any") }, 200, ""],
    ["Basic where no gate is set", { authorization: basic("a:b"), ...login("any") }, 200, ""],
    ["an empty Basic, as ginue sends it", { authorization: "Basic undefined", ...login("any") }, 200, ""],
    ["Basic alone", { authorization: basic(`any:${password}`) }, 401, "CB_AU01"],
  ])("%s", async (_who, headers, status, code) => {
    const answer = await call(headers);
    expect(outcome(answer)).toEqual([status, code]);
    if (status !== 200) expect(answer.headers["x-cybozu-error"]).toBe(code);
    expect(answer.headers).toMatchObject({ "x-concurrencylimit-limit": "100" });
    expect(answer.headers["x-concurrencylimit-running"]).toMatch(/^\d+$/);
  });

  test("OAuth before a session", async () => {
    const headers = { cookie: session.cookie, "x-requested-with": "XMLHttpRequest", authorization: "Bearer abc" };
    expect(outcome(await call(headers))).toEqual([401, "CB_OA01"]);
  });

  test("a session needs X-Requested-With or a page of ours, and a token to write", async () => {
    const { cookie, token } = session;
    const record = { app, record: { title: { value: "x" } } };
    const post = (body: object, headers = {}) =>
      call({ cookie, ...json, "x-requested-with": "XMLHttpRequest", ...headers }, "/k/v1/record.json", {
        method: "POST",
        body: JSON.stringify(body),
      });
    expect(outcome(await call({ cookie }))).toEqual([401, "CB_AU01"]);
    expect(outcome(await call({ cookie, "sec-fetch-site": "cross-site" }))).toEqual([401, "CB_AU01"]);
    expect(outcome(await call({ cookie, "x-requested-with": "anything" }))).toEqual([200, ""]);
    expect(outcome(await call({ cookie, "sec-fetch-site": "same-origin" }))).toEqual([200, ""]);
    expect(outcome(await post(record))).toEqual([400, "CB_IL02"]);
    expect(outcome(await post({ ...record, __REQUEST_TOKEN__: "wrong" }))).toEqual([400, "CB_IL02"]);
    const added = await post({ ...record, __REQUEST_TOKEN__: token });
    expect(outcome(added)).toEqual([200, ""]);
    const remove = (more: string) =>
      call(
        { cookie, "x-requested-with": "XMLHttpRequest" },
        `/k/v1/records.json?app=${app}&ids[0]=${String(added.json()["id"])}${more}`,
        { method: "DELETE" },
      );
    expect(outcome(await remove(""))).toEqual([400, "CB_IL02"]);
    expect(outcome(await remove(`&__REQUEST_TOKEN__=${token}`))).toEqual([200, ""]);
    const portalWrite = await call({ cookie, ...json }, "/portal/v1/settings.json", { method: "PUT", body: "{}" });
    expect(outcome(portalWrite)).toEqual([403, "MG_CS01"]);
  });

  test("an upload may carry the session's token as a field behind the file", async () => {
    const upload = (field: string) => {
      const part = (head: string, body: string) => `--x\r\nContent-Disposition: form-data; ${head}\r\n\r\n${body}\r\n`;
      const body = part('name="file"; filename="a.txt"', "text") + field + "--x--\r\n";
      const headers = { cookie: session.cookie, "x-requested-with": "XMLHttpRequest" };
      return call({ ...headers, "content-type": "multipart/form-data; boundary=x" }, "/k/v1/file.json", {
        method: "POST",
        body,
      });
    };
    const field = (token: string) =>
      `--x\r\nContent-Disposition: form-data; name="__REQUEST_TOKEN__"\r\n\r\n${token}\r\n`;
    expect(outcome(await upload(""))).toEqual([400, "CB_IL02"]);
    expect(outcome(await upload(field("wrong")))).toEqual([400, "CB_IL02"]);
    expect(outcome(await upload(field(session.token)))).toEqual([200, ""]);
  });

  describe("the outer gate of BASIC_AUTH", () => {
    let gated: Server;
    beforeAll(async () => {
      const platform = { ...portal.platform, config: { ...portal.platform.config, basicAuth: "gate:秘密:x" } };
      const served = makePortalApp(platform, createApp(platform), portal.servers.door);
      gated = createServer(portalTlsOptions(platform), served).listen(0);
      await once(gated, "listening");
    });
    afterAll(() => gated?.close());

    test.each([
      ["nothing", {}, 401, "CB_AU01"],
      ["a wrong password of the gate", { authorization: basic("gate:x"), ...login("any") }, 401, "CB_AU01"],
      ["a log-in without the gate", login("any"), 401, "CB_AU01"],
      ["the gate without a log-in", { authorization: basic("gate:秘密:x") }, 401, "CB_AU01"],
      ["both", { authorization: basic("gate:秘密:x"), ...login("any") }, 200, ""],
    ])("%s", async (_what, headers, status, code) => {
      const url = `https://localhost:${(gated.address() as AddressInfo).port}`;
      const certificate = certificates.get("any")!;
      const client = makeClient({ url, ca: portal.ca, certificate });
      const answer = await client.fetch(`/k/v1/records.json?app=${app}`, {
        headers: headers as Record<string, string>,
      });
      expect(outcome(answer)).toEqual([status, code]);
      const isGate = !("authorization" in headers) || headers.authorization !== basic("gate:秘密:x");
      expect(answer.headers["www-authenticate"] !== undefined).toBe(isGate);
    });
  });
});

describe("the language of refusals", () => {
  const sentences = { ja: "入力内容が正しくありません。", en: "Missing or invalid input.", zh: "输入有误。" };
  test.each([
    ["ja", "en-US,en;q=0.9", "ja"],
    ["en", "ja", "en"],
    ["zh", "ja", "zh"],
    ["any", undefined, "ja"],
    ["any", "*", "ja"],
    ["any", "", "ja"],
    ["any", "ja,en;q=0.5", "ja"],
    ["any", "en-GB", "en"],
    ["any", "zh-CN,zh;q=0.9", "zh"],
  ] as const)("who chose %s and asks for %s reads %s", async (code, asked, expected) => {
    const headers = { ...login(code), ...(asked !== undefined && { "accept-language": asked }) };
    const answer = await portal.client(certificates.get(code)).fetch("/k/v1/record.json", { headers });
    expect(answer.json()["message"]).toBe(sentences[expected]);
  });
});

describe("what reaches the server", () => {
  const asked = (value: unknown) => JSON.stringify(value);
  test.each([
    ["a guest path of what exists", `/k/guest/3/v1/records.json?app=1`, 403, "CB_NO02"],
    ["a guest path of nothing", `/k/guest/3/v1/nothing.json`, 404, "MG_NF02"],
    ["a path in capitals", `/k/v1/records.JSON`, 404, "MG_NF02"],
    ["an unknown parameter", `/k/v1/apis.json?unknown=1`, 200, ""],
  ])("%s", async (_what, path, status, code) => {
    expect(outcome(await call(login("any"), path))).toEqual([status, code]);
  });

  test.each([
    [4_000, 200, ""],
    [9_000, 200, ""],
    [20_000, 414, "MG_TL01"],
  ])("an address of %i characters", async (length, status, code) => {
    const path = `/k/v1/records.json?app=${app}&query=${"%20".repeat(length / 3)}`;
    const answer = await call(login("any"), path);
    expect(outcome(answer)).toEqual([status, code]);
    if (status === 414) expect(answer.json()["id"]).toMatch(/^[\w-]{20}$/);
  });

  test("a long query as POST that says GET, by header alone and with the former SDK's ?_method", async () => {
    const query = `title in ("${"長".repeat(5_000)}")`;
    for (const path of ["/k/v1/records.json", "/k/v1/records.json?_method=GET"]) {
      const headers = { ...login("any"), ...json, "x-http-method-override": "GET" };
      const answer = await call(headers, path, { method: "POST", body: asked({ app, query, totalCount: "true" }) });
      expect([answer.status, answer.json()]).toEqual([200, { records: [], totalCount: "0" }]);
    }
    const override = async (method: string, input: object) => {
      const headers = { ...login("any"), ...json, "x-http-method-override": method };
      return outcome(await call(headers, "/k/v1/records.json", { method: "POST", body: asked(input) }));
    };
    expect(await override("PUT", { app, records: [] })).toEqual([200, ""]);
    expect(await override("DELETE", { app, ids: ["999999"] })).toEqual([404, "GAIA_RE01"]);
    for (const method of ["get", "PATCH", ""]) expect(await override(method, { app })).toEqual([400, "CB_IL02"]);
  });

  test("ids and revisions as numbers, strings and holes", async () => {
    const send = (method: string, path: string, body: object) =>
      call({ ...login("any"), ...json }, path, { method, body: asked(body) });
    const ids: string[] = [];
    for (const id of [app, Number(app)]) {
      ids.push(String((await send("POST", "/k/v1/record.json", { app: id, record: {} })).json()["id"]));
    }
    const two = { ids: ids.map(Number), revisions: [null, -1] };
    expect(outcome(await send("DELETE", "/k/v1/records.json", { app: Number(app), ...two }))).toEqual([200, ""]);
    const id = String((await send("POST", "/k/v1/record.json", { app, record: {} })).json()["id"]);
    const query = `/k/v1/records.json?app=${app}&ids%5B0%5D=${id}&revisions%5B0%5D=2`;
    expect(outcome(await call(login("any"), query, { method: "DELETE" }))).toEqual([409, "GAIA_CO02"]);
    const sparse = `/k/v1/records.json?app=${app}&ids[0]=${id}&revisions[3]=1&revisions[0]=`;
    expect(outcome(await call(login("any"), sparse, { method: "DELETE" }))).toEqual([200, ""]);
  });

  test("what is no HTTP is refused in kintone's form", async () => {
    const socket = connect({ port: Number(new URL(portal.url).port), ca: portal.ca, servername: "localhost" });
    await once(socket, "secureConnect");
    socket.write("NONSENSE\r\n\r\n");
    const [octets] = (await once(socket, "data")) as [Buffer];
    expect(octets.toString()).toMatch(/^HTTP\/1.1 400 .*X-Cybozu-Error: CB_IL02.*"code":"CB_IL02"/s);
    socket.destroy();
  });
});

test("the 101st running request of one person waits for another time", () => {
  const headers = new Map<string, unknown>();
  const response = { setHeader: (name: string, value: unknown) => headers.set(name, value) } as never;
  const limit = makeConcurrencyLimit();
  const releases = Array.from({ length: 100 }, () => limit.enter(1, response));
  expect(headers.get("X-ConcurrencyLimit-Running")).toBe(100);
  expect(() => limit.enter(1, response)).toThrow("request/too-many");
  limit.enter(2, response);
  releases[0]!();
  limit.enter(1, response);
});
