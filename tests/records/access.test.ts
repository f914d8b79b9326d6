import { afterAll, beforeAll, expect, test } from "vitest";
import { requireApp } from "../../server/apps/require-app.ts";
import { always } from "../../server/query/condition.ts";
import { aggregateRecords } from "../../server/records/aggregating/aggregate.ts";
import { addRecord } from "../../server/records/add-records.ts";
import { findPickables } from "../../server/records/form/find-pickables.ts";
import { previewRecord } from "../../server/records/form/preview-record.ts";
import { deleteRecords } from "../../server/records/delete-records.ts";
import { evaluateRecords } from "../../server/records/evaluate-records.ts";
import { restoreRevision } from "../../server/records/history/restore-revision.ts";
import { readHistory } from "../../server/records/history/read-history.ts";
import { listRecords } from "../../server/records/list-records.ts";
import { planRead, type ReadPlan } from "../../server/records/plan-read.ts";
import { readNewRecord, readRecord } from "../../server/records/read-record.ts";
import { readOne, readRecords, readWire } from "../../server/records/read-records.ts";
import { requireRecord } from "../../server/records/require-record.ts";
import { updateRecord, updateRecords, type Update } from "../../server/records/update-records.ts";
import { canView, whoCanView } from "../../server/records/who-can-view.ts";
import type { Entity } from "../../app-definitions/definition.ts";
import { allAppRights, choices, definitionOf, failureOf, makeWorkspace, now, type Workspace } from "./workspace.ts";

let workspace: Workspace;
let app: string;
const records: Record<"a" | "b" | "none", string> = { a: "", b: "", none: "" };

const secretariat: Entity = { type: "GROUP", code: "secretariat" };
const hospital: Entity = { type: "FIELD_ENTITY", code: "医療機関" };
const everyone: Entity = { type: "GROUP", code: "everyone" };

beforeAll(async () => {
  workspace = await makeWorkspace();
  const definition = definitionOf(
    "hospital",
    {
      名称: { type: "SINGLE_LINE_TEXT" },
      コード: { type: "SINGLE_LINE_TEXT", unique: true },
      医療機関: { type: "ORGANIZATION_SELECT" },
      電話: { type: "SINGLE_LINE_TEXT" },
      メモ: { type: "SINGLE_LINE_TEXT" },
      要否: { type: "RADIO_BUTTON", options: choices("未回答", "必要"), defaultValue: "未回答" },
      予定日: { type: "DATE", required: true },
      道具: { type: "SINGLE_LINE_TEXT" },
      作成した人: { type: "CREATOR" },
    },
    {
      appAcl: {
        rights: [
          { entity: secretariat, ...allAppRights },
          { entity: everyone, ...allAppRights, recordAddable: false, recordDeletable: false },
        ],
      },
      recordAcl: {
        rights: [
          {
            filterCond: "",
            entities: [
              { entity: secretariat, viewable: true, editable: true, deletable: true },
              { entity: hospital, viewable: true, editable: true, deletable: false },
            ],
          },
        ],
      },
      fieldAcl: {
        rights: [
          {
            code: "電話",
            entities: [
              { entity: secretariat, accessibility: "WRITE" },
              { entity: everyone, accessibility: "READ" },
            ],
          },
          {
            code: "メモ",
            entities: [
              { entity: secretariat, accessibility: "WRITE" },
              { entity: everyone, accessibility: "NONE" },
            ],
          },
          {
            code: "要否",
            entities: [
              { entity: { type: "USER", code: "b" }, accessibility: "READ" },
              { entity: everyone, accessibility: "WRITE" },
            ],
          },
        ],
      },
      tabs: [{ code: "support", label: "支援", fields: ["予定日", "道具"], when: '要否 in ("必要")' }],
    },
  );
  app = (await workspace.deploy(definition)).apps[0]!.id;
  for (const key of ["a", "b", "none"] as const) {
    const record = {
      名称: { value: `病院 ${key}` },
      コード: { value: `code-${key}` },
      医療機関: { value: key === "none" ? [] : [{ code: `hospital-${key}` }] },
      電話: { value: `03-0000-000${key === "a" ? 1 : 2}` },
      メモ: { value: `秘密 ${key}` },
      要否: { value: "未回答" },
      ...(key === "b" && { 要否: { value: "必要" }, 予定日: { value: "2026-12-01" }, 道具: { value: "トンカチ" } }),
    };
    records[key] = (await workspace.as("sato", (context) => addRecord(context, { app, record }))).id;
  }
});
afterAll(() => workspace.drop());

const update = (who: string, id: string, values: Record<string, unknown>, at = now) => {
  const record = Object.fromEntries(Object.entries(values).map(([code, value]) => [code, { value }]));
  return workspace.as(who, (context) => updateRecord(context, { app, id, record }), at);
};

