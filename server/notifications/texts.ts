import type { DeployedApp } from "../apps/deployed-app.ts";
import { translated } from "../apps/translated.ts";
import { titleSeparator, type Reason } from "./decide.ts";

type Language = "ja" | "en";

const sentences: Record<Language, Record<Exclude<Reason, "rule">, string>> = {
  ja: {
    mentioned: "あなた宛てのコメントがあります",
    assigned: "作業者に指定されました",
    comment: "新しいコメントがあります",
    status: "ステータスが変更されました",
    added: "新しいレコードが追加されました",
    edited: "レコードが変更されました",
    announcement: "新しいお知らせがあります",
    thread: "スレッドに新しいコメントがあります",
  },
  en: {
    mentioned: "A comment is addressed to you",
    assigned: "A record is waiting for you",
    comment: "There is a new comment",
    status: "The status of a record has changed",
    added: "A record has been added",
    edited: "A record has been changed",
    announcement: "There is a new announcement",
    thread: "There is a new comment in a thread",
  },
};

/** Why somebody is told, as a sentence without any value of the record. */
export function reasonText(reason: Reason, title: string, language: Language, app?: DeployedApp): string {
  if (reason !== "rule") return sentences[language][reason];
  return title
    .split(titleSeparator)
    .map((part) => translated(part, language, app))
    .join(language === "ja" ? "・" : "; ");
}

/** What a mail about a notification says; the record itself stays behind the door. */
export interface MailContent {
  readonly place: string;
  readonly reason: string;
  readonly link: string;
  readonly publicUrl: string;
}

/** Subject and text of the mail. Neither holds a value of any record. */
export function mailText({ place, reason, link, publicUrl }: MailContent, language: Language) {
  const subject = `${oneLine(place, 80)}：${oneLine(reason, 100)}`;
  if (language === "en") {
    return {
      subject: `${oneLine(place, 80)}: ${oneLine(reason, 100)}`,
      text: [
        `${reason}.`,
        "",
        `Place: ${place}`,
        `Page: ${link}`,
        "",
        "To open the page you need the computer with your certificate, and your password.",
        "For your protection this mail does not show the contents.",
        "",
        `This mail was sent automatically. You can change which mails you receive here: ${publicUrl}/settings`,
        "",
      ].join("\n"),
    };
  }
  return {
    subject,
    text: [
      `${reason}。`,
      "",
      `場所：${place}`,
      `ページ：${link}`,
      "",
      "ページを開くには、電子証明書を取り込んだパソコンとパスワードが必要です。",
      "安全のため、内容はこのメールに記載していません。",
      "",
      `このメールは自動で送信しています。受け取るメールは設定で変更できます：${publicUrl}/settings`,
      "",
    ].join("\n"),
  };
}

function oneLine(text: string, longest: number): string {
  const line = text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ").trim();
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}
