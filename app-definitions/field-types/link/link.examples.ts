import type { FieldExamples } from "../../field-type.ts";
import type { LinkSettings } from "./link.ts";

export const examples: FieldExamples<LinkSettings, string> = {
  cases: [
    {
      settings: { protocol: "WEB", maxLength: "30" },
      accepts: [
        { wire: "https://example.jp/a?b=1#c", value: "https://example.jp/a?b=1#c" },
        { wire: "", value: null },
      ],
      rejects: [1],
      faulty: [
        ["javascript:alert(1)", ["not-url"]],
        ["data:text/html,x", ["not-url"]],
        ["example.jp", ["not-url"]],
        ["ftp://example.jp/a-very-long-path-indeed", ["too-long", "not-url"]],
      ],
    },
    {
      settings: { protocol: "MAIL" },
      accepts: [{ wire: " a.b+c@example.co.jp ", value: "a.b+c@example.co.jp", shown: "a.b+c@example.co.jp" }],
      faulty: [
        ["a@", ["not-mail"]],
        ["a b@example.jp", ["not-mail"]],
        ["a@example..jp", ["not-mail"]],
        ["a@b.jp,c@d.jp", ["not-mail"]],
      ],
    },
    {
      settings: { protocol: "CALL" },
      accepts: [{ wire: "03-1234-5678", value: "03-1234-5678" }],
      faulty: [["電話", ["not-phone"]]],
    },
  ],
  badSettings: [{ protocol: "FTP" }],
};
