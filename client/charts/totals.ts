import type { Aggregate } from "../../server/records/aggregating/aggregate.ts";
import type { App } from "../wire.ts";

const lists: ReadonlySet<string> = new Set([
  ...["CHECK_BOX", "MULTI_SELECT", "CATEGORY", "STATUS_ASSIGNEE"],
  ...["USER_SELECT", "ORGANIZATION_SELECT", "GROUP_SELECT"],
]);

/** True when a record may stand in several groups of the answer. */
export function countsManyTimes({ fields }: Pick<App, "fields">, { groupings }: Aggregate): boolean {
  return groupings.some(({ code }) => lists.has(fields.properties[code]?.type ?? ""));
}

/** True for figures that may be added up over groups. */
export function isAdditive(type: string): boolean {
  return type === "COUNT" || type === "SUM";
}

/** The sum of decimal texts, exact to the last digit; null when there is none. */
export function sumOf(texts: readonly (string | null)[]): string | null {
  const given = texts.flatMap((text) => (text === null ? [] : [text]));
  if (given.length === 0) return null;
  const scale = given.reduce((most, text) => Math.max(most, text.split(".")[1]?.length ?? 0), 0);
  const sum = given.reduce((all, text) => all + scaled(text, scale), 0n);
  const digits = String(sum < 0n ? -sum : sum).padStart(scale + 1, "0");
  const whole = digits.slice(0, digits.length - scale);
  const decimals = digits.slice(digits.length - scale).replace(/0+$/, "");
  return `${sum < 0n ? "-" : ""}${whole}${decimals && `.${decimals}`}`;
}

function scaled(text: string, scale: number): bigint {
  const [whole = "", decimals = ""] = text.split(".");
  return BigInt(whole + decimals.padEnd(scale, "0"));
}
