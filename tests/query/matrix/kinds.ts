/**
 * What kintone.md §2.6 says of each type of field, read slowly and literally: which operators and functions it takes, what
 * an operand means, and whether it sorts. It shares no code with the server, on purpose.
 */
export interface Kind {
  readonly operators: readonly string[];
  readonly isSortable: boolean;
  /** Names of functions that may be operands. */
  readonly functions: readonly string[];
  /** Operands beside those that every field is asked with, as written in the query. */
  readonly literals: readonly string[];
  /** What a value compares by; several for lists, none when it is empty. */
  keys(value: Value, zone: Zone): readonly Key[];
  /** What a text compares by, or why it is refused; null is a number that cannot be read, which nothing is. */
  key(text: string, zone: Zone): Key | null | Refusal;
  /** The words in which `like` looks. */
  words?(value: Value): string;
  /** true: empty values are below all others, not only in sorting. */
  readonly isEmptyLow?: true;
}
export type Key = string | bigint;
export type Value = string | readonly string[] | null;
/** Hours before UTC in the winter of 2026; the values keep away from changes of clocks. */
export interface Zone {
  readonly name: string;
  readonly hours: number;
}
export interface Refusal {
  readonly code: string;
}

const refusal = (code: string): Refusal => ({ code });
const syntax = refusal("CB_VA01");
const equality = ["=", "!="];
const comparison = [...equality, ">", "<", ">=", "<="];
const membership = ["in", "not in"];
const search = ["like", "not like"];
const emptiness = ["is empty", "is not empty"];
const listed = (value: Value): readonly string[] => (value === null ? [] : typeof value === "string" ? [value] : value);

/** Halves of kintone's "days" functions; NOW() and TODAY() and so on are added where they belong. */
const dayFunctions = ["TODAY", "YESTERDAY", "TOMORROW", "FROM_TODAY", "THIS_WEEK", "LAST_WEEK", "NEXT_WEEK"].concat([
  "THIS_MONTH",
  "LAST_MONTH",
  "NEXT_MONTH",
  "THIS_YEAR",
  "LAST_YEAR",
  "NEXT_YEAR",
]);

/** A decimal as a whole number of its 20th decimals. */
function scaled(text: string): bigint | null {
  const half = text.replace(/[０-９]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0));
  const parts = /^([+-]?)(\d*)(?:[.](\d*))?(?:[eE]([+-]?\d+))?$/.exec(half);
  if (!parts || `${parts[2]}${parts[3] ?? ""}` === "") return null;
  const [, sign, whole = "", fraction = "", exponent = "0"] = parts;
  const digits = BigInt(`${whole}${fraction}`) * 10n ** BigInt(20 - fraction.length + Number(exponent));
  return sign === "-" ? -digits : digits;
}

const number: Kind = {
  operators: [...comparison, ...membership],
  isSortable: true,
  functions: [],
  literals: ['"5.0"', '"５"', '"0.5e1"', "-1.5", '"90071992547409930.5"', '" 5"', '"1,000"'],
  keys: (value) => listed(value).map((one) => scaled(one)!),
  key: scaled,
  isEmptyLow: true,
};

/** A calculation that shows its seconds as a day, or as hours and minutes, is asked for with these, too. */
const shown = (pattern: RegExp, seconds: (text: string) => number, literals: readonly string[]): Kind => ({
  ...number,
  literals: ["86400", ...literals],
  key: (operand) => (pattern.test(operand) ? scaled(String(seconds(operand))) : scaled(operand)),
});
const hours = (operand: string) => Number(operand.split(":")[0]) * 3600 + Number(operand.split(":")[1]) * 60;

const text: Kind = {
  operators: [...equality, ...membership, ...search],
  isSortable: true,
  functions: [],
  literals: ['"abc"', '"%"', '"a_c"', '"say \\"hi\\" \\\\ "', '"a\\tb"', '"ガイド"', '"and ( ) or"'],
  keys: listed,
  key: (operand) => operand,
  words: (value) => listed(value).join(" "),
};

const longText: Kind = {
  ...text,
  operators: [...search, ...emptiness],
  isSortable: false,
};

