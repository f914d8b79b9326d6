import { afterAll, beforeAll, expect, test } from "vitest";
import { readConfig } from "../../server/config.ts";
import { insertUpload } from "../../server/files/store.ts";
import { addRecord, addRecords } from "../../server/records/add-records.ts";
import { deleteRecords } from "../../server/records/delete-records.ts";
import { forgetDraft, readDraft, saveDraft } from "../../server/records/drafts/drafts.ts";
import { readOne } from "../../server/records/read-records.ts";
import { updateRecord, updateRecords, type Update } from "../../server/records/update-records.ts";
import { definitionOf, failureOf, makeWorkspace, now, type Workspace } from "./workspace.ts";

let workspace: Workspace;
let app: string;

const terms = [
  { version: "1", title: "規約", body: "<p>第1条</p>", effectiveOn: "2026-04-01" },
  { version: "2", title: "規約", body: "<p>第1条 改</p>", effectiveOn: "2026-12-01" },
];

beforeAll(async () => {
  workspace = await makeWorkspace();
  const deployed = await workspace.deploy(
    definitionOf("saving", {
      コード: { type: "SINGLE_LINE_TEXT", unique: true },
      番号: { type: "NUMBER", unique: true },
      名称: { type: "SINGLE_LINE_TEXT" },
      必須: { type: "SINGLE_LINE_TEXT", required: true, defaultValue: "x" },
      同意: { type: "CONSENT", terms, statement: "同意します" },
      資料: { type: "FILE" },
      表: {
        type: "SUBTABLE",
        fields: {
          品名: { type: "SINGLE_LINE_TEXT", defaultValue: "無名" },
          個数: { type: "NUMBER" },
          写真: { type: "FILE" },
        },
      },
    }),
  );
  app = deployed.apps[0]!.id;
});
afterAll(() => workspace.drop());

type Values = Record<string, unknown>;
const wire = (values: Values) => Object.fromEntries(Object.entries(values).map(([code, value]) => [code, { value }]));
const add = async (values: Values, who = "sato") =>
  (await workspace.as(who, (context) => addRecord(context, { app, record: wire(values) }))).id;
const update = (id: string, values: Values, more: Partial<Update> = {}, at = now) =>
  workspace.as("sato", (context) => updateRecord(context, { app, id, record: wire(values), ...more }), at);
const read = async (id: string) => (await workspace.as("sato", (context) => readOne(context, { app, id }))).record;
const rows = async (id: string) => {
  const table = (await read(id))["表"]!.value as { id: string; value: Record<string, { value: unknown }> }[];
  return table.map((row) => [row.id, row.value["品名"]!.value, row.value["個数"]!.value]);
};

test("what is no number is refused inside tables; set to kintone's ways, the cell stays empty", async () => {
  const values = { 表: [{ value: { 品名: { value: "机" }, 個数: { value: "一つ" } } }] };
  expect((await failureOf(add(values))).keys).toEqual({ "record.表.value[0].value.個数.value": ["not-number"] });
  const config = readConfig({ TABLE_NUMBERS: "kintone" });
  const { id } = await workspace.as("sato", (context) =>
    addRecord({ ...context, platform: { ...context.platform, config } }, { app, record: wire(values) }),
  );
  expect(await rows(id)).toEqual([[expect.any(String), "机", ""]]);
});

test("each update raises the revision by one, and a wrong revision changes nothing", async () => {
  const id = await add({ 名称: "一" });
  expect(await update(id, { 名称: "二" }, { revision: "1" })).toEqual({ revision: "2" });
  expect(await update(id, {}, { revision: "-1" })).toEqual({ revision: "3" });
  expect(await failureOf(update(id, { 名称: "三" }, { revision: "1" }))).toEqual({
    kind: "record/changed-meanwhile",
    keys: {},
  });
  expect(await read(id)).toMatchObject({ 名称: { value: "二" }, $revision: { value: "3" } });
});

