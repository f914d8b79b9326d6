import { Agent } from "node:https";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { allAppRights, definitionOf } from "../../records/workspace.ts";
import { errorOf, startWorkspace, type ClientWorkspace } from "../workspace.ts";
import { accepted, needed, notThere, plainFields, refused, rows, wire, wrongParameters } from "./record-cases.ts";

const neededFields = Object.entries(needed).map(([code, [property]]) => [code, { ...property, required: true }]);
const inTable = (fields: (readonly [string, object])[]) =>
  Object.fromEntries(fields.map(([code, property]) => [`行${code}`, property]));

let workspace: ClientWorkspace;
let [plain, required] = ["", ""];
const visitors = new Map<string, ReturnType<ClientWorkspace["login"]>>();
beforeAll(async () => {
  workspace = await startWorkspace(
    definitionOf("plain", plainFields, {
      appAcl: {
        rights: [
          { entity: { type: "GROUP", code: "hospitals" }, ...allAppRights, recordAddable: false },
          { entity: { type: "GROUP", code: "everyone" }, ...allAppRights },
        ],
      },
      recordAcl: {
        rights: [
          {
            filterCond: '鍵 = "秘密"',
            entities: [
              {
                entity: { type: "GROUP", code: "secretariat" },
                ...{ viewable: true, editable: true, deletable: true, includeSubs: false },
              },
            ],
          },
        ],
      },
    }),
    definitionOf("required", {
      ...Object.fromEntries(neededFields),
      表: { type: "SUBTABLE", fields: inTable(neededFields as [string, object][]) },
    }),
  );
  [plain, required] = workspace.apps as [string, string];
  await workspace.sql("update user_account set locale = 'en' where code = 'admin'");
  await workspace.sql("update directory_version set version = version + 1");
  visitors.set("ja", workspace.login("sato")).set("en", workspace.login("admin"));
});
afterAll(() => workspace.stop());

type Values = Record<string, unknown>;
const client = async (who = "sato") => (await workspace.clientOf(who)).record;
const add = async (values: Values, app = plain) => (await client()).addRecord({ app, record: wire(values) });
const read = async (id: string) =>
  (await (await client()).getRecord({ app: plain, id })).record as Record<string, { value: unknown }>;
/** The failure as `[status, code, {key: [texts]}]`. */
const told = async (work: Promise<unknown>) => {
  const { status, code, errors } = await errorOf(work);
  const texts = Object.fromEntries(Object.entries(errors ?? {}).map(([key, { messages }]) => [key, messages]));
  return [status, code, texts];
};
/** The answer to sato, who reads Japanese, or to admin, who reads English. */
const call = async (method: "GET" | "POST" | "PUT" | "DELETE", name: string, input: object, language = "ja") => {
  const visitor = await visitors.get(language)!;
  const token = `__REQUEST_TOKEN__=${encodeURIComponent(visitor.token)}`;
  const answer = await visitor.fetch(`/k/v1/${name}.json${method === "DELETE" ? `?${token}` : ""}`, {
    method,
    headers: {
      ...{ "content-type": "application/json", "x-requested-with": "XMLHttpRequest" },
    },
    body: JSON.stringify({ ...input, ...(method !== "GET" && { __REQUEST_TOKEN__: visitor.token }) }),
  });
  return { status: answer.status, body: answer.json() };
};

describe("required (kintone.md 2.3, keys of errors)", () => {
  const keys = (prefix: string, mark = "") =>
    Object.fromEntries(
      Object.entries(needed).map(([code, [, , suffix]]) => [`${prefix}.${mark}${code}.${suffix}`, ["必須です。"]]),
    );
  const filled = Object.fromEntries(Object.entries(needed).map(([code, [, value]]) => [code, value]));
  const emptied = Object.fromEntries(
    Object.entries(needed).map(([code, [, value]]) => [code, Array.isArray(value) ? [] : ""]),
  );

  test("each type has its own suffix: alone, among many, in tables, absent, empty and null", async () => {
    const record = await client();
    const nulls = Object.fromEntries(Object.keys(needed).map((code) => [code, null]));
    for (const values of [{}, emptied, nulls]) {
      expect(await told(add(values, required))).toEqual([400, "CB_VA01", keys("record")]);
    }
    const many = record.addRecords({ app: required, records: [wire(filled), {}] });
    expect(await told(many)).toEqual([400, "CB_VA01", keys("records[1]")]);
    const tableRow = rows({})[0]!;
    expect(await told(add({ ...filled, 表: [tableRow, tableRow] }, required))).toEqual([
      ...[400, "CB_VA01"],
      { ...keys("record.表.value[0].value", "行"), ...keys("record.表.value[1].value", "行") },
    ]);
    const { id } = await add(filled, required);
    expect(await told(record.updateRecord({ app: required, id, record: wire(emptied) }))).toEqual([
      ...[400, "CB_VA01", keys("record")],
    ]);
    expect(await record.updateRecord({ app: required, id, record: wire({ 文字: "y" }) })).toEqual({ revision: "2" });
  });

  test("what cannot be read is missing as well where it is required", async () => {
    expect(await told(add({ 必須数: "一", 必須選択: ["X"] }))).toEqual([
      ...[400, "CB_VA01"],
      {
        "record[必須数].value": ["数字でなければなりません。"],
        "record.必須数.value": ["必須です。"],
        "record.必須選択.values[0].value": ['"X"は選択肢にありません。'],
        "record.必須選択.values": ["必須です。"],
      },
    ]);
    expect(await read((await add({ ラジオ: "" })).id)).toMatchObject({ ラジオ: { value: null } });
  });
});

