import { afterAll, beforeAll, expect, test } from "vitest";
import { checkDefinition } from "../../server/apps/deploy/check-definition.ts";
import { addRecord } from "../../server/records/add-records.ts";
import { readOne, readRecords } from "../../server/records/read-records.ts";
import { parseJson } from "../../server/schema.ts";
import { choices, definitionOf, failureOf, makeWorkspace, type Workspace } from "../records/workspace.ts";
import { settingsCalls } from "./settings-calls.ts";

/** Nothing hostile may keep the server longer than this, whatever it is; the honest ones take a few milliseconds. */
const withinMs = 3_000;

let workspace: Workspace;
beforeAll(async () => {
  workspace = await makeWorkspace();
});
afterAll(() => workspace.drop());
let hostile: Promise<string> | undefined;
const { call, deploy, newApp } = settingsCalls(() => workspace);

const text = { type: "SINGLE_LINE_TEXT" };
const field = (code: string, more: object = {}) => ({ [code]: { ...text, code, label: code, ...more } });
const repeat = <Value>(count: number, make: (at: number) => Value) =>
  Array.from({ length: count }, (_, at) => make(at));
const many = (count: number, make: (at: number) => object = () => text) =>
  Object.fromEntries(repeat(count, (at) => [`f${at}`, make(at)]));
const deep = (levels: number) => `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`;
const view = (more: object = {}) => ({ type: "LIST", index: "0", name: "v", filterCond: "", sort: "", ...more });
const views = (list: Record<string, object>) => ({ views: { views: list } }) as never;
const right = (filterCond: string) => ({
  filterCond,
  entities: [{ entity: { type: "GROUP", code: "everyone" }, viewable: true, editable: true, deletable: true }],
});
const terms = (count: number) => repeat(count, () => 'f = "x"').join(" or ");
const formula = (expression: string) => definitionOf("x", { n: { type: "NUMBER" }, c: { type: "CALC", expression } });
const chain = (count: number) =>
  many(count, (at) => ({ type: "CALC", expression: at === 0 ? "1 + 1" : `f${at - 1} + f${at - 1}` }));
const circle = many(400, (at) => ({ type: "CALC", expression: `f${(at + 1) % 400} + 1` }));