test("of 100 updates at once with the same revision exactly one wins, round after round", async () => {
  const id = await add({ 名称: "0" });
  for (let revision = 1; revision <= 3; revision++) {
    const attempts = Array.from({ length: 100 }, (_, at) =>
      update(id, { 名称: `${revision}.${at}` }, { revision: String(revision) }).then(
        () => "won",
        (error: { kind: string }) => error.kind,
      ),
    );
    const results = await Promise.all(attempts);
    expect(results.filter((result) => result === "won")).toHaveLength(1);
    expect(new Set(results)).toEqual(new Set(["won", "record/changed-meanwhile"]));
  }
  const history = await workspace.sql(
    "select revision from history where record_id = $1 and app_id = $2 order by revision",
    [id, app],
  );
  expect(history.map(({ revision }) => revision)).toEqual([1, 2, 3, 4]);
});

test("every write leaves one history row and one event with its outbox row, a failed one none", async () => {
  const count = async () =>
    (
      await workspace.sql(`select (select count(*)::int from history) as history, (select count(*)::int from event where record_id is not null) as event,
      (select count(*)::int from outbox) as outbox`)
    )[0]!;
  const before = await count();
  const id = await add({ 名称: "x" });
  await update(id, { 名称: "y" });
  await failureOf(update(id, { 必須: "" }));
  await workspace.as("sato", (context) => deleteRecords(context, { app, ids: [id] }));
  const after = await count();
  for (const key of ["history", "event", "outbox"]) expect(Number(after[key]) - Number(before[key])).toBe(3);
  const events = await workspace.sql("select type, revision, detail from event where record_id = $1 order by id", [id]);
  expect(events).toEqual([
    { type: "record/added", revision: 1, detail: { fields: expect.arrayContaining(["名称"]) } },
    { type: "record/edited", revision: 2, detail: { fields: ["名称"] } },
    { type: "record/deleted", revision: 3, detail: {} },
  ]);
});

test("tables merge by row: kept, changed, new with defaults, gone, in the order sent", async () => {
  const id = await add({ 表: [{ value: { 品名: { value: "机" }, 個数: { value: "1" } } }, { value: {} }] });
  const [[first], [second]] = (await rows(id)) as [[string], [string]];
  expect(await rows(id)).toEqual([
    [first, "机", "1"],
    [second, "無名", ""],
  ]);

  await update(id, { 名称: "表はそのまま" });
  expect(await rows(id)).toHaveLength(2);

  await update(id, {
    表: [
      { id: second, value: { 個数: { value: 5 } } },
      { id: "99999", value: { 品名: { value: "椅子" } } },
    ],
  });
  const [kept, fresh] = await rows(id);
  expect(kept).toEqual([second, "無名", "5"]);
  expect(fresh![1]).toBe("椅子");
  expect(fresh![0]).not.toBe("99999");

  await update(id, { 表: [] });
  expect(await rows(id)).toEqual([]);
  await update(id, { 表: [{ id: second, value: {} }] });
  expect((await rows(id))[0]![0]).not.toBe(second); // a row that is gone does not come back
});

test.each([
  ["evidence of another", { state: "AGREED", version: "1", entries: [] }, "input/not-json"],
  ["more than an intent", { action: "AGREE", version: "1", at: "2020-01-01T00:00:00Z" }, "input/not-json"],
  ["nothing", null, "no-change"],
  ["terms that are not in force", { action: "AGREE", version: "2" }, "input/invalid"],
  ["a withdrawal of nothing", { action: "WITHDRAW" }, "input/invalid"],
  ["text", "AGREED", "input/not-json"],
] as const)("consent cannot be forged: %s", async (_, value, kind) => {
  const id = await add({});
  const result = await update(id, { 同意: value }).then(
    () => "no-change",
    (error: { kind: string }) => error.kind,
  );
  expect(result).toBe(kind);
  expect((await read(id))["同意"]!.value).toBeNull();
});

