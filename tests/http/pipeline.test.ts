import { Readable } from "node:stream";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { deployApps } from "../../server/apps/deploy/deploy-apps.ts";
import { endpoint, type Endpoint } from "../../server/http/endpoint.ts";
import type { RawRoute } from "../../server/http/raw-route.ts";
import { Failure } from "../../server/errors.ts";
import { definitionOf } from "../records/workspace.ts";
import type { Client, FetchOptions } from "../support/client.ts";
import { addPeople, startPortal, type TestPortal } from "../support/portal.ts";

const lists = {
  type: "object",
  properties: {
    app: { type: "string" },
    ids: { type: "array", items: { type: ["string", "null"] } },
    fields: { type: "array", items: { type: "string" } },
    totalCount: { type: "boolean" },
  },
};
const echo = (_context: unknown, input: unknown) => Promise.resolve({ input });

/** The codes of the apps that each attempt of a writing request worked with. */
const attempts: (readonly string[])[] = [];

/** Endpoints that show what arrives; each use of the pipeline has one. */
const endpoints: readonly Endpoint[] = [
  endpoint({ method: "GET", path: "/k/v1/echo.json", input: { ...lists, required: ["app"] }, run: echo }),
  endpoint({ method: "POST", path: "/k/v1/echo.json", input: lists, run: echo }),
  endpoint({ method: "DELETE", path: "/k/v1/echo.json", input: lists, run: echo }),
  endpoint({ method: "GET", path: "/k/v1/nothing.json", input: {}, run: () => Promise.resolve(undefined) }),
  endpoint({
    method: "GET",
    path: "/k/v1/bug.json",
    input: {},
    run: () => Promise.reject(new Error('select secret_column from "t_secret"')),
  }),
  endpoint({
    method: "GET",
    path: "/k/v1/missing.json",
    input: {},
    run: () => Promise.reject(new Failure("record/not-found")),
  }),
  endpoint({ method: "GET", path: "/k/v1/administration.json", audience: "administrator", input: {}, run: echo }),
  endpoint({
    method: "GET",
    path: "/k/v1/writes.json",
    input: {},
    run: async ({ tx }) => tx.execute("update user_account set phone = 'changed'"),
  }),
  endpoint({
    method: "POST",
    path: "/k/v1/half.json",
    input: {},
    run: async ({ tx }) => {
      await tx.execute("update user_account set phone = 'half'");
      throw new Failure("record/changed-meanwhile");
    },
  }),
  endpoint({
    method: "POST",
    path: "/k/v1/known-apps.json",
    isRepeatable: true,
    input: {},
    run: async ({ tx, apps }) => {
      const known = apps.all().map(({ code }) => code);
      attempts.push(known);
      if (!known.includes("late")) throw new Failure("app/not-found", { app: "late" });
      await tx.execute("update user_account set phone = phone || '+' where code = 'tanaka'");
      return { known };
    },
  }),
  endpoint({
    method: "GET",
    path: "/k/v1/phones.json",
    input: {},
    run: async ({ tx }) => ({ phones: await tx.rows("select distinct phone from user_account") }),
  }),
  endpoint({
    method: "GET",
    path: "/k/v1/download.json",
    input: {
      type: "object",
      properties: { name: { type: "string" }, inline: { type: "boolean" }, type: { type: "string" } },
    },
    run: (_context, input: { name: string; inline?: boolean; type?: string }) =>
      Promise.resolve({
        kind: "download",
        name: input.name,
        contentType: input.type ?? "text/html",
        disposition: input.inline ? "inline" : "attachment",
        body: Readable.from([Buffer.from("<script>"), Buffer.from("alert(1)")]),
        sizeBytes: 16,
      }),
  }),
];
const rawRoutes: readonly RawRoute[] = [
  {
    method: "POST",
    path: "/k/v1/raw.json",
    handle: async ({ request, inTransaction }) => {
      let size = 0;
      for await (const chunk of request) size += (chunk as Buffer).length;
      return inTransaction(({ viewer }) => Promise.resolve({ size, who: viewer.code }));
    },
  },
];

let portal: TestPortal;
let tanaka: Client;

