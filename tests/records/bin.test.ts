import { afterAll, beforeAll, expect, test } from "vitest";
import { postComment } from "../../server/comments/post-comment.ts";
import { transaction } from "../../server/database.ts";
import { insertUpload } from "../../server/files/store.ts";
import { addRecord } from "../../server/records/add-records.ts";
import { purgeBin, readBin, restoreRecords } from "../../server/records/bin/bin.ts";
import { readBinned } from "../../server/records/bin/read-binned.ts";
import { deleteRecords } from "../../server/records/delete-records.ts";
import { readHistory } from "../../server/records/history/read-history.ts";
import { restoreRevision } from "../../server/records/history/restore-revision.ts";
import { listRecords } from "../../server/records/list-records.ts";
import { readOne } from "../../server/records/read-records.ts";
import { updateRecord } from "../../server/records/update-records.ts";
import { definitionOf, failureOf, makeWorkspace, now, type Workspace } from "./workspace.ts";

let workspace: Workspace;
let app: string;
const field = (code: string, viewable: boolean) => ({
  ...{ viewable, editable: viewable, deletable: viewable, includeSubs: false },
  entity: { type: "FIELD_ENTITY" as const, code },
});
beforeAll(async () => {
  workspace = await makeWorkspace();
  const secretariat = {
    entity: { type: "GROUP" as const, code: "secretariat" },
    viewable: true,
    editable: true,
    deletable: true,
  };
  const deployed = await workspace.deploy(
    definitionOf(
      "bin",
      {
        名称: { type: "SINGLE_LINE_TEXT", unique: true },
        数: { type: "NUMBER" },
        秘密: { type: "SINGLE_LINE_TEXT" },
        医療機関: { type: "ORGANIZATION_SELECT", entities: [] },
        資料: { type: "FILE" },
        表: { type: "SUBTABLE", fields: { 品名: { type: "SINGLE_LINE_TEXT" } } },
      },
      {
        recordAcl: { rights: [{ filterCond: "", entities: [secretariat, field("医療機関", true)] }] },
        fieldAcl: {
          rights: [
            { code: "秘密", entities: [{ accessibility: "WRITE", entity: { type: "GROUP", code: "secretariat" } }] },
          ],
        },
      },
    ),
  );
  app = deployed.apps[0]!.id;
});
afterAll(() => workspace.drop());

const add = async (values: Record<string, unknown>) =>
  (
    await workspace.as("sato", (context) =>
      addRecord(context, {
        app,
        record: Object.fromEntries(Object.entries(values).map(([code, value]) => [code, { value }])),
      }),
    )
  ).id;
const remove = (who: string, ids: string[]) => workspace.as(who, (context) => deleteRecords(context, { app, ids }));
const restore = (who: string, ids: string[]) => workspace.as(who, (context) => restoreRecords(context, { app, ids }));
const read = async (id: string, who = "sato") =>
  (await workspace.as(who, (context) => readOne(context, { app, id }))).record;
const binOf = async (who: string) => (await workspace.as(who, (context) => readBin(context, { app }))).records;
const hospital = [{ code: "hospital-a" }];

test("a deleted record is gone for everybody and comes back whole: values, rows, files, number, search, history", async () => {
  const key = "bin-upload-1";
  await workspace.as("sato", ({ tx, viewer }) =>
    insertUpload(tx, {
      ...{ key, name: "a.pdf", content_type: "application/pdf", sha256: "0", storage_name: key, size_bytes: 1 },
      ...{ uploaded_by: viewer.userId, uploaded_at: now },
    }),
  );
  const rows = [{ value: { 品名: { value: "机" } } }, { value: { 品名: { value: "椅子" } } }];
  const id = await add({ 名称: "戻す", 数: "1.50", 医療機関: hospital, 資料: [{ fileKey: key }], 表: rows });
  const before = await read(id);
  await remove("sato", [id]);
  expect(await failureOf(read(id))).toMatchObject({ kind: "record/not-found" });
  expect(await failureOf(remove("sato", [id]))).toMatchObject({ kind: "record/not-found" });
  expect((await workspace.sql("select state from file where storage_name = $1", [key]))[0]).toEqual({
    state: "stored",
  });

  const [binned] = await binOf("a");
  expect(binned).toMatchObject({
    id,
    title: "戻す",
    deletedBy: { code: "sato" },
    purgedAt: "2026-12-21T01:02:03.000Z",
  });
  const look = (who: string) => workspace.as(who, (context) => readBinned(context, { app, id }));
  expect(await look("sato")).toMatchObject({
    title: "戻す",
    record: { 名称: { value: "戻す" }, 表: { value: [{ value: { 品名: { value: "机" } } }, {}] }, 秘密: { value: "" } },
    fields: { 秘密: { viewable: true } },
  });
  expect(Object.keys((await look("a")).record)).not.toContain("秘密");
  expect(Object.keys((await look("a")).fields)).not.toContain("秘密");
  expect(await failureOf(look("b"))).toMatchObject({ kind: "record/not-found" });
  expect(await binOf("b")).toEqual([]);
  expect(await failureOf(restore("b", [id]))).toMatchObject({ kind: "record/not-found" });

  expect(await restore("a", [id])).toEqual({ records: [{ id, revision: "3", missing: [] }] });
  const after = await read(id);
  expect(after).toEqual({
    ...before,
    $revision: { type: "__REVISION__", value: "3" },
    更新者: expect.anything() as unknown,
  });
  expect(await binOf("sato")).toEqual([]);
  const found = await workspace.as("sato", (context) => listRecords(context, { app, search: "椅子" }));
  expect(found.records).toHaveLength(1);
  const { revisions } = await workspace.as("sato", (context) => readHistory(context, { app, id }));
  expect(revisions.map(({ kind }) => kind)).toEqual(["restored", "deleted", "added"]);
  expect(
    (await workspace.sql("select type from event where record_id = $1 order by id", [id])).map(({ type }) => type),
  ).toEqual([...["record/added", "record/deleted", "record/restored"]]);
  expect(await workspace.as("sato", (context) => updateRecord(context, { app, id, revision: "3" }))).toEqual({
    revision: "4",
  });
});

