import type { Aggregate } from "../../server/records/aggregating/aggregate.ts";
import { fillSpans } from "./fill-spans.ts";

type Key = Aggregate["groups"][number]["keys"][number];

/** One figure of a chart. */
export interface Cell {
  /** null where there is nothing to draw. */
  readonly value: number | null;
  /** Place of its group in the answer; null where no record is. */
  readonly group: number | null;
}

/** A colour of the chart: one figure for each category. */
export interface Series {
  readonly label: string;
  /** Which of the answer's aggregations it shows. */
  readonly aggregation: number;
  readonly cells: readonly Cell[];
}

/** What a chart draws. */
export interface Figures {
  readonly categories: readonly string[];
  readonly series: readonly Series[];
}

/** How the parts of an answer are called. */
export interface FigureWords {
  key(grouping: number, key: Key): string;
  aggregation(at: number): string;
  /** For figures over all records together. */
  all: string;
  /** The unit of the first grouping where that puts days together: YEAR, QUARTER, MONTH, WEEK, DAY; else null. */
  days: string | null;
  /** In which order the last grouping's keys come; undefined: as they were answered. */
  rank(key: Key): number | undefined;
}

const isNumber = (text: string) => /^-?\d+([.]\d+)?$/.test(text);

/** Places of the aggregations that can be drawn: numbers, not points in time. */
export function drawnAggregations({ aggregations, groups }: Aggregate): number[] {
  return aggregations.flatMap((_, at) =>
    groups.every(({ values }) => values[at] === null || isNumber(values[at]!)) ? [at] : [],
  );
}

/**
 * The answer as categories and series: the last of several groupings and the aggregations are the series, what stands
 * before it the categories. A pair that no record has counts nothing, and has no average.
 */
export function chartFigures(answer: Aggregate, words: FigureWords): Figures {
  const last = answer.groupings.length > 1 ? answer.groupings.length - 1 : null;
  const categories = new Map<string, string>();
  const splits = new Map<string, Key | null>();
  const places = new Map<string, number>();
  answer.groups.forEach(({ keys }, group) => {
    const before = last === null ? keys : keys.slice(0, last);
    const category = JSON.stringify(before.map(({ code }) => code));
    const label = before.map((key, at) => words.key(at, key)).join(" / ");
    categories.set(category, label || words.all);
    const split = last === null ? null : keys[last]!;
    splits.set(split?.code ?? "", split);
    places.set(`${category} ${split?.code ?? ""}`, group);
  });
  if (words.days !== null && answer.groupings.length - (last === null ? 0 : 1) === 1) fillDays(categories, words);
  const rankOf = (key: Key | null) => (key && words.rank(key)) ?? 0;
  const inOrder = [...splits.values()].sort((a, b) => rankOf(a) - rankOf(b));
  const drawn = drawnAggregations(answer);
  const series = inOrder.flatMap((split) =>
    drawn.map((aggregation): Series => {
      const ownName = words.aggregation(aggregation);
      const name = split && words.key(last!, split);
      return {
        aggregation,
        label: name === null ? ownName : drawn.length > 1 ? `${name}：${ownName}` : name,
        cells: [...categories.keys()].map((category) =>
          cellAt(answer, places.get(`${category} ${split?.code ?? ""}`), aggregation),
        ),
      };
    }),
  );
  return { categories: [...categories.values()], series };
}

/** Puts the days that have no record between those that have. */
function fillDays(categories: Map<string, string>, words: FigureWords): void {
  const known = new Map(categories);
  const keys = [...known.keys()].map((category) => (JSON.parse(category) as [string])[0]);
  categories.clear();
  for (const code of fillSpans(keys, words.days!)) {
    const category = JSON.stringify([code]);
    categories.set(category, known.get(category) ?? words.key(0, { code, label: code }));
  }
}

function cellAt({ groups, aggregations }: Aggregate, group: number | undefined, aggregation: number): Cell {
  const type = aggregations[aggregation]!.type;
  if (group === undefined) return { value: type === "COUNT" || type === "SUM" ? 0 : null, group: null };
  const text = groups[group]!.values[aggregation];
  return { value: text === null || text === undefined ? null : Number(text), group };
}
