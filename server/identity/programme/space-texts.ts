/** The part of a space's definition that says its texts in other languages. */
export interface Translated {
  /** By language, then by the text as the definition says it; what is absent stays as it is. */
  readonly translations?: { readonly en?: Readonly<Record<string, string>> };
}

/** Puts the texts of a space into the reader's language, those that there are in it. */
export function spaceTexts({ translations }: Translated = {}, language: string): (text: string) => string {
  const texts = language === "en" ? translations?.en : undefined;
  return (text) => (texts && Object.hasOwn(texts, text) ? texts[text]! : text);
}
