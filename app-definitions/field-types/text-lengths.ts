import type { FieldProblem } from "../field-type.ts";

export interface LengthSettings {
  minLength?: string;
  maxLength?: string;
}

/** Too short or too long, counted in characters as people see code points; an empty text is never too long or short. */
export function checkLength(value: string | null, { minLength, maxLength }: LengthSettings): FieldProblem[] {
  if (value === null) return [];
  const length = [...value].length;
  if (maxLength && length > Number(maxLength))
    return [{ message: "too-long", params: { limit: Number(maxLength) + 1 } }];
  if (minLength && length < Number(minLength))
    return [{ message: "too-short", params: { limit: Number(minLength) - 1 } }];
  return [];
}

/** The text, or null for "". NUL is refused by PostgreSQL and means nothing in text, so it is dropped. */
export function textFromWire(wire: unknown): string | null {
  return typeof wire === "string" ? wire.replaceAll("\0", "") || null : null;
}

/** Schema of a text on the wire. One million characters is far above any form and well below PostgreSQL's limit. */
export const textWire = { type: ["string", "null"], maxLength: 1_000_000 };
