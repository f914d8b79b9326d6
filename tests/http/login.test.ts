import crypto, { scryptSync } from "node:crypto";
import { syncBuiltinESMExports } from "node:module";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { transaction } from "../../server/database.ts";
import { isHashOutdated } from "../../server/identity/login/hash-password.ts";
import { makeClient, type Answer, type Client } from "../support/client.ts";
import { cookiesOf, hiddenField, logInByForm, submit } from "../support/forms.ts";
import { addPeople, startPortal, type IssuedCertificate, type TestPortal } from "../support/portal.ts";

/** Counts hashes; those who imported the function see it too. */
const hashing = vi.spyOn(crypto, "scrypt");
syncBuiltinESMExports();

let portal: TestPortal;
let held: IssuedCertificate;
let tanaka: Client;
let ids: ReadonlyMap<string, number>;

beforeAll(async () => {
  portal = await startPortal({
    prepare: async (platform) => {
      ids = await addPeople(platform, [
        { code: "tanaka", organizations: ["a-hospital"] },
        { code: "suzuki", organizations: ["b-hospital"] },
      ]);
    },
  });
  held = await portal.issue("tanaka");
  tanaka = portal.client(held);
});
afterAll(() => portal?.stop());

const sql = (text: string, values: unknown[] = []) =>
  transaction(portal.platform.database.web, (tx) => tx.rows<Record<string, unknown>>(text, values));

/** A cheap hash, so that tests of everything but the hash are quick; log-in makes it anew. */
function cheapHash(password: string): string {
  const salt = Buffer.alloc(16, 7);
  const key = scryptSync(password, salt, 32, { N: 2, r: 1, p: 1 });
  return `scrypt$1$1$1$${salt.toString("base64url")}$${key.toString("base64url")}`;
}

beforeEach(async () => {
  await sql("delete from login_failure");
  await sql("delete from password_history");
  await sql("update user_account set password_hash = $1, must_change_password = false where code = 'tanaka'", [
    cheapHash("Sakura-7-yama"),
  ]);
  await sql("update user_account set password_hash = $1, must_change_password = false where code = 'suzuki'", [
    cheapHash("Momiji-8-kawa"),
  ]);
});

