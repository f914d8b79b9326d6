import { choices } from "../../records/workspace.ts";
import { kinds, type Kind, type Value } from "./kinds.ts";

/** A field of the app under test: how the definition has it, how the language takes it, and what its records hold. */
export interface Asked {
  readonly code: string;
  readonly kind: Kind;
  /** By record, the record of id 1 first. */
  readonly values: readonly Value[];
  readonly property?: Readonly<Record<string, unknown>>;
}

const options = choices("丙", "甲", "乙");
const numbers = [null, "0", "-1.5", "5", "5", "90071992547409930.5", "90071992547409930.6", "1000", null, "0.5"];
const seconds = [null, "0", "86400", "60", "-86400", "172800", "86400", null, "31536000", "5"];
const texts = ["", "abc", "ABC", "a_c", "a%b", 'say "hi" \\ ', "a\tb", "ガイド", "and ( ) or", "ｶﾞｲﾄﾞ 5"].map(orNull);
const longTexts = ["", " \n　", "abc\n5", "a_c", "%", "ガイド", "x", "", "\t", "and ( ) or"].map(orNull);
const singles = [null, "甲", "乙", "丙", "甲", null, "乙", "丙", "甲", "乙"];
const several = [null, ["甲"], ["乙", "甲"], ["丙"], ["甲", "丙"], null, ["乙"], ["丙", "甲", "乙"], ["乙"], ["甲"]];
const days = [null, "2026-11-20", "2026-11-21", "2026-11-22", "2026-11-23", "2025-11-22", "2026-12-01"].concat([
  "2026-11-30",
  "2026-10-31",
  null,
]);
const instants = [null, "2026-11-21T14:59:00Z", "2026-11-21T15:00:00Z", "2026-11-21T15:30:00Z", "2026-11-21T04:59:00Z"]
  .concat(["2026-11-21T05:00:00Z", "2026-11-22T04:59:00Z", "2026-11-22T15:00:00Z", "2025-12-31T15:00:00Z"])
  .concat(["2026-11-15T05:00:00Z"]);
const times = [null, "00:00", "09:30", "09:31", "23:59", "09:30", null, "12:00", "05:05", "23:00"];
const people = [null, ["a"], ["b", "a"], ["sato"], null, ["a", "sato"], ["b"], ["admin"], ["a"], ["b"]];
const owners = ["a", "b", "a", "sato", "b", "a", "admin", "b", "a", "sato"];
const organizations = [null, ["hospital-a"], ["hospital-b"], ["ministry"], ["hospital-a", "hospital-b"]].concat([
  null,
  ["hospital-a"],
  ["ministry"],
  ["hospital-b"],
  ["hospital-a"],
]);
const groups = [null, ["hospitals"], ["secretariat"], ["hospitals", "secretariat"], null].concat([
  ["hospitals"],
  null,
  ["secretariat"],
  ["hospitals"],
  null,
]);
const files = [null, ["abc.pdf"], ["x.txt", "ガイド.pdf"], ["5%.csv"], null, ["a_c.png"], ["ABC"], null, ["y"], ["z"]];
export const ids = numbers.map((_, at) => String(at + 1));

function orNull(text: string): string | null {
  return text === "" ? null : text;
}

const field = (code: string, type: string, kind: Kind, values: readonly Value[], settings: object = {}): Asked => ({
  ...{ code, kind, values },
  property: { type, ...settings },
});
const lookup = { relatedApp: { code: "matrix-source" }, fieldMappings: [] };