test.each(refused)("%j is refused with kintone's key and words", async (values, errors) => {
  expect(await told(add(values))).toEqual([400, "CB_VA01", errors]);
});

test("what is accepted, and how it comes back", async () => {
  const record = await client();
  const sent = accepted.map(([code, value]) => wire({ ...(code === "計算" && { 範囲: "2" }), [code]: value }));
  const { ids } = await record.addRecords({ app: plain, records: sent });
  const { records } = await record.getRecords({ app: plain, query: `$id >= ${ids[0]} order by $id asc` });
  expect(records.map((one, at) => [accepted[at]![0], accepted[at]![1], one[accepted[at]![0]]?.value])).toEqual(
    accepted,
  );
});

test("a wrong JSON type is CB_IJ01, in the rows of a table too; a row that is there twice has a code of its own", async () => {
  for (const [code, value] of [
    ["複数選択", "p"],
    ["短文", ["x"]],
    ["範囲", { a: 1 }],
    ["表", "x"],
    ["表", ["x"]],
    ["表", [null]],
    ["表", [{ id: "x", value: {} }]],
    ["表", [{ value: { 行文: "x" } }]],
  ] as const) {
    expect((await told(add({ [code]: value }))).slice(0, 2), JSON.stringify(value)).toEqual([400, "CB_IJ01"]);
  }
  const row = { id: "7", value: {} };
  expect(await told(add({ 表: [row, row] }))).toEqual([400, "GAIA_SI01", {}]);
  const bare = (await client()).addRecord({ app: plain, record: { 短文: "xyz" } as never });
  expect(await told(bare)).toEqual([400, "CB_IJ01", {}]);
});

describe("requests", () => {
  const invalid = (errors: Record<string, string[]>) => ({
    code: "CB_VA01",
    errors: Object.fromEntries(Object.entries(errors).map(([key, messages]) => [key, { messages }])),
  });

  test.each(wrongParameters)("%s %s, case %#", async (method, name, input, ja, en) => {
    const shown = { ...input, ...("app" in input && input.app === 1 && { app: plain }) };
    expect(await call(method, name, shown)).toMatchObject({
      status: 400,
      body: { ...invalid(ja as never), message: "入力内容が正しくありません。" },
    });
    expect(await call(method, name, shown, "en")).toMatchObject({
      status: 400,
      body: { ...invalid(en as never), message: "Missing or invalid input." },
    });
  });

  test.each(notThere)(
    "%s %s %j answers %i %s with kintone's sentence",
    async (method, name, input, status, code, ja, en) => {
      const shown = { ...input, ...("app" in input && input.app === "" && { app: plain }) };
      expect(await call(method, name, shown)).toMatchObject({ status, body: { code, message: ja } });
      expect(await call(method, name, shown, "en")).toMatchObject({ status, body: { code, message: en } });
    },
  );

  test("whoever may not do it is told CB_NO02 in kintone's words, and what is out of reach does not exist", async () => {
    const hana = await client("hana");
    expect(await told(hana.addRecord({ app: plain, record: {} }))).toEqual([403, "CB_NO02", {}]);
    const { id } = await add({ 鍵: "秘密" });
    for (const attempt of [
      () => hana.getRecord({ app: plain, id }),
      () => hana.updateRecord({ app: plain, id, record: {} }),
      () => hana.updateRecord({ app: plain, id, revision: "9", record: {} }),
      () => hana.deleteRecords({ app: plain, ids: [id] }),
      () => hana.getRecordComments({ app: plain, record: id }),
    ]) {
      expect(await told(attempt())).toEqual([404, "GAIA_RE01", {}]);
    }
    const byKey = hana.updateRecord({ app: plain, updateKey: { field: "鍵", value: "秘密" }, record: {} });
    expect(await told(byKey)).toEqual([404, "GAIA_RE20", {}]);
    const { rights } = await (await workspace.clientOf("hana")).app.evaluateRecordsAcl({ app: plain, ids: [id] });
    expect(rights[0]!.record).toEqual({ viewable: false, editable: false, deletable: false });
  });

  test("rights are told for every field, those in tables too", async () => {
    const { id } = await add({ 表: rows({ 行数: "1" }) });
    const { rights } = await (await workspace.clientOf("sato")).app.evaluateRecordsAcl({ app: plain, ids: [id] });
    const all = { viewable: true, editable: true };
    expect(rights).toMatchObject([{ id, record: { viewable: true, editable: true, deletable: true } }]);
    expect(rights[0]!.fields).toMatchObject({
      短文: all,
      表: all,
      行数: all,
      計算: { viewable: true, editable: false },
    });
  });
});