describe("the log-in page", () => {
  test("shows the certificate, the fields for password managers and kintone's class names", async () => {
    const { text } = await tanaka.fetch("/login");
    for (const part of [
      "テスト端末",
      'class="field form-username-slash"',
      'class="field form-password-slash"',
      "login-button",
      'autocomplete="username"',
      'autocomplete="current-password"',
      "ログイン名を保存する",
      "ログインでお困りですか？",
    ]) {
      expect(text).toContain(part);
    }
    expect(text).not.toMatch(/<script|style=|onclick/);
    expect((await tanaka.fetch("/login?lang=en")).text).toContain("Trouble logging in?");
    expect((await tanaka.fetch("/login", { headers: { "accept-language": "en-US,en" } })).text).toContain("Log in");
    expect((await tanaka.fetch("/login", { headers: { "accept-language": "*" } })).text).toContain("ログイン");
  });

  test("lets a person in under a new session id, remembers the name and goes where he wanted", async () => {
    const answer = await logInByForm(tanaka, "ＴＡＮＡＫＡ ", "Sakura-7-yama", {
      remember: "1",
      next: "/k/1/show?record=2",
    });
    expect([answer.status, answer.headers.location]).toEqual([303, "/k/1/show?record=2"]);
    const cookies = answer.headers["set-cookie"]!.join("\n");
    expect(cookies).toMatch(/__Host-madoguchi=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Lax$/m);
    const client = makeClient({ url: portal.url, ca: portal.ca, certificate: held, cookie: cookiesOf(answer) });
    const session = (await client.get("/portal/v1/session.json")).json();
    expect(session).toMatchObject({
      user: { code: "tanaka" },
      organization: { code: "a-hospital" },
      mustChangePassword: false,
    });
    expect((await client.fetch("/login?next=/k/9")).headers.location).toBe("/k/9");
    const again = await tanaka.fetch("/login", { headers: { cookie: "__Host-madoguchi-name=tanaka" } });
    expect(again.text).toMatch(/name="name"\s+type="text"\s+value="tanaka"/);

    const second = await logInByForm(client, "tanaka", "Sakura-7-yama");
    expect(cookiesOf(second)).not.toBe(cookiesOf(answer));
    expect((await sql("select from session where id_hash = sha256($1)", [sessionOf(answer)])).length).toBe(1);
  });

  test.each([
    "//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil.example", "/.//evil.example", "javascript:alert(1)",
    "%2f%2fevil.example", "", "/login?next=/", "/k/v1/records.json", "/logout", "/assets/x.js", "evil",
  ])("never goes to %j", async (next) => {
    const answer = await logInByForm(tanaka, "tanaka", "Sakura-7-yama", { next });
    expect(answer.headers.location).toBe("/");
  }); // prettier-ignore

  test.each([
    ["another site", { "sec-fetch-site": "cross-site" }, 403],
    ["a sister site", { "sec-fetch-site": "same-site" }, 403],
    ["another origin without fetch metadata", { "sec-fetch-site": "", origin: "https://evil.example" }, 403],
    ["a sandboxed frame", { "sec-fetch-site": "", origin: "null" }, 403],
  ])("is not accepted from %s", async (_who, headers, status) => {
    const page = await tanaka.fetch("/login");
    const fields = { form: hiddenField(page.text, "form"), name: "tanaka", password: "Sakura-7-yama" };
    const clean = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ""));
    const answer = await tanaka.fetch("/login", {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", cookie: cookiesOf(page), ...clean },
      body: new URLSearchParams(fields).toString(),
    });
    expect([answer.status, answer.headers["set-cookie"]?.join().includes("__Host-madoguchi=")]).toEqual([
      status,
      false,
    ]);
  });

  test("is not accepted without the form's own token", async () => {
    const page = await tanaka.fetch("/login");
    const fields = { form: hiddenField(page.text, "form"), name: "tanaka", password: "Sakura-7-yama" };
    expect((await submit(tanaka, "/login", fields)).status).toBe(403);
    expect((await submit(tanaka, "/login", { ...fields, form: "" }, { cookie: cookiesOf(page) })).status).toBe(403);
  });
});

const sessionOf = (answer: Answer) =>
  Buffer.from(/__Host-madoguchi=([^;]+)/.exec(answer.headers["set-cookie"]!.join("\n"))![1]!);

/** What a stranger can compare: everything but the random token of the form. */
async function world(name: string, password: string) {
  const answer = await logInByForm(tanaka, name, password);
  const { date: _date, "set-cookie": _cookie, ...headers } = answer.headers;
  const body = answer.text.replace(/name="form" value="[^"]*"/, "").replaceAll(`value="${name}"`, 'value=""');
  return { status: answer.status, body, headers: { ...headers, "content-length": "" } };
}

test("wrong password, unknown name and another person's right password are one and the same", async () => {
  const wrong = await world("tanaka", "wrong-1-wrong");
  expect(wrong.status).toBe(401);
  expect(wrong.body).toContain("ログイン名またはパスワードが正しくありません。");
  expect(await world("nobody", "wrong-1-wrong")).toEqual(wrong);
  expect(await world("suzuki", "Momiji-8-kawa")).toEqual(wrong);
  expect(await world("suzuki", "wrong-1-wrong")).toEqual(wrong);

  const header = async (name: string, password: string) => {
    const answer = await tanaka.fetch("/portal/v1/session.json", { headers: passwordHeader(name, password) });
    const { id: _id, ...body } = answer.json();
    return { status: answer.status, body };
  };
  const refused = await header("tanaka", "wrong-1-wrong");
  expect(refused).toMatchObject({ status: 401, body: { code: "CB_WA01" } });
  expect(await header("nobody", "wrong-1-wrong")).toEqual(refused);
  expect(await header("suzuki", "Momiji-8-kawa")).toEqual(refused);
});