test.each<[string, () => unknown, string]>([
  ["10,000 fields", () => definitionOf("x", many(10_000)), "too-many"],
  [
    "10,000 fields in a table",
    () => definitionOf("x", { t: { type: "SUBTABLE", fields: many(10_000) } }),
    "fields.properties: too-many",
  ],
  ["501 fields", () => definitionOf("x", many(501)), "fields.properties: too-many"],
  ["1,000 levels", () => ({ ...definitionOf("x", {}), settings: JSON.parse(deep(1_000)) }), ": json-hostile"],
  [
    "1,000 levels of groups",
    () => ({
      ...definitionOf("x", {}),
      layout: {
        layout: [repeat(20, () => 0).reduce<object>((inner) => ({ type: "GROUP", code: "g", layout: [inner] }), {})],
      },
    }),
    "json-hostile|schema",
  ],
  [
    "a label of a million characters",
    () => definitionOf("x", { f: { ...text, label: "l".repeat(1_000_000) } }),
    "too-many",
  ],
  [
    "ten million characters",
    () => definitionOf("x", { f: { ...text, label: "l".repeat(10_000_001) } }),
    ": definition-too-large",
  ],
  [
    "two million values",
    () => definitionOf("x", {}, { indexes: repeat(500_001, () => "f") }),
    ": definition-too-large",
  ],
  [
    "a name of 65 characters",
    () => definitionOf("x", {}, { settings: { name: "n".repeat(65) } }),
    "settings.name: too-long",
  ],
  ["NUL", () => definitionOf("x", { f: { ...text, label: "a\0" } }), ": text-unstorable"],
  ["half a surrogate pair", () => definitionOf("x", { f: { ...text, label: "\ud800" } }), ": text-unstorable"],
  ["a prototype", () => JSON.parse('{"fields":{"__proto__":{"x":1}}}') as unknown, ": json-hostile"],
  ["a field called constructor", () => definitionOf("x", { constructor: text }), ": json-hostile"],
  ["an action from toString", () => process("toString"), "process.actions[0].from: field-unknown"],
  [
    "an action that asks for its own status",
    () => process("未", { filterCond: 'ステータス = "未"' }),
    "process.actions[0].filterCond: field-unfit",
  ],
  [
    "a first state that waits for everybody",
    () => process("未", {}, "ALL"),
    "process.states.未.assignee: first-state-assignee",
  ],
  ["codes composed and decomposed", () => definitionOf("x", { が: text, "か\u3099": text }), "code-repeated"],
  ["an invisible character", () => definitionOf("x", { "a\u200bb": text }), "code-illegal"],
  ["a mark that turns the writing", () => definitionOf("x", { "a\u202eb": text }), "code-illegal"],
  ["SQL for a code", () => definitionOf("x", { 'f"; drop table app; --': text }), "code-illegal"],
  ["a placeholder for a code", () => definitionOf("x", { "$1?": text }), "code-illegal"],
  ["a circle of 400 formulas", () => definitionOf("x", circle), "formula-cycle"],
  ["a formula of a million characters", () => formula(`1${"+1".repeat(500_000)}`), "expression: "],
  ["10,000 brackets", () => formula(`${"(".repeat(10_000)}1${")".repeat(10_000)}`), "expression: "],
  ["10,000 calls", () => formula(`${"SUM(".repeat(10_000)}n${")".repeat(10_000)}`), "expression: "],
  ["a text that never ends", () => formula(`"${"\\".repeat(50_001)}`), "expression: "],
  [
    "1,001 views",
    () => definitionOf("x", {}, views(Object.fromEntries(repeat(1_001, (at) => [`v${at}`, view()])))),
    "views.views: too-many",
  ],
  [
    "1,001 rules",
    () => definitionOf("x", { f: text }, { recordAcl: { rights: repeat(1_001, () => right("")) } as never }),
    "recordAcl.rights: too-many",
  ],
  [
    "1,000 rules of 2,000 terms",
    () => definitionOf("x", { f: text }, { recordAcl: { rights: repeat(1_000, () => right(terms(900))) } as never }),
    "recordAcl.rights: too-long",
  ],
  [
    "10,000 terms",
    () => definitionOf("x", { f: text }, views({ v: view({ filterCond: terms(10_000) }) })),
    "condition-wrong",
  ],
  [
    "10,000 brackets in a condition",
    () =>
      definitionOf(
        "x",
        { f: text },
        views({ v: view({ filterCond: `${"(".repeat(10_000)}f = "x"${")".repeat(10_000)}` }) }),
      ),
    "condition-wrong",
  ],
  [
    "two views of one id",
    () => definitionOf("x", {}, views({ v: view({ id: "5" }), w: view({ id: "5", name: "w" }) })),
    "views.views.w.id: repeated",
  ],
  [
    "1,001 options",
    () => definitionOf("x", { f: { type: "DROP_DOWN", options: choices(...repeat(1_001, String)) } }),
    "options: too-many",
  ],
  [
    "more decimals than there are",
    () => definitionOf("x", { n: { type: "NUMBER", displayScale: "99999999999" } }),
    "setting-wrong",
  ],
  [
    "a smallest value of 100,000 digits",
    () => definitionOf("x", { n: { type: "NUMBER", minValue: "9".repeat(100_000) } }),
    "setting-wrong",
  ],
  [
    "a default of 1e999999999",
    () => definitionOf("x", { n: { type: "NUMBER", defaultValue: "1e999999999" } }),
    "defaultValue: ",
  ],
])(
  "%s: refused in bounded time, told in a sentence",
  (_, make, expected) => {
    const { definition, problems } = checkDefinition(make());
    expect(definition).toBeUndefined();
    expect(problems.length).toBeLessThanOrEqual(100);
    const found = problems.map(({ path, message }) => `${path}: ${message}`);
    expect(found.join("\n")).toMatch(new RegExp(expected.split("|").map(quoted).join("|")));
    expect(({} as Record<string, unknown>)["x"]).toBeUndefined();
  },
  withinMs,
);

