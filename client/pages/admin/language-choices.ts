import { t } from "../../messages/admin-text.ts";

/** The languages that a person can be spoken to in, as choices of a form. Chinese is spoken to programs only. */
export function languageChoices() {
  return [
    { value: "auto", label: t("admin.user.locale-none") },
    { value: "ja", label: "日本語" },
    { value: "en", label: "English" },
    { value: "zh", label: "中文" },
  ];
}