const passwordHeader = (name: string, password: string) => ({
  "x-cybozu-authorization": Buffer.from(`${name}:${password}`).toString("base64"),
});

describe("lock-out", () => {
  test("60 wrong attempts at one moment count as ten; then even the right password waits", async () => {
    const attempts = await Promise.all(
      Array.from({ length: 60 }, () => logInByForm(tanaka, "tanaka", "wrong-1-wrong")),
    );
    expect(attempts.every((answer) => answer.status === 401)).toBe(true);
    const locked = attempts.filter((answer) => answer.text.includes("しばらくログインできません"));
    expect(locked.length).toBe(50);
    expect(await sql("select failures, locks from login_failure where account = 'tanaka'")).toEqual([
      { failures: 10, locks: 1 },
    ]);
    expect((await logInByForm(tanaka, "tanaka", "Sakura-7-yama")).text).toContain("しばらくログインできません");
    const api = await tanaka.fetch("/portal/v1/session.json", { headers: passwordHeader("tanaka", "Sakura-7-yama") });
    expect([api.status, api.json()["code"]]).toEqual([401, "CB_WA01"]);

    // Another device of the same person, and the person's name tried with another person's certificate, are not affected.
    const other = portal.client(await portal.issue("tanaka", "other device"));
    expect((await logInByForm(other, "tanaka", "Sakura-7-yama")).status).toBe(303);
  });

  test("lasts 15 minutes, then 30, and is forgotten after a right password", async () => {
    const fail = async () => {
      for (let attempt = 0; attempt < 10; attempt++) await logInByForm(tanaka, "tanaka", "wrong-1-wrong");
    };
    const minutes = async (ms: number) => {
      portal.shiftClock(ms);
      shifted += ms;
      return (await logInByForm(tanaka, "tanaka", "wrong-1-wrong")).text.includes("しばらく") ? "locked" : "open";
    };
    let shifted = 0;
    try {
      await fail();
      expect(await minutes(14 * 60_000)).toBe("locked");
      expect(await minutes(2 * 60_000)).toBe("open"); // counts as the first of the next ten
      for (let attempt = 0; attempt < 9; attempt++) await logInByForm(tanaka, "tanaka", "wrong-1-wrong");
      expect(await minutes(28 * 60_000)).toBe("locked");
      expect(await minutes(3 * 60_000)).toBe("open");
      expect((await logInByForm(tanaka, "tanaka", "Sakura-7-yama")).status).toBe(303);
      expect(await sql("select from login_failure where account = 'tanaka'")).toEqual([]);
    } finally {
      portal.shiftClock(-shifted);
    }
  });

  test("a stranger with another certificate cannot lock somebody out", async () => {
    const suzuki = portal.client(await portal.issue("suzuki"));
    for (let attempt = 0; attempt < 11; attempt++) await logInByForm(suzuki, "tanaka", "wrong-1-wrong");
    expect((await logInByForm(tanaka, "tanaka", "Sakura-7-yama")).status).toBe(303);
  });
});

test("an old hash is made anew at the next log-in, and the password stays the same", async () => {
  const stored = async () =>
    String((await sql("select password_hash from user_account where code = 'tanaka'"))[0]!["password_hash"]);
  expect(isHashOutdated(await stored())).toBe(true);
  expect((await logInByForm(tanaka, "tanaka", "Ｓakura-7-yama")).status).toBe(303); // NFKC: a wide letter is the same
  expect(isHashOutdated(await stored())).toBe(false);
  expect((await logInByForm(tanaka, "tanaka", "Sakura-7-yama")).status).toBe(303);
});

