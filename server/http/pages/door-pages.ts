import type { DoorRefusal } from "../../identity/door.ts";
import type { Language } from "../language.ts";
import { html, type Html } from "./html.ts";
import type { Page } from "./layout.ts";

interface Explanation {
  readonly title: string;
  /** What happened. */
  readonly lead: string;
  /** What to do, in the order of likelihood. */
  readonly steps: readonly string[];
}

/** The five pages outside the door. Strangers see "missing" or "untrusted"; the others only the holder of the key. */
const explanations: Record<Language, Record<DoorRefusal, Explanation>> = {
  ja: {
    missing: {
      title: "電子証明書が確認できません",
      lead: "このポータルを開くには、お使いの端末に電子証明書が必要です。ブラウザーから証明書が届きませんでした。",
      steps: [
        "ブラウザーのウィンドウをすべて閉じてから、もう一度開いてください。証明書を取り込んだ直後や、選択画面で「キャンセル」を押した後は、閉じるまで反映されません。閉じられないときは、プライベートウィンドウで開いてください。",
        "証明書の選択画面が出たら、ご自分のログイン名が書かれた証明書を選んでください。",
        "まだ証明書を取り込んでいないときは、「利用開始のご案内」のメールのリンクから受け取ってください。",
        "証明書の期限が切れている可能性があります。期限が切れた証明書は、ブラウザーが選択画面に表示しません。事務局に再発行をお申し付けください。",
      ],
    },
    untrusted: {
      title: "この電子証明書は使えません",
      lead: "届いた電子証明書は、このポータルのために発行されたものではないか、まだ有効になっていません。",
      steps: [
        "ブラウザーのウィンドウをすべて閉じてからもう一度開き、ご自分のログイン名が書かれた証明書を選んでください。",
        "端末の日付と時刻が正しいか確認してください。",
        "解決しないときは、事務局にお問い合わせください。",
      ],
    },
    expired: {
      title: "電子証明書の期限が切れています",
      lead: "お使いの電子証明書は、有効期限を過ぎました。",
      steps: [
        "新しい証明書の案内メールが届いているときは、そのリンクから受け取ってください。",
        "届いていないときは、事務局に再発行をお申し付けください。",
        "新しい証明書を取り込んだら、ブラウザーのウィンドウをすべて閉じてから開いてください。",
      ],
    },
    unregistered: {
      title: "電子証明書が登録されていません",
      lead: "届いた電子証明書は、このポータルの登録簿にありません。",
      steps: [
        "ブラウザーのウィンドウをすべて閉じてからもう一度開き、別の証明書があれば選んでください。",
        "解決しないときは、事務局にお問い合わせください。",
      ],
    },
    revoked: {
      title: "この電子証明書は失効しています",
      lead: "お使いの電子証明書は、利用を終了しました。再発行した場合、以前の証明書は使えなくなります。",
      steps: [
        "新しい証明書を取り込んであるときは、ブラウザーのウィンドウをすべて閉じてから開き、新しいほうを選んでください。",
        "お心当たりがないときは、事務局にお問い合わせください。",
      ],
    },
  },
  en: {
    missing: {
      title: "No certificate was received",
      lead: "This portal opens only on devices with a certificate. Your browser did not send one.",
      steps: [
        'Close every window of the browser and open it again. After an import, or after "Cancel" in the dialog, the browser remembers the old state until then. If you cannot close it, use a private window.',
        "When the browser asks, choose the certificate that shows your login name.",
        "If you have not imported a certificate yet, fetch it through the link in your invitation mail.",
        "Your certificate may have expired: browsers do not offer expired ones. Please ask the secretariat for a new one.",
      ],
    },
    untrusted: {
      title: "This certificate cannot be used here",
      lead: "The certificate was not issued for this portal, or it is not valid yet.",
      steps: [
        "Close every window of the browser, open it again and choose the certificate that shows your login name.",
        "Check that the date and time of your device are right.",
        "If that does not help, please ask the secretariat.",
      ],
    },
    expired: {
      title: "Your certificate has expired",
      lead: "The certificate of this device is past its end date.",
      steps: [
        "If you have received a mail about a new certificate, fetch it through its link.",
        "If not, please ask the secretariat for a new one.",
        "After the import, close every window of the browser and open it again.",
      ],
    },
    unregistered: {
      title: "This certificate is not registered",
      lead: "The certificate is not in the register of this portal.",
      steps: [
        "Close every window of the browser, open it again and choose another certificate if there is one.",
        "If that does not help, please ask the secretariat.",
      ],
    },
    revoked: {
      title: "This certificate has been revoked",
      lead: "The certificate of this device is no longer in use. After a reissue the former certificate stops working.",
      steps: [
        "If you have imported a new certificate, close every window of the browser, open it again and choose the new one.",
        "If you did not expect this, please ask the secretariat.",
      ],
    },
  },
};

/** The page for somebody who stays outside. */
export function doorPage(reason: DoorRefusal, language: Language): Page {
  const { title, lead, steps } = explanations[language][reason];
  const doing = language === "ja" ? "お試しください" : "What you can do";
  const body: Html = html`<p class="lead">${lead}</p>
    <h2>${doing}</h2>
    <ol>
      ${steps.map((step) => html`<li>${step}</li>`)}
    </ol>`;
  return { language, title, body, languageLink: `?lang=${language === "ja" ? "en" : "ja"}`, isError: true };
}

/** The same as one sentence, for programs. */
export function doorSentence(reason: DoorRefusal, language: Language): string {
  const { title, lead } = explanations[language][reason];
  return language === "ja" ? `${title}。${lead}` : `${title}. ${lead}`;
}