test("the server records who agreed, when, with which certificate; withdrawal and new terms extend the chain", async () => {
  const id = await add({ 同意: { action: "AGREE", version: "1" } }, "a");
  const entry = {
    action: "AGREE",
    version: "1",
    at: "2026-11-21T01:02:03Z",
    user: { code: "a", name: "a" },
    organization: { code: "hospital-a", name: "病院a" },
    certificate: { serial: "0A0B", fingerprint: "f".repeat(64) },
    termsDigest: expect.stringMatching(/^[0-9a-f]{64}$/),
  };
  const consent = async () => (await read(id))["同意"]!.value;
  expect(await consent()).toEqual({ state: "AGREED", version: "1", entries: [entry] });
  expect((await failureOf(update(id, { 同意: { action: "AGREE", version: "1" } }))).keys).toEqual({
    "record.同意.value": ["consent-twice"],
  });
  await update(id, { 同意: { action: "WITHDRAW" } });
  await update(id, { 同意: { action: "AGREE", version: "2" } }, {}, new Date("2026-12-02T00:00:00Z"));
  expect(await consent()).toMatchObject({
    state: "AGREED",
    version: "2",
    entries: [entry, { action: "WITHDRAW", version: "1", user: { code: "sato" } }, { action: "AGREE", version: "2" }],
  });
  await update(id, { 同意: await consent(), 名称: "unchanged consent may come back" });
});

test("files: uploads are claimed once and by their owner, stored ones kept or removed", async () => {
  const upload = (key: string, who = "sato") =>
    workspace.as(who, ({ tx, viewer }) =>
      insertUpload(tx, {
        ...{ key, name: `${key}.pdf`, content_type: "application/pdf", sha256: "0", storage_name: key },
        ...{ size_bytes: 3, uploaded_by: viewer.userId, uploaded_at: now },
      }),
    );
  const states = async () =>
    Object.fromEntries(
      (await workspace.sql("select storage_name, state, record_id from file")).map((row) => [
        row["storage_name"],
        [row["state"], row["record_id"]],
      ]),
    );
  for (const key of ["k1", "k2", "k3"]) await upload(key);
  await upload("theirs", "a");
  const keys = (...list: string[]) => list.map((fileKey) => ({ fileKey }));

  expect((await failureOf(add({ 資料: keys("theirs") }))).kind).toBe("file/not-found");
  const id = await add({ 資料: keys("k1", "k2"), 表: [{ value: { 写真: { value: keys("k3") } } }] });
  const held = (await read(id))["資料"]!.value as { fileKey: string }[];
  const fileKey = expect.stringMatching(/^\d{14}[0-9A-F]{64}$/) as string;
  expect(held).toEqual([
    { fileKey, name: "k1.pdf", contentType: "application/pdf", size: "3" },
    { fileKey, name: "k2.pdf", contentType: "application/pdf", size: "3" },
  ]);
  expect((await failureOf(add({ 資料: keys("k1") }))).kind).toBe("file/not-found");
  // Spent, the key of the upload names nothing, not even for the record that holds the file.
  expect((await failureOf(update(id, { 資料: keys("k2") }))).kind).toBe("file/not-found");
  await upload("k4");
  expect((await failureOf(add({ 資料: keys("k4"), 表: [{ value: { 写真: { value: keys("k4") } } }] }))).kind).toBe(
    "file/not-found",
  );
  await update(id, { 資料: keys(held[1]!.fileKey), 表: [] });
  expect(await states()).toEqual({
    k1: ["removed", id],
    k2: ["stored", id],
    k3: ["removed", id],
    k4: ["uploaded", null],
    theirs: ["uploaded", null],
  });
  await workspace.as("sato", (context) => deleteRecords(context, { app, ids: [id] }));
  // The bin holds on to the files of what it keeps.
  expect((await states())["k2"]).toEqual(["stored", id]);
});