describe("the password header of kintone's clients", () => {
  test("works without cookie and token, only with the certificate's own name", async () => {
    const colon = cheapHash("pa:ss:1");
    await sql("update user_account set password_hash = $1 where code = 'tanaka'", [colon]);
    const answer = await tanaka.fetch("/portal/v1/session.json", { headers: passwordHeader("tanaka", "pa:ss:1") });
    expect(answer.json()).toMatchObject({ user: { code: "tanaka" }, token: "" });
    expect((await tanaka.fetch("/portal/v1/session.json", { headers: passwordHeader("tanaka", "pa:ss") })).status).toBe(
      401,
    );
    expect((await tanaka.fetch("/portal/v1/session.json")).json()["code"]).toBe("CB_AU01");
  });

  test("is believed for seconds without a new hash, but not after a change of the password", async () => {
    const ask = () => tanaka.fetch("/portal/v1/session.json", { headers: passwordHeader("tanaka", "Sakura-7-yama") });
    expect((await ask()).status).toBe(200);
    expect(hashing).toHaveBeenCalled();
    hashing.mockClear();
    for (let call = 0; call < 5; call++) expect((await ask()).status).toBe(200);
    // Once more where these took longer than it is believed.
    expect(hashing.mock.calls.length).toBeLessThanOrEqual(1);
    await sql("update user_account set password_hash = $1 where code = 'tanaka'", [cheapHash("Another-9-one")]);
    expect((await ask()).status).toBe(401);
  });

  test("wins over a session, and does not save a person from changing the initial password", async () => {
    const client = await portal.login("tanaka", held);
    const wrong = await client.fetch("/portal/v1/session.json", { headers: passwordHeader("tanaka", "wrong-1-wrong") });
    expect([wrong.status, wrong.json()["code"]]).toEqual([401, "CB_WA01"]);
    await sql("update user_account set must_change_password = true where code = 'tanaka'");
    const answer = await tanaka.fetch("/portal/v1/devices.json", {
      headers: passwordHeader("tanaka", "Sakura-7-yama"),
    });
    expect(answer.json()["code"]).toBe("MG_PW01");
  });
});

describe("changing the password", () => {
  test("is forced at the first log-in, ends all other sessions, and follows the policy", async () => {
    const elsewhere = await portal.login("tanaka");
    await sql("update user_account set must_change_password = true where code = 'tanaka'");
    const login = await logInByForm(tanaka, "tanaka", "Sakura-7-yama", { next: "/k/1/" });
    expect(login.headers.location).toBe("/password");
    const client = makeClient({ url: portal.url, ca: portal.ca, certificate: held, cookie: cookiesOf(login) });
    expect((await client.fetch("/k/1/")).headers.location).toBe("/password");
    expect((await client.get("/portal/v1/devices.json")).json()["code"]).toBe("MG_PW01");

    const page = await client.fetch("/password");
    expect(page.text).toContain("初期パスワード");
    const token = hiddenField(page.text, "token");
    const change = (fields: Record<string, string>) =>
      submit(client, "/password", { token, repeat: fields["new"] ?? "", ...fields });
    const table: [Record<string, string>, string][] = [
      [{ current: "wrong", new: "Kaede-5-mori" }, "現在のパスワードが正しくありません"],
      [{ current: "Sakura-7-yama", new: "short1" }, "8文字以上"],
      [{ current: "Sakura-7-yama", new: "onlyletters" }, "数字を1文字以上"],
      [{ current: "Sakura-7-yama", new: "1234567890" }, "英字を1文字以上"],
      [{ current: "Sakura-7-yama", new: "tanaka123" }, "推測されやすい"],
      [{ current: "Sakura-7-yama", new: "Sakura-7-yama" }, "最近使ったパスワード"],
      [{ current: "Sakura-7-yama", new: "Kaede-5-mori", repeat: "Kaede-5-mor1" }, "一致しません"],
    ];
    for (const [fields, sentence] of table) {
      const answer = await change(fields);
      expect([answer.status, answer.text.includes(sentence), sentence]).toEqual([400, true, sentence]);
      expect(answer.text).toContain("<title>エラー：");
    }
    const withoutToken = await submit(client, "/password", {
      current: "Sakura-7-yama",
      new: "Kaede-5-mori",
      repeat: "Kaede-5-mori",
    });
    expect(withoutToken.status).toBe(403);
    const done = await change({ current: "Sakura-7-yama", new: "Kaede-5-mori" });
    expect([done.status, done.headers.location]).toEqual([303, "/"]);
    expect((await client.get("/portal/v1/session.json")).json()["mustChangePassword"]).toBe(false);
    expect((await elsewhere.get("/portal/v1/session.json")).status).toBe(401);
  });

  test("by the API: problems by key, the last three not again, wrong ones counted", async () => {
    const client = await portal.login("tanaka", held);
    const change = (current: string, next: string) => client.put("/portal/v1/password.json", { current, new: next });
    expect((await change("nonsense", "Kaede-5-mori")).json()).toMatchObject({
      code: "CB_VA01",
      errors: { current: {} },
    });
    expect(await sql("select failures from login_failure where account = 'tanaka'")).toEqual([{ failures: 1 }]);
    const words = ["Sakura-7-yama", "Kaede-5-mori", "Keyaki-6-hara", "Hinoki-7-tani"];
    for (const [index, word] of words.slice(1).entries())
      expect((await change(words[index]!, word)).json()).toEqual({});
    expect((await change("Hinoki-7-tani", "Kaede-5-mori")).json()).toMatchObject({
      errors: { new: { messages: ["最近使ったパスワードです。別のパスワードを入力してください。"] } },
    });
    expect((await change("Hinoki-7-tani", "Sakura-7-yama")).status).toBe(200);
  });
});