beforeAll(async () => {
  portal = await startPortal({
    parts: { endpoints, rawRoutes },
    prepare: async (platform) => {
      await addPeople(platform, [{ code: "tanaka" }, { code: "admin", isAdministrator: true }]);
      await mkdir(join(platform.config.varFolder, "client", "assets"), { recursive: true });
      await writeFile(join(platform.config.varFolder, "client", "index.html"), "<!doctype html><title>client</title>");
      await writeFile(join(platform.config.varFolder, "client", "assets", "main-abc.js"), "1;");
    },
  });
  tanaka = await portal.login("tanaka");
});
afterAll(() => portal?.stop());

const json = { "content-type": "application/json" };

describe("one input in kintone's encodings", () => {
  const wanted = { input: { app: "1", ids: ["1", "2"], fields: ["番号"], totalCount: true } };
  const body = JSON.stringify({ app: 1, ids: ["1", "2"], fields: ["番号"], totalCount: true });
  const query = (text: string) => `/k/v1/echo.json?app=1&${text}&totalCount=true`;
  const formed = { headers: { "content-type": "application/x-www-form-urlencoded" } };
  const overridden = (method: string): FetchOptions => {
    return { method: "POST", headers: { ...json, "x-http-method-override": method }, body };
  };
  test.each([
    ["brackets with indexes", query("ids%5B0%5D=1&ids%5B1%5D=2&fields%5B0%5D=%E7%95%AA%E5%8F%B7"), {}],
    ["bare brackets", query("ids[0]=1&ids[1]=2&fields[0]=番号"), {}],
    ["indexes in any order", query("ids[1]=2&ids[0]=1&fields[0]=番号"), {}],
    ["repeated keys", query("ids=1&ids=2&fields=番号"), {}],
    ["a JSON body on GET", "/k/v1/echo.json", { headers: json, body }],
    ["POST that says GET", "/k/v1/echo.json", overridden("GET")],
    ["the same with the old library's ?_method", "/k/v1/echo.json?_method=GET", overridden("GET")],
    ["POST that says DELETE", "/k/v1/echo.json", overridden("DELETE")],
    ["DELETE with a query", query("ids[0]=1&ids[1]=2&fields[0]=番号"), { method: "DELETE" }],
    ["DELETE with a body", "/k/v1/echo.json", { method: "DELETE", headers: json, body }],
  ] as [string, string, FetchOptions][])("%s", async (_how, path, options) => {
    const headers = { ...options.headers, "x-madoguchi-token": tanaka.token };
    const answer = await tanaka.fetch(encodeURI(decodeURI(path)), { ...options, headers });
    expect([answer.status, answer.json()]).toEqual([200, wanted]);
  });

  test("an absent value and a hole in a list", async () => {
    expect((await tanaka.get("/k/v1/echo.json?app=1&totalCount=&ids[2]=3")).json()).toEqual({
      input: { app: "1", ids: [null, null, "3"] },
    });
  });

  test.each([
    ["an override into what is no call", overridden("PATCH"), "CB_IL02"],
    ["an override on GET", { method: "GET", headers: { "x-http-method-override": "GET" } }, "CB_IL02"],
    ["a text body", { method: "POST", headers: { "content-type": "text/plain" }, body }, "CB_IL02"],
    ["a form", { ...formed, method: "POST", body: "app=1" }, "CB_IL02"],
  ] as const)("refused: %s", async (_what, options, code) => {
    const answer = await tanaka.fetch("/k/v1/echo.json?app=1", {
      ...options,
      headers: { ...options.headers, "x-madoguchi-token": tanaka.token },
    });
    expect([answer.status, answer.json()["code"]]).toEqual([400, code]);
  });
});