const choice: Kind = {
  operators: membership,
  isSortable: true,
  functions: [],
  literals: ['"乙"', '"甲"'],
  keys: listed,
  key: (operand) => (["丙", "甲", "乙"].includes(operand) ? operand : refusal("GAIA_IQ10")),
};

const person: Kind = {
  operators: membership,
  isSortable: true,
  functions: ["LOGINUSER"],
  literals: ['"a"', '"b"', '"ghost"'],
  keys: listed,
  key: (operand) => operand,
};

const date: Kind = {
  operators: comparison,
  isSortable: true,
  functions: dayFunctions,
  literals: ['"2026-11-22"', '"2026-11"', '"2026"', '"2026-02-30"'],
  keys: listed,
  key: (operand) =>
    /^\d{4}(-\d\d)?(-\d\d)?$/.test(operand) && !operand.endsWith("02-30")
      ? `${operand}${"-01-01".slice(operand.length - 4)}`
      : syntax,
};

const time: Kind = {
  operators: comparison,
  isSortable: true,
  functions: [],
  literals: ['"09:30"', '"9:30"', '"24:00"'],
  keys: listed,
  key: (operand) => (/^([01]?\d|2[0-3]):[0-5]\d$/.test(operand) ? operand.padStart(5, "0") : syntax),
};

/** On the clock of the zone, by the minute. */
export const minuteIn = (instant: string, { hours }: Zone) =>
  new Date(Date.parse(instant) + hours * 3_600_000).toISOString().slice(0, 16);

const datetime: Kind = {
  operators: comparison,
  isSortable: true,
  functions: [...dayFunctions, "NOW"],
  literals: ['"2026-11-21T15:00:00Z"', '"2026-11-22T00:00:59+09:00"', '"2026-11-21T10:00-0500"', '"2026-11-31"'],
  keys: (value, zone) => listed(value).map((one) => minuteIn(one, zone)),
  key: (operand, zone) =>
    /^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:?\d\d)$/.test(operand)
      ? minuteIn(operand.replace(/([+-]\d\d)(\d\d)$/, "$1:$2"), zone)
      : syntax,
};

const id: Kind = {
  ...number,
  literals: ["3", '"03"', '"+3"', '"３"', '"CODE-3"', '"3e0"', '"3.0"', "99999999999999999999"],
  keys: (value) => listed(value).map(BigInt),
  key: (operand) => {
    const digits = operand.replace(/^CODE-/, "");
    const found = scaled(digits);
    return found === null || /[.e]/i.test(digits) ? null : found / 10n ** 20n;
  },
};

const layout: Kind = { ...choice, operators: [], isSortable: false, literals: [], key: (operand) => operand };

export const kinds = {
  number,
  calculatedDay: shown(/^\d{4}-/, (operand) => Date.parse(operand) / 1000, ['"1970-01-02"', '"24:00"', '"1970"']),
  calculatedTime: shown(/:/, hours, ['"24:00"', '"0:01"', '"1970-01-02"']),
  text,
  longText,
  html: {
    ...longText,
    words: (value: Value) =>
      listed(value)
        .join("")
        .replace(/<[^>]*>/g, ""),
  },
  file: { ...longText, words: (value: Value) => listed(value).join(" ") },
  choice,
  choices: { ...choice, isSortable: false },
  status: { ...choice, operators: [...equality, ...membership] },
  date,
  time,
  datetime,
  person,
  people: { ...person, isSortable: false },
  organizations: {
    ...person,
    isSortable: false,
    functions: ["PRIMARY_ORGANIZATION"],
    literals: ['"hospital-a"', '"x"'],
  },
  groups: { ...person, isSortable: false, functions: [], literals: ['"hospitals"', '"x"'] },
  /** 甲 lies below 丙, and whoever asks for a category asks for all below it. */
  categories: {
    ...choice,
    isSortable: false,
    literals: ['"丙"', '"甲"', '"乙"'],
    keys: (value: Value) => [...listed(value), ...(listed(value).includes("甲") ? ["丙"] : [])],
  },
  consent: {
    ...choice,
    isSortable: false,
    literals: ['"AGREED"'],
    key: (operand: string) => (["AGREED", "WITHDRAWN"].includes(operand) ? operand : refusal("GAIA_IQ10")),
  },
  id,
  layout,
} satisfies Record<string, Kind>;