test("log-out ends the session, clears the site's data and returns to the log-in page", async () => {
  const client = await portal.login("tanaka", held);
  expect((await submit(client, "/logout", {})).status).toBe(403);
  expect((await client.get("/portal/v1/session.json")).status).toBe(200);
  const out = await submit(client, "/logout", { token: client.token });
  expect([out.status, out.headers.location]).toEqual([303, "/login?out=1"]);
  expect(out.headers["clear-site-data"]).toBe('"cache", "storage"');
  expect((await client.get("/portal/v1/session.json")).json()["code"]).toBe("CB_AU01");
  expect((await client.fetch("/login?out=1")).text).toContain("ログアウトしました");
  expect((await submit(client, "/logout", {})).headers.location).toBe("/login?out=1");
});

test("a person sees and ends his own sessions, not another's", async () => {
  const [one, two, suzuki] = [await portal.login("tanaka"), await portal.login("tanaka"), await portal.login("suzuki")];
  const { sessions } = (await one.get("/portal/v1/devices.json")).json<{
    sessions: { id: string; isThis: boolean }[];
  }>();
  expect(sessions.filter((session) => session.isThis).length).toBe(1);
  const mine = (await two.get("/portal/v1/devices.json")).json<{ sessions: { id: string; isThis: boolean }[] }>();
  const id = mine.sessions.find((session) => session.isThis)!.id;
  expect((await suzuki.delete("/portal/v1/sessions.json", { id })).status).toBe(404);
  expect((await two.get("/portal/v1/session.json")).status).toBe(200);
  expect((await one.delete("/portal/v1/sessions.json", { id })).json()).toEqual({});
  expect((await two.get("/portal/v1/session.json")).status).toBe(401);
});

test("nothing secret reaches log or events", async () => {
  await logInByForm(tanaka, "my-secret-typed-as-name", "wrong-1-wrong");
  const everything = portal.logged.join("\n") + JSON.stringify(await sql("select * from event"));
  for (const secret of ["Sakura-7-yama", "wrong-1-wrong", "my-secret-typed-as-name"])
    expect(everything).not.toContain(secret);
  expect(ids.size).toBe(2);
});