test("shapes that are no record, keys that are no keys, and revisions that ask for nothing", async () => {
  const record = await client();
  const { id } = await add({});
  const sent = async (method: "POST" | "PUT", name: string, input: object) => {
    const { status, body } = await call(method, name, { app: plain, ...input });
    return [status, body["code"] ?? body, ...Object.keys(body["errors"] ?? {})];
  };
  const key = (field: string) => ({ updateKey: { field, value: "x" }, record: {} });
  const cases = [
    ["POST", "record", { record: "x" }, 400, "CB_IJ01"],
    ["POST", "records", { records: {} }, 400, "CB_IJ01"],
    ["POST", "records", { records: [null] }, 400, "CB_IJ01"],
    ["POST", "records", {}, 400, "CB_VA01", "records"],
    ["PUT", "record", key("鍵"), 404, "GAIA_RE20"],
    ["PUT", "record", key("短文"), 400, "CB_VA01", "updateKey.field"],
    ["PUT", "records", { records: [{ id, record: {} }, key("無い")] }, 400, "GAIA_IQ11", "records[1].updateKey.field"],
    ["PUT", "record", { updateKey: { field: "鍵", value: "x".repeat(65) } }, 400, "CB_VA01", "updateKey.value"],
    ["PUT", "record", { id, revision: null }, 200, { revision: "2" }],
    ["PUT", "record", { id, revision: "" }, 200, { revision: "3" }],
    ["PUT", "record", { id, revision: -1, record: null }, 200, { revision: "4" }],
    ["PUT", "record", { id, revision: 3 }, 409, "GAIA_CO02"],
    ["PUT", "records", { records: [] }, 200, { records: [] }],
    ["PUT", "records", { upsert: true, records: [key("鍵"), key("鍵")] }, 400, "CB_VA01", "records[1].鍵.value"],
  ] as const;
  for (const [method, name, input, ...answer] of cases) {
    expect(await sent(method, name, input), JSON.stringify(input)).toEqual(answer);
  }
  const inserted = await record.updateRecords({ app: plain, upsert: true, records: [key("鍵")] as never });
  expect(inserted.records).toEqual([{ id: expect.any(String), revision: "1", operation: "INSERT" }]);
});

test("no duplicates: each type that may ask for it compares values, not texts; empty ones never collide", async () => {
  const record = await client();
  const first = {
    鍵: "a",
    一意数: "1",
    一意日: "2026-01-01",
    一意日時: "2026-01-01T00:00:00Z",
    一意リンク: "https://a.jp/",
  };
  const same = { ...first, 一意数: "1.00", 一意日: "2026-1-1", 一意日時: "2026-01-01T09:00:30+09:00" };
  const { id } = await add(first);
  const taken = (prefix: string) =>
    Object.fromEntries(
      Object.keys(first).map((code) => [`${prefix}.${code}.value`, ["値がほかのレコードと重複しています。"]]),
    );
  expect(await told(add(same))).toEqual([400, "CB_VA01", taken("record")]);
  const other = await add({});
  const update = (one: string) => record.updateRecord({ app: plain, id: one, record: wire(same) });
  expect(await told(update(other.id))).toEqual([400, "CB_VA01", taken("record")]);
  expect(await update(id)).toEqual({ revision: "2" });
  const emptied = Object.fromEntries(Object.keys(first).map((code) => [code, ""]));
  const many = await record.addRecords({ app: plain, records: [wire(emptied), wire(emptied)] });
  expect(many.ids).toHaveLength(2);
  const next = wire({ ...first, 鍵: "b", 一意数: "2", 一意日: "", 一意日時: "", 一意リンク: "" });
  const twice = record.addRecords({ app: plain, records: [next, {}, next] });
  expect(await told(twice)).toEqual([
    ...[400, "CB_VA01"],
    {
      "records[2].鍵.value": ["値がほかのレコードと重複しています。"],
      "records[2].一意数.value": ["値がほかのレコードと重複しています。"],
    },
  ]);
});

