import { choices } from "../../records/workspace.ts";

type Values = Record<string, unknown>;

/** A record as requests carry it. */
export const wire = (values: Values) =>
  Object.fromEntries(Object.entries(values).map(([code, value]) => [code, { value }])) as never;
/** Rows of a table as requests carry them. */
export const rows = (...all: Values[]) => all.map((values) => ({ value: wire(values) }));

/** Every type that can be required, with a value that fills it, and the suffix of its error key. */
export const needed = {
  文字: [{ type: "SINGLE_LINE_TEXT" }, "x", "value"],
  複数行: [{ type: "MULTI_LINE_TEXT" }, "x", "value"],
  書式: [{ type: "RICH_TEXT" }, "<b>x</b>", "value"],
  数値: [{ type: "NUMBER" }, "1", "value"],
  一覧: [{ type: "DROP_DOWN", options: choices("a") }, "a", "value"],
  日付: [{ type: "DATE" }, "2026-11-01", "value"],
  時刻: [{ type: "TIME" }, "09:30", "value"],
  日時: [{ type: "DATETIME" }, "2026-11-01T00:30:00Z", "value"],
  リンク: [{ type: "LINK", protocol: "WEB" }, "https://example.jp/", "value"],
  チェック: [{ type: "CHECK_BOX", options: choices("a") }, ["a"], "values"],
  複数選択: [{ type: "MULTI_SELECT", options: choices("a") }, ["a"], "values"],
  人: [{ type: "USER_SELECT", entities: [] }, [{ code: "hana" }], "values.value"],
  組織: [{ type: "ORGANIZATION_SELECT", entities: [] }, [{ code: "hospital-a" }], "values.value"],
  グループ: [{ type: "GROUP_SELECT", entities: [] }, [{ code: "hospitals" }], "values.value"],
} as const;
export /** Fields with every rule that a value can break. */
const plainFields = {
  短文: { type: "SINGLE_LINE_TEXT", minLength: "2", maxLength: "5" },
  短リンク: { type: "LINK", protocol: "WEB", minLength: "3" },
  範囲: { type: "NUMBER", minValue: "-5", maxValue: "10" },
  必須数: { type: "NUMBER", required: true, defaultValue: "1" },
  必須選択: { type: "CHECK_BOX", required: true, options: choices("a", "b"), defaultValue: ["a"] },
  ラジオ: { type: "RADIO_BUTTON", required: true, options: choices("x", "y") },
  一覧: { type: "DROP_DOWN", options: choices("p") },
  複数選択: { type: "MULTI_SELECT", options: choices("p") },
  日付: { type: "DATE" },
  日時: { type: "DATETIME" },
  時刻: { type: "TIME" },
  鍵: { type: "SINGLE_LINE_TEXT", unique: true },
  一意数: { type: "NUMBER", unique: true },
  一意日: { type: "DATE", unique: true },
  一意日時: { type: "DATETIME", unique: true },
  一意リンク: { type: "LINK", protocol: "WEB", unique: true },
  計算: { type: "CALC", expression: "範囲 * 2" },
  資料: { type: "FILE" },
  複数行: { type: "MULTI_LINE_TEXT" },
  表: {
    type: "SUBTABLE",
    fields: {
      行数: { type: "NUMBER", maxValue: "9000000000000" },
      行文: { type: "SINGLE_LINE_TEXT", maxLength: "5" },
      行選: { type: "CHECK_BOX", options: choices("p", "q") },
      行ラジオ: { type: "RADIO_BUTTON", options: choices("A", "B"), defaultValue: "A" },
    },
  },
};

