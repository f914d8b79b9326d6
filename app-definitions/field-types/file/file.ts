import { defineFieldType, type FileValue } from "../../field-type.ts";
import { flag, settingsSchema } from "../setting-schemas.ts";

export interface FileSettings {
  required?: boolean;
  thumbnailSize?: "50" | "150" | "250" | "500";
}

/**
 * Attached files. A request names keys only; name, kind and size are the store's knowledge and filled in there. `like` looks
 * at their names alone: what is in them is not read.
 */
export const file = defineFieldType<FileSettings, readonly FileValue[]>({
  type: "FILE",
  settings: settingsSchema({ required: flag, thumbnailSize: { type: "string", enum: ["50", "150", "250", "500"] } }),
  settingDefaults: { required: false, thumbnailSize: "50" },
  column: "files",
  operators: ["like", "not like", "is empty", "is not empty"],
  isSortable: false,
  isWritable: true,
  isAllowedInTable: true,
  mayBeUnique: false,
  isSearchable: true,
  requiredAt: "values",
  wireSchema: () => ({
    type: ["array", "null"],
    maxItems: 100,
    items: {
      type: "object",
      properties: { fileKey: { type: "string", minLength: 1, maxLength: 256 } },
      required: ["fileKey"],
    },
  }),
  fromWire: (wire) => {
    const keys = new Set((wire as readonly { fileKey: string }[] | null)?.map(({ fileKey }) => fileKey));
    return keys.size === 0 ? null : [...keys].map((fileKey) => ({ fileKey, name: "", contentType: "", size: "" }));
  },
  toWire: (value) =>
    (value ?? []).map(({ contentType, fileKey, name, size }) => ({ contentType, fileKey, name, size })),
  check: () => [],
  initial: () => null,
  text: (value) => (value ?? []).map(({ name }) => name).join("\n"),
});
