import { defineFieldType } from "../../field-type.ts";
import { htmlText } from "../html-text.ts";
import { flag, settingsSchema, words } from "../setting-schemas.ts";
import { textFromWire, textWire } from "../text-lengths.ts";

export interface RichTextSettings {
  required?: boolean;
  defaultValue?: string;
}

/** Formatted text as HTML. An editor's empty paragraphs count as nothing. */
export const richText = defineFieldType<RichTextSettings, string>({
  type: "RICH_TEXT",
  settings: settingsSchema({ required: flag, defaultValue: words }),
  settingDefaults: { required: false, defaultValue: "" },
  column: "text",
  operators: ["like", "not like", "is empty", "is not empty"],
  isSortable: false,
  isWritable: true,
  isAllowedInTable: true,
  mayBeUnique: false,
  isHtml: true,
  isSearchable: true,
  wireSchema: () => textWire,
  fromWire: (wire) => {
    const html = textFromWire(wire);
    return html && (/<(?:img|hr|table)\b/i.test(html) || htmlText(html)) ? html : null;
  },
  showsAs: "stored",
  toWire: (value) => value ?? "",
  check: () => [],
  initial: ({ defaultValue }) => defaultValue || null,
  text: (value) => htmlText(value ?? ""),
});
