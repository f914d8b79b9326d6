import type { FieldExamples, FileValue } from "../../field-type.ts";
import type { FileSettings } from "./file.ts";

const named = (fileKey: string) => ({ fileKey, name: "", contentType: "", size: "" });

export const examples: FieldExamples<FileSettings, readonly FileValue[]> = {
  cases: [
    {
      settings: {},
      accepts: [
        {
          wire: [{ fileKey: "k1" }, { fileKey: "k2" }],
          value: [named("k1"), named("k2")],
          shown: [named("k1"), named("k2")],
        },
        { wire: [{ fileKey: "k1", name: "forged.exe", size: "0" }], value: [named("k1")], shown: [named("k1")] },
        { wire: [{ fileKey: "k1" }, { fileKey: "k1" }], value: [named("k1")], shown: [named("k1")] },
        { wire: [], value: null },
      ],
      rejects: ["k1", [{}], [{ fileKey: "" }], [{ fileKey: 1 }]],
    },
  ],
  badSettings: [{ thumbnailSize: "10" }],
};
