import { afterAll, beforeAll, expect, test } from "vitest";
import { definitionOf } from "../../records/workspace.ts";
import { errorOf, startWorkspace, type ClientWorkspace } from "../workspace.ts";

let workspace: ClientWorkspace;
let app: string;
let other: string;

const owned = {
  recordAcl: {
    rights: [
      {
        filterCond: '種別 in ("秘密")',
        entities: [
          { entity: { type: "GROUP" as const, code: "secretariat" }, viewable: true, editable: true, deletable: true },
        ],
      },
    ],
  },
};

beforeAll(async () => {
  workspace = await startWorkspace(
    definitionOf(
      "cursor",
      { 名称: { type: "SINGLE_LINE_TEXT" }, 数: { type: "NUMBER" }, 種別: { type: "SINGLE_LINE_TEXT" } },
      owned,
    ),
    definitionOf("other", {
      名称: { type: "SINGLE_LINE_TEXT", unique: true },
      必須: { type: "NUMBER", required: true },
    }),
  );
  [app, other] = workspace.apps as [string, string];
});
afterAll(() => workspace.stop());

const sato = () => workspace.clientOf("sato");
const clear = async () => {
  const { record } = await sato();
  const all = await record.getAllRecordsWithId({ app, fields: ["$id"] });
  if (all.length > 0)
    await record.deleteAllRecords({ app, records: all.map(({ $id }) => ({ id: $id!.value as string })) });
};
const fill = async (count: number) => {
  await clear();
  const { record } = await sato();
  await record.addAllRecords({
    app,
    records: Array.from({ length: count }, (_, at) => ({ 名称: { value: `n${at}` }, 数: { value: String(at) } })),
  });
};

test("the set is frozen, values are those of the fetch, and the last page closes the cursor", async () => {
  await fill(5);
  const { record } = await sato();
  const cursor = await record.createCursor({ app, query: "数 >= 1 order by 数 asc", fields: ["$id", "数"], size: 2 });
  expect(cursor).toEqual({ id: expect.stringMatching(/^[0-9a-f-]{36}$/), totalCount: "4" });

  const first = await record.getRecordsByCursor({ id: cursor.id });
  expect(first.next).toBe(true);
  expect(first.records.map((one) => one["数"]!.value)).toEqual(["1", "2"]);
  expect(Object.keys(first.records[0]!).sort()).toEqual(["$id", "数"]);

  await record.addRecord({ app, record: { 数: { value: "9" } } });
  const { records } = await record.getRecords({ app, query: "数 = 3" });
  await record.updateRecord({ app, id: records[0]!["$id"]!.value as string, record: { 数: { value: "-3" } } });
  const second = await record.getRecordsByCursor({ id: cursor.id });
  expect(second.next).toBe(false);
  expect(second.records.map((one) => one["数"]!.value)).toEqual(["-3", "4"]);
  expect(await errorOf(record.getRecordsByCursor({ id: cursor.id }))).toMatchObject({ status: 404, code: "GAIA_CN01" });
  expect(await errorOf(record.deleteCursor({ id: cursor.id }))).toMatchObject({ status: 404, code: "GAIA_CN01" });
});

test("what is deleted or out of reach by now drops out of its page, and only its owner reads a cursor", async () => {
  await fill(4);
  const [secretary, hana] = [await sato(), await workspace.clientOf("hana")];
  const cursor = await hana.record.createCursor({ app, query: "order by 数 asc", size: 2 });
  expect(cursor.totalCount).toBe("4");
  expect(await errorOf(secretary.record.getRecordsByCursor({ id: cursor.id }))).toMatchObject({ code: "GAIA_CN01" });
  expect(await errorOf(secretary.record.deleteCursor({ id: cursor.id }))).toMatchObject({ code: "GAIA_CN01" });

  const { records } = await secretary.record.getRecords({ app, query: "order by 数 asc" });
  const id = (at: number) => records[at]!["$id"]!.value as string;
  await secretary.record.updateRecord({ app, id: id(0), record: { 種別: { value: "秘密" } } });
  await secretary.record.deleteRecords({ app, ids: [id(1)] });
  expect(await hana.record.getRecordsByCursor({ id: cursor.id })).toEqual({ records: [], next: true });
  const rest = await hana.record.getRecordsByCursor({ id: cursor.id });
  expect(rest.records.map((one) => one["数"]!.value)).toEqual(["2", "3"]);
  expect(rest.next).toBe(false);
});