describe("tables and defaults", () => {
  const rowsOf = async (id: string) =>
    (await read(id))["表"]!.value as { id: string; value: Record<string, { type: string; value: unknown }> }[];

  test("the list replaces all rows, a known row keeps what is not sent, an unknown one is new", async () => {
    const record = await client();
    const { id } = await add({ 表: rows({ 行文: "r1", 行数: 10 }, { 行文: "r2" }, { 行文: "r3" }) });
    const [first, second] = await rowsOf(id);
    expect(first!.value).toEqual({
      行数: { type: "NUMBER", value: "10" },
      行文: { type: "SINGLE_LINE_TEXT", value: "r1" },
      行選: { type: "CHECK_BOX", value: [] },
      行ラジオ: { type: "RADIO_BUTTON", value: "A" },
    });
    const sent = [
      { id: second!.id, value: wire({ 行数: ".5" }) },
      { value: wire({ 行文: "new" }) },
      { id: Number(first!.id), value: wire({ 行数: "99" }) },
      { id: "9999999", value: wire({ 行文: "lost" }) },
      { id: null, value: {} },
    ];
    await record.updateRecord({ app: plain, id, record: wire({ 表: sent }) });
    const after = await rowsOf(id);
    expect(after.map(({ value }) => [value["行文"]!.value, value["行数"]!.value])).toEqual([
      ...[
        ["r2", "0.5"],
        ["new", ""],
        ["r1", "99"],
        ["lost", ""],
        ["", ""],
      ],
    ]);
    expect([after[0]!.id, after[2]!.id]).toEqual([second!.id, first!.id]);
    expect(new Set(after.map((row) => row.id)).size).toBe(5);
    await record.updateRecord({ app: plain, id, record: wire({ 鍵: "r" }) });
    expect(await rowsOf(id)).toEqual(after);
    await record.updateRecord({ app: plain, id, record: wire({ 表: rows({ 行文: "x" }) }) });
    expect(after.map((row) => row.id)).not.toContain((await rowsOf(id))[0]!.id);
    await record.updateRecord({ app: plain, id, record: wire({ 表: [] }) });
    expect(await rowsOf(id)).toEqual([]);
  });

  test("defaults fill what is absent, not what is empty, and never on updates", async () => {
    const record = await client();
    const { id } = await add({ ラジオ: "y" });
    expect(await read(id)).toMatchObject({
      必須数: { value: "1" },
      必須選択: { value: ["a"] },
      ラジオ: { value: "y" },
    });
    expect(await read((await add({})).id)).toMatchObject({ ラジオ: { value: "x" } });
    await record.updateRecord({ app: plain, id, record: wire({ ラジオ: "" }) });
    await record.updateRecord({ app: plain, id, record: wire({ 鍵: "" }) });
    expect((await read(id))["ラジオ"]!.value).toBeNull();
    expect(await record.updateRecord({ app: plain, id })).toEqual({ revision: "4" });
  });
});

test("of a hundred parallel inserts of one unique value, and updates of one revision, exactly one wins", async () => {
  const visitor = await visitors.get("ja")!;
  const agent = new Agent({ keepAlive: true, maxSockets: 20 });
  const race = async (method: "POST" | "PUT", bodyOf: (at: number) => object) => {
    const headers = { "content-type": "application/json" };
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, at) => {
        const body = JSON.stringify({ ...bodyOf(at), __REQUEST_TOKEN__: visitor.token });
        return visitor.fetch("/k/v1/record.json", { method, headers, body, agent });
      }),
    );
    const refusals = answers.filter(({ status }) => status !== 200).map((answer) => answer.json()["code"]);
    return [refusals.length, ...new Set(refusals)];
  };
  expect(await race("POST", () => ({ app: plain, record: wire({ 鍵: "one" }) }))).toEqual([99, "CB_VA01"]);
  const { id } = await add({});
  const update = (at: number) => ({ app: plain, id, revision: 1, record: wire({ 複数行: `${at}` }) });
  expect(await race("PUT", update)).toEqual([99, "GAIA_CO02"]);
  expect((await read(id))["$revision"]!.value).toBe("2");
  agent.destroy();
});