function quoted(words: string): string {
  return words.replace(/[.[\]()$?+*]/g, "\\$&");
}

function process(from: string, action: object = {}, type = "ONE") {
  const states = { 未: { name: "未", index: "0", assignee: { type, entities: [] } } };
  const actions = [{ name: "a", from, to: "未", ...action }];
  return definitionOf("x", {}, { process: { enable: true, states, actions } as never });
}

test(
  "formulas that double 400 times over are sound, and a record computes them in bounded time",
  async () => {
    const app = (await workspace.deploy(definitionOf("doubling", chain(400)))).apps[0]!.id;
    const id = await workspace.as("sato", async (context) => (await addRecord(context, { app, record: {} })).id);
    const { record } = await workspace.as("sato", (context) => readOne(context, { app, id }));
    expect(record["f10"]!.value).toBe("2048");
    expect(String(record["f399"]!.value).length).toBeLessThan(200);
  },
  withinMs,
);

test("names that every object inherits are names like any other: fields, options, states, views", async () => {
  const inherited = ["toString", "hasOwnProperty", "valueOf", "isPrototypeOf"];
  const fields = {
    ...Object.fromEntries(inherited.map((code) => [code, text])),
    色: { type: "DROP_DOWN", options: choices("普通", ...inherited) },
  };
  const properties = Object.fromEntries(
    Object.entries(fields).map(([code, one]) => [code, { ...one, code, label: code }]),
  );
  const fromFile = (await workspace.deploy(definitionOf("inherited", fields))).apps[0]!.id;
  const fromCalls = await newApp(properties);
  await call("admin", "PUT preview/app/form/fields", {
    app: fromCalls,
    properties: { 色: { type: "DROP_DOWN", options: choices(...inherited, "toLocaleString", "普通") } },
  });
  await call("admin", "PUT preview/app/views", {
    app: fromCalls,
    views: { valueOf: view({ name: "valueOf", fields: ["toString"] }) },
  });
  await deploy(fromCalls);
  for (const app of [fromFile, fromCalls]) {
    const record = { toString: { value: "x" }, 色: { value: "hasOwnProperty" } };
    const { id } = await workspace.as("admin", (context) => addRecord(context, { app, record }));
    const query = 'toString = "x" and hasOwnProperty = "" and 色 in ("hasOwnProperty") order by valueOf asc';
    const { records } = await workspace.as("admin", (context) => readRecords(context, { app, query }));
    expect(records).toEqual([
      expect.objectContaining({
        $id: { type: "__ID__", value: id },
        色: { type: "DROP_DOWN", value: "hasOwnProperty" },
      }),
    ]);
  }
});

test("apps that look each other and themselves up are deployed, and a record of them is saved and read", async () => {
  const sources = (other: string) => ({
    ...{ key: { ...text, unique: true }, copy: text },
    look: {
      ...text,
      lookup: {
        relatedApp: { code: other },
        relatedKeyField: "key",
        fieldMappings: [{ field: "copy", relatedField: "copy" }],
      },
    },
    own: {
      type: "REFERENCE_TABLE",
      referenceTable: {
        relatedApp: { code: `ring-${other === "ring-a" ? "b" : "a"}` },
        condition: { field: "copy", relatedField: "copy" },
        displayFields: ["key", "look"],
      },
    },
  });
  const [a] = (
    await workspace.deploy(definitionOf("ring-a", sources("ring-b")), definitionOf("ring-b", sources("ring-a")))
  ).apps;
  const add = (app: string, key: string, look: string) =>
    workspace.as("sato", (context) =>
      addRecord(context, { app, record: { key: { value: key }, look: { value: look } } }),
    );
  await add(a!.id, "1", "");
  const query = 'own.key in ("1")';
  const { records } = await workspace.as("sato", (context) => readRecords(context, { app: a!.id, query }));
  expect(records.length).toBeLessThanOrEqual(1);
});

