import { expect, test } from "vitest";
import type { AppDefinition, FieldProperty } from "../../app-definitions/definition.ts";
import { fieldsAnswer } from "../../server/apps/settings/answers.ts";
import { definitionOf } from "../records/workspace.ts";

const options = { 乙: { label: "乙", index: "1" }, 甲: { label: "甲", index: "0" } };
const relatedApp = { app: "", code: "" };
const common = { noLabel: false, required: false };
const dates = { unique: false, defaultValue: "", defaultNowValue: false };
const people = { entities: [], defaultValue: [] };
const lengths = { minLength: "", maxLength: "" };

/** What was set, and what form/fields shows beside it: kintone.md §2.16, "values that appear when nothing was set". */
const cases: readonly (readonly [type: string, set: object, shown: object])[] = [
  [
    "SINGLE_LINE_TEXT",
    {},
    { ...common, ...lengths, expression: "", hideExpression: false, unique: false, defaultValue: "" },
  ],
  ["MULTI_LINE_TEXT", {}, { ...common, defaultValue: "" }],
  ["RICH_TEXT", {}, { ...common, defaultValue: "" }],
  [
    "NUMBER",
    {},
    {
      ...{ ...common, minValue: "", maxValue: "", digit: false, unique: false, defaultValue: "" },
      ...{ displayScale: "", unit: "", unitPosition: "BEFORE" },
    },
  ],
  [
    "CALC",
    { expression: "1" },
    { ...common, format: "NUMBER", displayScale: "", hideExpression: false, unit: "", unitPosition: "BEFORE" },
  ],
  ["RADIO_BUTTON", { options }, { noLabel: false, required: true, align: "HORIZONTAL", defaultValue: "甲" }],
  ["CHECK_BOX", { options }, { ...common, align: "HORIZONTAL", defaultValue: [] }],
  ["MULTI_SELECT", { options }, { ...common, defaultValue: [] }],
  ["DROP_DOWN", { options }, { ...common, defaultValue: "" }],
  ["DATE", {}, { ...common, ...dates }],
  ["DATETIME", {}, { ...common, ...dates }],
  ["TIME", {}, { ...common, defaultValue: "", defaultNowValue: false }],
  ["LINK", {}, { ...common, ...lengths, protocol: "WEB", unique: false, defaultValue: "" }],
  ["FILE", {}, { ...common, thumbnailSize: "50" }],
  ["USER_SELECT", {}, { ...common, ...people }],
  ["ORGANIZATION_SELECT", {}, { ...common, ...people }],
  ["GROUP_SELECT", {}, { ...common, ...people }],
  ["GROUP", {}, { noLabel: false, openGroup: false }],
  [
    "NUMBER",
    { lookup: { relatedApp, relatedKeyField: "k", fieldMappings: [] } },
    {
      ...common,
      lookup: {
        ...{ relatedApp, relatedKeyField: "k", fieldMappings: [], lookupPickerFields: [], filterCond: "" },
        sort: "レコード番号 desc",
      },
    },
  ],
  [
    "REFERENCE_TABLE",
    { referenceTable: { relatedApp, condition: { field: "a", relatedField: "b" }, displayFields: ["b"] } },
    {
      noLabel: false,
      referenceTable: {
        ...{ relatedApp, condition: { field: "a", relatedField: "b" }, displayFields: ["b"], filterCond: "" },
        ...{ sort: "レコード番号 desc", size: "5" },
      },
    },
  ],
  ["RECORD_NUMBER", {}, { noLabel: false }],
  ["CREATED_TIME", {}, { noLabel: false }],
  ["CREATOR", {}, { noLabel: false }],
];

const scope = {
  apps: { all: () => [], byId: () => undefined, byCode: () => undefined },
  own: { id: "1", code: "a" },
} as never;

test.each(cases)("%s shows what was not set: %j", (type, set, shown) => {
  const property = { type, code: "f", label: "名", ...set } as FieldProperty;
  const definition: AppDefinition = definitionOf("a", {});
  const { properties } = fieldsAnswer({ ...definition, fields: { properties: { f: property } } }, scope);
  expect(properties["f"]).toEqual({ ...property, ...shown });
});

test("inside a table every field shows the same", () => {
  const property = { type: "SINGLE_LINE_TEXT", code: "f", label: "名" };
  const table = { type: "SUBTABLE", code: "t", label: "表", fields: { f: property } };
  const definition = { ...definitionOf("a", {}), fields: { properties: { t: table } } };
  const { properties } = fieldsAnswer(definition, scope);
  expect(properties["t"]).toEqual({
    ...table,
    noLabel: false,
    fields: {
      f: { ...property, ...common, ...lengths, expression: "", hideExpression: false, unique: false, defaultValue: "" },
    },
  });
});

test.each([5, "x", null, { a: null }, [null], { a: 1, b: { index: {} } }])("options %j harm nobody", (wrong) => {
  const property = { type: "RADIO_BUTTON", code: "f", label: "名", options: wrong };
  const definition = { ...definitionOf("a", {}), fields: { properties: { f: property } } };
  expect(() => fieldsAnswer(definition, scope)).not.toThrow();
});
