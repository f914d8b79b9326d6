/** Something wrong with a definition: where, and a sentence for whoever writes or installs it. */
export interface DefinitionProblem {
  /** Place in the definition, for example `fields.properties.CODE.options`; with the pack's file before it, if any. */
  path: string;
  message: keyof typeof definitionMessages;
  params?: Readonly<Record<string, string | number>>;
}

/** The sentences, Japanese and English; `{name}` stands for a parameter. */
export const definitionMessages = {
  schema: { ja: "形が正しくありません。({detail})", en: "The shape is wrong ({detail})." },
  "json-hostile": {
    ja: "使用できないキー、または深すぎる入れ子があります。",
    en: "A forbidden key or too deep a nesting was found.",
  },
  "definition-too-large": { ja: "定義が大きすぎます。", en: "The definition is too large." },
  "text-unstorable": {
    ja: "保存できない文字(NUL、不完全なサロゲート)が含まれています。",
    en: "There are characters that cannot be kept (NUL or half a surrogate pair).",
  },
  "too-long": { ja: "{limit}文字までです。", en: "There can be at most {limit} characters." },
  "code-mismatch": { ja: "キーとフィールドコードが一致していません。", en: "The key and the field code differ." },
  "code-illegal": {
    ja: "フィールドコードに使用できない文字があります。",
    en: "The field code has characters that are not allowed.",
  },
  "code-repeated": { ja: "フィールドコードが重複しています。", en: "The field code is used twice." },
  "type-unknown": { ja: "フィールドの種類「{type}」はありません。", en: 'There is no field type "{type}".' },
  "type-not-in-table": {
    ja: "「{type}」はテーブルの中に置けません。",
    en: 'A field of type "{type}" cannot stand in a table.',
  },
  "type-repeated": { ja: "「{type}」は1つだけ置けます。", en: 'There can be only one field of type "{type}".' },
  "type-changed": {
    ja: "フィールドの種類は変更できません({from} → {to})。新しいフィールドを追加してください。",
    en: "The type of a field cannot change ({from} → {to}). Please add a new field.",
  },
  "moved-between-tables": {
    ja: "フィールドをテーブルの内外に移すことはできません。",
    en: "A field cannot move into or out of a table.",
  },
  "setting-wrong": { ja: "設定が正しくありません。({detail})", en: "The setting is wrong ({detail})." },
  "default-wrong": { ja: "初期値が正しくありません。", en: "The default value is not valid." },
  "options-missing": { ja: "選択肢が必要です。", en: "At least one option is needed." },
  "option-index": { ja: "選択肢の順番が正しくありません。", en: "The order of the options is wrong." },
  "option-label": {
    ja: "選択肢のキーとラベルが一致していません。",
    en: "The key and the label of the option differ.",
  },
  "unique-impossible": { ja: "この種類では重複を禁止できません。", en: "This type cannot forbid duplicates." },
  "unique-violated": {
    ja: "既存のレコードに重複した値があります({count}件)。",
    en: "Existing records hold duplicate values ({count}).",
  },
  "field-unknown": { ja: "フィールド「{code}」はありません。", en: 'There is no field "{code}".' },
  "field-unfit": { ja: "フィールド「{code}」はここでは使えません。", en: 'The field "{code}" cannot be used here.' },
  "entity-unsupported": {
    ja: "「{type}」はここでは指定できません。ユーザー、グループ、組織、フィールドで指定してください。",
    en: '"{type}" is not supported here. Please name users, groups, organisations or fields.',
  },
  "condition-wrong": { ja: "条件が正しくありません。({ja})", en: "The condition is wrong ({en})." },
  "sort-wrong": { ja: "並び順が正しくありません。({ja})", en: "The sort order is wrong ({en})." },
  "tab-own-field": {
    ja: "タブの条件に、そのタブのフィールド「{code}」は使えません。",
    en: 'The condition of a tab cannot use its own field "{code}".',
  },
  "tab-repeated": { ja: "「{code}」は複数のタブにあります。", en: '"{code}" stands in more than one tab.' },
  "first-state-assignee": {
    ja: "最初のステータスの作業者は、なし、または作成者だけにできます。",
    en: "Nobody or the creator alone can be assigned in the first state.",
  },
  repeated: { ja: "「{code}」が重複しています。", en: '"{code}" is named twice.' },
  "too-many": { ja: "{limit}個までです。", en: "There can be at most {limit}." },
  "index-beyond-columns": {
    ja: "フィールド「{code}」には索引を付けられません。索引を付けられるのは最初の{limit}フィールドまでです。",
    en: 'The field "{code}" cannot have an index: only the first {limit} fields can.',
  },
  "draft-outdated": {
    ja: "編集を始めたあとに、このアプリは別の方法で更新されました。変更を取り消してから、もう一度設定してください。",
    en: "The app was published from elsewhere after this draft was begun. Please discard the draft and set it up again.",
  },
  "draft-changed": {
    ja: "反映している間に設定が変更されました。もう一度反映してください。",
    en: "The settings were changed while they were being published. Please publish again.",
  },
  "formula-syntax": {
    ja: "計算式の文法が正しくありません。(「{word}」、{at}文字目)",
    en: 'The formula cannot be read ("{word}", character {at}).',
  },
  "formula-full-width": {
    ja: "計算式に全角記号「{word}」は使用できません。({at}文字目)",
    en: 'The formula has the full-width symbol "{word}" (character {at}).',
  },
  "formula-unknown-code": {
    ja: "計算式に含まれるフィールドコード（{word}）が存在しません。({at}文字目)",
    en: 'The formula names the field "{word}", which does not exist (character {at}).',
  },
  "formula-unknown-function": {
    ja: "{word}関数は使用できません。({at}文字目)",
    en: 'The formula calls "{word}", which is no function (character {at}).',
  },
  "formula-arity": {
    ja: "{word}関数の引数の数が正しくありません。({at}文字目)",
    en: 'The function "{word}" has the wrong number of arguments (character {at}).',
  },
  "formula-type": {
    ja: "計算式の「{word}」は、ここでは使えない種類の値です。({at}文字目)",
    en: '"{word}" is of a type that does not fit here (character {at}).',
  },
  "formula-array": {
    ja: "計算式の「{word}」は複数の値です。SUMまたはCONTAINSで使ってください。({at}文字目)",
    en: '"{word}" is a list of values; use it in SUM or CONTAINS (character {at}).',
  },
  "formula-unreferable": {
    ja: "計算式で利用できないフィールドタイプのフィールド（{word}）が含まれています。({at}文字目)",
    en: 'A formula cannot refer to the field "{word}" (character {at}).',
  },
  "formula-cycle": {
    ja: "フィールドの参照が循環しています。(「{word}」)",
    en: 'The formulas form a circle ("{word}").',
  },
  "formula-too-large": { ja: "計算式が長すぎるか、複雑すぎます。", en: "The formula is too long or too complex." },
  "source-app-unknown": { ja: "参照先のアプリが見つかりません。", en: "The related app was not found." },
  "source-key-not-unique": {
    ja: "参照先のキー「{code}」は、重複禁止のフィールドまたはレコード番号でなければなりません。",
    en: 'The key "{code}" of the related app must forbid duplicates or be the record number.',
  },
  "source-field-unknown": {
    ja: "参照先のアプリにフィールド「{code}」はありません。",
    en: 'The related app has no field "{code}".',
  },
  "source-field-unfit": {
    ja: "参照先のフィールド「{code}」は、ここでは使えない種類です。",
    en: 'The field "{code}" of the related app is of a type that does not fit here.',
  },
  "source-condition-wrong": {
    ja: "参照先のアプリの条件または並び順が正しくありません。({ja})",
    en: "The condition or sort order over the related app is wrong ({en}).",
  },
  "source-field-needed": {
    ja: "アプリ「{app}」が参照しているため、フィールド「{code}」をこのように変更できません。",
    en: 'The app "{app}" refers to the field "{code}", which therefore cannot change like this.',
  },
  "lookup-unfit": {
    ja: "この設定のフィールドはルックアップにできません。",
    en: "A field with these settings cannot be a lookup.",
  },
  "copy-target-wrong": {
    ja: "フィールド「{code}」にはコピーできません。",
    en: 'Nothing can be copied to the field "{code}".',
  },
  "deploy-busy": {
    ja: "アプリが使用中のため反映できませんでした。何も変更されていません。しばらくしてからもう一度お試しください。",
    en: "The app was in use, so nothing was changed. Please try again in a while.",
  },
  "deploy-failed": { ja: "運用環境への反映に失敗しました。", en: "The app could not be published." },
  "ids-used-up": {
    ja: "追加できるフィールドと選択肢の上限に達しました。",
    en: "No more fields and options can be added to this app.",
  },
} as const;

/** The sentence of a problem, with its place before it. */
export function describeProblem({ path, message, params = {} }: DefinitionProblem, locale: "ja" | "en"): string {
  return `${path}: ${describeSentence(definitionMessages[message][locale], params)}`;
}

/** The sentence with its parameters filled in. */
export function describeSentence(sentence: string, params: Readonly<Record<string, string | number>>): string {
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(params[name]));
}

/** The problem with the app's own path before its path. */
export function placed(problem: DefinitionProblem, path: string | undefined): DefinitionProblem {
  return { ...problem, path: [path, problem.path].filter(Boolean).join(": ") };
}

/** A definition that cannot be deployed; nothing was changed. The message is whole sentences for an operator. */
export class DefinitionError extends Error {
  override readonly name = "DefinitionError";
  constructor(readonly problems: readonly DefinitionProblem[]) {
    super(problems.map((problem) => describeProblem(problem, "en")).join("\n"));
  }
}
