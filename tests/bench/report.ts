import type { Case, Side } from "./cases.ts";
import type { Sides } from "./measure.ts";

/** A measured case at every size, the smallest first. */
export interface Row {
  readonly one: Case;
  readonly sizes: ReadonlyMap<number, Sides>;
}

/** What the restricted viewer may cost against the administrator, and a large app against a small one. */
const mostAgainst = { administrator: 1.3, small: 1.5 };

/** The figures as Markdown: one line per case and size. */
export function renderReport(rows: readonly Row[]): string {
  const head = [
    ...["case", "records", "ours /s", "bare /s", "ratio", "target", ""],
    ...["p50 / p95 / p99 ms", "bare p50", "÷ administrator (≤ 1.3)", "÷ smaller app (≤ 1.5)", "CPU ms ours / bare"],
  ];
  const lines = rows.flatMap(({ one, sizes }) => {
    const [smallest] = [...sizes.values()];
    return [...sizes].map(([size, sides], at) => {
      const { restricted, bare, administrator } = sides;
      const ratio = restricted.perSecond / bare.perSecond;
      const isLast = at === sizes.size - 1;
      const against = administrator.perSecond / restricted.perSecond;
      const growth = restricted.p50 / smallest!.restricted.p50;
      return [
        one.name,
        size.toLocaleString("en"),
        restricted.perSecond.toFixed(0),
        bare.perSecond.toFixed(0),
        ratio.toFixed(2),
        ...verdictOf(one, ratio, restricted.p50, isLast),
        [restricted.p50, restricted.p95, restricted.p99].map(time).join(" / "),
        time(bare.p50),
        marked(against, mostAgainst.administrator),
        at === 0 ? "" : marked(growth, mostAgainst.small),
        `${restricted.cpuMs.toFixed(2)} / ${bare.cpuMs.toFixed(2)}`,
      ];
    });
  });
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...lines.map(line)].join("\n");
}

function verdictOf({ ratio, mostMs }: Case, measured: number, p50: number, isLast: boolean): [string, string] {
  if (ratio !== undefined) return [`≥ ${ratio}`, measured >= ratio ? "pass" : "**miss**"];
  if (mostMs !== undefined) return [`≤ ${mostMs} ms`, p50 <= mostMs || !isLast ? "pass" : "**miss**"];
  return ["", ""];
}

function marked(value: number, most: number): string {
  return value <= most ? value.toFixed(2) : `**${value.toFixed(2)}**`;
}

function time(ms: number): string {
  return ms < 10 ? ms.toFixed(2) : ms.toFixed(1);
}

/** One line as soon as a case is measured. */
export function renderProgress({ one, sizes }: Row): string {
  const figures = [...sizes].map(([size, sides]) => {
    const of = (side: Side) =>
      `${sides[side].perSecond.toFixed(0)}/s ${time(sides[side].p50)} ms ${sides[side].cpuMs.toFixed(2)} cpu`;
    const ratio = (sides.restricted.perSecond / sides.bare.perSecond).toFixed(2);
    const cpu = (sides.bare.cpuMs / sides.restricted.cpuMs).toFixed(2);
    return `  ${size}: ${ratio} (by CPU ${cpu})   ours ${of("restricted")}   bare ${of("bare")}   administrator ${of("administrator")}`;
  });
  return [one.name, ...figures].join("\n");
}
