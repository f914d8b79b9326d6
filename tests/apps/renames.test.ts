import { afterAll, beforeAll, expect, test } from "vitest";
import { addRecord } from "../../server/records/add-records.ts";
import { readOne, readRecords } from "../../server/records/read-records.ts";
import { updateRecord } from "../../server/records/update-records.ts";
import { makeWorkspace, type Workspace } from "../records/workspace.ts";
import { settingsCalls } from "./settings-calls.ts";

let workspace: Workspace;
beforeAll(async () => {
  workspace = await makeWorkspace();
});
afterAll(() => workspace.drop());
const { call, deploy, newApp } = settingsCalls(() => workspace);

const field = (code: string, type = "SINGLE_LINE_TEXT", more: object = {}) => ({
  [code]: { type, code, label: code, ...more },
});
const colours = { options: { 赤: { label: "赤", index: "0" }, 青: { label: "青", index: "1" } } };
const add = (app: string, values: Record<string, unknown>) => {
  const record = Object.fromEntries(Object.entries(values).map(([code, value]) => [code, { value }]));
  return workspace.as("admin", async (context) => (await addRecord(context, { app, record })).id);
};
const valuesOf = async (app: string, id: string) => {
  const { record } = await workspace.as("admin", (context) => readOne(context, { app, id }));
  return Object.fromEntries(Object.entries(record).map(([code, { value }]) => [code, value]));
};
const idsOf = async (app: string, query: string) =>
  (await workspace.as("admin", (context) => readRecords(context, { app, query }))).records.map(
    (one) => one["$id"]!.value,
  );
const fieldsOf = async (app: string, area = "") => {
  const { properties } = await call("admin", `GET ${area}app/form/fields`, { app });
  return properties as Record<string, Record<string, object>>;
};

test("apps that refer to renamed fields and options follow, live and in their drafts, without a revision of their own", async () => {
  const source = await newApp({
    ...field("番号", "SINGLE_LINE_TEXT", { unique: true }),
    ...field("名"),
    ...field("色", "DROP_DOWN", colours),
  });
  await add(source, { 番号: "1", 名: "い", 色: "赤" });
  await add(source, { 番号: "2", 名: "ろ", 色: "青" });
  const relatedApp = { app: source };
  const lookup = {
    ...{ relatedApp, relatedKeyField: "番号", fieldMappings: [{ field: "写し", relatedField: "名" }] },
    ...{ lookupPickerFields: ["名"], filterCond: '色 in ("赤") and 名 != "色"', sort: "名 desc" },
  };
  const condition = { field: "名札", relatedField: "名" };
  const referenceTable = {
    relatedApp,
    condition,
    filterCond: '色 in ("赤")',
    displayFields: ["名", "色"],
    sort: "名 asc",
  };
  const reader = await newApp({
    ...field("参照", "SINGLE_LINE_TEXT", { lookup }),
    ...field("写し"),
    ...field("名札"),
    ...field("一覧", "REFERENCE_TABLE", { referenceTable }),
  });
  const view = { index: 0, name: "赤", type: "LIST", fields: ["名札"], filterCond: '一覧.色 in ("赤")' };
  await call("admin", "PUT preview/app/views", { app: reader, views: { 赤: view } });
  await deploy(reader);
  const record = await add(reader, { 名札: "い", 参照: "1" });
  await call("admin", "POST preview/app/form/fields", { app: reader, properties: field("待ち") });
  const revision = (await call("admin", "GET app/form/fields", { app: reader }))["revision"];

  await call("admin", "PUT preview/app/form/fields", {
    app: source,
    properties: {
      番号: { type: "SINGLE_LINE_TEXT", code: "名" },
      名: { type: "SINGLE_LINE_TEXT", code: "番号" },
      色: {
        ...{ type: "DROP_DOWN", code: "彩り" },
        options: { 赤: { label: "朱", index: "0" }, 青: { label: "青", index: "1" } },
      },
    },
  });
  await deploy(source);

  for (const area of ["", "preview/"]) {
    const { 参照, 一覧 } = await fieldsOf(reader, area);
    expect(参照!["lookup"]).toMatchObject({
      ...{ relatedKeyField: "名", fieldMappings: [{ field: "写し", relatedField: "番号" }] },
      ...{ lookupPickerFields: ["番号"], filterCond: '彩り in ("朱") and 番号 != "色"', sort: "番号 desc" },
    });
    expect(一覧!["referenceTable"]).toMatchObject({
      ...{ condition: { field: "名札", relatedField: "番号" }, filterCond: '彩り in ("朱")' },
      ...{ displayFields: ["番号", "彩り"], sort: "番号 asc" },
    });
    const { views } = await call("admin", `GET ${area}app/views`, { app: reader });
    expect((views as Record<string, object>)["赤"]).toMatchObject({ filterCond: '一覧.彩り in ("朱")' });
  }
  expect((await call("admin", "GET app/form/fields", { app: reader }))["revision"]).toBe(revision);
  const more = await add(reader, { 参照: "1" });
  expect(await valuesOf(reader, more)).toMatchObject({ 参照: "1", 写し: "い" });
  expect(await idsOf(reader, '一覧.彩り in ("朱")')).toEqual([record]);
  await deploy(reader);
  expect(Object.keys(await fieldsOf(reader))).toContain("待ち");
});

test("a removed option stays on the records that hold it, and is found by it, and is accepted nowhere", async () => {
  const app = await newApp({
    ...field("色", "DROP_DOWN", colours),
    ...field("名"),
    ...field("複数", "CHECK_BOX", colours),
  });
  const id = await add(app, { 色: "赤", 複数: ["赤", "青"] });
  const only = { options: { 青: { label: "青", index: "0" } } };
  await call("admin", "PUT preview/app/form/fields", {
    app,
    properties: { 色: { type: "DROP_DOWN", ...only }, 複数: { type: "CHECK_BOX", ...only } },
  });
  await deploy(app);
  expect(await valuesOf(app, id)).toMatchObject({ 色: "赤", 複数: ["赤", "青"] });
  await expect(add(app, { 色: "赤" })).rejects.toMatchObject({ kind: "input/invalid" });
  expect(await idsOf(app, '色 in ("赤")')).toEqual([id]); // and so rights that name it keep their meaning
  expect(await idsOf(app, '色 not in ("青")')).toEqual([id]);
  expect(await idsOf(app, '複数 in ("青")')).toEqual([id]);
  const update = (record: Record<string, unknown>) =>
    workspace.as("admin", (context) =>
      updateRecord(context, {
        app,
        id,
        record: Object.fromEntries(Object.entries(record).map(([code, value]) => [code, { value }])),
      }),
    );
  await update({ 名: "変更" });
  expect(await valuesOf(app, id)).toMatchObject({ 色: "赤", 名: "変更" });
  await expect(update({ 色: "赤" })).rejects.toMatchObject({ kind: "input/invalid" });
});

test("required asked for later stops no deploy, but the next save of a record that lacks the value", async () => {
  const app = await newApp({ ...field("名"), ...field("他") });
  const id = await add(app, { 他: "x" });
  await call("admin", "PUT preview/app/form/fields", {
    app,
    properties: { 名: { type: "SINGLE_LINE_TEXT", required: true } },
  });
  await deploy(app);
  const update = (record: object) =>
    workspace.as("admin", (context) => updateRecord(context, { app, id, record: record as never }));
  await expect(update({ 他: { value: "y" } })).rejects.toMatchObject({
    problems: { "record.名.value": [{ message: "required" }] },
  });
  expect(await update({ 他: { value: "y" }, 名: { value: "n" } })).toEqual({ revision: "2" });
});
