import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { generateDefinitionSchema } from "../../app-definitions/generate-schema.ts";
import { checkDefinition } from "../../server/apps/deploy/check-definition.ts";
import { choices, definitionOf } from "../records/workspace.ts";

const text = { type: "SINGLE_LINE_TEXT" };

test("the committed schema is the one that the types make (npm run schema)", async () => {
  const committed = await readFile(new URL("../../app-definitions/definition.schema.json", import.meta.url), "utf8");
  expect(committed).toBe(generateDefinitionSchema());
});

test("a sound definition has no problems, with or without $schema", () => {
  const definition = definitionOf("sound", { 名称: text, 表: { type: "SUBTABLE", fields: { 品: text } } });
  expect(checkDefinition(definition).problems).toEqual([]);
  const { problems, definition: kept } = checkDefinition({ $schema: "../definition.schema.json", ...definition });
  expect(problems).toEqual([]);
  expect(kept).not.toHaveProperty("$schema");
});

const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`f${at}`, text]));
const view = (parts: object) =>
  ({
    views: { views: { 一覧: { type: "LIST", index: "0", name: "一覧", filterCond: "", sort: "", ...parts } } },
  }) as never;
const entity = (type: string, code: string) => ({ entity: { type, code } });
const general = {
  ...{ recordAdded: true, recordEdited: true, commentAdded: true },
  ...{ statusChanged: true, fileImported: true },
};
const lookup = (...targets: string[]) => ({
  relatedApp: { code: "y" },
  relatedKeyField: "k",
  fieldMappings: targets.map((field) => ({ field, relatedField: "k" })),
});
const dropDown = (options: object, more: object = {}) => ({ type: "DROP_DOWN", options, ...more });

