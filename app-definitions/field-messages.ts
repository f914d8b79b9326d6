import type { FieldProblem } from "./field-type.ts";

/** What is wrong with a value, in kintone's own short sentences where it has them (kintone.md §2.3). */
export const fieldMessages = {
  required: { ja: "必須です。", en: "Required." },
  "too-long": { ja: "{limit}文字より短くなければなりません。", en: "Enter less than {limit} characters." },
  "too-short": { ja: "{limit}文字より長くなければなりません。", en: "Enter more than {limit} characters." },
  "above-max": { ja: "{limit}以下である必要があります。", en: "The value must be {limit} or less." },
  "below-min": { ja: "{limit}以上である必要があります。", en: "The value must be {limit} or more." },
  "not-number": { ja: "数字でなければなりません。", en: "Only numbers are allowed." },
  "too-many-digits": { ja: "有効桁数を超えています。", en: "The number has too many digits." },
  "not-option": { ja: '"{option}"は選択肢にありません。', en: 'The value, "{option}", is not in options.' },
  "not-unique": { ja: "値がほかのレコードと重複しています。", en: "This value already exists in another record." },
  "not-date": {
    ja: "日付を正しく入力してください（例：2026-11-21）。",
    en: "Enter an existing date, for example 2026-11-21.",
  },
  "not-time": { ja: "時刻を正しく入力してください（例：09:30）。", en: "Enter a time of day, for example 09:30." },
  "not-datetime": {
    ja: "日時を正しく入力してください（例：2026-11-21T09:30:00+09:00）。",
    en: "Enter an existing date and time, for example 2026-11-21T09:30:00+09:00.",
  },
  "not-url": { ja: "URLの形式が正しくありません。", en: "Enter a valid web address (http or https)." },
  "not-mail": { ja: "メールアドレスの形式が正しくありません。", en: "Enter a valid mail address." },
  "not-phone": { ja: "電話番号の形式が正しくありません。", en: "Enter a valid phone number." },
  "not-known": { ja: '"{code}"は見つかりません。', en: '"{code}" was not found.' },
  "not-allowed": { ja: '"{code}"は選択できません。', en: '"{code}" cannot be selected here.' },
  "not-uploaded": {
    ja: "ファイルが見つかりません。もう一度アップロードしてください。",
    en: "The file was not found. Please upload it again.",
  },
  "wrong-shape": { ja: "値の形式が正しくありません。", en: "The value has the wrong form." },
  "wrong-characters": { ja: "使用できない文字が含まれています。", en: "The value has characters that cannot be kept." },
  "required-parameter": { ja: "必須です。", en: "Required field." },
  "not-enum": { ja: "Enum値のいずれかでなければなりません。", en: "must be one of the enum value" },
  "below-minimum": { ja: "最小でも{limit}以上です。", en: "must be greater than or equal to {limit}" },
  "above-maximum": { ja: "最大でも{limit}以下です。", en: "must be less than or equal to {limit}" },
  "not-integer": { ja: "整数で入力してください。", en: "Enter an integer value." },
  "not-boolean": { ja: "真偽値でなければなりません。", en: "must be boolean." },
  size: { ja: "サイズは{min}以上{max}以下でなければなりません。", en: "size must be between {min} and {max}" },
  "space-needed": {
    ja: "スペースにアプリを作成するには、スペースの指定が必要です。",
    en: "Space parameter is required to create an app in space.",
  },
  "thread-needed": {
    ja: "スペースにアプリを作成するには、スレッドの指定が必要です。",
    en: "Thread parameter is required to create an app in space.",
  },
  "app-repeated": { ja: "アプリIDが重複しています。", en: "App ID is duplicated." },
  "not-in-form": {
    ja: "フォームの更新に失敗しました。フィールド（code: {code}）が見つかりません。",
    en: "Failed to update form. Field (code: {code}) is not found.",
  },
  "table-differs": {
    ja: "フォームの更新に失敗しました。テーブル「{code}」の指定が正しくありません。指定するフィールドに不足がある、またはテーブルにないフィールドを指定しています。",
    en: "Failed to update form. The format of table {code} is not valid. Some fields may be missing or the specified fields may not exist in the table.",
  },
  "too-many-items": { ja: "{limit}件までです。", en: "There can be at most {limit}." },
  "query-syntax": { ja: "クエリ記法が間違っています。", en: "unsupported query format" },
  /** A sentence about a definition, which comes along in both languages. */
  definition: { ja: "{ja}", en: "{en}" },
  "consent-outdated": {
    ja: "規約が新しくなっています。最新の規約をお読みのうえ、もう一度お手続きください。",
    en: "The terms have changed. Please read the current terms and try again.",
  },
  "consent-twice": { ja: "この規約にはすでに同意されています。", en: "These terms have already been agreed to." },
  "consent-nothing-to-withdraw": { ja: "撤回できる同意がありません。", en: "There is no consent to withdraw." },
  "consent-without-certificate": {
    ja: "電子証明書を確認できないため、記録できません。",
    en: "This cannot be recorded, because no client certificate was presented.",
  },
} as const satisfies Record<string, { ja: string; en: string }>;

/**
 * The sentence for a problem. A key that has none here gives the general sentence, because a refusal must never fail for
 * want of words.
 */
export function fieldMessage({ message, params = {} }: FieldProblem, locale: "ja" | "en"): string {
  const key = Object.hasOwn(fieldMessages, message) ? (message as keyof typeof fieldMessages) : "wrong-shape";
  return fieldMessages[key][locale].replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(params, name) ? String(params[name]) : whole,
  );
}
