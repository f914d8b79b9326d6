import type { Cell } from "../../wire.ts";

interface Row {
  id?: string;
  value: Readonly<Record<string, Cell>>;
}

/** What became of one row of a table; `place` counts from 1, in the new table, for removed rows in the old one. */
export interface RowChange {
  kind: "added" | "removed" | "changed";
  place: number;
  /** Of an added row what it holds, of a removed one what it held, of a changed one what differs. */
  cells: readonly { code: string; before: unknown; after: unknown }[];
}

const rowsOf = (value: unknown): readonly Row[] => (Array.isArray(value) ? (value as Row[]) : []);
const isSame = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

function cellChanges(before: Row | undefined, after: Row | undefined): RowChange["cells"] {
  const codes = new Set([...Object.keys(before?.value ?? {}), ...Object.keys(after?.value ?? {})]);
  return [...codes]
    .map((code) => ({ code, before: before?.value[code]?.value, after: after?.value[code]?.value }))
    .filter((cell) => !isSame(cell.before, cell.after));
}

/**
 * The difference of two tables row by row: rows are the same by their ids. `isReordered` tells that rows which stayed
 * stand in another order.
 */
export function tableChanges(before: unknown, after: unknown): { rows: RowChange[]; isReordered: boolean } {
  const [old, next] = [rowsOf(before), rowsOf(after)];
  const [oldIds, nextIds] = [old.map(({ id }) => id), next.map(({ id }) => id)];
  const rows = next.flatMap((row, at): RowChange[] => {
    const was = old[oldIds.indexOf(row.id)];
    const cells = cellChanges(was, row);
    if (!was) return [{ kind: "added", place: at + 1, cells }];
    return cells.length > 0 ? [{ kind: "changed", place: at + 1, cells }] : [];
  });
  const removed = old.flatMap((row, at): RowChange[] =>
    nextIds.includes(row.id) ? [] : [{ kind: "removed", place: at + 1, cells: cellChanges(row, undefined) }],
  );
  const stayed = oldIds.filter((id) => nextIds.includes(id));
  const isReordered = !isSame(
    stayed,
    nextIds.filter((id) => oldIds.includes(id)),
  );
  return { rows: [...rows, ...removed], isReordered };
}
