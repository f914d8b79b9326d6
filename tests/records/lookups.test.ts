import { afterAll, beforeAll, expect, test } from "vitest";
import { deployApps } from "../../server/apps/deploy/deploy-apps.ts";
import { readFields } from "../../server/apps/read-apps.ts";
import { addRecord, addRecords } from "../../server/records/add-records.ts";
import { readOne } from "../../server/records/read-records.ts";
import { findCandidates } from "../../server/records/sources/find-candidates.ts";
import { readRelated } from "../../server/records/sources/read-related.ts";
import { updateRecord } from "../../server/records/update-records.ts";
import { definitionOf, failureOf, makeWorkspace, now, type Workspace } from "./workspace.ts";
import { lookup, source, target, text } from "./lookup-apps.ts";

let workspace: Workspace;
let institutions: string;
let visits: string;

const wire = (values: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(values).map(([code, value]) => [code, { value }]));
const ids: Record<string, string> = {};

beforeAll(async () => {
  workspace = await makeWorkspace();
  const deployed = await workspace.deploy(source, target());
  institutions = deployed.apps.find(({ code }) => code === "institutions")!.id;
  visits = deployed.apps.find(({ code }) => code === "visits")!.id;
  for (const [code, values] of Object.entries({
    A: { 名称: "A病院", 区分: "甲", 病床: "100", 秘密: "CANARY-A", 組織: [{ code: "hospital-a" }] },
    B: { 名称: "CANARY-B病院", 区分: "乙", 病床: "200", 秘密: "CANARY-B", 組織: [{ code: "hospital-b" }] },
    C: { 名称: "C病院", 区分: "丙" },
  })) {
    ids[code] = (
      await workspace.as("sato", (context) =>
        addRecord(context, { app: institutions, record: wire({ コード: code, ...values }) }),
      )
    ).id;
  }
});
afterAll(() => workspace.drop());

const add = async (values: Record<string, unknown>, who = "sato") =>
  (await workspace.as(who, (context) => addRecord(context, { app: visits, record: wire(values) }))).id;
const update = (id: string, values: Record<string, unknown>, who = "sato", app = visits) =>
  workspace.as(who, (context) => updateRecord(context, { app, id, record: wire(values) }));
const read = async (id: string, who = "sato") => {
  const { record } = await workspace.as(who, (context) => readOne(context, { app: visits, id }));
  return Object.fromEntries(Object.entries(record).map(([code, { value }]) => [code, value]));
};
const kindOf = async (work: Promise<unknown>) => (await failureOf(work)).kind;

test("a key fetches, another key fetches again, no key empties, and what is not sent stays", async () => {
  const id = await add({ 機関: "A", 機関名: "偽", 床: "1" });
  expect(await read(id)).toMatchObject({
    機関名: "A病院",
    機関区分: "甲",
    床: "100",
    床の倍: "200",
    機関組織: [{ code: "hospital-a" }],
  });
  await update(id, { メモ: "x", 機関名: "偽" });
  expect(await read(id)).toMatchObject({ 機関名: "A病院" });
  await update(id, { 機関: "B" });
  expect(await read(id)).toMatchObject({ 機関名: "CANARY-B病院", 機関区分: "乙", 床: "200" });
  await update(id, { 機関: "C" }); // the filter is the picker's; the option 丙 is not known here
  expect(await read(id)).toMatchObject({ 機関名: "C病院", 機関区分: null, 床: "", 床の倍: "0", 機関組織: [] });
  await update(id, { 機関: "" });
  expect(await read(id)).toMatchObject({ 機関: "", 機関名: "", 機関区分: null });
});

test("changes of the source do not spread; sending the same key fetches anew", async () => {
  const id = await add({ 機関: "A" });
  await update(ids["A"]!, { 病床: "101" }, "sato", institutions);
  await update(id, { メモ: "y" });
  expect(await read(id)).toMatchObject({ 床: "100" });
  await update(id, { 機関: "A" });
  expect(await read(id)).toMatchObject({ 床: "101" });
  await update(ids["A"]!, { 病床: "100" }, "sato", institutions);
});

test("record numbers are keys too, and rows of tables look up for themselves", async () => {
  const id = await add({
    番号: ids["A"],
    表: [{ value: wire({ 先: "A", 先名: "偽" }) }, { value: wire({ 先名: "偽", 備考: "手" }) }],
  });
  const names = async () =>
    ((await read(id))["表"] as { id: string; value: Record<string, { value: unknown }> }[]).map(
      ({ value }) => value["先名"]!.value,
    );
  expect(await read(id)).toMatchObject({ 番号名: "A病院" });
  expect(await names()).toEqual(["A病院", ""]);
  const [row] = (await read(id))["表"] as { id: string }[];
  await update(id, { 表: [{ id: row!.id, value: wire({ 先: "C" }) }] });
  expect(await names()).toEqual(["C病院"]);
  await update(id, { 表: [{ id: row!.id, value: wire({ 先: "" }) }] });
  expect(await names()).toEqual([""]);
});