test("scripts in names and descriptions are kept as text or not at all, from a file as from a call", async () => {
  const html = '<b>太字</b><script>alert(1)</script><img src=x onerror="alert(1)">';
  const definition = definitionOf(
    "scripted",
    { f: { ...text, label: html.slice(0, 100) } },
    { settings: { name: "<script>", description: html } },
  );
  definition.layout.layout.push({ type: "ROW", fields: [{ type: "LABEL", label: html }] } as never);
  const [{ id }] = (await workspace.deploy(definition)).apps as unknown as [{ id: string }];
  expect(await call("admin", "GET app/settings", { app: id })).toMatchObject({
    name: "<script>",
    description: expect.not.stringContaining("alert") as string,
  });
  const layout = JSON.stringify(await call("admin", "GET app/form/layout", { app: id }));
  expect(layout).toContain("太字");
  expect(layout).not.toContain("alert");
  const app = await newApp(field("f"));
  const cells = [
    { type: "SINGLE_LINE_TEXT", code: "f" },
    { type: "LABEL", label: html },
  ];
  await call("admin", "PUT preview/app/form/layout", { app, layout: [{ type: "ROW", fields: cells }] });
  expect(JSON.stringify(await call("admin", "GET preview/app/form/layout", { app }))).not.toContain("alert");
});

test.each<[string, string, (app: string) => object, string]>([
  [
    "10,000 fields",
    "POST preview/app/form/fields",
    () => ({ properties: Object.assign({}, ...repeat(10_000, (at) => field(`f${at}`))) as object }),
    "input/invalid",
  ],
  [
    "a prototype",
    "POST preview/app/form/fields",
    () => ({ properties: JSON.parse('{"__proto__": {"type": "NUMBER"}}') as object }),
    "input/not-json",
  ],
  [
    "1,000 levels",
    "PUT preview/app/form/layout",
    () => ({ layout: [JSON.parse(deep(1_000))] as object }),
    "input/not-json",
  ],
  [
    "a code twice in two forms",
    "POST preview/app/form/fields",
    () => ({ properties: { ...field("が"), ...field("か\u3099") } }),
    "input/invalid",
  ],
  [
    "10,000 terms",
    "PUT preview/app/views",
    () => ({ views: { v: { ...view({ filterCond: terms(10_000) }), index: 0 } } }),
    "input/invalid",
  ],
  [
    "1,001 views",
    "PUT preview/app/views",
    () => ({ views: Object.fromEntries(repeat(1_001, (at) => [`v${at}`, { type: "LIST", index: at }])) }),
    "input/invalid",
  ],
  [
    "NUL in a label",
    "POST preview/app/form/fields",
    () => ({ properties: field("f1", { label: "a\0" }) }),
    "input/invalid",
  ],
  [
    "two million values",
    "PUT preview/app/views",
    () => ({ views: { v: { type: "LIST", index: 0, fields: repeat(1_000_000, () => "f") } } }),
    "input/invalid",
  ],
])(
  "%s through %s: refused in bounded time",
  async (_, address, make, kind) => {
    hostile ??= newApp(field("f"));
    const app = await hostile;
    const failure = await failureOf(call("admin", address, { app, ...make(app) }));
    expect(failure.kind).toBe(kind);
  },
  withinMs * 2,
);

test("a file that is no JSON, or too deep, or hostile, is told as such", () => {
  for (const one of ["{", deep(33), '{"constructor": 1}', '{"a": {"__proto__": 1}}']) {
    expect(() => parseJson(one)).toThrow(expect.objectContaining({ kind: "input/not-json" }) as Error);
  }
  expect(parseJson(deep(31))).toBeTypeOf("object");
});
