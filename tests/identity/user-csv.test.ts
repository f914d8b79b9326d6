import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { transaction } from "../../server/database.ts";
import { csvTypes } from "../../server/identity/user-csv/columns.ts";
import { readCsv, writeCsv } from "../../server/identity/user-csv/csv-text.ts";
import type { Client } from "../support/client.ts";
import { addPeople, startPortal, type TestPortal } from "../support/portal.ts";

let portal: TestPortal;
let admin: Client;

beforeAll(async () => {
  portal = await startPortal({
    prepare: async (platform) =>
      void (await addPeople(platform, [
        { code: "admin", isAdministrator: true, name: "管理者" },
        { code: "aoki", organizations: ["hospital-a"], groups: ["hospitals"], name: "青木" },
      ])),
  });
  admin = await portal.login("admin");
});
afterAll(() => portal?.stop());

/** Uploads a file as kintone's user API takes it. */
async function upload(content: string | Buffer, client = admin): Promise<string> {
  const boundary = "----csv";
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="people.csv"\r\nContent-Type: text/csv\r\n\r\n`;
  const answer = await client.fetch("/v1/file.json", {
    method: "POST",
    headers: {
      "content-type": `multipart/form-data; boundary=${boundary}`,
      "x-requested-with": "XMLHttpRequest",
      "x-madoguchi-token": client.token,
    },
    body: Buffer.concat([Buffer.from(head), Buffer.from(content), Buffer.from(`\r\n--${boundary}--\r\n`)]),
  });
  expect(answer.status).toBe(200);
  return answer.json<{ fileKey: string }>().fileKey;
}

interface Result {
  readonly done: boolean;
  readonly success: boolean;
  readonly errors: readonly { row: string; column: string | null; message: string }[];
}
async function importCsv(type: string, content: string | Buffer): Promise<Result> {
  const started = await admin.post(`/v1/csv/${type}.json`, { fileKey: await upload(content) });
  expect([started.status, started.text]).toEqual([200, expect.stringContaining("id")]);
  return (await admin.get("/v1/csv/result.json", { id: started.json()["id"] })).json<Result>();
}
const exported = async (type: string) =>
  (await admin.fetch(`/v1/csv/${type}.csv`)).text.replace(/^\ufeff/, "").split("\r\n");
const count = async (table: string) =>
  (
    await transaction(portal.platform.database.web, (tx) =>
      tx.rows<{ n: number }>(`select count(*)::int as n from ${table}`),
    )
  )[0]!.n;

test("what is exported can be imported again unchanged", async () => {
  expect(await exported("user")).toEqual([
    "ログイン名,表示名,メールアドレス,電話番号,表示言語,管理者,使用状態",
    "admin,管理者,admin@example.jp,,auto,1,active",
    "aoki,青木,aoki@example.jp,,auto,0,active",
    "",
  ]);
  for (const type of csvTypes) {
    const before = await admin.fetch(`/v1/csv/${type}.csv`);
    expect(before.headers["content-type"]).toBe("text/csv; charset=utf-8");
    expect(await importCsv(type, before.body)).toMatchObject({ done: true, success: true, errors: [] });
    expect((await admin.fetch(`/v1/csv/${type}.csv`)).text).toBe(before.text);
  }
  expect((await exported("userServices")).slice(0, 2)).toEqual(["ログイン名,利用サービス", "admin,kintone"]);
  const other = "ログイン名,利用サービス\r\nadmin,garoon\r\n";
  expect(await importCsv("userServices", other)).toMatchObject({ success: false, errors: [{ row: "2" }] });
  expect(await importCsv("title", "役職コード,役職名\r\nchief,部長\r\n")).toMatchObject({ success: false });
});

test("new organisations, groups, people and memberships come in, parents from the same file", async () => {
  const organizations = "組織名,組織コード,親組織コード\r\nみなと県,minato,\r\nみなと病院,minato-1,minato\r\n";
  expect(await importCsv("organization", organizations)).toMatchObject({ success: true });
  expect(await importCsv("group", "Group code,Group name\nlabs,検査\n")).toMatchObject({ success: true });
  const people = 'ログイン名,表示名,使用状態,電話番号\r\nito,"伊藤, 花子",停止,\'+81-3\r\naoki,青木 一,,\r\n';
  expect(await importCsv("user", people)).toMatchObject({ success: true });
  expect(await importCsv("userOrganizations", "ログイン名,組織コード\nito,minato-1,hospital-a\n")).toMatchObject({
    success: true,
  });
  expect(await importCsv("userGroups", "ログイン名\nito,labs\naoki\n")).toMatchObject({ success: true });
  expect(await exported("user")).toContain('ito,"伊藤, 花子",,"\'+81-3",auto,0,suspended');
  expect(await exported("user")).toContain("aoki,青木 一,aoki@example.jp,,auto,0,active");
  expect(await exported("organization")).toContain("minato-1,みなと病院,minato,");
  expect(await exported("userOrganizations")).toContain("ito,minato-1,hospital-a");
  expect(await exported("userGroups")).toEqual(expect.arrayContaining(["ito,labs", "aoki"]));
});

test("Shift_JIS is read", async () => {
  // 「ログイン名,表示名」 and 「sato,佐藤」
  const octets = Buffer.from("838d834f8343839396bc2c955c8ea696bc0d0a7361746f2c8db293a10d0a", "hex");
  expect(await importCsv("user", octets)).toMatchObject({ success: true });
  expect(await exported("user")).toContain("sato,佐藤,,,auto,0,active");
});

test("one bad row, and nothing of the file is taken over; each row says why, in the reader's language", async () => {
  const [users, events] = [await count("user_account"), await count("event")];
  const bad =
    "ログイン名,表示名,メールアドレス,管理者\ngood,よい,,0\nだめ,,nonsense,\nadmin,管理者,,0\nmato,的,,maybe\n";
  const { success, errors } = await importCsv("user", bad);
  expect(success).toBe(false);
  expect(errors.map(({ row, column }) => [row, column])).toEqual([
    ["3", "ログイン名"],
    ["3", "表示名"],
    ["3", "メールアドレス"],
    ["4", "管理者"],
    ["5", "管理者"],
  ]);
  expect(errors[4]!.message).toBe("次のいずれかを入力してください：0 / 1 / true / false");
  expect([await count("user_account"), await count("event")]).toEqual([users, events]);
});

test.each([
  ["user", "", ["1", null]],
  ["user", "名前,ログイン名\na,b\n", ["1", null]],
  ["user", "表示名\na\n", ["1", "ログイン名"]],
  ["user", "ログイン名,表示名\nx,1\nX,2\n", ["3", "ログイン名"]],
  ["user", 'ログイン名,表示名\nx,"1\n', ["1", null]],
  ["organization", "組織コード,組織名,親組織コード\na1,A,nowhere\n", ["2", "親組織コード"]],
  ["organization", "組織コード,組織名,親組織コード\nhospital-a,A,hospital-a\n", ["2", "親組織コード"]],
  ["userGroups", "ログイン名\nnobody,hospitals\n", ["2", "ログイン名"]],
  ["userGroups", "ログイン名\naoki,nothing\n", ["2", "グループコード"]],
])("%s %j is refused at %j", async (type, content, at) => {
  const { success, errors } = await importCsv(type, content || "\n");
  expect(success).toBe(false);
  expect([errors[0]?.row, errors[0]?.column]).toEqual(at);
});

test("a file is imported once, and only by who uploaded it", async () => {
  const other = await portal.login("aoki");
  const fileKey = await upload("ログイン名,表示名\nzz,z\n", other);
  expect((await admin.post("/v1/csv/user.json", { fileKey })).json()["code"]).toBe("GAIA_BL01");
  const own = await upload("ログイン名,表示名\naoki,青木\n");
  expect((await admin.post("/v1/csv/user.json", { fileKey: own })).status).toBe(200);
  expect((await admin.post("/v1/csv/user.json", { fileKey: own })).json()["code"]).toBe("GAIA_BL01");
  expect((await admin.get("/v1/csv/result.json", { id: "999" })).json()["code"]).toBe("MG_NF01");
});

describe("text", () => {
  test("cells that a spreadsheet would run wear an apostrophe outside", () => {
    const rows = [["=1+1", "+81", "a,b", '"', ""]];
    const octets = writeCsv(rows);
    expect(Buffer.from(octets).toString()).toBe('\ufeff"\'=1+1","\'+81","a,b","""",\r\n');
    expect(readCsv(octets)).toEqual([{ line: 1, cells: rows[0] }]);
  });

  test("octets that are neither UTF-8 nor Shift_JIS are told", () => {
    expect(readCsv(Buffer.from([0xff, 0xff, 0x81]))).toBeUndefined();
  });
});
