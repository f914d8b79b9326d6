import type { Clause } from "./conditions.ts";
import { translator } from "./fields.ts";
import { showTyped } from "./filter-values.ts";
import { knownKey, t } from "./messages/text.ts";
import type { App, Mentionable } from "./wire.ts";

const pickable: ReadonlyMap<string, Mentionable["type"]> = new Map([
  ["USER_SELECT", "USER"],
  ["CREATOR", "USER"],
  ["MODIFIER", "USER"],
  ["STATUS_ASSIGNEE", "USER"],
  ["ORGANIZATION_SELECT", "ORGANIZATION"],
  ["GROUP_SELECT", "GROUP"],
]);

/** What a condition on the field chooses among by name; undefined for fields with other values. */
export function pickableIn(app: App, field: string): Mentionable["type"] | undefined {
  return pickable.get(app.fields.properties[field]?.type ?? "");
}

/** Names of people, groups and organisations that were chosen, by code. */
const names = new Map<string, string>();

/** Keeps the name of somebody who was chosen in a condition, so that the condition can be told in words. */
export function rememberName(code: string, name: string) {
  names.set(code, name);
}

/** Whether somebody with this code can be told by name. */
export function hasName(code: string): boolean {
  return names.has(code);
}

/** An operator in words, as the sentence of a filter needs it. */
export function operatorWords(operator: string): string {
  const key = knownKey(`operator.${operator}`);
  return key ? t(key) : operator;
}

/** The words of a value: functions of the query language are spelled out. */
export function valueWords(value: string): string {
  const name = names.get(value);
  if (name) return name;
  const key = knownKey(`function.${value.replace(/\(.*$/, "")}`);
  return value === "" ? t("filter.nothing") : key && value.endsWith(")") ? t(key) : showTyped(value);
}

/** A whole clause in words: 状態：確認中. */
export function clauseWords(app: App, { field, operator, values }: Clause): string {
  const translate = translator(app);
  const label = translate(app.fields.properties[field]?.label ?? field);
  if (operator.startsWith("is ")) return t("filter.clause-empty", { field: label, operator: operatorWords(operator) });
  const words = values.map((value) => valueWords(translate(value))).join(t("record.list-comma"));
  if (operator === "in" || operator === "=") return t("filter.clause-is", { field: label, value: words });
  return t("filter.clause", { field: label, operator: operatorWords(operator), value: words });
}