test("a value without duplicates that another record has taken meanwhile holds the record back", async () => {
  const id = await add({ 名称: "重複" });
  await remove("sato", [id]);
  await add({ 名称: "重複" });
  expect(await failureOf(restore("sato", [id]))).toEqual({
    kind: "input/invalid",
    keys: { "record.名称.value": ["not-unique"] },
  });
});

test("what must be filled in only since then is named, of what the viewer sees, and holds nothing back", async () => {
  const required = { type: "SINGLE_LINE_TEXT", required: true };
  const fields = (rest: object, inner: object) => ({
    ...{ 名称: { type: "SINGLE_LINE_TEXT" }, 部署: rest, 秘密: rest, 備考: { type: "SINGLE_LINE_TEXT" } },
    表: { type: "SUBTABLE", fields: { 品名: inner, 数量: inner } },
  });
  const fieldAcl = {
    rights: [
      {
        code: "秘密",
        entities: [{ accessibility: "WRITE" as const, entity: { type: "USER" as const, code: "admin" } }],
      },
    ],
  };
  const deploy = async (rest: object) =>
    (await workspace.deploy(definitionOf("later", fields(rest, rest), { fieldAcl }))).apps[0]!.id;
  const later = await deploy({ type: "SINGLE_LINE_TEXT" });
  const record = { 名称: { value: "先" }, 表: { value: [{ value: { 品名: { value: "机" } } }] } };
  const { id } = await workspace.as("sato", (context) => addRecord(context, { app: later, record }));
  await workspace.as("sato", (context) => deleteRecords(context, { app: later, ids: [id] }));
  await deploy(required);
  const restored = await workspace.as("sato", (context) => restoreRecords(context, { app: later, ids: [id] }));
  expect(restored.records).toEqual([{ id, revision: "3", missing: ["部署", "数量"] }]);
});

test("all or none come back", async () => {
  const [one, two] = [await add({ 名称: "一" }), await add({ 名称: "二" })];
  await remove("sato", [one]);
  expect(await failureOf(restore("sato", [one, two]))).toMatchObject({ kind: "record/not-found" });
  expect((await binOf("sato")).map(({ id }) => id)).toContain(one);
});

test("after 30 days the record is gone for good, and its files, comments and history with it", async () => {
  const key = "bin-upload-2";
  await workspace.as("sato", ({ tx, viewer }) =>
    insertUpload(tx, {
      ...{ key, name: "b.pdf", content_type: "application/pdf", sha256: "0", storage_name: key, size_bytes: 1 },
      ...{ uploaded_by: viewer.userId, uploaded_at: now },
    }),
  );
  const id = await add({ 名称: "古い", 資料: [{ fileKey: key }] });
  await workspace.as("sato", (context) => postComment(context, { app, record: id, comment: { text: "古い話" } }));
  await remove("sato", [id]);
  const purgeAt = (days: number) =>
    transaction(workspace.database.web, (tx) => purgeBin(tx, new Date(now.getTime() + days * 86_400_000)));
  await purgeAt(30);
  expect((await binOf("sato")).map((one) => one.id)).toContain(id);
  await purgeAt(31);
  expect(await binOf("sato")).toEqual([]);
  for (const table of ["comment", "comment_head", "history", "notification", "draft"]) {
    expect(await workspace.sql(`select 1 from ${table} where app_id = $1 and record_id = $2`, [app, id])).toEqual([]);
  }
  const events = await workspace.sql("select type from event where record_id = $1 order by id", [id]);
  expect(events.map(({ type }) => type)).toEqual(["record/added", "comment/posted", "record/deleted"]);
  expect((await workspace.sql("select state from file where storage_name = $1", [key]))[0]).toEqual({
    state: "removed",
  });
});

test("an earlier revision comes back as a new one, of the fields that the viewer may edit", async () => {
  const id = await add({ 名称: "版1", 数: "1", 秘密: "甲", 医療機関: hospital });
  const change = (values: Record<string, unknown>) =>
    workspace.as("sato", (context) =>
      updateRecord(context, {
        app,
        id,
        record: Object.fromEntries(Object.entries(values).map(([code, value]) => [code, { value }])),
      }),
    );
  await change({ 名称: "版2", 秘密: "乙", 表: [{ value: { 品名: { value: "机" } } }] });
  await change({ 数: "3", 表: [] });
  const back = (who: string, revision: number) =>
    workspace.as(who, (context) => restoreRevision(context, { app, id, revision }));
  expect(await back("a", 1)).toEqual({ revision: "4" });
  expect(await read(id)).toMatchObject({
    名称: { value: "版1" },
    数: { value: "1" },
    秘密: { value: "乙" },
    表: { value: [] },
  });
  expect(await back("sato", 2)).toEqual({ revision: "5" });
  expect(await read(id)).toMatchObject({
    名称: { value: "版2" },
    数: { value: "1" },
    表: { value: [{ value: { 品名: { value: "机" } } }] },
  });
  const late = { app, id, revision: 1, current: "4" };
  expect(await failureOf(workspace.as("sato", (context) => restoreRevision(context, late)))).toMatchObject({
    kind: "record/changed-meanwhile",
  });
  expect(await failureOf(back("sato", 9))).toMatchObject({ kind: "thing/not-found" });
  expect(await failureOf(back("b", 1))).toMatchObject({ kind: "record/not-found" });
});
