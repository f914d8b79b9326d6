/** Which types of fields a copy may come from, by the type that takes it. */
const sources: Readonly<Record<string, readonly string[]>> = {
  SINGLE_LINE_TEXT: ["SINGLE_LINE_TEXT", "LINK", "NUMBER", "CALC", "RADIO_BUTTON", "DROP_DOWN", "RECORD_NUMBER"],
  MULTI_LINE_TEXT: ["MULTI_LINE_TEXT", "SINGLE_LINE_TEXT"],
  RICH_TEXT: ["RICH_TEXT"],
  NUMBER: ["NUMBER", "CALC", "RECORD_NUMBER"],
  LINK: ["LINK"],
  DATE: ["DATE"],
  TIME: ["TIME"],
  DATETIME: ["DATETIME", "CREATED_TIME", "UPDATED_TIME"],
  RADIO_BUTTON: ["RADIO_BUTTON", "DROP_DOWN"],
  DROP_DOWN: ["DROP_DOWN", "RADIO_BUTTON"],
  CHECK_BOX: ["CHECK_BOX", "MULTI_SELECT"],
  MULTI_SELECT: ["MULTI_SELECT", "CHECK_BOX"],
  USER_SELECT: ["USER_SELECT", "CREATOR", "MODIFIER"],
  ORGANIZATION_SELECT: ["ORGANIZATION_SELECT"],
  GROUP_SELECT: ["GROUP_SELECT"],
};

/** Whether a lookup may copy a value of type `from` into a field of type `to`. */
export function mayCopy(from: string, to: string): boolean {
  return sources[to]?.includes(from) ?? false;
}

/** Whether a lookup field of type `lookup` may be filled with keys of type `key`. */
export function mayBeKey(key: { type: string; unique?: boolean }, lookup: string): boolean {
  if (key.type === "RECORD_NUMBER") return lookup !== "LINK";
  return key.unique === true && key.type === lookup;
}

/** Whether records can be related by being equal in fields of these types. */
export function mayRelate(one: string, other: string): boolean {
  const kindOf = (type: string) =>
    ["NUMBER", "CALC", "RECORD_NUMBER"].includes(type)
      ? "number"
      : ["SINGLE_LINE_TEXT", "LINK"].includes(type)
        ? "text"
        : "";
  return kindOf(one) !== "" && kindOf(one) === kindOf(other);
}
