import type { PasswordPolicy } from "../../identity/login/password-policy.ts";
import type { Language } from "../language.ts";
import { html, type Html } from "./html.ts";
import { errorSummary, type Page } from "./layout.ts";

export interface PasswordPage {
  readonly language: Language;
  /** For password managers, which keep a password under its name. */
  readonly loginName: string;
  readonly token: string;
  readonly policy: PasswordPolicy;
  readonly isInitial: boolean;
  /** Sentences by field: `current`, `new`, `repeat`. */
  readonly problems: Readonly<Partial<Record<PasswordField, readonly string[]>>>;
}

export type PasswordField = "current" | "new" | "repeat";

const fields: readonly PasswordField[] = ["current", "new", "repeat"];

const words = {
  ja: {
    title: "パスワードの変更",
    initialLead: "初期パスワードを、ご自分だけが知るパスワードに変更してください。",
    lead: "新しいパスワードを決めてください。ほかの端末でのログインは終了します。",
    current: "現在のパスワード",
    initialCurrent: "初期パスワード",
    new: "新しいパスワード",
    repeat: "新しいパスワード（確認）",
    required: "※必須",
    submit: "変更する",
    logout: "ログアウト",
    rules: (policy: PasswordPolicy) => [
      `${policy.minLength}文字以上${policy.maxLength}文字以内`,
      ...(policy.needsLetter && policy.needsDigit ? ["英字と数字の両方を使う"] : []),
      `最近の${policy.refusesLast}回と同じものは使えません`,
      "ログイン名や組織名、よく使われる言葉は使えません",
    ],
  },
  en: {
    title: "Change the password",
    initialLead: "Please replace the initial password by one that only you know.",
    lead: "Please choose a new password. Your logins on other devices will end.",
    current: "Current password",
    initialCurrent: "Initial password",
    new: "New password",
    repeat: "New password (again)",
    required: "(required)",
    submit: "Change",
    logout: "Log out",
    rules: (policy: PasswordPolicy) => [
      `${policy.minLength} to ${policy.maxLength} characters`,
      ...(policy.needsLetter && policy.needsDigit ? ["Letters and digits"] : []),
      `Not one of the last ${policy.refusesLast}`,
      "No login name, organization name or common word",
    ],
  },
} as const;

/** The form to change the password, the initial one above all. */
export function passwordPage(input: PasswordPage): Page {
  const { language, problems } = input;
  const word = words[language];
  const listed = fields.flatMap((field) => (problems[field] ?? []).map((text) => ({ field, text })));
  const body: Html = html`${errorSummary(language, listed)}
    <p class="lead">${input.isInitial ? word.initialLead : word.lead}</p>
    <form method="post" action="/password" class="card">
      <input type="hidden" name="token" value="${input.token}" />
      <input
        class="visually-hidden"
        type="text"
        name="username"
        value="${input.loginName}"
        autocomplete="username"
        readonly
        tabindex="-1"
        aria-hidden="true"
      />
      ${passwordField("current", input.isInitial ? word.initialCurrent : word.current, word.required, problems.current)}
      <ul class="hint" id="rules">
        ${word.rules(input.policy).map((rule) => html`<li>${rule}</li>`)}
      </ul>
      ${passwordField("new", word.new, word.required, problems.new, "rules")}
      ${passwordField("repeat", word.repeat, word.required, problems.repeat)}
      <button class="primary" type="submit">${word.submit}</button>
    </form>
    <form method="post" action="/logout">
      <input type="hidden" name="token" value="${input.token}" /><button type="submit" class="plain">
        ${word.logout}
      </button>
    </form>`;
  const languageLink = `/password?lang=${language === "ja" ? "en" : "ja"}`;
  return { language, title: word.title, body, languageLink, isError: listed.length > 0 };
}

function passwordField(
  name: PasswordField,
  label: string,
  required: string,
  problems: readonly string[] = [],
  describedBy = "",
): Html {
  const ids = [describedBy, problems.length > 0 ? `${name}-problems` : ""].filter(Boolean).join(" ");
  return html`<div class="field">
    <label for="${name}">${label} <span class="required">${required}</span></label
    >${
      problems.length > 0 &&
      html`<p class="problem" id="${name}-problems">${problems.map((text) => html`＊${text}<br />`)}</p>`
    }<input
      id="${name}"
      name="${name}"
      type="password"
      required
      maxlength="500"
      autocomplete="${name === "current" ? "current-password" : "new-password"}"
      ${ids !== "" && html` aria-describedby="${ids}"`}${problems.length > 0 && html` aria-invalid="true"`}
    />
  </div>`;
}
