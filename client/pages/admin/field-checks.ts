import type { FormField } from "../../elements/admin/form-fields.ts";
import { t } from "../../messages/admin-text.ts";

/** Login names and codes of organisations and groups; the server holds the same rule. */
export function checkCode(text: string): string {
  return /^[A-Za-z0-9._@-]{1,64}$/.test(text.normalize("NFKC").trim()) ? "" : t("admin.form.code-form");
}

/** A mail address, roughly: the mail itself is the real test. */
export function checkMail(text: string): string {
  return text.trim() === "" || /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text.normalize("NFKC").trim())
    ? ""
    : t("admin.form.mail-form");
}

/**
 * Name, mail and telephone of a person.
 *
 * @param prefix - before the fields' codes
 * @param isSaved - the login name is fixed once it was saved
 */
export function personFields(prefix = "", isSaved = false): FormField[] {
  return [
    { kind: "text", code: `${prefix}name`, label: t("admin.user.name"), isRequired: true, maxLength: 100 },
    {
      kind: "text",
      code: `${prefix}code`,
      label: t("admin.user.code"),
      support: t("admin.user.code-support"),
      isRequired: true,
      maxLength: 64,
      check: checkCode,
      isReadOnly: isSaved,
    },
    {
      kind: "text",
      type: "email",
      code: `${prefix}email`,
      label: t("admin.user.email"),
      support: t("admin.user.email-support"),
      isRequired: true,
      maxLength: 254,
      check: checkMail,
    },
    { kind: "text", type: "tel", code: `${prefix}phone`, label: t("admin.user.phone"), maxLength: 50 },
  ];
}
