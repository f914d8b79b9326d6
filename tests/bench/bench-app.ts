import type { AppDefinition, FieldProperty } from "../../app-definitions/definition.ts";

const syllables = [
  "管理",
  "患者",
  "端末",
  "手術",
  "病棟",
  "電子",
  "記録",
  "通信",
  "回線",
  "更新",
  "保守",
  "契約",
  "報告",
];
const endings = [
  "室",
  "課",
  "票",
  "者",
  "計画",
  "状況",
  "内容",
  "手順",
  "責任",
  "番号",
  "一覧",
  "対象",
  "区分",
  "日程",
];
/** Words of which the texts are made, the frequent ones first. */
const usual = syllables.flatMap((one) => endings.map((other) => one + other));
export const words: readonly string[] = [
  ...usual.slice(0, 15),
  "感染",
  ...usual.slice(15, 60),
  "脆弱性",
  ...usual.slice(60),
];

/** What the searches look for in 本文1: in about a tenth of the records, in some hundredths, and in one of ten thousand. */
export const searched = { two: "感染", three: "脆弱性", rare: "珪肺症" } as const;

const codesOf = (name: string, count: number) => Array.from({ length: count }, (_, at) => `${name}${at + 1}`);

/** The codes of the fields by their kind; with five fields that the server sets they are forty. */
export const codes = {
  lines: codesOf("文字列", 9),
  texts: codesOf("本文", 3),
  numbers: codesOf("数値", 8),
  dates: codesOf("日付", 4),
  moments: codesOf("日時", 2),
  times: ["時刻"],
  choices: codesOf("選択", 3),
  radio: ["区分"],
  checks: ["対象"],
  organizations: ["医療機関"],
  people: ["担当者"],
  pairs: ["複数"],
} as const;

const choices = (...names: string[]) =>
  Object.fromEntries(names.map((label, at) => [label, { label, index: String(at) }]));

/** The fields that the cases filter, change and search. */
export const measured = {
  choice: "選択1",
  number: "数値1",
  day: "日付1",
  text: "本文1",
  organization: "医療機関",
} as const;

export const options = {
  choice: ["未着手", "確認中", "完了", "差戻し", "対象外"],
  radio: ["新規", "継続"],
  check: ["本院", "分院", "委託先"],
} as const;

function properties(): Record<string, FieldProperty> {
  const kinds: [readonly string[], Record<string, unknown>][] = [
    [codes.lines, { type: "SINGLE_LINE_TEXT" }],
    [codes.texts, { type: "MULTI_LINE_TEXT" }],
    [codes.numbers, { type: "NUMBER" }],
    [codes.dates, { type: "DATE" }],
    [codes.moments, { type: "DATETIME" }],
    [codes.times, { type: "TIME" }],
    [codes.choices, { type: "DROP_DOWN", options: choices(...options.choice) }],
    [codes.radio, { type: "RADIO_BUTTON", options: choices(...options.radio), defaultValue: "新規" }],
    [codes.checks, { type: "CHECK_BOX", options: choices(...options.check) }],
    [codes.pairs, { type: "MULTI_SELECT", options: choices(...options.check) }],
    [codes.organizations, { type: "ORGANIZATION_SELECT", entities: [] }],
    [codes.people, { type: "USER_SELECT", entities: [] }],
    [["レコード番号"], { type: "RECORD_NUMBER" }],
    [["作成者"], { type: "CREATOR" }],
    [["作成日時"], { type: "CREATED_TIME" }],
    [["更新者"], { type: "MODIFIER" }],
    [["更新日時"], { type: "UPDATED_TIME" }],
  ];
  return Object.fromEntries(
    kinds.flatMap(([list, property]) =>
      list.map((code) => [code, { ...property, code, label: code } as unknown as FieldProperty]),
    ),
  );
}

const all = { recordViewable: true, recordAddable: true, recordEditable: true, recordDeletable: true };
const none = { appEditable: false, recordImportable: false, recordExportable: false };

/** An app of forty fields in which a hospital sees and edits the records that name it, and the secretariat all. */
export function benchApp(code: string): AppDefinition {
  const fields = properties();
  const group = (name: string) => ({ type: "GROUP", code: name }) as const;
  return {
    code,
    settings: { name: code },
    fields: { properties: fields },
    layout: {
      layout: Object.values(fields).map(({ type, code: one }) => ({ type: "ROW", fields: [{ type, code: one }] })),
    },
    views: { views: {} },
    appAcl: {
      rights: [
        { entity: group("secretariat"), ...all, ...none },
        { entity: group("everyone"), ...all, ...none },
      ],
    },
    recordAcl: {
      rights: [
        {
          filterCond: "",
          entities: [
            { entity: group("secretariat"), viewable: true, editable: true, deletable: true },
            {
              entity: { type: "FIELD_ENTITY", code: measured.organization },
              ...{ viewable: true, editable: true, deletable: false, includeSubs: true },
            },
          ],
        },
      ],
    },
    fieldAcl: { rights: [] },
    process: { enable: false, states: null, actions: null },
    notifications: {
      general: { notifications: [], notifyToCommenter: false },
      perRecord: { notifications: [] },
      reminder: { notifications: [], timezone: "Asia/Tokyo" },
    },
    indexes: [measured.choice, measured.number, measured.day],
  };
}