test("batches are all or nothing, and answer in the order sent", async () => {
  const { ids, revisions } = await workspace.as("sato", (context) =>
    addRecords(context, { app, records: [wire({ コード: "b1" }), wire({ コード: "b2" })] }),
  );
  expect(revisions).toEqual(["1", "1"]);
  expect((await read(ids[1]!))["コード"]!.value).toBe("b2");
  const change = (records: Update[], upsert = false) =>
    workspace.as("sato", (context) => updateRecords(context, { app, upsert, records }));
  expect(
    await failureOf(
      change([
        { id: ids[0]!, record: wire({ 名称: "z" }) },
        { id: ids[1]!, record: wire({ 必須: "" }) },
      ]),
    ),
  ).toEqual({ kind: "input/invalid", keys: { "records[1].必須.value": ["required"] } });
  expect((await read(ids[0]!))["名称"]!.value).toBe("");
  const key = (value: string) => ({ updateKey: { field: "コード", value } });
  expect(await change([{ ...key("b2"), record: wire({ 名称: "k" }) }, { ...key("b1") }])).toEqual({
    records: [
      { id: ids[1], revision: "2" },
      { id: ids[0], revision: "2" },
    ],
  });
  expect((await failureOf(change([key("missing")]))).kind).toBe("record/key-not-found");
  const upserted = await change([{ ...key("b3"), record: wire({ 名称: "new" }) }, key("b1")], true);
  expect(upserted.records.map(({ operation }) => operation)).toEqual(["INSERT", "UPDATE"]);
  expect((await failureOf(change([{ record: {} }]))).keys).toEqual({ "records[0].id": ["required-parameter"] });
  const swapped = [
    { id: ids[0]!, record: wire({ コード: "b2" }) },
    { id: ids[1]!, record: wire({ コード: "b1" }) },
  ];
  expect((await failureOf(change(swapped))).keys).toMatchObject({ "records[0].コード.value": ["not-unique"] });
});

test("two records that claim one value at the same time: the second is told, not broken", async () => {
  const results = await Promise.all(
    Array.from({ length: 8 }, () =>
      add({ コード: "race" }).then(
        () => "won",
        (error: { kind: string }) => error.kind,
      ),
    ),
  );
  expect(results.sort()).toEqual([...Array<string>(7).fill("input/invalid"), "won"]);
});

test.each([1, 3, 100])("a batch of %i takes the same number of statements", async (size) => {
  const records = Array.from({ length: size }, (_, at) =>
    wire({ 名称: `n${at}`, 番号: size * 1000 + at, 表: [{ value: {} }] }),
  );
  const { ids } = await workspace.as("sato", (context) => addRecords(context, { app, records }));
  expect(workspace.counted.statements.length).toBe(3);
  await workspace.as("sato", (context) =>
    updateRecords(context, { app, records: ids.map((id) => ({ id, record: wire({ 名称: "m", 番号: -Number(id) }) })) }),
  );
  expect(workspace.counted.statements.length).toBe(3);
  await workspace.as("sato", (context) => deleteRecords(context, { app, ids }));
  expect(workspace.counted.statements.length).toBe(3);
});

test("a draft is its writer's alone", async () => {
  const id = await add({});
  const values = { 名称: "書きかけ" };
  await workspace.as("sato", (context) => saveDraft(context, { app, record: id, revision: "1", values }));
  expect(await workspace.as("sato", (context) => readDraft(context, { app, record: id }))).toEqual({
    values,
    revision: "1",
    savedAt: now.toISOString(),
  });
  expect(await workspace.as("a", (context) => readDraft(context, { app, record: id }))).toEqual({});
  await workspace.as("sato", (context) => forgetDraft(context, { app, record: id }));
  expect(await workspace.as("sato", (context) => readDraft(context, { app, record: id }))).toEqual({});
});