test("the eleventh cursor is refused, each fetch prolongs by ten minutes, and an expired one is gone", async () => {
  await fill(3);
  const { record } = await sato();
  const open: { id: string }[] = [];
  while (open.length < 10) open.push(await record.createCursor({ app, size: 1 }));
  expect(await errorOf(record.createCursor({ app }))).toMatchObject({ status: 429, code: "GAIA_TM12" });
  workspace.shiftClock(9 * 60_000);
  expect((await record.getRecordsByCursor({ id: open[0]!.id })).records).toHaveLength(1);
  workspace.shiftClock(2 * 60_000);
  expect(await errorOf(record.getRecordsByCursor({ id: open[1]!.id }))).toMatchObject({ code: "GAIA_CN01" });
  expect((await record.getRecordsByCursor({ id: open[0]!.id })).next).toBe(true);
  await record.deleteCursor({ id: open[0]!.id });
  expect(await errorOf(record.getRecordsByCursor({ id: open[0]!.id }))).toMatchObject({ code: "GAIA_CN01" });
});

test("limit, offset and unknown fields are refused in a cursor; an empty set ends at once", async () => {
  await clear();
  const { record } = await sato();
  expect(await errorOf(record.createCursor({ app, query: "limit 1" }))).toMatchObject({ status: 400, code: "CB_VA01" });
  expect(await errorOf(record.createCursor({ app, size: 501 }))).toMatchObject({ errors: { size: {} } });
  expect(await errorOf(record.createCursor({ app, query: "order by 無い asc" }))).toMatchObject({ code: "GAIA_IQ11" });
  const empty = await record.createCursor({ app });
  expect(empty.totalCount).toBe("0");
  expect(await record.getRecordsByCursor({ id: empty.id })).toEqual({ records: [], next: false });
});

test("getAllRecords in its three ways, over several pages", async () => {
  await fill(1_203);
  const { record } = await sato();
  const numbers = (records: Record<string, { value: unknown }>[]) => records.map((one) => Number(one["数"]!.value));
  const sorted = Array.from({ length: 1_203 }, (_, at) => at);
  expect(numbers(await record.getAllRecords({ app, condition: "数 >= 0" }))).toEqual(sorted);
  expect(numbers(await record.getAllRecords({ app, orderBy: "数 desc" }))).toEqual(sorted.toReversed());
  expect(numbers(await record.getAllRecords({ app, orderBy: "数 asc", withCursor: false }))).toEqual(sorted);
  expect(numbers(await record.getAllRecordsWithCursor({ app, query: "order by 数 asc" }))).toEqual(sorted);
});

test("a failure in an all-records call names the record, and what its bulk request had written is undone", async () => {
  await clear();
  const { record } = await sato();
  const records = Array.from({ length: 2_600 }, (_, at) => ({ 数: { value: at === 2_500 ? "x" : String(at) } }));
  const error = (await record.addAllRecords({ app, records }).catch((thrown: unknown) => thrown)) as {
    errorIndex: number;
    processedRecordsResult: { records: unknown[] };
    error: { bulkRequestIndex: number; errors: object };
  };
  expect(error.errorIndex).toBe(2_500);
  expect(error.processedRecordsResult.records).toHaveLength(2_000);
  expect(error.error).toMatchObject({ bulkRequestIndex: 5, status: 400, code: "CB_VA01" });
  expect(error.error.errors).toHaveProperty(["records[0][数].value", "messages"]);
  expect(await record.getRecords({ app, fields: ["$id"], totalCount: true })).toMatchObject({ totalCount: "2000" });
});

test("a bulk request writes over two apps in one transaction, and answers each request's own body", async () => {
  await clear();
  const client = await sato();
  const add = (to: string, record: object) => ({
    method: "POST" as const,
    api: "/k/v1/record.json",
    payload: { app: to, record },
  });
  const done = await client.bulkRequest({
    requests: [
      add(app, { 名称: { value: "一" } }),
      {
        method: "POST",
        api: "/k/v1/records.json",
        payload: { app: other, records: [{ 名称: { value: "甲" }, 必須: { value: 1 } }] },
      },
    ],
  });
  expect(done).toEqual({
    results: [
      { id: expect.any(String), revision: "1" },
      { ids: [expect.any(String)], revisions: ["1"] },
    ],
  });
  const failed = await errorOf(
    client.bulkRequest({
      requests: [
        add(app, { 名称: { value: "二" } }),
        add(other, { 名称: { value: "甲" }, 必須: { value: 2 } }),
        add(app, {}),
      ],
    }),
  );
  expect(failed).toMatchObject({ status: 400, code: "CB_VA01", bulkRequestIndex: 1 });
  expect(failed.errors).toHaveProperty(["record.名称.value"]);
  expect((await client.record.getRecords({ app })).records).toHaveLength(1);
});

