import type { FieldExamples } from "../../field-type.ts";
import type { MultiSelectSettings } from "./multi-select.ts";

export const examples: FieldExamples<MultiSelectSettings, readonly string[]> = {
  cases: [
    {
      settings: { options: { VPN: { label: "VPN", index: "0" }, 専用線: { label: "専用線", index: "1" } } },
      accepts: [
        { wire: ["VPN", "専用線"], value: ["VPN", "専用線"], text: "VPN, 専用線" },
        { wire: [], value: null },
      ],
      rejects: ["VPN", {}],
      faulty: [[["ISDN"], ["not-option"]]],
    },
  ],
  badSettings: [{ options: { a: 1 } }],
};