describe("hostile bodies", () => {
  const post = (body: string | Buffer) =>
    tanaka.fetch("/k/v1/echo.json", { method: "POST", headers: { ...json, "x-madoguchi-token": tanaka.token }, body });
  const deep = (depth: number) => `{"a":${"[".repeat(depth - 1)}${"]".repeat(depth - 1)}}`;
  test.each([
    ["broken JSON", '{"app":', 400, "CB_IJ01"],
    ["a list", "[]", 400, "CB_IJ01"],
    ["a number", "7", 400, "CB_IJ01"],
    ["null", "null", 400, "CB_IJ01"],
    ["bytes that are no UTF-8", Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), 400, "CB_IJ01"],
    ["__proto__", '{"__proto__":{"x":1}}', 400, "CB_IJ01"],
    ["__proto__ deep inside", '{"a":[{"b":{"__proto__":{"x":1}}}]}', 400, "CB_IJ01"],
    ["constructor", '{"constructor":{"prototype":{"x":1}}}', 400, "CB_IJ01"],
    ["33 levels", deep(33), 400, "CB_IJ01"],
    ["100,000 levels", deep(100_000), 400, "CB_IJ01"],
    ["one octet too many", JSON.stringify({ app: "a".repeat(1_048_576 - 9) }), 413, "MG_TL01"],
    ["five MiB", JSON.stringify({ app: "a".repeat(5_242_880) }), 413, "MG_TL01"],
    ["the wrong type", '{"ids":{"a":1}}', 400, "CB_IJ01"],
  ])("%s", async (_what, body, status, code) => {
    const started = performance.now();
    const answer = await post(body);
    expect([answer.status, answer.json()["code"]]).toEqual([status, code]);
    expect(performance.now() - started).toBeLessThan(20_000);
    expect(({} as Record<string, unknown>)["x"]).toBeUndefined();
  });

  test("the largest allowed, 30 levels, and words that look hostile but are data", async () => {
    expect((await post(JSON.stringify({ app: "a".repeat(1_048_576 - 10) }))).status).toBe(200);
    expect((await post(deep(30))).status).toBe(200);
    expect((await post('{"toString":1,"hasOwnProperty":2,"valueOf":3}')).json()).toEqual({
      input: { toString: 1, hasOwnProperty: 2, valueOf: 3 },
    });
  });
  test("hostile queries", async () => {
    for (const query of [
      "__proto__=1&app=1",
      "__proto__[0]=1&app=1",
      "ids[99999]=1&app=1",
      "ids[1001]=1&app=1",
      "[0]=1&app=1",
      "a[b]=1&app=1",
    ]) {
      const answer = await tanaka.get(`/k/v1/echo.json?${query}`);
      expect([query, answer.status]).toEqual([query, 400]);
    }
  });
});

describe("cross-site requests", () => {
  const body = JSON.stringify({ app: "1" });
  const send = (headers: Record<string, string>, method = "POST", token = tanaka.token) =>
    tanaka.fetch("/k/v1/echo.json", {
      method,
      headers: { ...json, ...headers, ...(token && { "x-madoguchi-token": token }) },
      body,
    });
  test.each([
    [{ "sec-fetch-site": "cross-site" }, 403],
    [{ "sec-fetch-site": "same-site" }, 403],
    [{ origin: "https://evil.example" }, 403],
    [{ origin: "null" }, 403],
    [{ "sec-fetch-site": "cross-site", "x-http-method-override": "GET" }, 403],
    [{ "sec-fetch-site": "same-origin" }, 200],
    [{ "sec-fetch-site": "none" }, 200],
    [{}, 200],
  ] as const)("%j gets %i", async (headers, status) => {
    expect((await send(headers)).status).toBe(status);
  });
  test("even from our own pages nothing is written without the session's token", async () => {
    expect((await send({ "sec-fetch-site": "same-origin" }, "POST", "")).json()["code"]).toBe("CB_IL02");
    expect((await send({}, "POST", "wrong")).json()["code"]).toBe("CB_IL02");
    expect((await send({}, "DELETE", "")).json()["code"]).toBe("CB_IL02");
    const override = { ...json, "x-http-method-override": "GET" };
    expect((await tanaka.fetch("/k/v1/echo.json", { method: "POST", headers: override, body })).json()["code"]).toBe(
      "CB_IL02",
    );
    expect((await tanaka.fetch("/k/v1/raw.json", { method: "POST", body: "x" })).json()["code"]).toBe("CB_IL02");
  });
  test("the token may also come as kintone's parameter, and reaches no endpoint", async () => {
    const inBody = JSON.stringify({ app: "1", __REQUEST_TOKEN__: tanaka.token });
    expect((await tanaka.fetch("/k/v1/echo.json", { method: "POST", headers: json, body: inBody })).json()).toEqual({
      input: { app: "1" },
    });
    const query = `/k/v1/echo.json?app=1&__REQUEST_TOKEN__=${tanaka.token}`;
    expect((await tanaka.fetch(query, { method: "DELETE" })).json()).toEqual({ input: { app: "1" } });
    expect(portal.logged.join("\n")).not.toContain(tanaka.token);
  });
});

