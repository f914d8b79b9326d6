import { formatDay, formatMinute } from "./dates.ts";
import type { PdfDocument, PdfLanguage, ReadCharacter } from "./pdf-document.ts";

export interface EnrolmentLetter {
  language: PdfLanguage;
  programme: string;
  organization: string;
  personName: string;
  loginName: string;
  initialPassword: string;
  /** The address of the portal, to be typed in. */
  portalUrl: string;
  /** Until when the link in the mail works. */
  linkExpiresAt: Date;
  secretariat: { name: string; contact: readonly string[] };
  issuedAt: Date;
}

const words = {
  "ja-JP": {
    title: "ご利用開始のご案内",
    to: (organization: string, person: string) => `${organization}\n${person} 様`,
    intro: (programme: string) =>
      `「${programme}」のポータルをご利用いただくための、ログイン名と初期パスワードをお知らせします。` +
      "この書面は、ご本人が大切に保管してください。",
    login: "ログインの情報",
    loginName: "ログイン名",
    portal: "ポータルのアドレス",
    password: "初期パスワード（大文字と小文字を区別します。枠の下は読み方です）",
    passwordNote:
      "最初のログインのときに、新しいパスワードへの変更をお願いします。変更後は、この初期パスワードは使えません。斜線の入った字は数字の0（ゼロ）です。",
    steps: "ご利用開始の手順",
    stepList: (expires: string) => [
      `「利用開始のご案内」のメールにあるリンクを開きます。リンクの期限は ${expires} です。`,
      "別のメールで届く「受け取りパスワード」を入力し、利用規約を確認します。",
      "電子証明書（.p12 ファイル）を受け取り、画面の説明に沿ってお使いのパソコンに取り込みます。受け取りは1回だけです。",
      "上のアドレスを開き、電子証明書を選んで、ログイン名と初期パスワードを入力します。",
      "新しいパスワードを決めて、ご利用を始めます。",
    ],
    careTitle: "お取り扱いのお願い",
    care: "この書面の内容を、メールや電話でほかの人に伝えないでください。事務局からパスワードをお尋ねすることはありません。紛失したときは、すぐに事務局へご連絡ください。",
    contact: "お問い合わせ先",
    footer: "ご本人以外は開かないでください",
  },
  en: {
    title: "Getting started",
    to: (organization: string, person: string) => `${person}\n${organization}`,
    intro: (programme: string) =>
      `This letter gives you the login name and the initial password for the portal of "${programme}". Please keep it safe.`,
    login: "Login",
    loginName: "Login name",
    portal: "Address of the portal",
    password: "Initial password (upper and lower case matter; below each box is how to read it)",
    passwordNote:
      "You will be asked for a new password when you first log in. The initial password stops working then. A slashed 0 is the digit zero.",
    steps: "Steps",
    stepList: (expires: string) => [
      `Open the link in the invitation mail. It works until ${expires}.`,
      'Enter the "retrieval password" that comes in a separate mail, and read the terms of use.',
      "Download your certificate (.p12 file) and import it as the page explains. It can be downloaded only once.",
      "Open the address above, choose your certificate, and enter the login name and the initial password.",
      "Choose a new password and start.",
    ],
    careTitle: "Please take care",
    care: "Do not pass on this letter by mail or phone. The secretariat will never ask for your password. If you lose the letter, tell the secretariat at once.",
    contact: "Contact",
    footer: "Confidential: to be opened by the addressee only",
  },
} as const;

/**
 * The letter that hands a contact person the log-in name and the initial password on paper, so that no secret shares a
 * channel with the mails; one A4 page unless names are very long. It holds a secret: make it on request, never store it.
 */
export function enrolmentLetter(letter: EnrolmentLetter): PdfDocument {
  const { language, secretariat } = letter;
  const word = words[language];
  return {
    title: word.title,
    language,
    author: secretariat.name,
    createdAt: letter.issuedAt,
    footer: word.footer,
    blocks: [
      { kind: "paragraph", text: formatDay(letter.issuedAt, language), align: "end" },
      { kind: "paragraph", text: word.to(letter.organization, letter.personName) },
      { kind: "paragraph", text: secretariat.name, align: "end" },
      { kind: "heading", level: 1, text: word.title },
      { kind: "paragraph", text: word.intro(letter.programme) },
      { kind: "heading", level: 2, text: word.login },
      {
        kind: "definitions",
        rows: [
          { label: word.portal, value: letter.portalUrl, style: "code" },
          { label: word.loginName, value: letter.loginName, style: "code" },
        ],
      },
      {
        kind: "secret",
        label: word.password,
        characters: [...letter.initialPassword].map((character) => readCharacter(character, language)),
      },
      { kind: "paragraph", text: word.passwordNote, size: "small" },
      { kind: "heading", level: 2, text: word.steps },
      { kind: "steps", items: word.stepList(formatMinute(letter.linkExpiresAt, language)) },
      { kind: "note", title: word.careTitle, text: word.care },
      {
        kind: "definitions",
        rows: [{ label: word.contact, value: [secretariat.name, ...secretariat.contact].join("\n") }],
      },
    ],
  };
}

const letterNames =
  "エー ビー シー ディー イー エフ ジー エイチ アイ ジェイ ケイ エル エム エヌ オー ピー キュー アール エス ティー ユー ブイ ダブリュー エックス ワイ ゼット".split(
    " ",
  );
const digitNames = "ゼロ いち に さん よん ご ろく なな はち きゅう".split(" ");
const signNames: Readonly<Record<string, readonly [ja: string, en: string]>> = {
  "-": ["ハイフン", "hyphen"],
  _: ["下線", "underscore"],
  ".": ["ピリオド", "period"],
  ",": ["カンマ", "comma"],
  "!": ["感嘆符", "exclam."],
  "?": ["疑問符", "question"],
  "#": ["シャープ", "hash"],
  "@": ["アット", "at"],
  "+": ["プラス", "plus"],
  "=": ["イコール", "equals"],
  "*": ["星印", "asterisk"],
  "%": ["パーセント", "percent"],
  "&": ["アンド", "ampersand"],
  $: ["ドル", "dollar"],
  "/": ["スラッシュ", "slash"],
  ":": ["コロン", "colon"],
  ";": ["セミコロン", "semicolon"],
};

/** How to say one character of a password: "大文字 アイ", "数字 いち", "小文字 エル"; in two lines. */
export function readCharacter(character: string, language: PdfLanguage): ReadCharacter {
  const isEnglish = language === "en";
  const upper = character.toUpperCase();
  if (/^[A-Za-z]$/.test(character)) {
    const isUpper = character === upper;
    const name = letterNames[upper.charCodeAt(0) - 65]!;
    return {
      character,
      reading: isEnglish ? `${isUpper ? "capital" : "small"}\n${upper}` : `${isUpper ? "大文字" : "小文字"}\n${name}`,
    };
  }
  if (/^[0-9]$/.test(character)) {
    return { character, reading: isEnglish ? `digit\n${character}` : `数字\n${digitNames[Number(character)]}` };
  }
  const [ja, en] = signNames[character] ?? ["", ""];
  return { character, reading: isEnglish ? `sign\n${en}` : `記号\n${ja}` };
}