test.each([
  // who, query, names of the records reached, newest first
  ["sato", "", ["病院 none", "病院 b", "病院 a"]],
  ["a", "", ["病院 a"]],
  ["b", "", ["病院 b"]],
  ["a", '名称 in ("病院 b")', []],
  ["a", '医療機関 in ("hospital-b")', []],
  ["a", '名称 not in ("病院 b")', ["病院 a"]],
  ["sato", '医療機関 in ("")', ["病院 none"]],
  ["b", '道具 like "とんかち"', ["病院 b"]],
  ["sato", '道具 not like "とんかち"', []], // hidden tabs are no answer, neither way
  ["sato", "order by 名称 asc limit 2", ["病院 a", "病院 b"]],
])("%s asks %j and reaches %j, by list and by count", async (who, query, expected) => {
  const found = await workspace.as(who, (context) => readRecords(context, { app, query, totalCount: true }));
  expect(found.records.map((record) => record["名称"]!.value)).toEqual(expected);
  if (!query.includes("limit")) expect(found.totalCount).toBe(String(expected.length));
  const listed = await workspace.as(who, (context) =>
    listRecords(context, { app, query: query.replace(/order.*/, "") }),
  );
  if (!query.includes("limit")) expect(listed.records.map((record) => record["名称"]!.value)).toEqual(expected);
});

test.each([
  ['メモ = "x"', "query/field"],
  ["order by メモ", "query/field"],
  ['道具x = "x"', "query/field"],
])("a field hidden everywhere is unknown: %s", async (query, kind) => {
  expect((await failureOf(workspace.as("a", (context) => readRecords(context, { app, query })))).kind).toBe(kind);
});

test.each([["メモ"], ["メモ:MONTH"]])(
  "figures over %s, hidden everywhere, are refused as those over no field",
  async (code) => {
    for (const hidden of [code, code.replace("メモ", "どこにもない")]) {
      const ask = (input: object) =>
        failureOf(workspace.as("a", (context) => aggregateRecords(context, { app, ...input })));
      expect((await ask({ groups: [hidden] })).kind).toBe("query/field");
      expect((await ask({ aggregations: [`MAX:${hidden}`] })).kind).toBe("query/field");
    }
  },
);

test("a record out of reach answers exactly as one that does not exist, whatever is asked", async () => {
  for (const id of [records.b, "999999"]) {
    const attempts = [
      () => workspace.as("a", (context) => readOne(context, { app, id })),
      () => workspace.as("a", (context) => readRecord(context, { app, id })),
      () => workspace.as("a", (context) => readHistory(context, { app, id })),
      () => workspace.as("a", (context) => requireRecord(context, app, id, "edit")),
      () => update("a", id, { 名称: "x" }),
    ];
    for (const attempt of attempts) expect(await failureOf(attempt())).toEqual({ kind: "record/not-found", keys: {} });
    const { rights } = await workspace.as("a", (context) => evaluateRecords(context, { app, ids: [id] }));
    expect(rights[0]!.record).toEqual({ viewable: false, editable: false, deletable: false });
  }
});

test("a key of a record out of reach answers exactly as one that nobody has", async () => {
  for (const value of ["code-b", "code-nobody"]) {
    const attempt = workspace.as("a", (context) =>
      updateRecord(context, { app, updateKey: { field: "コード", value }, record: { 名称: { value: "x" } } }),
    );
    expect(await failureOf(attempt)).toEqual({ kind: "record/key-not-found", keys: {} });
  }
});

test("a key tells of a record out of reach in no company either", async () => {
  const key = (value: string) => ({ updateKey: { field: "コード", value }, record: {} });
  const change = (changes: Update[]) =>
    failureOf(workspace.as("a", (context) => updateRecords(context, { app, records: changes })));
  for (const companion of [
    { id: "999999", record: {} },
    { id: records.b, record: {} },
    { id: records.a, record: {} },
  ]) {
    const answers = [await change([companion, key("code-b")]), await change([companion, key("code-nobody")])];
    expect(answers[0]).toEqual(answers[1]);
  }
  for (const value of ["code-b", "code-nobody"])
    expect(await change([key(value), key(value)])).toEqual({ kind: "record/key-not-found", keys: {} });
  expect(await change([key("code-a"), key("code-a")])).toEqual({
    kind: "input/invalid",
    keys: { "records[1].id": ["not-unique"] },
  });
});