/** Types that may stand in a table; their codes end in `end` there. */
const common = (end: string): Asked[] => [
  field(`text${end}`, "SINGLE_LINE_TEXT", kinds.text, texts),
  field(`long${end}`, "MULTI_LINE_TEXT", kinds.longText, longTexts),
  field(
    `html${end}`,
    "RICH_TEXT",
    kinds.html,
    ["", "  ", "<b>abc</b>5", "a_c", "%"].concat(longTexts.slice(5).map(String)).map(orNull),
  ),
  field(`number${end}`, "NUMBER", kinds.number, numbers),
  field(`calc${end}`, "CALC", kinds.number, numbers, { expression: `number${end} * 1` }),
  field(`radio${end}`, "RADIO_BUTTON", kinds.choice, singles, { options }),
  field(`checks${end}`, "CHECK_BOX", kinds.choices, several, { options }),
  field(`select${end}`, "MULTI_SELECT", kinds.choices, several, { options }),
  field(`drop${end}`, "DROP_DOWN", kinds.choice, singles, { options }),
  field(`day${end}`, "DATE", kinds.date, days),
  field(`clock${end}`, "TIME", kinds.time, times),
  field(`at${end}`, "DATETIME", kinds.datetime, instants),
  field(`files${end}`, "FILE", kinds.file, files),
  field(`link${end}`, "LINK", kinds.text, texts, { protocol: "CALL" }),
  field(`users${end}`, "USER_SELECT", kinds.people, people),
  field(`places${end}`, "ORGANIZATION_SELECT", kinds.organizations, organizations),
  field(`teams${end}`, "GROUP_SELECT", kinds.groups, groups),
  field(`keytext${end}`, "SINGLE_LINE_TEXT", kinds.text, texts, { lookup: { ...lookup, relatedKeyField: "text" } }),
  field(`keynumber${end}`, "NUMBER", kinds.number, numbers, { lookup: { ...lookup, relatedKeyField: "number" } }),
];

export const topFields: readonly Asked[] = [
  ...common(""),
  field("calcday", "CALC", kinds.calculatedDay, seconds, { expression: "number", format: "DATE" }),
  field("calctime", "CALC", kinds.calculatedTime, seconds, { expression: "number", format: "HOUR_MINUTE" }),
  field("auto", "SINGLE_LINE_TEXT", kinds.text, texts, { expression: 'text & ""' }),
  field("keylink", "LINK", kinds.text, texts, { lookup: { ...lookup, relatedKeyField: "link" } }),
  field("agreed", "CONSENT", kinds.consent, [null, "AGREED", "WITHDRAWN", "AGREED", ...Array<null>(6).fill(null)], {
    statement: "同意します",
    terms: [{ version: "1", title: "規約", body: "", effectiveOn: "2026-01-01" }],
  }),
];
export const innerFields: readonly Asked[] = common("_in");

/** Fields that every app has, by kintone's codes; the states of the process are those of `choice`. */
export const systemFields: readonly Asked[] = [
  { code: "$id", kind: kinds.id, values: ids },
  { code: "レコード番号", kind: kinds.id, values: ids },
  { code: "作成者", kind: kinds.person, values: owners },
  { code: "更新者", kind: kinds.person, values: [...owners].reverse() },
  { code: "作成日時", kind: kinds.datetime, values: instants.map((one) => one ?? "2026-01-01T00:00:30Z") },
  { code: "更新日時", kind: kinds.datetime, values: instants.map((one) => one ?? "2026-11-21T15:00:59Z") },
  { code: "ステータス", kind: kinds.status, values: singles.map((one) => one ?? "丙") },
  { code: "作業者", kind: kinds.people, values: people },
  { code: "カテゴリー", kind: kinds.categories, values: several },
];

/** Fields without a value: they exist, but no operator fits them. */
export const valuelessFields: readonly Asked[] = [
  field("block", "GROUP", kinds.layout, []),
  field("related", "REFERENCE_TABLE", kinds.layout, [], {
    referenceTable: {
      relatedApp: { code: "matrix-source" },
      condition: { field: "text", relatedField: "text" },
      displayFields: ["number"],
    },
  }),
];

/** Which of the ten values stand in which record's table; the empty list is a record without rows. */
export const rowsOf: readonly (readonly number[])[] = [
  [],
  [0],
  [1, 2],
  [3],
  [4, 0],
  [5, 6, 7],
  [8],
  [9],
  [1, 3],
  [2, 2],
];
