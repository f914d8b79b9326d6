import type { Terms } from "../../identity/programme/find-programme.ts";
import { sanitizeRichText } from "../../records/writing/sanitize-rich-text.ts";
import type { Language } from "../language.ts";
import { html, type Html } from "./html.ts";
import { importGuides } from "./import-guides.ts";
import { errorSummary, type Page } from "./layout.ts";

export interface EnrolmentPage {
  readonly language: Language;
  readonly programme: string;
  readonly contact: readonly string[];
  readonly terms: Terms;
  readonly portalUrl: string;
  readonly userAgent: string;
  /** Sentences by field of the last attempt. */
  readonly problems: readonly { readonly field: "password" | "accepted"; readonly text: string }[];
}

const words = {
  ja: {
    title: "電子証明書の受け取り",
    step1: "1. 証明書のファイルを受け取る",
    step1Lead: "受け取りは1回だけです。お使いになる端末で操作してください。",
    password: "受け取りパスワード",
    passwordHint: "「受け取りパスワードのお知らせ」のメールに書かれています。",
    accept: "上の規約に同意します",
    required: "※必須",
    otherFormat: "ファイルの形式を選ぶ",
    otherFormatHint:
      "通常は選ぶ必要がありません。新しい形式は、AES-256で暗号化されたファイルだけを使う組織のためのものです。",
    compat: "通常の形式",
    modern: "新しい形式（AES-256）",
    submit: "同意して受け取る",
    submitHint:
      "ボタンを押すと、ファイル（ログイン名.p12）がダウンロードされます。この画面は閉じずに、次の手順に進んでください。",
    step2: "2. 証明書を取り込む",
    step2Lead: "取り込みのときに尋ねられるパスワードも、受け取りパスワードです。",
    step3: "3. ポータルを開く",
    step3Lead:
      "ブラウザーのウィンドウをすべて閉じてから開き直し、次のアドレスを開いてください。閉じるまで、証明書は使われません。",
    step3Note: "証明書の選択画面でご自分の証明書を選び、書面でお渡ししたログイン名と初期パスワードを入力します。",
    lost: "ダウンロードに失敗したときは、事務局にもう一度案内をお申し付けください。",
    deadTitle: "このリンクは使えません",
    dead: "リンクは、すでに受け取りが済んでいるか、期限が切れたか、新しい案内に替わっています。アドレスが途中で切れていないかもご確認ください。",
    deadNext: "受け取りがまだのときは、事務局に新しい案内をお申し付けください。",
  },
  en: {
    title: "Fetch your certificate",
    step1: "1. Get the certificate file",
    step1Lead: "The file can be fetched once. Please use the device on which you will work.",
    password: "Retrieval password",
    passwordHint: 'It is in the mail "Retrieval password".',
    accept: "I accept the terms above",
    required: "(required)",
    otherFormat: "Choose the file format",
    otherFormatHint:
      "Usually there is nothing to choose. The newer format is for organizations that insist on AES-256.",
    compat: "Usual format",
    modern: "Newer format (AES-256)",
    submit: "Accept and fetch",
    submitHint: "The file (LOGINNAME.p12) is downloaded. Please keep this page open and go on below.",
    step2: "2. Import the certificate",
    step2Lead: "The password that the import asks for is the retrieval password as well.",
    step3: "3. Open the portal",
    step3Lead:
      "Close every window of the browser, open it again and go to this address. Until then the certificate is not used.",
    step3Note: "Choose your certificate in the dialog, then enter the login name and initial password of the letter.",
    lost: "If the download failed, please ask the secretariat for a new invitation.",
    deadTitle: "This link cannot be used",
    dead: "The certificate has been fetched already, the link has expired, or a newer invitation has replaced it. Please also check that the address is complete.",
    deadNext: "If you have not fetched your certificate yet, please ask the secretariat for a new invitation.",
  },
} as const;

/** The page behind an invitation's link: accept the terms, download, import, go to the portal. */
export function enrolmentPage(input: EnrolmentPage): Page {
  const { language, terms, problems } = input;
  const word = words[language];
  const wrong = (field: string) => problems.filter((problem) => problem.field === field);
  const problem = (field: string) =>
    wrong(field).map(({ text }) => html`<p class="problem" id="${field}-problem">＊${text}</p>`);
  const invalid = (field: string) =>
    wrong(field).length > 0 && html` aria-invalid="true" aria-describedby="${field}-problem"`;
  const body: Html = html`${errorSummary(language, problems)}
    <section aria-labelledby="step1" class="card">
      <h2 id="step1">${word.step1}</h2>
      <p>${word.step1Lead}</p>
      <form method="post">
        <h3 id="terms-title">${terms.title}</h3>
        <div class="terms" role="region" aria-labelledby="terms-title" tabindex="0">
          ${{ markup: sanitizeRichText(terms.body) }}
        </div>
        <input type="hidden" name="terms" value="${terms.version}" />
        ${problem("accepted")}
        <div class="check">
          <input id="accepted" name="accepted" type="checkbox" value="1" required${invalid("accepted")} />
          <label for="accepted">${word.accept} <span class="required">${word.required}</span></label>
        </div>
        <div class="field">
          <label for="password">${word.password} <span class="required">${word.required}</span></label>
          <p class="hint" id="password-hint">${word.passwordHint}</p>
          ${problem("password")}
          <input
            id="password"
            name="password"
            type="text"
            required
            maxlength="100"
            autocomplete="off"
            autocapitalize="none"
            spellcheck="false"
            ${
              wrong("password").length > 0
                ? html` aria-invalid="true" aria-describedby="password-hint password-problem"`
                : html` aria-describedby="password-hint"`
            }
          />
        </div>
        <details>
          <summary>${word.otherFormat}</summary>
          <p class="hint">${word.otherFormatHint}</p>
          <div class="check">
            <input type="radio" id="compat" name="profile" value="compat" checked /><label for="compat"
              >${word.compat}</label
            >
          </div>
          <div class="check">
            <input type="radio" id="modern" name="profile" value="modern" /><label for="modern">${word.modern}</label>
          </div>
        </details>
        <button type="submit" class="primary">${word.submit}</button>
        <p class="hint">${word.submitHint}</p>
      </form>
    </section>
    <section aria-labelledby="step2" class="card">
      <h2 id="step2">${word.step2}</h2>
      <p>${word.step2Lead}</p>
      ${importGuides(input.userAgent, language)}
    </section>
    <section aria-labelledby="step3" class="card">
      <h2 id="step3">${word.step3}</h2>
      <p>${word.step3Lead}</p>
      <p class="address"><a href="${input.portalUrl}">${input.portalUrl}</a></p>
      <p>${word.step3Note}</p>
    </section>
    <p>${word.lost}</p>
    ${contactList(input.contact)}`;
  const languageLink = `?lang=${language === "ja" ? "en" : "ja"}`;
  return { language, title: word.title, body, programme: input.programme, languageLink, isError: problems.length > 0 };
}

/** The page for every link that cannot be used, whatever the reason. */
export function deadLinkPage(language: Language, contact: readonly string[]): Page {
  const word = words[language];
  return {
    language,
    title: word.deadTitle,
    body: html`<p class="lead">${word.dead}</p>
      <p>${word.deadNext}</p>
      ${contactList(contact)}`,
    languageLink: `?lang=${language === "ja" ? "en" : "ja"}`,
    isError: true,
  };
}

function contactList(contact: readonly string[]): Html {
  return html`<p>${contact.map((line) => html`${line}<br />`)}</p>`;
}