test("hidden fields and the fields of a tab that does not exist are not in the record", async () => {
  const own = await workspace.as("a", (context) => readRecord(context, { app, id: records.a }));
  expect(Object.keys(own.record)).toEqual(expect.arrayContaining(["名称", "電話", "要否"]));
  expect(Object.keys(own.record)).not.toEqual(expect.arrayContaining(["メモ"]));
  expect(own.record).not.toHaveProperty("予定日");
  expect(own.tabs).toEqual([]);
  expect(own.fields).not.toHaveProperty("メモ");
  expect(own.fields["電話"]).toEqual({ viewable: true, editable: false });
  expect(own.fields["予定日"]).toEqual({ viewable: false, editable: false });
  expect(own.rights).toEqual({ view: true, edit: true, delete: false });
  expect(own.watchers).toEqual({
    organizations: [{ code: "hospital-a", name: "病院a" }],
    groups: [{ code: "secretariat", name: "事務局" }],
    others: 0,
  });
  const other = await workspace.as("b", (context) => readRecord(context, { app, id: records.b }));
  expect(other.record["予定日"]).toEqual({ type: "DATE", value: "2026-12-01" });
  expect(other.tabs).toEqual(["support"]);
});

test("a form is told what is stored in the fields that a change opens, if its reader may make that change", async () => {
  const record = {
    医療機関: { value: [{ code: "hospital-a" }, { code: "hospital-b" }] },
    要否: { value: "必要" },
    予定日: { value: "2026-12-01" },
    道具: { value: "のこぎり" },
    メモ: { value: "秘密" },
  };
  const { id } = await workspace.as("sato", (context) => addRecord(context, { app, record }));
  await update("sato", id, { 要否: "未回答" });
  const preview = (who: string, values: Record<string, string>, place: string | null = id) => {
    const sent = Object.fromEntries(Object.entries(values).map(([code, value]) => [code, { value }]));
    return workspace.as(who, (context) => previewRecord(context, { app, id: place, values: sent }));
  };
  const stored = {
    予定日: { type: "DATE", value: "2026-12-01" },
    道具: { type: "SINGLE_LINE_TEXT", value: "のこぎり" },
  };
  expect(await preview("a", { 要否: "必要" })).toMatchObject({ tabs: ["support"], record: stored });
  expect(Object.keys((await preview("a", { 要否: "必要" })).record)).toEqual(Object.keys(stored));
  expect(await preview("a", { 要否: "未回答" })).toMatchObject({ tabs: [], record: {} });
  expect(await preview("a", { 名称: "必要" })).toMatchObject({ tabs: [], record: {} });
  expect(await preview("b", { 要否: "必要" })).toMatchObject({ tabs: [], record: {} }); // could not save it
  expect(await preview("sato", { 要否: "必要" }, null)).toMatchObject({ tabs: ["support"], record: {} });
  await workspace.as("sato", (context) => deleteRecords(context, { app, ids: [id] }));
});

test("who made records is looked for by name, among those whom one may know", async () => {
  const find = (who: string, field: string, q: string) =>
    workspace
      .as(who, (context) => findPickables(context, { app, field, q }))
      .then(({ people }) => people.map(({ code }) => code));
  expect(await find("sato", "作成した人", "SATO")).toEqual(["sato"]);
  expect(await find("sato", "作成した人", "b")).toContain("b");
  expect(await find("a", "作成した人", "b")).not.toContain("b");
  expect((await failureOf(find("a", "名称", ""))).kind).toBe("thing/not-found");
});

test.each([
  // who, record, sent, failure
  ["a", "a", { 電話: "090" }, "permission/denied"],
  ["a", "a", { 予定日: "2026-12-24" }, "permission/denied"], // its tab does not exist
  ["a", "a", { 要否: "必要" }, "input/invalid"], // opens the tab, whose date is required
  ["a", "b", { 名称: "x" }, "record/not-found"],
] as const)("%s may not save %s %j", async (who, key, sent, kind) => {
  expect((await failureOf(update(who, records[key], sent))).kind).toBe(kind);
});

test("one save opens a tab and fills it in; a hidden field in the request is ignored; what is unchanged is no write", async () => {
  await update("a", records.a, { 要否: "必要", 予定日: "2026-12-24", メモ: "x", 電話: "03-0000-0001" });
  const { record } = await workspace.as("sato", (context) => readOne(context, { app, id: records.a }));
  expect(record).toMatchObject({ 予定日: { value: "2026-12-24" }, メモ: { value: "秘密 a" } });
  await update("a", records.a, { 要否: "未回答" });
});

test("history shows the changes of fields that the reader sees, and nothing of the others", async () => {
  await update("sato", records.b, { メモ: "別の秘密", 名称: "病院 B" });
  await update("sato", records.b, { 名称: "病院 b" });
  const shown = await workspace.as("b", (context) => readHistory(context, { app, id: records.b }));
  expect(shown.revisions.map(({ revision, kind }) => [revision, kind])).toEqual([
    ["3", "edited"],
    ["2", "edited"],
    ["1", "added"],
  ]);
  expect(shown.revisions[1]!.changes).toEqual([
    { code: "名称", label: "名称", type: "SINGLE_LINE_TEXT", before: "病院 b", after: "病院 B" },
  ]);
  expect(JSON.stringify(shown)).not.toContain("秘密");
});