test.each<[string, unknown, string[]]>([
  // what is wrong, definition, paths with their problems
  ["nothing at all", null, [": schema"]],
  ["text", "x", [": schema"]],
  ["missing parts", { code: "x" }, ["settings: schema"]],
  ["a part of the wrong type", { ...definitionOf("x", {}), views: [] }, ["views: schema"]],
  ["an unknown part", { ...definitionOf("x", {}), extra: 1 }, ["extra: schema"]],
  ["a prototype", JSON.parse('{"__proto__": {"x": 1}}'), [": json-hostile"]],
  ["a constructor inside", definitionOf("x", { f: { ...text, constructor: 1 } }), [": json-hostile"]],
  ["an unknown type", definitionOf("x", { f: { type: "HOLOGRAM" } }), ["fields.properties.f.type: type-unknown"]],
  ["a code with a digit in front", definitionOf("x", { "1f": text }), ["fields.properties.1f.code: code-illegal"]],
  ["a code with a blank", definitionOf("x", { "a b": text }), ["fields.properties.a b.code: code-illegal"]],
  ["a code like $id", definitionOf("x", { "$id;drop": text }), ["fields.properties.$id;drop.code: code-illegal"]],
  [
    "a code of 129 letters",
    definitionOf("x", { ["f".repeat(129)]: text }),
    [`fields.properties.${"f".repeat(129)}.code: code-illegal`],
  ],
  [
    "a label of 129 letters",
    definitionOf("x", { f: { ...text, label: "l".repeat(129) } }),
    ["fields.properties.f.label: too-many"],
  ],
  [
    "one code twice, in a table",
    definitionOf("x", { f: text, t: { type: "SUBTABLE", fields: { f: text } } }),
    ["fields.properties.t.fields.f.code: code-repeated"],
  ],
  [
    "two creators",
    definitionOf("x", { a: { type: "CREATOR" }, b: { type: "CREATOR" } }),
    ["fields.properties.b.type: type-repeated"],
  ],
  [
    "a table in a table",
    definitionOf("x", { t: { type: "SUBTABLE", fields: { u: { type: "SUBTABLE", fields: { f: text } } } } }),
    ["fields.properties.t.fields.u.type: type-not-in-table"],
  ],
  [
    "consent in a table",
    definitionOf("x", {
      t: {
        type: "SUBTABLE",
        fields: {
          c: {
            type: "CONSENT",
            terms: [{ version: "1", title: "t", body: "", effectiveOn: "2026-01-01" }],
            statement: "s",
          },
        },
      },
    }),
    ["fields.properties.t.fields.c.type: type-not-in-table"],
  ],
  ["options missing", definitionOf("x", { f: { type: "DROP_DOWN" } }), ["fields.properties.f.options: setting-wrong"]],
  ["no option", definitionOf("x", { f: dropDown({}) }), ["fields.properties.f.options: setting-wrong"]],
  [
    "an option under another label",
    definitionOf("x", { f: dropDown({ a: { label: "b", index: "0" } }) }),
    ["fields.properties.f.options.a.label: option-label"],
  ],
  [
    "options at one place",
    definitionOf("x", { f: dropDown({ a: { label: "a", index: "0" }, b: { label: "b", index: "0" } }) }),
    ["fields.properties.f.options: option-index"],
  ],
  [
    "a default that is no option",
    definitionOf("x", { f: dropDown(choices("a"), { defaultValue: "z" }) }),
    ["fields.properties.f.defaultValue: default-wrong"],
  ],
  [
    "a default that is no date",
    definitionOf("x", { f: { type: "DATE", defaultValue: "2026-02-30" } }),
    ["fields.properties.f.defaultValue: default-wrong"],
  ],
  [
    "unique text lines",
    definitionOf("x", { f: { type: "MULTI_LINE_TEXT", unique: true } }),
    ["fields.properties.f.unique: unique-impossible"],
  ],
  [
    "a length that is no number",
    definitionOf("x", { f: { ...text, maxLength: "many" } }),
    ["fields.properties.f.maxLength: setting-wrong"],
  ],
  ["501 fields", definitionOf("x", many(501)), ["fields.properties: too-many"]],
  [
    "a title that is no field",
    definitionOf("x", {}, { settings: { name: "x", titleField: { selectionMode: "MANUAL", code: "z" } } }),
    ["settings.titleField.code: field-unknown"],
  ],
  [
    "a layout cell without field",
    definitionOf("x", {}, { layout: { layout: [{ type: "ROW", fields: [{ type: "NUMBER", code: "z" }] }] } }),
    ["layout.layout[0].fields[0]: field-unknown"],
  ],
  [
    "a field placed twice",
    definitionOf(
      "x",
      { f: text },
      {
        layout: {
          layout: [
            {
              type: "ROW",
              fields: [
                { type: "", code: "f" },
                { type: "", code: "f" },
              ],
            },
          ],
        },
      },
    ),
    ["layout.layout[0].fields[1]: repeated"],
  ],
  [
    "a column that is no field",
    definitionOf("x", {}, view({ fields: ["z"] })),
    ["views.views.一覧.fields[0]: field-unknown"],
  ],
  [
    "a filter on no field",
    definitionOf("x", {}, view({ filterCond: "z = 1" })),
    ["views.views.一覧.filterCond: condition-wrong"],
  ],
  [
    "a filter that is no condition",
    definitionOf("x", { f: text }, view({ filterCond: 'f = "a" limit 1' })),
    ["views.views.一覧.filterCond: condition-wrong"],
  ],
  [
    "a filter on no option",
    definitionOf("x", { f: dropDown(choices("a")) }, view({ filterCond: 'f in ("z")' })),
    ["views.views.一覧.filterCond: condition-wrong"],
  ],
  [
    "a sort by text lines",
    definitionOf("x", { f: { type: "MULTI_LINE_TEXT" } }, view({ sort: "f asc" })),
    ["views.views.一覧.sort: sort-wrong"],
  ],
  [
    "a right of no field",
    definitionOf(
      "x",
      {},
      {
        recordAcl: {
          rights: [
            {
              filterCond: "",
              entities: [{ ...entity("FIELD_ENTITY", "z"), viewable: true, editable: true, deletable: true } as never],
            },
          ],
        },
      },
    ),
    ["recordAcl.rights[0].entities[0].entity: field-unknown"],
  ],
  [
    "a right of a text",
    definitionOf(
      "x",
      { f: text },
      {
        recordAcl: {
          rights: [
            {
              filterCond: "",
              entities: [{ ...entity("FIELD_ENTITY", "f"), viewable: true, editable: true, deletable: true } as never],
            },
          ],
        },
      },
    ),
    ["recordAcl.rights[0].entities[0].entity: field-unfit"],
  ],
  [
    "a field right in a table",
    definitionOf(
      "x",
      { t: { type: "SUBTABLE", fields: { f: text } } },
      { fieldAcl: { rights: [{ code: "f", entities: [] }] } },
    ),
    ["fieldAcl.rights[0].code: field-unfit"],
  ],
  [
    "a notified field that is none",
    definitionOf(
      "x",
      {},
      {
        notifications: {
          general: {
            notifications: [{ ...entity("FIELD_ENTITY", "z"), ...general } as never],
            notifyToCommenter: false,
          },
          perRecord: { notifications: [{ filterCond: "", title: "t", targets: [], whenChanged: ["y"] }] },
          reminder: { notifications: [], timezone: "Asia/Tokyo" },
        },
      },
    ),
    [
      "notifications.general.notifications[0].entity: field-unknown",
      "notifications.perRecord.notifications[0].whenChanged[0]: field-unknown",
    ],
  ],
  [
    "an index on nothing",
    definitionOf("x", { f: { type: "FILE" } }, { indexes: ["f", "z"] }),
    ["indexes[0]: field-unfit", "indexes[1]: field-unknown"],
  ],
  ["13 indexes", definitionOf("x", many(13), { indexes: Object.keys(many(13)) }), ["indexes: too-many"]],
  [
    "a tab of no field",
    definitionOf("x", {}, { tabs: [{ code: "t", label: "t", fields: ["z"] }] }),
    ["tabs[0].fields[0]: field-unknown"],
  ],
  [
    "a field in two tabs",
    definitionOf(
      "x",
      { f: text },
      {
        tabs: [
          { code: "t", label: "t", fields: ["f"] },
          { code: "u", label: "u", fields: ["f"] },
        ],
      },
    ),
    ["tabs[1].fields[0]: tab-repeated"],
  ],
  [
    "a tab that shuts itself",
    definitionOf("x", { f: text }, { tabs: [{ code: "t", label: "t", fields: ["f"], when: 'f = "a"' }] }),
    ["tabs[0].when: tab-own-field"],
  ],
  [
    "two tabs of one code",
    definitionOf(
      "x",
      {},
      {
        tabs: [
          { code: "t", label: "t", fields: [] },
          { code: "t", label: "u", fields: [] },
        ],
      },
    ),
    ["tabs[1].code: repeated"],
  ],
  [
    "a formula without expression",
    definitionOf("x", { f: { type: "CALC" } }),
    ["fields.properties.f.expression: setting-wrong"],
  ],
  [
    "a formula that is none",
    definitionOf("x", { f: { type: "CALC", expression: "1 +" } }),
    ["fields.properties.f.expression: formula-syntax"],
  ],
  [
    "a wrong formula, and a title of no field",
    definitionOf(
      "x",
      { f: { type: "CALC", expression: "1 +" } },
      { settings: { name: "x", titleField: { selectionMode: "MANUAL", code: "z" } } },
    ),
    ["fields.properties.f.expression: formula-syntax", "settings.titleField.code: field-unknown"],
  ],
  [
    "a formula of no field",
    definitionOf("x", { f: { type: "CALC", expression: "z" } }),
    ["fields.properties.f.expression: formula-unknown-code"],
  ],
  [
    "a formula that reads itself",
    definitionOf("x", { f: { type: "CALC", expression: "g" }, g: { ...text, expression: "f" } }),
    ["fields.properties.f.expression: formula-cycle"],
  ],
  [
    "a list for a number",
    definitionOf("x", {
      t: { type: "SUBTABLE", fields: { n: { type: "NUMBER" } } },
      f: { type: "CALC", expression: "n" },
    }),
    ["fields.properties.f.expression: formula-array"],
  ],
  [
    "a wrong formula in a table",
    definitionOf("x", { t: { type: "SUBTABLE", fields: { f: { type: "CALC", expression: "1＋1" } } } }),
    ["fields.properties.t.fields.f.expression: formula-full-width"],
  ],
  [
    "computed text without duplicates",
    definitionOf("x", { f: { ...text, expression: "1", unique: true } }),
    ["fields.properties.f.unique: unique-impossible"],
  ],
  [
    "a lookup of lines",
    definitionOf("x", { f: { type: "MULTI_LINE_TEXT", lookup: lookup() } }),
    ["fields.properties.f.lookup: lookup-unfit"],
  ],
  [
    "a lookup without source",
    definitionOf("x", { f: { ...text, lookup: {} } }),
    ["fields.properties.f.lookup.relatedApp: setting-wrong"],
  ],
  [
    "a copy to nothing",
    definitionOf("x", { f: { ...text, lookup: lookup("z") } }),
    ["fields.properties.f.lookup.fieldMappings[0].field: field-unknown"],
  ],
  [
    "a copy of two lookups to one field",
    definitionOf("x", { f: { ...text, lookup: lookup("h") }, g: { ...text, lookup: lookup("h") }, h: text }),
    ["fields.properties.g.lookup.fieldMappings[0].field: copy-target-wrong"],
  ],
  [
    "a copy to another lookup",
    definitionOf("x", { f: { ...text, lookup: lookup("g") }, g: { ...text, lookup: lookup() } }),
    ["fields.properties.f.lookup.fieldMappings[0].field: copy-target-wrong"],
  ],
  [
    "a copy to a formula",
    definitionOf("x", { f: { ...text, lookup: lookup("g") }, g: { ...text, expression: "1" } }),
    ["fields.properties.f.lookup.fieldMappings[0].field: copy-target-wrong"],
  ],
  [
    "a copy to a file",
    definitionOf("x", { f: { ...text, lookup: lookup("g") }, g: { type: "FILE" } }),
    ["fields.properties.f.lookup.fieldMappings[0].field: copy-target-wrong"],
  ],
  [
    "a copy into a table",
    definitionOf("x", { f: { ...text, lookup: lookup("g") }, t: { type: "SUBTABLE", fields: { g: text } } }),
    ["fields.properties.f.lookup.fieldMappings[0].field: copy-target-wrong"],
  ],
  [
    "related records without columns",
    definitionOf("x", {
      r: {
        type: "REFERENCE_TABLE",
        referenceTable: { relatedApp: { code: "x" }, condition: { field: "f", relatedField: "f" }, displayFields: [] },
      },
    }),
    ["fields.properties.r.referenceTable.displayFields: setting-wrong"],
  ],
])("%s is refused, naming the place", (_, definition, expected) => {
  const { problems, definition: checked } = checkDefinition(definition);
  expect(checked).toBeUndefined();
  const found = problems.map(({ path, message }) => `${path}: ${message}`);
  for (const one of expected) expect(found).toContain(one);
});

test("30,000 nested arrays and 10,000 fields are refused quickly", () => {
  const deep = JSON.parse("[".repeat(30_000) + "]".repeat(30_000)) as unknown;
  expect(checkDefinition(deep).problems[0]!.message).toBe("json-hostile");
  expect(checkDefinition(definitionOf("x", many(10_000))).problems.map(({ message }) => message)).toContain("too-many");
});
