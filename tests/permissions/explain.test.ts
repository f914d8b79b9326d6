import { afterAll, beforeAll, expect, test } from "vitest";
import type { Entity } from "../../app-definitions/definition.ts";
import { addRecord } from "../../server/records/add-records.ts";
import { explain } from "../../server/records/explaining/explain.ts";
import { readMatrix } from "../../server/records/explaining/read-matrix.ts";
import { allAppRights, definitionOf, failureOf, makeWorkspace, type Workspace } from "../records/workspace.ts";

let workspace: Workspace;
let app: string;
const records = { a: "", b: "" };

const secretariat: Entity = { type: "GROUP", code: "secretariat" };
const hospitals: Entity = { type: "GROUP", code: "hospitals" };
const owner: Entity = { type: "FIELD_ENTITY", code: "医療機関" };
const may = { viewable: true, editable: true, deletable: false };

beforeAll(async () => {
  workspace = await makeWorkspace();
  const text = { type: "SINGLE_LINE_TEXT" };
  const definition = definitionOf(
    "hospital",
    { 名称: text, 医療機関: { type: "ORGANIZATION_SELECT" }, メモ: text, 日程: text },
    {
      appAcl: {
        rights: [
          { entity: secretariat, ...allAppRights },
          // Hospital A runs the app without seeing all of it.
          { entity: { type: "ORGANIZATION", code: "hospital-a" }, ...allAppRights, appEditable: true },
          { entity: hospitals, ...allAppRights, recordExportable: true, recordViewable: true, recordDeletable: false },
        ],
      },
      recordAcl: {
        rights: [
          { filterCond: '名称 = "秘密"', entities: [{ entity: secretariat, ...may }] },
          {
            filterCond: "",
            entities: [
              { entity: secretariat, ...may, deletable: true },
              { entity: owner, ...may },
            ],
          },
        ],
      },
      fieldAcl: {
        rights: [
          { code: "メモ", entities: [{ entity: secretariat, accessibility: "WRITE" }] },
          {
            code: "日程",
            entities: [
              { entity: secretariat, accessibility: "WRITE" },
              { entity: hospitals, accessibility: "READ" },
            ],
          },
        ],
      },
      tabs: [{ code: "plan", label: "予定", fields: ["日程"], when: 'メモ != "閉"' }],
    },
  );
  app = (await workspace.deploy(definition)).apps[0]!.id;
  for (const key of ["a", "b"] as const) {
    const record = { 名称: { value: key }, 医療機関: { value: [{ code: `hospital-${key}` }] } };
    records[key] = (await workspace.as("sato", (context) => addRecord(context, { app, record }))).id;
  }
});
afterAll(() => workspace.drop());

const asked = (who: string, input: { user: string; record?: string; field?: string }) =>
  workspace.as(who, (context) => explain(context, { app, ...input }));

test("an administrator reads which rule lets a hospital see its own record, and which parts it may not touch", async () => {
  const told = await asked("admin", { user: "b", record: records.b, field: "日程" });
  expect(told).toMatchObject({
    user: { code: "b", name: "b", isActive: true, isAdministrator: false },
    app: {
      decidedBy: { at: 2, name: "医療機関" },
      passed: [
        { at: 0, name: "事務局" },
        { at: 1, name: "病院a" },
      ],
    },
    record: {
      how: "line",
      title: "b",
      block: { at: 1, filterCond: "" },
      passedBlocks: [{ at: 0, filterCond: '名称 = "秘密"', isDecided: true }],
      decidedBy: { at: 1, entity: owner, name: "医療機関" },
    },
    field: { how: "line", label: "日程", accessibility: "READ", tab: { code: "plan", exists: true }, tabLabel: "予定" },
    verdicts: {
      view: { isGranted: true, refusedBy: [] },
      edit: { isGranted: true, refusedBy: [] },
      delete: { isGranted: false, refusedBy: ["app", "record"] },
      "view-field": { isGranted: true, refusedBy: [] },
      "edit-field": { isGranted: false, refusedBy: ["field"] },
    },
  });
});

test("what falls away for want of a rule is said to", async () => {
  const told = await asked("admin", { user: "b", record: records.a, field: "メモ" });
  expect(told.record).toMatchObject({ how: "no-line", decidedBy: null, passed: [{ at: 0 }, { at: 1 }] });
  expect(told.field).toMatchObject({ how: "no-line", accessibility: "NONE" });
  expect(told.verdicts["view-field"]).toEqual({ isGranted: false, refusedBy: ["record", "field"] });
  expect((await asked("admin", { user: "admin" })).app).toMatchObject({
    isByAdministrator: true,
    decidedBy: { at: 0 },
  });
});

test.each([
  // who, about                                                      failure
  ["b", { user: "b", record: "b" }, "permission/denied"], // does not manage the app
  ["b", { user: "nobody", record: "99999" }, "permission/denied"],
  ["a", { user: "b" }, "thing/not-found"], // another hospital is like nobody
  ["a", { user: "nobody" }, "thing/not-found"],
  ["a", { user: "a", record: "b" }, "record/not-found"], // a record out of reach is like none
  ["a", { user: "a", record: "99999" }, "record/not-found"],
  ["a", { user: "a", record: "a", field: "メモ" }, "thing/not-found"], // a hidden field is like none
  ["a", { user: "a", record: "a", field: "無い" }, "thing/not-found"],
  ["a", { user: "a", record: "a", field: "日程" }, "permission/denied"], // its tab asks for the hidden memo
  ["admin", { user: "a", field: "日程" }, "input/invalid"],
] as const)("%s gets no answer about %j: %s", async (who, { user, ...rest }, kind) => {
  const record = "record" in rest ? { record: records[rest.record as "a"] ?? rest.record } : {};
  const field = "field" in rest ? { field: rest.field } : {};
  expect((await failureOf(asked(who, { user, ...record, ...field }))).kind).toBe(kind);
});

test("the matrix says for each acquaintance what explaining says one by one", async () => {
  const read = (who: string, record?: string) =>
    workspace.as(who, (context) => readMatrix(context, { app, ...(record && { record }) }));
  const { people, next } = await read("admin", records.b);
  expect([people.map(({ code }) => code), next]).toEqual([["a", "admin", "b", "sato"], null]);
  for (const { code, record } of people) {
    const { verdicts } = await asked("admin", { user: code, record: records.b });
    expect(record).toEqual({
      view: verdicts.view!.isGranted,
      edit: verdicts.edit!.isGranted,
      delete: verdicts.delete!.isGranted,
    });
  }
  expect((await read("a")).people.map(({ code }) => code)).toEqual(["a", "admin", "sato"]);
  expect((await failureOf(read("a", records.b))).kind).toBe("record/not-found");
  expect((await failureOf(read("b"))).kind).toBe("permission/denied");
});

test("whoever manages the app and sees the record is answered", async () => {
  const told = await asked("a", { user: "sato", record: records.a });
  expect(told.verdicts.view).toEqual({ isGranted: true, refusedBy: [] });
});
