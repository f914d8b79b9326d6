import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { choices, definitionOf } from "../../records/workspace.ts";
import { errorOf, startWorkspace, type ClientWorkspace } from "../workspace.ts";

let workspace: ClientWorkspace;
let app: string;
beforeAll(async () => {
  workspace = await startWorkspace(
    definitionOf("records", {
      文字: { type: "SINGLE_LINE_TEXT", maxLength: "5", minLength: "" },
      鍵: { type: "SINGLE_LINE_TEXT", unique: true },
      番号鍵: { type: "NUMBER", unique: true },
      複数行: { type: "MULTI_LINE_TEXT" },
      書式: { type: "RICH_TEXT" },
      数値: { type: "NUMBER", minValue: "", maxValue: "" },
      必須数: { type: "NUMBER", required: true, defaultValue: "1" },
      必須選択: { type: "CHECK_BOX", required: true, options: choices("a", "b"), defaultValue: ["a"] },
      必須人: {
        type: "USER_SELECT",
        required: true,
        entities: [],
        defaultValue: [{ type: "FUNCTION", code: "LOGINUSER()" }],
      },
      チェック: { type: "CHECK_BOX", options: choices("a", "b"), defaultValue: [] },
      ラジオ: { type: "RADIO_BUTTON", options: choices("x", "y"), defaultValue: "x" },
      一覧: { type: "DROP_DOWN", options: choices("p", "q") },
      日付: { type: "DATE" },
      時刻: { type: "TIME" },
      日時: { type: "DATETIME" },
      リンク: { type: "LINK", protocol: "WEB" },
      人: { type: "USER_SELECT", entities: [] },
      組織: { type: "ORGANIZATION_SELECT", entities: [] },
      資料: { type: "FILE" },
      表: {
        type: "SUBTABLE",
        fields: {
          行数値: { type: "NUMBER" },
          行文字: { type: "SINGLE_LINE_TEXT", required: true, defaultValue: "d" },
          行選択: { type: "DROP_DOWN", options: choices("p") },
        },
      },
    }),
  );
  app = workspace.apps[0]!;
});
afterAll(() => workspace.stop());

type Values = Record<string, unknown>;
const wire = (values: Values) =>
  Object.fromEntries(Object.entries(values).map(([code, value]) => [code, { value }])) as never;
const records = async (who = "sato") => (await workspace.clientOf(who)).record;
const add = async (values: Values = {}, who = "sato") =>
  (await (await records(who)).addRecord({ app, record: wire(values) })).id;
const read = async (id: string) =>
  (await (await records()).getRecord({ app, id })).record as Record<string, { type: string; value: unknown }>;
const update = async (id: string, values: Values) => (await records()).updateRecord({ app, id, record: wire(values) });
const errorsOf = async (work: Promise<unknown>) => {
  const { status, code, errors } = await errorOf(work);
  expect([status, code]).toEqual([400, "CB_VA01"]);
  return Object.fromEntries(Object.entries(errors ?? {}).map(([key, { messages }]) => [key, messages[0]]));
};