test.each([
  // who, what is sent
  ["sato", { 機関: "Z" }],
  ["a", { 機関: "B" }], // another hospital's record
  ["a", { 機関: "C" }], // nobody's record
  ["a", { 鍵: "A" }], // a field of his own record that is hidden from him
  ["a", { 番号: "999999" }],
  ["sato", { 文字番号: "abc" }], // no number at all
  ["sato", { 文字番号: "01" }],
  ["sato", { 文字番号: "visits-1" }], // the code of another app before it
  ["a", { 文字番号: "2" }], // the other hospital's
  ["a", { 表: [{ value: wire({ 先: "B" }) }] }],
])("%s cannot fetch %j, and is told the same as of a key that nobody has", async (who, values) => {
  expect(await failureOf(add(values, who))).toEqual({ kind: "lookup/not-found", keys: {} });
});

test("the hospital fetches what it sees, with its own rights", async () => {
  const own = async (values: Record<string, unknown>) => read(await add(values, "a"), "a");
  expect(await own({ 機関: "A" })).toMatchObject({ 機関名: "A病院", 床: "100" });
  expect(await own({ 文字番号: ids["A"] })).toMatchObject({ 文字番号: ids["A"] });
  const numbered = `institutions-${ids["A"]}`;
  expect(await own({ 文字番号: numbered })).toMatchObject({ 文字番号: numbered });
  expect(await own({ 番号: ids["A"] })).toMatchObject({ 番号名: "A病院" });
  expect(await kindOf(add({ 番号: ids["B"] }, "a"))).toBe("lookup/not-found");
  const id = await add({ 機関: "B" });
  expect(await kindOf(update(id, { 機関: "B" }, "a"))).toBe("lookup/not-found");
  await update(id, { 日: "2026-11-01" }, "a");
  expect(await read(id, "a")).toMatchObject({ 機関名: "CANARY-B病院" }); // copied by the secretariat, whose copy it is
});

test("a batch of lookups takes one statement more, and fails as a whole", async () => {
  const records = Array.from({ length: 50 }, (_, at) => wire({ 機関: at % 2 ? "A" : "B" }));
  await workspace.as("sato", (context) => addRecords(context, { app: visits, records }));
  const used = workspace.counted.statements.length;
  await workspace.as("sato", (context) =>
    addRecords(context, { app: visits, records: records.map(() => wire({ メモ: "x" })) }),
  );
  expect(used).toBe(workspace.counted.statements.length + 1);
  const wrong = [...records.slice(0, 3), wire({ 機関: "Z" })];
  expect(await kindOf(workspace.as("sato", (context) => addRecords(context, { app: visits, records: wrong })))).toBe(
    "lookup/not-found",
  );
});

test.each([
  // who, field, words, keys offered
  ["sato", "機関", "", ["A", "B"]],
  ["sato", "機関", "b病", ["B"]],
  ["sato", "機関", "a", ["A", "B"]],
  ["sato", "機関", "丙", []],
  ["sato", "番号", "", ["3", "2", "1"]],
  ["sato", "番号", "2", ["2"]],
  ["sato", "先", "C", ["C"]],
  ["a", "機関", "", ["A"]],
  ["a", "機関", "CANARY", []],
  ["a", "番号", "2", []],
  ["a", "文字番号", "1", ["institutions-1"]],
  ["a", "鍵", "", []],
])("%s is offered for %s with %j the keys %j", async (who, field, q, expected) => {
  const { candidates } = await workspace.as(who, (context) => findCandidates(context, { app: visits, field, q }));
  expect(candidates.map(({ key }) => key)).toEqual(expected);
  if (who === "a") expect(JSON.stringify(candidates)).not.toContain("CANARY");
  if (field === "機関" && expected.length > 0) {
    expect(Object.keys(candidates[0]!.record)).toEqual(who === "a" ? ["名称"] : ["名称", "秘密"]);
    expect(candidates[0]!.copies).toMatchObject(
      expected[0] === "A" ? { 機関名: { value: "A病院" }, 床: { value: "100" } } : {},
    );
  }
});

test("only lookups offer candidates", async () => {
  for (const field of ["機関名", "知らない", "日"]) {
    expect(await kindOf(workspace.as("sato", (context) => findCandidates(context, { app: visits, field })))).toBe(
      "thing/not-found",
    );
  }
});