test("a failed bulk request has the status of what failed, and an empty result for the others", async () => {
  const visitor = await workspace.login("sato");
  const missing = { method: "DELETE", api: "/k/v1/records.json", payload: { app, ids: ["999999"] } };
  const answer = await visitor.post("/k/v1/bulkRequest.json", {
    requests: [{ method: "POST", api: "/k/v1/record.json", payload: { app } }, missing],
  });
  expect(answer.status).toBe(404);
  expect(answer.headers["x-cybozu-error"]).toBe("GAIA_RE01");
  expect(answer.json()).toEqual({
    results: [{}, { code: "GAIA_RE01", id: expect.any(String), message: expect.any(String) }],
  });

  const foreign = { method: "GET", api: "/k/v1/records.json", payload: { app } };
  expect((await visitor.post("/k/v1/bulkRequest.json", { requests: [foreign] })).json()).toMatchObject({
    code: "CB_VA01",
  });
  const reading = { method: "POST", api: "/k/v1/records/cursor.json", payload: { app } };
  expect((await visitor.post("/k/v1/bulkRequest.json", { requests: [reading] })).json()).toMatchObject({
    results: [{ code: "CB_VA01", errors: { api: {} } }],
  });
  const many = Array.from({ length: 21 }, () => ({ method: "POST", api: "/k/v1/record.json", payload: { app } }));
  expect((await visitor.post("/k/v1/bulkRequest.json", { requests: many })).status).toBe(400);
});

test("requests that want the same records in another order, or make the same one, all come through", async () => {
  const visitor = await workspace.login("sato");
  const { ids } = (await visitor.post("/k/v1/records.json", { app, records: [{}, {}] })).json<{ ids: string[] }>();
  const edit = (id: string) => ({ method: "PUT", api: "/k/v1/record.json", payload: { app, id, record: {} } });
  const bulk = (...order: string[]) => visitor.post("/k/v1/bulkRequest.json", { requests: order.map(edit) });
  const upsert = (...names: string[]) => {
    const record = { 必須: { value: 1 } };
    const records = names.map((value) => ({ updateKey: { field: "名称", value }, record }));
    return visitor.put("/k/v1/records.json", { app: other, upsert: true, records });
  };
  for (const round of ["一回目", "二回目", "三回目"]) {
    const [left, right] = ids as [string, string];
    const bulks = [bulk(left, right), bulk(right, left), bulk(left, right), bulk(right, left)];
    const upserts = await Promise.all([upsert(`${round}A`, `${round}B`), upsert(`${round}B`, `${round}A`)]);
    const done = [...(await Promise.all(bulks)), ...upserts];
    expect(done.map(({ status }) => status)).toEqual(done.map(() => 200));
    const operations = upserts.flatMap((answer) => answer.json<{ records: { operation: string }[] }>().records);
    expect(operations.map(({ operation }) => operation).sort()).toEqual(["INSERT", "INSERT", "UPDATE", "UPDATE"]);
  }
});

test("the list of the API and each schema need the certificate only", async () => {
  const stranger = workspace.client(await workspace.issue("sato"));
  const list = (await stranger.get("/k/v1/apis.json")).json<{
    baseUrl: string;
    apis: Record<string, { link: string }>;
  }>();
  expect(list.baseUrl).toBe(`${workspace.url}/k/v1/`);
  for (const name of ["record/get", "records/cursor/delete", "bulkRequest/post", "file/post", "record/comments/get"]) {
    expect(list.apis[name]).toEqual({ link: `apis/${name}.json` });
    const schema = (await stranger.get(`/k/v1/${list.apis[name]!.link}`)).json();
    expect(schema).toMatchObject({
      baseUrl: list.baseUrl,
      httpMethod: name.split("/").at(-1)!.toUpperCase(),
      schemas: {},
    });
  }
  expect(
    (
      await workspace
        .client()
        .get("/k/v1/apis.json")
        .catch(() => ({ status: 403 }))
    ).status,
  ).toBe(403);
});
