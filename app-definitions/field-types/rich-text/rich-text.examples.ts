import type { FieldExamples } from "../../field-type.ts";
import type { RichTextSettings } from "./rich-text.ts";

export const examples: FieldExamples<RichTextSettings, string> = {
  cases: [
    {
      settings: {},
      accepts: [
        {
          wire: "<p>打合せ &amp; <b>報告</b></p><p>次回</p>",
          value: "<p>打合せ &amp; <b>報告</b></p><p>次回</p>",
          text: "打合せ & 報告\n次回",
        },
        { wire: "<p>2 &lt; 3&#65;</p>", value: "<p>2 &lt; 3&#65;</p>", text: "2 < 3A" },
        { wire: "<p></p><br>", value: null, shown: "" },
        { wire: "", value: null },
      ],
      rejects: [1, {}],
    },
  ],
  badSettings: [{ required: 1 }],
};
