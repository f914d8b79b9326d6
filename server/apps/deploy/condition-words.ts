import type { Failure } from "../../errors.ts";
import { findText } from "../../messages/text.ts";

/** Why a condition or an order cannot be read, in both languages, as parameters of a definition's problem. */
export function conditionWords({ kind, params }: Failure): { ja: string; en: string } {
  if (kind === "query/syntax") {
    const at = Number(params["position"]);
    return {
      ja: `${at}文字目で、クエリ記法が間違っています。`,
      en: `The query has a syntax error at character ${at}.`,
    };
  }
  return { ja: findText("ja", kind, params) ?? "", en: findText("en", kind, params) ?? "" };
}