describe("answers", () => {
  test.each([
    ["GET", "/k/v1/nothing.json", 200, undefined],
    ["GET", "/k/v1/missing.json", 404, "GAIA_RE01"],
    ["GET", "/k/v1/unknown.json", 404, "MG_NF02"],
    ["GET", "/k/v1/echo.JSON", 404, "MG_NF02"],
    ["PUT", "/k/v1/echo.json", 405, "MG_ME01"],
    ["GET", "/k/v1/administration.json", 403, "CB_NO02"],
    ["GET", "/k/v1/bug.json", 500, "MG_IE01"],
    ["GET", "/k/v1/echo.json", 400, "CB_VA01"],
    ["GET", "/portal/v1/unknown.json", 404, "MG_NF02"],
  ])("%s %s gives %i %s", async (method, path, status, code) => {
    const answer = await tanaka.fetch(path, { method, headers: { "x-madoguchi-token": tanaka.token } });
    expect([answer.status, answer.json()["code"]]).toEqual([status, code]);
    expect(answer.headers["x-cybozu-error"]).toBe(code);
    expect(answer.headers["content-type"]).toBe("application/json; charset=utf-8");
    expect(answer.headers["x-concurrencylimit-limit"]).toBe("100");
    if (status === 405) expect(answer.headers["allow"]).toBe("GET, POST, DELETE");
    if (code)
      expect(answer.json()).toMatchObject({
        id: expect.stringMatching(/^[\w-]{20}$/) as string,
        message: expect.any(String) as string,
      });
  });

  test("of a bug says nothing but a number, which the log explains", async () => {
    const answer = await tanaka.get("/k/v1/bug.json");
    expect(answer.text).not.toMatch(/select|secret|Error|\.ts/);
    const line = portal.logged.find((entry) => entry.includes(String(answer.json()["id"])));
    expect(line).toContain("t_secret");
  });

  test("speak the person's language", async () => {
    expect((await tanaka.get("/k/v1/missing.json")).json()["message"]).toContain("指定したレコード");
    expect((await tanaka.get("/k/v1/echo.json")).json()["errors"]).toMatchObject({
      app: { messages: [expect.stringMatching(/[ぁ-ん]/)] },
    });
  });

  test("a GET cannot write, and a refused write leaves nothing", async () => {
    expect((await tanaka.get("/k/v1/writes.json")).status).toBe(500);
    expect((await tanaka.post("/k/v1/half.json")).json()["code"]).toBe("GAIA_CO02");
    expect((await tanaka.get("/k/v1/phones.json")).json()).toEqual({ phones: [{ phone: "" }] });
  });

  test("a write that began with outdated apps begins anew, whatever it said and did by then", async () => {
    const { database, clock } = portal.platform;
    const write = async () => (await tanaka.post("/k/v1/known-apps.json")).json();
    expect((await write())["code"]).toBe("GAIA_AP01");
    attempts.length = 0;
    await deployApps({ database, now: clock() }, [{ definition: definitionOf("late", {}) }]);
    expect(await write()).toEqual({ known: ["late"] });
    expect(attempts).toEqual([[], ["late"]]);
    expect(await write()).toEqual({ known: ["late"] });
    expect(attempts).toHaveLength(3);
    const { rows } = await database.owner.query("select phone from user_account where code = 'tanaka'");
    expect(rows).toEqual([{ phone: "++" }]);
  });

  test("a raw route gets the stream and its own transactions", async () => {
    const headers = { "x-madoguchi-token": tanaka.token };
    const answer = await tanaka.fetch("/k/v1/raw.json", { method: "POST", headers, body: Buffer.alloc(3_000_000) });
    expect(answer.json()).toEqual({ size: 3_000_000, who: "tanaka" });
  });
});

