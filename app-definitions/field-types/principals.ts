import type { FieldProblem, Operator, Principal } from "../field-type.ts";

/** Someone a field may name, or stand for by default. */
export interface NamedEntity {
  type: "USER" | "GROUP" | "ORGANIZATION" | "FUNCTION";
  code: string;
}
export interface PrincipalSettings {
  required?: boolean;
  defaultValue?: readonly NamedEntity[];
  /** Who may be picked; empty: anybody. Groups and organisations stand for their members. */
  entities?: readonly NamedEntity[];
}

export const principalOperators: readonly Operator[] = ["in", "not in"];

/** `[{code}]`; names are known to the directory and are not taken from requests. */
export const principalsWire = {
  type: ["array", "null"],
  maxItems: 100,
  items: { type: "object", properties: { code: { type: "string", minLength: 1, maxLength: 256 } }, required: ["code"] },
};

/** The named ones without repetition, in the order sent; names stay empty until the directory fills them in. */
export function principalsFromWire(wire: unknown): readonly Principal[] | null {
  const codes = new Set((wire as readonly { code: string }[] | null)?.map(({ code }) => code));
  return codes.size === 0 ? null : [...codes].map((code) => ({ code, name: "" }));
}

export function principalsToWire(value: readonly Principal[] | null): Principal[] {
  return (value ?? []).map(({ code, name }) => ({ code, name }));
}

export function principalNames(value: readonly Principal[] | null): string {
  return (value ?? []).map(({ code, name }) => name || code).join(", ");
}

/** No problem: whether a code exists and may be picked is the directory's to say. */
export function noProblems(): readonly FieldProblem[] {
  return [];
}
