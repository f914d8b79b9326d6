/** Exact decimal numbers as strings: no float ever touches a stored number. */

const shape = /^([+-]?)([0-9]*)(?:[.]([0-9]*))?(?:[eE]([+-]?[0-9]{1,3}))?$/;

/**
 * The canonical form: no exponent, no needless zeros, no plus, no minus before zero. Blanks around and full width digits
 * are accepted, commas are not.
 *
 * @returns undefined when the text is no number, or one of more than 60 digits
 */
export function normalizeDecimal(text: string): string | undefined {
  const parts = shape.exec(text.normalize("NFKC").trim());
  if (!parts) return undefined;
  const [, sign, whole = "", fraction = "", exponent = "0"] = parts;
  if (whole === "" && fraction === "") return undefined;
  const shift = Number(exponent);
  if (Math.abs(shift) > 60 || whole.length + fraction.length > 60) return undefined;
  const digits = (whole + fraction).padEnd(whole.length + Math.max(shift, 0), "0");
  const point = whole.length + shift;
  const padded = point < 0 ? "0".repeat(-point) + digits : digits;
  const at = Math.max(point, 0);
  const before = padded.slice(0, at).replace(/^0+/, "") || "0";
  const after = padded.slice(at).replace(/0+$/, "");
  if (before.length + after.length > 60) return undefined;
  const number = after ? `${before}.${after}` : before;
  return sign === "-" && number !== "0" ? `-${number}` : number;
}

/** Negative, zero or positive as `a` is below, equal to or above `b`; both canonical. */
export function compareDecimals(a: string, b: string): number {
  if (a === b) return 0;
  const isNegative = a.startsWith("-");
  if (isNegative !== b.startsWith("-")) return isNegative ? -1 : 1;
  const order = compareMagnitudes(isNegative ? a.slice(1) : a, isNegative ? b.slice(1) : b);
  return isNegative ? -order : order;
}

function compareMagnitudes(a: string, b: string): number {
  const [wholeA = "", fractionA = ""] = a.split(".");
  const [wholeB = "", fractionB = ""] = b.split(".");
  if (wholeA.length !== wholeB.length) return wholeA.length - wholeB.length;
  if (wholeA !== wholeB) return wholeA < wholeB ? -1 : 1;
  return fractionA === fractionB ? 0 : fractionA < fractionB ? -1 : 1;
}

/** Digits before and after the point of a canonical number. */
export function digitsOf(number: string): { whole: number; fraction: number } {
  const [whole = "", fraction = ""] = number.replace("-", "").split(".");
  return { whole: whole.length, fraction: fraction.length };
}
