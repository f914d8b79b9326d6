import type { FieldProperty } from "../definition.ts";
import { checkExpression, type ExpressionType, type TypeOf } from "./check-expression.ts";
import { FormulaProblem, type Expression } from "./expression.ts";
import { expressionTypeOf, isComputed } from "./field-scalars.ts";
import { codesOf, parseExpression } from "./parse-expression.ts";

/** A formula of an app, read and checked. */
export interface Formula {
  readonly code: string;
  /** Code of the SUBTABLE that holds the field, else null. */
  readonly table: string | null;
  readonly isText: boolean;
  readonly expression: Expression;
  readonly reads: ReadonlySet<string>;
}

/** The formulas of an app in an order in which each stands after all that it reads; and those that are refused. */
export interface OrderedFormulas {
  readonly formulas: readonly Formula[];
  readonly problems: readonly {
    readonly code: string;
    readonly table: string | null;
    readonly problem: FormulaProblem;
  }[];
}

interface Place {
  readonly property: FieldProperty;
  readonly table: string | null;
}

/**
 * Reads and checks every formula of an app and puts them in order. In a row of a table, a formula sees the row and the
 * fields outside; everywhere else a field of a table stands for the list of its values, for SUM and CONTAINS.
 */
export function orderFormulas(properties: Readonly<Record<string, FieldProperty>>): OrderedFormulas {
  const places = placesOf(properties);
  const formulas = new Map<string, Formula>();
  const problems: OrderedFormulas["problems"][number][] = [];
  const refuse = ({ code, table }: Pick<Formula, "code" | "table">, error: unknown) => {
    if (!(error instanceof FormulaProblem)) throw error;
    problems.push({ code, table, problem: error });
  };

  for (const [code, { property, table }] of places) {
    if (!isComputed(property)) continue;
    try {
      const expression = parseExpression(String(property["expression"] ?? ""));
      checkExpression(expression, typesIn(places, table));
      const isText = property.type === "SINGLE_LINE_TEXT";
      formulas.set(code, { code, table, isText, expression, reads: codesOf(expression) });
    } catch (error) {
      refuse({ code, table }, error);
    }
  }

  const ordered: Formula[] = [];
  const states = new Map<string, "open" | "done">();
  function visit(formula: Formula): void {
    if (states.get(formula.code) === "done") return;
    if (states.get(formula.code) === "open") throw new FormulaProblem("cycle", formula.code, 0);
    states.set(formula.code, "open");
    try {
      for (const code of formula.reads) {
        const read = formulas.get(code);
        if (read) visit(read);
      }
      ordered.push(formula);
    } finally {
      states.set(formula.code, "done");
    }
  }
  for (const formula of formulas.values()) {
    try {
      visit(formula);
    } catch (error) {
      refuse(formula, error);
    }
  }
  return { formulas: ordered, problems };
}

function placesOf(properties: Readonly<Record<string, FieldProperty>>): ReadonlyMap<string, Place> {
  const all = Object.values(properties).flatMap((property): Place[] => [
    { property, table: null },
    ...Object.values(property.fields ?? {}).map((inner) => ({ property: inner, table: property.code })),
  ]);
  return new Map(all.map((place) => [place.property.code, place]));
}

function typesIn(places: ReadonlyMap<string, Place>, table: string | null): TypeOf {
  return (code): ExpressionType | null | undefined => {
    const place = places.get(code);
    if (!place) return undefined;
    const type = expressionTypeOf(place.property);
    const isList = place.table !== null && place.table !== table;
    if (type === null || !isList) return type;
    return type === "number" ? "numbers" : "texts";
  };
}