/** Values that are refused, with kintone's keys and words. */
export const refused: readonly (readonly [values: Values, errors: Record<string, readonly string[]>])[] = [
  [{ 短文: "123456" }, { "record.短文.value": ["6文字より短くなければなりません。"] }],
  [{ 短文: "1" }, { "record.短文.value": ["1文字より長くなければなりません。"] }],
  [{ 短文: "" }, { "record.短文.value": ["1文字より長くなければなりません。"] }],
  [
    { 短リンク: "ab" },
    { "record.短リンク.value": ["2文字より長くなければなりません。", "URLの形式が正しくありません。"] },
  ],
  [{ 範囲: "11" }, { "record.範囲.value": ["10以下である必要があります。"] }],
  [{ 範囲: "10.00004" }, { "record.範囲.value": ["10以下である必要があります。"] }],
  [{ 範囲: "-5.00004" }, { "record.範囲.value": ["-5以上である必要があります。"] }],
  [{ 必須数: "1234567890123" }, { "record.必須数.value": ["有効桁数を超えています。"] }],
  [{ 必須数: "999999999999.99995" }, { "record.必須数.value": ["有効桁数を超えています。"] }],
  [{ 必須数: "1e400" }, { "record.必須数.value": ["有効桁数を超えています。"] }],
  [{ 範囲: "12abc" }, { "record[範囲].value": ["数字でなければなりません。"] }],
  [{ 範囲: "1,000" }, { "record[範囲].value": ["数字でなければなりません。"] }],
  [{ 範囲: "0x10" }, { "record[範囲].value": ["数字でなければなりません。"] }],
  [{ 範囲: ".5" }, { "record[範囲].value": ["数字でなければなりません。"] }],
  [{ 範囲: "５" }, { "record[範囲].value": ["数字でなければなりません。"] }],
  [{ ラジオ: "Z" }, { "record.ラジオ.value": ['"Z"は選択肢にありません。'] }],
  [{ 一覧: "Z" }, { "record.一覧.value": ['"Z"は選択肢にありません。'] }],
  [
    { 複数選択: ["p", "X", "Y"] },
    {
      "record.複数選択.values[1].value": ['"X"は選択肢にありません。'],
      "record.複数選択.values[2].value": ['"Y"は選択肢にありません。'],
    },
  ],
  [
    { 表: rows({}, { 行文: "123456" }) },
    { "record.表.value[1].value.行文.value": ["6文字より短くなければなりません。"] },
  ],
  [
    { 表: rows({ 行数: "9000000000001" }) },
    { "record.表.value[0].value.行数.value": ["9000000000000以下である必要があります。"] },
  ],
  [{ 表: rows({ 行数: "1e12" }) }, { "record.表.value[0].value.行数.value": ["有効桁数を超えています。"] }],
  [
    { 表: rows({ 行選: ["p", "Z"] }) },
    { "record.表.value[0].value.行選.values[1].value": ['"Z"は選択肢にありません。'] },
  ],
  [{ 表: rows({ 行ラジオ: "Z" }) }, { "record.表.value[0].value.行ラジオ.value": ['"Z"は選択肢にありません。'] }],
  // Stricter than kintone, which stores nothing and says nothing (kintone.md 4.3).
  [{ 表: rows({ 行数: "x" }) }, { "record.表.value[0].value.行数.value": ["数字でなければなりません。"] }],
];

/** Values that are taken, and how they come back. */
export const accepted: readonly (readonly [code: string, sent: unknown, shown: unknown])[] = [
  ["必須数", "0.00015", "0.0002"],
  ["必須数", "-0.00005", "0"],
  ["必須数", "1e+3", "1000"],
  ["必須数", "5.", "5"],
  ["必須数", "999999999999.9999", "999999999999.9999"],
  ["必須数", 12.5, "12.5"],
  ["必須数", " 42 ", "42"],
  ["必須数", "+7", "7"],
  ["範囲", "10.00000", "10"],
  ["範囲", "", ""],
  ["範囲", null, ""],
  ["一覧", "", null],
  ["一覧", null, null],
  ["日付", "", null],
  ["日付", "2026-11", "2026-11-01"],
  ["日付", "2026", "2026-01-01"],
  ["時刻", "9:05", "09:05"],
  ["時刻", "", null],
  ["日時", "", ""],
  ["日時", null, ""],
  ["日時", "2026-11-01T09:30:45+09:00", "2026-11-01T00:30:00Z"],
  ["日時", "2026-11-01T09:30Z", "2026-11-01T09:30:00Z"],
  ["日時", "2026-11-01T09:30:59.999Z", "2026-11-01T09:30:00Z"],
  ["複数選択", null, []],
  ["計算", "99", "4"],
  ["複数行", "一\n二", "一\n二"],
  ["短文", 123, "123"],
  ["複数行", true, "true"],
  ["日付", 2026, "2026-01-01"],
  ["無い", "x", undefined],
  ["行文", "x", undefined],
];