test("nobody brings back what the record was before it came into his reach", async () => {
  const made = { 医療機関: { value: [{ code: "hospital-b" }] }, 名称: { value: "CANARY-B" } };
  const { id } = await workspace.as("sato", (context) => addRecord(context, { app, record: made }));
  await update("sato", id, { 名称: "移る前" });
  await update("sato", id, { 医療機関: [{ code: "hospital-a" }] });
  await update("sato", id, { 名称: "移った後" });
  const back = (revision: number) => workspace.as("a", (context) => restoreRevision(context, { app, id, revision }));
  for (const revision of [1, 2, 9]) expect((await failureOf(back(revision))).kind).toBe("thing/not-found");
  await back(3);
  const { record } = await workspace.as("a", (context) => readOne(context, { app, id }));
  expect(record["名称"]!.value).toBe("移る前");
  await workspace.as("sato", (context) => deleteRecords(context, { app, ids: [id] }));
});

test("deleting needs the right; history keeps the record whole", async () => {
  const { id } = await workspace.as("sato", (context) =>
    addRecord(context, { app, record: { 医療機関: { value: [{ code: "hospital-a" }] }, メモ: { value: "m" } } }),
  );
  expect((await failureOf(workspace.as("a", (context) => deleteRecords(context, { app, ids: [id] })))).kind).toBe(
    "permission/denied",
  );
  const stale = workspace.as("sato", (context) => deleteRecords(context, { app, ids: [id], revisions: ["7"] }));
  expect((await failureOf(stale)).kind).toBe("record/changed-meanwhile");
  await workspace.as("sato", (context) => deleteRecords(context, { app, ids: [id], revisions: ["1"] }));
  const [kept] = await workspace.sql("select kind, diff from history where record_id = $1 order by revision desc", [
    id,
  ]);
  expect(kept).toMatchObject({ kind: "deleted" });
  expect(JSON.stringify(kept!["diff"])).toContain('["m",null]');
  expect((await failureOf(workspace.as("sato", (context) => readOne(context, { app, id })))).kind).toBe(
    "record/not-found",
  );
});

test("who can view follows the record, and a new record needs the right to add", async () => {
  const { row, deployed, directory } = await workspace.as("sato", async (context) => {
    const found = await requireRecord(context, app, records.a, "view");
    return { row: found.row, deployed: found.app, directory: context.directory };
  });
  expect(
    whoCanView(deployed, row, directory, now)
      .map(({ code }) => code)
      .sort(),
  ).toEqual(["a", "admin", "sato"]);
  // Asked one by one, everybody gets the answer that he got together with those who are like him.
  const oneByOne = directory.users().filter((user) => canView(deployed, row, directory, user, now));
  expect(whoCanView(deployed, row, directory, now)).toEqual(oneByOne);
  const fresh = await workspace.as("sato", (context) => readNewRecord(context, { app }));
  expect(fresh.record["要否"]).toEqual({ type: "RADIO_BUTTON", value: "未回答" });
  expect(fresh.tabs).toEqual([]);
  expect((await failureOf(workspace.as("a", (context) => readNewRecord(context, { app })))).kind).toBe(
    "permission/denied",
  );
});

test("the second wall stops a row that SQL let through, sends nothing and leaves an event", async () => {
  const broken = workspace.as("a", async (context) => {
    const required = requireApp(context, app);
    return readWire(context, { ...planRead(required.app, required.access), where: always, guard: null });
  });
  await expect(broken).rejects.toThrow(/^record \d+$/);
  const events = await workspace.sql("select detail from event where type = 'access/incident'");
  expect(events).toHaveLength(1);
});

test("the second wall stops a cell that SQL let through", async () => {
  const broken = workspace.as("sato", async (context) => {
    const required = requireApp(context, app);
    const plan = planRead(required.app, required.access);
    // Record b shows its tab, so take one away: a is without.
    return readWire(context, { ...plan, cells: plan.cells.map((cell) => ({ ...cell, when: always })) });
  });
  await expect(broken).rejects.toThrow("予定日");
});

test("the first wall alone lets through nothing either: SQL selects only what is in reach", async () => {
  await workspace.as("a", async (context) => {
    const required = requireApp(context, app);
    const open = { ...required.access, view: always };
    const plan = { ...planRead(required.app, required.access), cells: [], access: open };
    const reached = async (one: ReadPlan) => (await readWire(context, one)).map((record) => record["$id"]!.value);
    expect(await reached(plan)).toEqual([records.a]);
    expect(await reached({ ...plan, guard: null })).toEqual([records.a]); // the guard only makes the search short
  });
});
