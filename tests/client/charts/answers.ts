import type { FigureWords } from "../../../client/charts/chart-figures.ts";
import type { Aggregate } from "../../../server/records/aggregating/aggregate.ts";

/** An answer of the server; groups as `[keys, values]`. */
export function answerOf(
  groupings: readonly (readonly [code: string, per?: string])[],
  types: readonly string[],
  groups: readonly (readonly [keys: readonly string[], values: readonly (string | null)[]])[],
): Aggregate {
  return {
    report: null,
    groupings: groupings.map(([code, per = null]) => ({ code, label: code, per })),
    aggregations: types.map((type) => ({ type, code: type === "COUNT" ? null : "数", label: "数" })),
    groups: groups.map(([keys, values]) => ({
      keys: keys.map((code) => ({ code, label: code })),
      values: [...values],
    })),
    isCut: false,
  };
}

/** Everything by its own code. */
export const words: FigureWords = {
  key: (_at, { label }) => label,
  aggregation: (at) => `figure ${at}`,
  all: "all",
  days: null,
  rank: () => undefined,
};