const many = (count: number) => Array.from({ length: count }, () => ({}));
const withIds = (count: number) => Array.from({ length: count }, (_, at) => ({ id: at + 1, record: {} }));
/** Requests without sense, and what is said in Japanese and English; `app: 1` stands for the app at hand. */
export const wrongParameters = [
  ["GET", "record", { id: 1 }, { app: ["必須です。"] }, { app: ["Required field."] }],
  ["GET", "record", { app: 1 }, { id: ["必須です。"] }, { id: ["Required field."] }],
  ["GET", "records", { app: -1 }, { app: ["最小でも1以上です。"] }, { app: ["must be greater than or equal to 1"] }],
  ["GET", "record", { app: 1, id: 0 }, { id: ["最小でも1以上です。"] }, { id: ["must be greater than or equal to 1"] }],
  [
    ...["POST", "records", { app: 1, records: many(101) }],
    { records: ["一度に100件までのレコードを追加できます。"] },
    { records: ["A maximum of 100 records can be added at one time."] },
  ],
  [
    ...["PUT", "records", { app: 1, records: withIds(101) }],
    { records: ["一度に100件までのレコードを更新できます。"] },
    { records: ["A maximum of 100 records can be updated at one time."] },
  ],
  [
    ...["PUT", "records/status", { app: 1, records: withIds(101).map(({ id }) => ({ id, action: "x" })) }],
    { records: ["一度に100件までのレコードを更新できます。"] },
    { records: ["A maximum of 100 records can be updated at one time."] },
  ],
  [
    ...["DELETE", "records", { app: 1, ids: withIds(101).map(({ id }) => id) }],
    { ids: ["一度に1件から100件までのレコードを削除できます。"] },
    { ids: ["Between 1 and 100 records can be deleted at one time."] },
  ],
  [
    ...["DELETE", "records", { app: 1 }],
    { ids: ["必須です。", "一度に1件から100件までのレコードを削除できます。"] },
    { ids: ["Required field.", "Between 1 and 100 records can be deleted at one time."] },
  ],
  [
    ...["DELETE", "records", { app: 1, ids: [] }],
    { ids: ["必須です。", "一度に1件から100件までのレコードを削除できます。"] },
    { ids: ["Required field.", "Between 1 and 100 records can be deleted at one time."] },
  ],
  [
    ...["GET", "record/comments", { app: 1, record: 1, order: "wrong" }],
    { order: ["Enum値のいずれかでなければなりません。"] },
    { order: ["must be one of the enum value"] },
  ],
  [
    ...["GET", "records", { app: 1, query: "(" }],
    { query: ["クエリ記法が間違っています。"] },
    { query: ["unsupported query format"] },
  ],
  [
    ...["PUT", "record", { app: 1, id: "abc", revision: "x" }],
    { id: ["整数で入力してください。"], revision: ["整数で入力してください。"] },
    { id: ["Enter an integer value."], revision: ["Enter an integer value."] },
  ],
  [
    "GET",
    "record",
    { app: "", id: "" },
    { app: ["必須です。"], id: ["必須です。"] },
    { app: ["Required field."], id: ["Required field."] },
  ],
  ["PUT", "record/status", { app: 1, id: 1, action: "" }, { action: ["必須です。"] }, { action: ["Required field."] }],
  ["POST", "record/comment", { app: 1, record: 1 }, { comment: ["必須です。"] }, { comment: ["Required field."] }],
  ["PUT", "record", { app: 1, record: {} }, { id: ["必須です。"] }, { id: ["Required field."] }],
  [
    "PUT",
    "records",
    { app: 1, records: [{}] },
    { "records[0].id": ["必須です。"] },
    { "records[0].id": ["Required field."] },
  ],
] as const;

/** What there is not, with kintone's sentences; an empty `app` stands for the app at hand. */
export const notThere = [
  [
    ...["GET", "record", { app: "", id: 99999 }, 404, "GAIA_RE01"],
    ...["指定したレコード（id: 99999）が見つかりません。", "The specified record (ID: 99999) is not found."],
  ],
  [
    ...["PUT", "record", { app: "", id: 99999, record: {} }, 404, "GAIA_RE01"],
    ...["指定したレコード（id: 99999）が見つかりません。", "The specified record (ID: 99999) is not found."],
  ],
  [
    ...["PUT", "records", { app: "", records: [{ id: 99999, record: {} }] }, 404, "GAIA_RE01"],
    ...["指定したレコード（id: 99999）が見つかりません。", "The specified record (ID: 99999) is not found."],
  ],
  [
    ...["GET", "records", { app: 99999 }, 404, "GAIA_AP01"],
    "指定したアプリ（id: 99999）が見つかりません。削除されている可能性があります。",
    "The app (ID: 99999) not found. The app may have been deleted.",
  ],
  [
    ...["GET", "file", { fileKey: "none" }, 404, "GAIA_BL01"],
    ...["指定したファイル（id: none）が見つかりません。", "The specified file (id: none) not found."],
  ],
  [
    ...["PUT", "record/status", { app: "", id: 1, action: "x" }, 400, "GAIA_ST02"],
    "操作に失敗しました。プロセス管理機能が無効化されています。",
    "Your request failed. The process management feature has been disabled.",
  ],
] as const;
