import type { AppDefinition } from "../../app-definitions/definition.ts";
import { choices, definitionOf } from "./workspace.ts";

const may = { viewable: true, editable: true, deletable: true };
export const text = { type: "SINGLE_LINE_TEXT" };

/** Each hospital sees its own record alone, and nobody but the secretariat the secret. */
export const source = definitionOf(
  "institutions",
  {
    コード: { ...text, unique: true },
    名称: text,
    区分: { type: "DROP_DOWN", options: choices("甲", "乙", "丙") },
    病床: { type: "NUMBER" },
    秘密: text,
    組織: { type: "ORGANIZATION_SELECT" },
    訪問: {
      type: "REFERENCE_TABLE",
      referenceTable: {
        relatedApp: { code: "visits" },
        condition: { field: "コード", relatedField: "機関" },
        displayFields: ["日", "メモ"],
        filterCond: '日 != ""',
        sort: "日 asc",
        size: "1",
      },
    },
  },
  {
    recordAcl: {
      rights: [
        {
          filterCond: "",
          entities: [
            { entity: { type: "GROUP", code: "secretariat" }, ...may },
            { entity: { type: "FIELD_ENTITY", code: "組織" }, ...may },
          ],
        },
      ],
    },
    fieldAcl: {
      rights: [
        {
          code: "秘密",
          entities: [
            { accessibility: "WRITE", entity: { type: "GROUP", code: "secretariat" } },
            { accessibility: "NONE", entity: { type: "GROUP", code: "everyone" } },
          ],
        },
      ],
    },
  },
);
export const lookup = (relatedKeyField: string, mappings: Record<string, string>, more: object = {}) => ({
  lookup: {
    relatedApp: { code: "institutions" },
    relatedKeyField,
    fieldMappings: Object.entries(mappings).map(([field, relatedField]) => ({ field, relatedField })),
    ...more,
  },
});
export const target = (parts: Partial<AppDefinition> = {}) =>
  definitionOf(
    "visits",
    {
      機関: {
        ...text,
        ...lookup(
          "コード",
          { 機関名: "名称", 機関区分: "区分", 床: "病床", 機関組織: "組織" },
          { lookupPickerFields: ["名称", "秘密"], filterCond: '区分 in ("甲", "乙")', sort: "コード asc" },
        ),
      },
      機関名: { ...text, required: true },
      機関区分: { type: "DROP_DOWN", options: choices("乙", "甲") },
      床: { type: "NUMBER" },
      機関組織: { type: "ORGANIZATION_SELECT" },
      床の倍: { type: "CALC", expression: "床 * 2" },
      鍵: { ...text, ...lookup("コード", { 写し: "秘密" }) },
      写し: text,
      番号: { type: "NUMBER", ...lookup("レコード番号", { 番号名: "名称" }) },
      番号名: text,
      文字番号: { ...text, ...lookup("レコード番号", {}) },
      日: { type: "DATE" },
      メモ: text,
      表: {
        type: "SUBTABLE",
        fields: { 先: { ...text, ...lookup("コード", { 先名: "名称" }) }, 先名: text, 備考: text },
      },
    },
    {
      fieldAcl: {
        rights: [
          {
            code: "メモ",
            entities: [
              { accessibility: "WRITE", entity: { type: "GROUP", code: "secretariat" } },
              { accessibility: "NONE", entity: { type: "GROUP", code: "hospitals" } },
            ],
          },
        ],
      },
      ...parts,
    },
  );
