import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { fieldMessage, fieldMessages } from "../../app-definitions/field-messages.ts";
import { failures } from "../../server/errors.ts";
import { text } from "../../server/messages/text.ts";

const read = (language: string) =>
  JSON.parse(readFileSync(new URL(`../../server/messages/${language}.json`, import.meta.url), "utf8")) as Record<
    string,
    string
  >;
const [ja, en] = [read("ja"), read("en")];

test("both languages have the same sentences with the same parameters", () => {
  expect(Object.keys(en)).toEqual(Object.keys(ja));
  const parameters = (sentence: string) => (sentence.match(/\{\w+\}/g) ?? []).sort();
  for (const key of Object.keys(ja)) expect([key, parameters(en[key]!)]).toEqual([key, parameters(ja[key]!)]);
});

test("Chinese says what Japanese says, with the same parameters", () => {
  const zh = read("zh");
  const parameters = (sentence: string | undefined) => (sentence?.match(/\{\w+\}/g) ?? []).sort();
  const atFields = fieldMessages as Readonly<Record<string, { ja: string }>>;
  const japanese = (key: string) => ja[key] ?? atFields[key]?.ja;
  for (const key of Object.keys(zh)) expect([key, parameters(zh[key])]).toEqual([key, parameters(japanese(key))]);
  expect(Object.keys(failures).filter((kind) => !(kind in zh))).toEqual([]);
});

test("every failure has a sentence", () => {
  for (const kind of Object.keys(failures)) expect([kind, typeof ja[kind]]).toEqual([kind, "string"]);
});

/** @see kintone.md section 2.3: what is marked M there, and what clients react to */
test.each([
  ["CB_VA01", 400],
  ["CB_IJ01", 400],
  ["CB_IL02", 400],
  ["CB_AU01", 401],
  ["CB_WA01", 401],
  ["CB_OA01", 401],
  ["CB_NO02", 403],
  ["GAIA_NO01", 403],
  ["GAIA_IA02", 400],
  ["GAIA_DA03", 400],
  ["GAIA_AP01", 404],
  ["GAIA_RE01", 404],
  ["GAIA_RE20", 404],
  ["GAIA_RE02", 400],
  ["GAIA_BL01", 404],
  ["GAIA_CN01", 404],
  ["GAIA_TM12", 429],
  ["GAIA_TO04", 429],
  ["GAIA_CO02", 409],
  ["GAIA_CO03", 409],
  ["GAIA_QU01", 400],
  ["GAIA_QU02", 400],
  ["GAIA_IQ03", 400],
  ["GAIA_IQ07", 400],
  ["GAIA_IQ10", 400],
  ["GAIA_IQ11", 400],
  ["GAIA_IQ23", 400],
  ["GAIA_IQ25", 400],
  ["GAIA_IL08", 400],
  ["GAIA_IR02", 400],
  ["GAIA_IS02", 400],
  ["GAIA_IL03", 400],
  ["GAIA_ST02", 400],
  ["GAIA_LO02", 400],
  ["GAIA_LO03", 400],
  ["GAIA_LO04", 400],
  ["GAIA_IL01", 400],
  ["GAIA_FC01", 400],
  ["GAIA_FN11", 400],
])("kintone's codes have kintone's statuses: %s is %i", (code, status) => {
  const found = Object.values(failures).filter((one) => one.code === code);
  expect([...new Set(found.map((one) => one.status))]).toEqual([status]);
});

/** The sentences that clients and people's scripts compare; kintone.md section 2.3, and ginue's own patterns. */
test.each([
  ["input/invalid", "入力内容が正しくありません。", "Missing or invalid input."],
  ["request/illegal", "不正なリクエストです。", "Illegal request."],
  ["login/required", "ログインしてください。", "Please login."],
  ["permission/denied", "権限がありません。", "No privilege to proceed."],
  [
    "record/not-found",
    "指定したレコード（id: {record}）が見つかりません。",
    "The specified record (ID: {record}) is not found.",
  ],
  [
    "app/not-found",
    "指定したアプリ（id: {app}）が見つかりません。削除されている可能性があります。",
    "The app (ID: {app}) not found. The app may have been deleted.",
  ],
  ["file/not-found", "指定したファイル（id: {key}）が見つかりません。", "The specified file (id: {key}) not found."],
  [
    "process/action-impossible",
    "ステータスの変更に失敗しました。ほかのユーザーがステータス、またはステータスの設定を変更した可能性があります。",
    "Failed to update the status. The settings or the status itself may have been changed by someone.",
  ],
  [
    "process/off",
    "操作に失敗しました。プロセス管理機能が無効化されています。",
    "Your request failed. The process management feature has been disabled.",
  ],
])("%s is said in kintone's words", (key, japanese, english) => {
  expect([ja[key], en[key]]).toEqual([japanese, english]);
});

test("ginue finds the field to add and the fields to delete in each language", () => {
  const patterns = {
    ja: [
      /指定されたフィールド（code: (.+)）が見つかりません/,
      /一部のフィールド（code: (.+)）のレイアウトを指定していません/,
    ],
    en: [/The field \(code: (.+)\) not found/, /Field \(code: (.+)\) is missing in the layout parameter/],
    zh: [/未找到相应的字段（code: (.+)）/, /表单更新失败。部分字段（code: (.+)）未指定布局/],
  } as const;
  for (const language of ["ja", "en", "zh"] as const) {
    const [add, remove] = patterns[language];
    expect(add.exec(text(language, "field/unknown", { code: "品名" }))?.[1]).toBe("品名");
    expect(remove.exec(text(language, "fields/missing-in-layout", { codes: "a,b" }))?.[1]).toBe("a,b");
  }
});

/** The short sentences at fields; `limit` is what kintone shows. */
test.each([
  ["required", "必須です。", "Required."],
  ["required-parameter", "必須です。", "Required field."],
  ["not-enum", "Enum値のいずれかでなければなりません。", "must be one of the enum value"],
  ["below-minimum", "最小でも1以上です。", "must be greater than or equal to 1"],
  ["not-unique", "値がほかのレコードと重複しています。", "This value already exists in another record."],
  ["too-long", "1文字より短くなければなりません。", "Enter less than 1 characters."],
  ["above-max", "1以下である必要があります。", "The value must be 1 or less."],
  ["not-number", "数字でなければなりません。", "Only numbers are allowed."],
  ["not-option", '"X"は選択肢にありません。', 'The value, "X", is not in options.'],
])("%s is said in kintone's words at a field", (message, japanese, english) => {
  const problem = { message, params: { limit: 1, option: "X" } };
  expect([fieldMessage(problem, "ja"), fieldMessage(problem, "en")]).toEqual([japanese, english]);
});
