import type { Aggregate } from "../../server/records/aggregating/aggregate.ts";
import { sumOf } from "./totals.ts";

type Keys = Aggregate["groups"][number]["keys"];

/** As on kintone. */
export const mostColumns = 50;
export const mostRows = 1_000;

/** The answer with its last grouping as columns and the others as rows; a single grouping makes rows alone. */
export interface Pivot {
  readonly columns: readonly Keys[number][];
  readonly rows: readonly {
    readonly keys: Keys;
    /** Places of the groups in the answer, by column; null where no record is. */
    readonly groups: readonly (number | null)[];
  }[];
  readonly isCut: boolean;
}

/** Puts the groups of an answer into rows and columns. @param rank - order of the columns, where the form has one */
export function pivotOf({ groupings, groups }: Aggregate, rank: (key: Keys[number]) => number | undefined): Pivot {
  const last = groupings.length > 1 ? groupings.length - 1 : groupings.length;
  const columns = new Map<string, Keys[number]>();
  const rows = new Map<string, { keys: Keys; cells: Map<string, number> }>();
  groups.forEach(({ keys }, group) => {
    const name = JSON.stringify(keys.slice(0, last).map(({ code }) => code));
    const row = rows.get(name) ?? { keys: keys.slice(0, last), cells: new Map<string, number>() };
    rows.set(name, row);
    const column = keys[last];
    if (column) columns.set(column.code, column);
    row.cells.set(column?.code ?? "", group);
  });
  const inOrder = [...columns.values()].sort((a, b) => (rank(a) ?? 0) - (rank(b) ?? 0)).slice(0, mostColumns);
  const codes = columns.size === 0 ? [""] : inOrder.map(({ code }) => code);
  return {
    columns: inOrder,
    rows: [...rows.values()].slice(0, mostRows).map(({ keys, cells }) => ({
      keys,
      groups: codes.map((code) => cells.get(code) ?? null),
    })),
    isCut: columns.size > mostColumns || rows.size > mostRows,
  };
}

/** The sum of the first figures of some groups. */
export function pivotTotal({ groups }: Aggregate, places: readonly (number | null)[]): string | null {
  return sumOf(places.map((place) => (place === null ? null : (groups[place]!.values[0] ?? null))));
}