test("related records show by the reader's rights on both sides, page by page", async () => {
  const key = "REL";
  const id = (
    await workspace.as("sato", (context) =>
      addRecord(context, {
        app: institutions,
        record: wire({ コード: key, 名称: "R", 組織: [{ code: "hospital-a" }] }),
      }),
    )
  ).id;
  for (const day of ["2026-02-02", "2026-01-01", ""]) await add({ 機関: key, 日: day, メモ: "CANARY-memo" });
  const related = (who: string, more: object = {}) =>
    workspace.as(who, (context) => readRelated(context, { app: institutions, record: id, field: "訪問", ...more }));
  const days = async (who: string, offset?: number) => {
    const { records, next } = await related(who, offset === undefined ? {} : { offset });
    return [...records.map((record) => record["日"]!.value), next];
  };
  expect(await days("sato")).toEqual(["2026-01-01", 1]);
  expect(await days("sato", 1)).toEqual(["2026-02-02", null]);
  expect((await related("sato")).records[0]).toHaveProperty("メモ");
  const seenByA = await related("a");
  expect(seenByA.app).toBe(visits);
  expect(Object.keys(seenByA.records[0]!)).toEqual(["日", "$id", "$revision"]);
  expect(JSON.stringify(seenByA)).not.toContain("CANARY");
  expect(await kindOf(related("b"))).toBe("record/not-found");
  expect(await kindOf(related("sato", { field: "名称" }))).toBe("thing/not-found");
  const empty = (await workspace.as("sato", (context) => addRecord(context, { app: institutions, record: {} }))).id;
  expect((await related("sato", { record: empty })).records).toEqual([]);
});

test("definitions name the source only to those who see it", async () => {
  const properties = async (who: string) =>
    (
      (await workspace.as(who, (context) => readFields(context, { app: visits }))) as {
        properties: Record<string, Record<string, unknown>>;
      }
    ).properties;
  expect((await properties("sato"))["機関"]!["lookup"]).toMatchObject({
    relatedApp: { app: institutions, code: "institutions" },
    lookupPickerFields: ["名称", "秘密"],
  });
  expect((await properties("a"))["機関"]!["lookup"]).toMatchObject({ lookupPickerFields: ["名称"] });
  expect((await properties("a"))["鍵"]!["lookup"]).toMatchObject({ fieldMappings: [] });
  expect(Object.keys((await properties("sato"))["機関"]!).sort()).toEqual([
    "code",
    "label",
    "lookup",
    "noLabel",
    "required",
    "type",
  ]);
});

test("a right on the source that ends ends the lookup, the related records and their definitions", async () => {
  const shut = {
    ...source,
    appAcl: {
      rights: source.appAcl.rights.map((right) => ({ ...right, recordViewable: right.entity.code === "secretariat" })),
    },
  };
  await workspace.deploy(shut);
  try {
    expect(await kindOf(add({ 機関: "A" }, "a"))).toBe("lookup/not-found");
    expect(
      (await workspace.as("a", (context) => findCandidates(context, { app: visits, field: "機関" }))).candidates,
    ).toEqual([]);
    const { properties } = (await workspace.as("a", (context) => readFields(context, { app: visits }))) as {
      properties: Record<string, Record<string, unknown>>;
    };
    expect(properties["機関"]!["lookup"]).toBeNull();
  } finally {
    await workspace.deploy(source);
  }
});

test.each<[string, () => unknown[], string]>([
  [
    "an unknown app",
    () => [
      definitionOf("x1", {
        f: {
          ...text,
          ...lookup("コード", {}),
          lookup: { ...lookup("コード", {}).lookup, relatedApp: { code: "nowhere" } },
        },
      }),
    ],
    "source-app-unknown",
  ],
  [
    "a key with duplicates",
    () => [definitionOf("x1", { f: { ...text, ...lookup("名称", {}) } })],
    "source-key-not-unique",
  ],
  [
    "a key of another type",
    () => [definitionOf("x1", { f: { type: "NUMBER", ...lookup("コード", {}) } })],
    "source-key-not-unique",
  ],
  ["a key that is none", () => [definitionOf("x1", { f: { ...text, ...lookup("無", {}) } })], "source-field-unknown"],
  [
    "a copy of another type",
    () => [definitionOf("x1", { f: { ...text, ...lookup("コード", { g: "名称" }) }, g: { type: "DATE" } })],
    "source-field-unfit",
  ],
  [
    "a condition on no field",
    () => [definitionOf("x1", { f: { ...text, ...lookup("コード", {}, { filterCond: '無 = "x"' }) } })],
    "source-condition-wrong",
  ],
  [
    "a relation of unlike fields",
    () => [
      definitionOf("x1", {
        f: { type: "NUMBER" },
        r: {
          type: "REFERENCE_TABLE",
          referenceTable: {
            relatedApp: { code: "institutions" },
            condition: { field: "f", relatedField: "コード" },
            displayFields: ["名称"],
          },
        },
      }),
    ],
    "source-field-unfit",
  ],
  [
    "a source without its key",
    () => {
      const { コード: _, 訪問: __, ...rest } = source.fields.properties;
      return [{ ...source, fields: { properties: rest }, layout: { layout: [] } }];
    },
    "source-field-needed",
  ],
  [
    "a source whose key may repeat",
    () => [
      {
        ...source,
        fields: {
          properties: {
            ...source.fields.properties,
            コード: { ...source.fields.properties["コード"]!, unique: false },
          },
        },
      },
    ],
    "source-field-needed",
  ],
])("%s is refused at deploy", async (_, definitions, message) => {
  const error = await deployApps(
    { database: workspace.database, now },
    definitions().map((definition) => ({ definition })),
  ).then(
    () => undefined,
    (thrown: { problems: { message: string }[] }) => thrown,
  );
  expect(error?.problems.map((one) => one.message)).toContain(message);
});
