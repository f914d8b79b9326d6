import type { AppDefinition } from "../../app-definitions/definition.ts";
import type { Viewer } from "../identity/viewer.ts";
import type { PdfLanguage } from "./pdf-document.ts";
import type { Translate } from "./shown-text.ts";

/** The language of paper made for this viewer. */
export function languageOf({ locale }: Pick<Viewer, "locale">): PdfLanguage {
  return locale === "en" ? "en" : "ja-JP";
}

/** Texts of a definition in the language of the paper; what has no translation stays as the definition says it. */
export function translator(definition: AppDefinition, language: PdfLanguage): Translate {
  const texts = language === "en" ? definition.translations?.en : undefined;
  return (text) => (texts && Object.hasOwn(texts, text) ? texts[text]! : text);
}