test("every answer carries the security headers", async () => {
  const stranger = portal.client();
  const answers = [
    await tanaka.get("/k/v1/nothing.json"),
    await tanaka.get("/k/v1/bug.json"),
    await tanaka.get("/k/v1/unknown.json"),
    await tanaka.fetch("/k/portal"),
    await tanaka.fetch("/assets/main-abc.js"),
    await tanaka.fetch("/assets/missing.js"),
    await tanaka.fetch("/assets/pages.css"),
    await tanaka.fetch("/password"),
    await tanaka.get("/k/v1/download.json?name=a"),
    await stranger.fetch("/"),
    await stranger.fetch("/k/v1/echo.json"),
    await portal.client(await portal.issue("tanaka")).fetch("/login"),
  ];
  for (const { headers } of answers) {
    expect(headers["strict-transport-security"]).toBe("max-age=31536000");
    expect(headers["x-content-type-options"]).toBe("nosniff");
    expect(headers["referrer-policy"]).toBe("no-referrer");
    expect(headers["cross-origin-opener-policy"]).toBe("same-origin");
    expect(headers["cross-origin-resource-policy"]).toBe("same-origin");
    expect(headers["content-security-policy"]).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
    expect(headers["content-security-policy"]).not.toMatch(/unsafe|\*/);
    expect(headers["x-powered-by"]).toBeUndefined();
    expect(headers["access-control-allow-origin"]).toBeUndefined();
  }
  expect(answers[0]!.headers["cache-control"]).toBe("no-store");
  expect(answers[3]!.headers["cache-control"]).toBe("no-store");
  expect(answers[4]!.headers["cache-control"]).toBe("private, max-age=31536000, immutable");
});

test("the client's page answers every other address; its assets stay in their folder", async () => {
  expect((await tanaka.fetch("/k/5/show?record=3")).text).toContain("<title>client</title>");
  expect((await tanaka.fetch("/assets/main-abc.js")).text).toBe("1;");
  const outside = "../index.html %2e%2e/index.html ..%2findex.html ..%5cindex.html %00".split(" ");
  for (const path of ["", ...outside].map((end) => `/assets/${end}`)) {
    expect([path, (await tanaka.fetch(path)).status >= 400 || !(await tanaka.fetch(path)).text.includes("1;")]).toEqual(
      [path, true],
    );
  }
  expect((await tanaka.fetch("/anything", { method: "POST" })).status).toBe(405);
});

describe("downloads", () => {
  test.each([
    [
      "報告書 (最終).pdf",
      `attachment; filename="___ (__).pdf"; filename*=UTF-8''%E5%A0%B1%E5%91%8A%E6%9B%B8%20%28%E6%9C%80%E7%B5%82%29.pdf`,
    ],
    ['a"b\r\nX-Evil: 1.txt', `attachment; filename="a_b__X-Evil: 1.txt"; filename*=UTF-8''a%22b__X-Evil%3A%201.txt`],
    ["../../etc/x", `attachment; filename=".._.._etc_x"; filename*=UTF-8''.._.._etc_x`],
    ["gpj.\u202eexe", `attachment; filename="gpj._exe"; filename*=UTF-8''gpj._exe`],
    ["😀.png", `attachment; filename="__.png"; filename*=UTF-8''%F0%9F%98%80.png`],
  ])("name %j safely", async (name, header) => {
    const answer = await tanaka.get("/k/v1/download.json", { name });
    expect(answer.headers["content-disposition"]).toBe(header);
    expect(answer.headers["content-security-policy"]).toBe("sandbox; default-src 'none'; frame-ancestors 'none'");
    expect(answer.headers["x-evil"]).toBeUndefined();
    expect(answer.text).toBe("<script>alert(1)");
  });
  test("long names stay short and keep their ending; inline files may be framed by us only", async () => {
    const long = await tanaka.get("/k/v1/download.json", { name: `${"長".repeat(900)}.pdf` });
    expect(long.headers["content-disposition"]!.length).toBeLessThan(2_200);
    expect(long.headers["content-disposition"]).toMatch(/\.pdf$/);
    const image = await tanaka.get("/k/v1/download.json", { name: "a.png", inline: true, type: "image/png" });
    expect(image.headers["content-security-policy"]).toBe("sandbox; default-src 'none'; frame-ancestors 'self'");
    const pdf = await tanaka.get("/k/v1/download.json", { name: "a.pdf", inline: true, type: "application/pdf" });
    expect(pdf.headers["content-security-policy"]).toBe("default-src 'none'; frame-ancestors 'self'");
    expect(pdf.headers["x-frame-options"]).toBe("SAMEORIGIN");
  });
});
