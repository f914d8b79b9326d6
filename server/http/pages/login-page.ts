import type { Language } from "../language.ts";
import { html, type Html } from "./html.ts";
import type { Page } from "./layout.ts";

export interface LoginPage {
  readonly language: Language;
  /** What the login name field shows. */
  readonly name: string;
  readonly isNameRemembered: boolean;
  readonly next: string;
  readonly formToken: string;
  /** A sentence about the last attempt. */
  readonly problem: string | null;
  /** A sentence about what has just been done (logged out, for example). */
  readonly notice: string | null;
  /** The certificate that this browser presented. */
  readonly certificate: { readonly loginName: string; readonly deviceName: string; readonly notAfter: Date };
}

const words = {
  ja: {
    title: "ログイン",
    name: "ログイン名",
    password: "パスワード",
    remember: "ログイン名を保存する",
    rememberHint: "共用のパソコンでは保存しないでください。",
    submit: "ログイン",
    certificate: "お使いの電子証明書",
    certificateName: "ログイン名",
    device: "端末",
    until: "有効期限",
    noDevice: "（名前なし）",
    problemHeading: "ログインできませんでした",
    trouble: "ログインでお困りですか？",
    help: [
      "ログイン名と初期パスワードは、事務局からお渡しした「ご利用開始のご案内」の書面にあります。パスワードは大文字と小文字を区別します。",
      "上に表示されている電子証明書のログイン名と、入力するログイン名は同じである必要があります。別の証明書を選ぶには、ブラウザーのウィンドウをすべて閉じてから開き直してください。",
      "10回続けて間違えると、15分間ログインできなくなります。",
      "パスワードを忘れたときは、事務局に新しい初期パスワードをお申し付けください。メールでパスワードをお尋ねすることはありません。",
    ],
  },
  en: {
    title: "Log in",
    name: "Login name",
    password: "Password",
    remember: "Remember the login name",
    rememberHint: "Please do not use this on a shared computer.",
    submit: "Log in",
    certificate: "Your certificate",
    certificateName: "Login name",
    device: "Device",
    until: "Valid until",
    noDevice: "(no name)",
    problemHeading: "You are not logged in",
    trouble: "Trouble logging in?",
    help: [
      "Your login name and initial password are in the letter that the secretariat gave you. Passwords distinguish capital and small letters.",
      "The login name must be the one of the certificate shown above. To choose another certificate, close every window of the browser and open it again.",
      "After ten wrong attempts you cannot log in for 15 minutes.",
      "If you have forgotten the password, ask the secretariat for a new initial one. Nobody will ask you for it by mail.",
    ],
  },
} as const;

/** The log-in form. The three class names are those that kintone's plugin-uploader looks for. */
export function loginPage(input: LoginPage): Page {
  const word = words[input.language];
  const other = input.language === "ja" ? "en" : "ja";
  const body: Html = html`${
      input.problem !== null &&
      html`<div class="summary" role="alert">
        <h2>${word.problemHeading}</h2>
        <p>${input.problem}</p>
      </div>`
    }${input.notice !== null && html`<p class="notice" role="status">${input.notice}</p>`}
    <form method="post" action="/login" class="card">
      <input type="hidden" name="form" value="${input.formToken}" />
      <input type="hidden" name="next" value="${input.next}" />
      <div class="field form-username-slash">
        <label for="name">${word.name}</label>
        <input
          class="form-text"
          id="name"
          name="name"
          type="text"
          value="${input.name}"
          required
          maxlength="200"
          autocomplete="username"
          autocapitalize="none"
          spellcheck="false"
          ${input.name === "" && html` autofocus`}
        />
      </div>
      <div class="field form-password-slash">
        <label for="password">${word.password}</label>
        <input
          class="form-text"
          id="password"
          name="password"
          type="password"
          required
          maxlength="500"
          autocomplete="current-password"
          ${input.name !== "" && html` autofocus`}
        />
      </div>
      <div class="check">
        <input
          id="remember"
          name="remember"
          type="checkbox"
          value="1"
          ${input.isNameRemembered && html` checked`}
          aria-describedby="remember-hint"
        />
        <label for="remember">${word.remember}</label>
      </div>
      <p class="hint" id="remember-hint">${word.rememberHint}</p>
      <button class="primary login-button" type="submit">${word.submit}</button>
    </form>
    <section class="card quiet" aria-labelledby="certificate">
      <h2 id="certificate">${word.certificate}</h2>
      <dl>
        <dt>${word.certificateName}</dt>
        <dd>${input.certificate.loginName}</dd>
        <dt>${word.device}</dt>
        <dd>${input.certificate.deviceName || word.noDevice}</dd>
        <dt>${word.until}</dt>
        <dd>${formatDay(input.certificate.notAfter, input.language)}</dd>
      </dl>
    </section>
    <details>
      <summary>${word.trouble}</summary>
      <ul>
        ${word.help.map((sentence) => html`<li>${sentence}</li>`)}
      </ul>
    </details>`;
  return {
    language: input.language,
    title: word.title,
    body,
    languageLink: `/login?lang=${other}&next=${encodeURIComponent(input.next)}`,
    isError: input.problem !== null,
  };
}

/** A day as the reader writes it, in Japanese time. */
export function formatDay(day: Date, language: Language): string {
  const locale = language === "ja" ? "ja-JP" : "en-GB";
  return new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "Asia/Tokyo" }).format(day);
}
