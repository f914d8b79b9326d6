import type { Asked } from "./fields.ts";
import type { Key, Kind, Refusal, Value, Zone } from "./kinds.ts";

/** An operand as written in a query, with its meaning: a text, or the days of a function by time zone. */
export type Operand =
  | { readonly written: string; readonly text: string }
  | {
      readonly written: string;
      readonly name: string;
      readonly days?: Readonly<Record<string, readonly [string, string]>>;
    }
  /** A call that is wrong by itself. */
  | { readonly written: string; readonly name: string; readonly code: string; readonly days?: undefined };

/** Who asks: for LOGINUSER() and PRIMARY_ORGANIZATION(). */
export interface Person {
  readonly code: string;
  readonly organization: string | null;
}

/** What a query means to a test: which of these values fit, or kintone's code for its refusal. */
export type Answer = readonly boolean[] | string;

const negative = new Set(["!=", "not in", "not like", "is not empty"]);

/** What a test of one operator and operand must find, or why it is refused; refusals in kintone's order. */
export function answerOf(
  { kind, values }: Asked,
  operator: string,
  operand: Operand | null,
  { zone, person, rows, now }: { zone: Zone; person: Person; rows?: readonly (readonly number[])[]; now: string },
): Answer {
  const refused = refusalOf(kind, operator, operand, zone, rows !== undefined);
  if (refused) return refused;
  const fits = (value: Value) => fit(kind, value, operator, operand, { zone, person, now });
  if (!rows) return values.map(fits);
  return rows.map((cells) => {
    const all = cells.map((at) => fits(values[at]!));
    return all.length > 0 && (negative.has(operator) ? all.every(Boolean) : all.some(Boolean));
  });
}

function refusalOf(
  kind: Kind,
  operator: string,
  operand: Operand | null,
  zone: Zone,
  isInTable: boolean,
): string | undefined {
  const isSearch = operator.endsWith("like");
  if (operand && "code" in operand && operand.code === "CB_VA01") return "CB_VA01";
  const isText = operand !== null && "text" in operand && operand.text !== "";
  const key = isText && !isSearch ? kind.key(operand.text, zone) : null;
  if (isRefusal(key) && key.code === "GAIA_IQ10") return key.code;
  if (isInTable && (operator === "=" || operator === "!=")) return "GAIA_IQ07";
  const isAllowed =
    kind.operators.includes(operator) ||
    (isInTable && operator === "in" && kind.operators.includes("=")) ||
    (isInTable && operator === "not in" && kind.operators.includes("!="));
  if (!isAllowed) return "GAIA_IQ03";
  if (!operand) return undefined;
  if (!("text" in operand)) {
    if (isSearch) return "GAIA_IQ03";
    if ("code" in operand) return operand.code;
    return kind.functions.includes(operand.name) ? undefined : "GAIA_IQ03";
  }
  if (operand.text === "" && (isSearch || /[<>]/.test(operator))) return "GAIA_IL08";
  return isRefusal(key) ? key.code : undefined;
}

function isRefusal(key: Key | null | Refusal): key is Refusal {
  return typeof key === "object" && key !== null;
}

function fit(
  kind: Kind,
  value: Value,
  operator: string,
  operand: Operand | null,
  { zone, person, now }: { zone: Zone; person: Person; now: string },
): boolean {
  if (operator.startsWith("is")) {
    const words = typeof value === "string" ? value.replace(/[\s\u3000]/g, "") : (value ?? []).join("");
    return (words === "") === (operator === "is empty");
  }
  if (operator.endsWith("like")) {
    const found = fold(kind.words!(value)).includes(fold((operand as { text: string }).text));
    return found === (operator === "like");
  }
  const keys = kind.keys(value, zone);
  if ("text" in operand!) {
    if (operand.text === "") return (keys.length === 0) === (operator === "=" || operator === "in");
    const key = kind.key(operand.text, zone) as Key | null;
    if (key === null) return operator === "not in";
    return compares(kind, keys, operator, (one) => (one === key ? 0 : one < key ? -1 : 1));
  }
  const { name, days } = operand as Extract<Operand, { name: string; days?: object }>;
  if (name === "PRIMARY_ORGANIZATION" && person.organization === null) return true;
  if (name === "LOGINUSER" || name === "PRIMARY_ORGANIZATION") {
    const own = name === "LOGINUSER" ? person.code : person.organization!;
    return keys.includes(own) === (operator === "in");
  }
  const [from, to] = name === "NOW" ? [now, now] : days![zone.name]!;
  return compares(kind, keys, operator, (one) => {
    const part = String(one).slice(0, from.length);
    return part < from ? -1 : part > to ? 1 : 0;
  });
}

function compares(kind: Kind, keys: readonly Key[], operator: string, order: (key: Key) => number): boolean {
  if (operator === "=" || operator === "in") return keys.some((key) => order(key) === 0);
  if (operator === "!=" || operator === "not in") return !keys.some((key) => order(key) === 0);
  const [key] = keys;
  if (key === undefined) return kind.isEmptyLow === true && operator.startsWith("<");
  const found = order(key);
  return { "<": found < 0, "<=": found <= 0, ">": found > 0, ">=": found >= 0 }[operator]!;
}

/** As search compares: width, case and kana do not count. */
function fold(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[ァ-ヶ]/g, (one) => String.fromCharCode(one.charCodeAt(0) - 0x60))
    .replace(/\s+/g, " ")
    .trim();
}