describe("values (kintone.md 2.5)", () => {
  test("point 1: newest first, a hundred unless asked for", async () => {
    const record = await records();
    await record.addRecords({ app, records: Array.from({ length: 100 }, () => ({})) });
    await record.addRecords({ app, records: [{}, {}] });
    const found = await record.getRecords({ app });
    expect(found.records).toHaveLength(100);
    expect(found.totalCount).toBeNull();
    const ids = found.records.map((one) => Number(one["$id"]!.value));
    expect(ids).toEqual([...ids].sort((a, b) => b - a));
    expect((await record.getRecords({ app, query: "limit 3", totalCount: true })).totalCount).toBe("102");
  });

  test("points 2 and 3: the empty value of each type, ids, revision and record number", async () => {
    const id = await add();
    const found = await read(id);
    const values = Object.fromEntries(Object.entries(found).map(([code, { value }]) => [code, value]));
    expect(values).toMatchObject({
      ...{
        文字: "",
        複数行: "",
        書式: "",
        数値: "",
        リンク: "",
        日時: "",
        日付: null,
        時刻: null,
        一覧: null,
        ラジオ: "x",
      },
      ...{ チェック: [], 人: [], 組織: [], 資料: [], 表: [], レコード番号: `records-${id}`, $id: id, $revision: "1" },
    });
    expect([found["$id"]!.type, found["$revision"]!.type, found["レコード番号"]!.type]).toEqual([
      ...["__ID__", "__REVISION__", "RECORD_NUMBER"],
    ]);
    expect(found["作成者"]).toEqual({ type: "CREATOR", value: { code: "sato", name: "佐藤" } });
  });

  test("points 4 and 11: times by the minute and in UTC", async () => {
    const found = await read(await add({ 日時: "2026-11-01T09:30:45+09:00", 時刻: "9:05", 日付: "2026-11-01" }));
    expect(found["日時"]!.value).toBe("2026-11-01T00:30:00Z");
    expect(found["時刻"]!.value).toBe("09:05");
    expect(found["作成日時"]!.value).toMatch(/:00Z$/);
    expect(found["更新日時"]!.value).toMatch(/:00Z$/);
  });

  test("point 6: unknown codes and columns of a table sent outside it are ignored", async () => {
    const found = await read(await add({ 無い: "x", 行文字: "y", 文字: "z" }));
    expect(found["文字"]!.value).toBe("z");
    expect(found["無い"]).toBeUndefined();
    expect(found["表"]!.value).toEqual([]);
  });

  test("points 7 and 8: defaults fill missing keys on insert only, an explicit empty value suppresses them", async () => {
    const id = await add();
    expect((await read(id))["必須数"]!.value).toBe("1");
    expect(await errorsOf(add({ 必須数: "", 必須選択: [], 必須人: [] }))).toEqual({
      ...{
        "record.必須数.value": "必須です。",
        "record.必須選択.values": "必須です。",
        "record.必須人.values.value": "必須です。",
      },
    });
    await update(id, { 必須数: "7" });
    await update(id, { 文字: "x" });
    expect((await read(id))["必須数"]!.value).toBe("7");
  });

  test("point 9: numbers are decimals: expanded, trimmed, apart beyond the digits of a double", async () => {
    const id = await add({ 数値: "1.5e1" });
    expect((await read(id))["数値"]!.value).toBe("15");
    await update(id, { 数値: " -0012.50 " });
    expect((await read(id))["数値"]!.value).toBe("-12.5");
    const [one, other] = [await add({ 数値: "123456789012.1234" }), await add({ 数値: "123456789012.1235" })];
    expect((await read(one))["数値"]!.value).toBe("123456789012.1234");
    const { records: found } = await (await records()).getRecords({ app, query: "数値 = 123456789012.1235" });
    expect(found.map(({ $id }) => $id!.value)).toEqual([other]);
    expect(await errorsOf(add({ 数値: "1234567890123" }))).toHaveProperty(["record.数値.value"]);
    expect((await read(await add({ 数値: "0.00025" })))["数値"]!.value).toBe("0.0002");
  });

  test("point 10: what is no number has the odd key at the top, and is told at its place inside a table", async () => {
    expect(await errorsOf(add({ 数値: "一" }))).toEqual({ "record[数値].value": "数字でなければなりません。" });
    const error = await errorOf((await records()).addRecords({ app, records: [{}, wire({ 数値: "1,000" })] }));
    expect(Object.keys(error.errors!)).toEqual(["records[1][数値].value"]);
    expect(await errorsOf(add({ 表: [{ value: { 行数値: { value: "x" } } }] }))).toHaveProperty([
      "record.表.value[0].value.行数値.value",
    ]);
  });

  test("point 12: no duplicates, in storage, in one request and among parallel inserts", async () => {
    const record = await records();
    await add({ 鍵: "k1" });
    expect(await errorsOf(add({ 鍵: "k1" }))).toEqual({ "record.鍵.value": "値がほかのレコードと重複しています。" });
    const twice = record.addRecords({ app, records: [wire({ 鍵: "k2" }), wire({ 鍵: "k2" })] });
    expect(await errorsOf(twice)).toEqual({ "records[1].鍵.value": "値がほかのレコードと重複しています。" });
    await Promise.all([add(), add()]);
    const race = await Promise.allSettled(Array.from({ length: 8 }, () => add({ 鍵: "race" })));
    expect(race.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  test("point 13: all problems at once, on the merged record, with kintone's suffixes", async () => {
    const sent = {
      文字: "123456",
      チェック: ["a", "無"],
      ラジオ: "無",
      一覧: "無",
      表: [{ value: { 行文字: { value: "" }, 行選択: { value: "無" } } }],
    };
    expect(await errorsOf(add(sent))).toEqual({
      "record.文字.value": "6文字より短くなければなりません。",
      "record.チェック.values[1].value": '"無"は選択肢にありません。',
      "record.ラジオ.value": '"無"は選択肢にありません。',
      "record.一覧.value": '"無"は選択肢にありません。',
      "record.表.value[0].value.行文字.value": "必須です。",
      "record.表.value[0].value.行選択.value": '"無"は選択肢にありません。',
    });
    const wrongType = await errorOf(add({ チェック: "a" }));
    expect([wrongType.status, wrongType.code]).toEqual([400, "CB_IJ01"]);
  });

  test("point 17: rows keep their ids, unknown and missing ids make new rows, [] empties, absent leaves alone", async () => {
    const rows = async (id: string) =>
      ((await read(id))["表"]!.value as { id: string; value: Record<string, { value: unknown }> }[]).map((row) => [
        row.id,
        row.value["行文字"]!.value,
      ]);
    const id = await add({ 表: [{ value: { 行文字: { value: "一" } } }, { value: {} }] });
    const [[first], [second, filled]] = (await rows(id)) as [[string, string], [string, string]];
    expect(first).toMatch(/^\d+$/);
    expect(filled).toBe("d");
    await update(id, {
      表: [
        { id: second, value: {} },
        { id: "999999", value: { 行文字: { value: "新" } } },
        { id: "", value: {} },
      ],
    });
    const after = await rows(id);
    expect(after.map(([, text]) => text)).toEqual(["d", "新", "d"]);
    expect(after[0]![0]).toBe(second);
    expect(after[1]![0]).not.toBe("999999");
    await update(id, { 文字: "x" });
    expect(await rows(id)).toEqual(after);
    await update(id, { 表: [] });
    expect(await rows(id)).toEqual([]);
  });
});

describe("writing many", () => {
  test("point 14: at most 100 at a time, all or nothing; an empty list is an empty answer", async () => {
    const record = await records();
    const visitor = await workspace.login("sato");
    const many = await visitor.post("/k/v1/records.json", { app, records: Array.from({ length: 101 }, () => ({})) });
    expect([many.status, many.json()["code"]]).toEqual([400, "CB_VA01"]);
    expect(await record.addRecords({ app, records: [] })).toMatchObject({ ids: [], revisions: [] });
    const before = (await record.getRecords({ app, totalCount: true, fields: ["$id"] })).totalCount;
    await errorOf(record.addRecords({ app, records: [{}, wire({ 数値: "x" })] }));
    expect((await record.getRecords({ app, totalCount: true, fields: ["$id"] })).totalCount).toBe(before);
    expect(await errorOf(record.getRecords({ app, query: "limit 501" }))).toMatchObject({ code: "GAIA_QU01" });
    expect(await errorOf(record.getRecords({ app, query: "offset 10001" }))).toMatchObject({ code: "GAIA_QU02" });
  });

  test("points 15 and 16: an unknown id is 404 and deletes nothing; a stale revision is 409; -1 is any", async () => {
    const record = await records();
    const id = await add();
    expect(await errorOf(record.deleteRecords({ app, ids: [id, "99999999"] }))).toMatchObject({
      status: 404,
      code: "GAIA_RE01",
    });
    expect(await errorOf(record.updateRecord({ app, id, revision: "9", record: {} }))).toMatchObject({
      status: 409,
      code: "GAIA_CO02",
    });
    expect(await record.updateRecord({ app, id, revision: -1, record: {} })).toEqual({ revision: "2" });
    expect(await errorOf(record.deleteRecords({ app, ids: [id], revisions: ["1"] }))).toMatchObject({
      code: "GAIA_CO02",
    });
    expect(await record.deleteRecords({ app, ids: [id], revisions: ["2"] })).toEqual({});
    expect(await errorOf(record.getRecord({ app, id }))).toMatchObject({ status: 404, code: "GAIA_RE01" });
  });

  test("deleting by query with holes in the revisions, and by body", async () => {
    const visitor = await workspace.login("sato");
    const [one, two, three] = [await add(), await add(), await add()];
    const token = encodeURIComponent(visitor.token);
    const path = `/k/v1/records.json?app=${app}&ids[0]=${one}&ids[1]=${two}&revisions[1]=1&__REQUEST_TOKEN__=${token}`;
    expect(
      (await visitor.fetch(path, { method: "DELETE", headers: { "x-requested-with": "XMLHttpRequest" } })).status,
    ).toBe(200);
    expect((await visitor.delete("/k/v1/records.json", { app, ids: [three], revisions: [null] })).status).toBe(200);
  });

  test("updateKey and upsert: by a field, by an id that nobody has, several at once", async () => {
    const record = await records();
    const id = await add({ 鍵: "u1", 番号鍵: "10" });
    const by = (value: string, field = "鍵") => ({ field, value });
    expect(await record.updateRecord({ app, updateKey: by("u1"), record: wire({ 文字: "a" }) })).toEqual({
      revision: "2",
    });
    expect(await record.updateRecord({ app, updateKey: by("10.0", "番号鍵"), record: wire({ 文字: "b" }) })).toEqual({
      revision: "3",
    });
    expect(await errorOf(record.updateRecord({ app, updateKey: by("u9"), record: {} }))).toMatchObject({
      status: 404,
      code: "GAIA_RE20",
    });
    expect(await errorOf(record.updateRecord({ app, updateKey: by("a", "文字"), record: {} }))).toMatchObject({
      code: "CB_VA01",
    });
    const done = await record.updateRecords({
      app,
      upsert: true,
      records: [
        { updateKey: by("u1"), record: wire({ 文字: "c" }) },
        { updateKey: by("u2"), record: wire({ 文字: "d" }) },
        { id: String(2 ** 53 - 1), record: wire({ 文字: "e" }) },
      ] as never,
    });
    expect(done.records).toEqual([
      { id, revision: "4", operation: "UPDATE" },
      { id: expect.any(String), revision: "1", operation: "INSERT" },
      { id: expect.any(String), revision: "1", operation: "INSERT" },
    ]);
    const [, second, third] = done.records;
    expect((await read(second!.id))["鍵"]!.value).toBe("u2");
    expect((await read(third!.id))["文字"]!.value).toBe("e");
    expect(third!.id).not.toBe(String(2 ** 53 - 1));
    const plain = await record.updateRecords({ app, records: [{ id, record: {} }] });
    expect(plain.records).toEqual([{ id, revision: "5" }]);
    expect(await errorOf(record.updateRecords({ app, records: [{ id: "99999999", record: {} }] }))).toMatchObject({
      code: "GAIA_RE01",
    });
  });

  test("upsertRecord, updateAllRecords and deleteAllRecords of the client", async () => {
    const record = await records();
    const key = { field: "鍵", value: "v1" };
    const first = await record.upsertRecord({ app, updateKey: key, record: wire({ 文字: "a" }) });
    expect(first).toMatchObject({ revision: "1" });
    expect(await record.upsertRecord({ app, updateKey: key, record: wire({ 文字: "b" }) })).toEqual({
      id: first.id,
      revision: "2",
    });
    const { records: added } = await record.addAllRecords({ app, records: Array.from({ length: 250 }, () => ({})) });
    const updated = await record.updateAllRecords({
      app,
      records: added.map(({ id }) => ({ id, record: wire({ 文字: "zz" }) })),
    });
    expect(updated.records).toHaveLength(250);
    expect(await record.deleteAllRecords({ app, records: added.map(({ id }) => ({ id })) })).toEqual({});
    expect(await record.getAllRecords({ app, condition: '文字 = "zz"' })).toEqual([]);
  });

  test("whoever manages the app may set creator, modifier and times of a new record; others are ignored", async () => {
    const system = {
      作成者: { code: "hana" },
      更新者: { code: "taro" },
      作成日時: "2020-01-02T03:04:00Z",
      更新日時: "2021-01-02T03:04:00Z",
    };
    const found = await read(await add(system, "admin"));
    expect(found["作成者"]!.value).toEqual({ code: "hana", name: "花子" });
    expect(found["更新者"]!.value).toEqual({ code: "taro", name: "太郎" });
    expect([found["作成日時"]!.value, found["更新日時"]!.value]).toEqual([
      "2020-01-02T03:04:00Z",
      "2021-01-02T03:04:00Z",
    ]);
    expect((await read(await add(system, "sato")))["作成者"]!.value).toEqual({ code: "sato", name: "佐藤" });
    expect(await errorsOf(add({ 作成日時: "yesterday", 更新者: null }, "admin"))).toEqual({
      "record.作成日時.value": "日時を正しく入力してください（例：2026-11-21T09:30:00+09:00）。",
    });
    const nobody = await errorOf(add({ 作成者: { code: "nobody" } }, "admin"));
    expect([nobody.code, Object.keys(nobody.errors!)]).toEqual(["GAIA_IL26", ["record.作成者.value"]]);
  });
});

test("point 19: files: kept, added and taken out by key, and a key attaches once", async () => {
  const { file, record } = await workspace.clientOf("sato");
  const upload = async (name: string, data: string) => (await file.uploadFile({ file: { name, data } })).fileKey;
  const [one, two] = [await upload("一.txt", "hello"), await upload("(2).txt", "world")];
  const id = await add({ 資料: [{ fileKey: one }, { fileKey: two }] });
  const stored = (await read(id))["資料"]!.value as {
    fileKey: string;
    name: string;
    size: string;
    contentType: string;
  }[];
  expect(stored.map(({ name, size }) => [name, size])).toEqual([
    ["一.txt", "5"],
    ["(2).txt", "5"],
  ]);
  expect(Buffer.from(await file.downloadFile({ fileKey: stored[0]!.fileKey })).toString()).toBe("hello");
  // The client reads no JSON where it asked for octets, so the status is all it knows.
  expect(await errorOf(file.downloadFile({ fileKey: await upload("四.txt", "?") }))).toMatchObject({ status: 404 });
  await record.updateRecord({
    app,
    id,
    record: wire({ 資料: [{ fileKey: stored[1]!.fileKey }, { fileKey: await upload("三.txt", "!") }] }),
  });
  const names = ((await read(id))["資料"]!.value as { name: string }[]).map(({ name }) => name);
  expect(names).toEqual(["(2).txt", "三.txt"]);
  expect(await errorOf(add({ 資料: [{ fileKey: one }] }))).toMatchObject({ code: "GAIA_BL01" });
});
