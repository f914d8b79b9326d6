import { codes, measured, options, searched } from "./bench-app.ts";
import type { Call, Load } from "./load.ts";
import type { Institutions } from "./seed.ts";
import { visibleCount } from "./seed.ts";
import type { DeployedApp } from "../../server/apps/deployed-app.ts";
import { columnTypes } from "../../server/query/column-kinds.ts";
import { foldText } from "../../server/query/fold-text.ts";
import { pairs } from "../../server/query/grams.ts";

/** Who sends: our server by a hospital or by the secretariat (which sees all), or the bare baseline for the hospital. */
export type Side = "restricted" | "administrator" | "bare";

/** The requests of one side. A batch is prepared outside the measured time. */
export type Source =
  | { readonly kind: "each"; call(n: number): Call }
  | { readonly kind: "batch"; prepare(load: Load): Promise<readonly Call[]> };

/** One row of the report. */
export interface Case {
  readonly name: string;
  /** Requests per second against the baseline's; absent where the project sets no target. */
  readonly ratio?: number;
  /** Longest median in ms at the largest size, with one request at a time. */
  readonly mostMs?: number;
  readonly isWrite?: boolean;
  readonly sources: Readonly<Record<Side, Source>>;
  /** Statements of the baseline by name. */
  readonly statements: Readonly<Record<string, string>>;
  /** How many records an answer holds, on either side; both must say the same before anything is measured. */
  readonly countOf?: (answer: unknown) => number;
}

type Json = Readonly<Record<string, unknown>>;

/** The cases over one seeded app of `count` records. */
export function casesOf(
  app: DeployedApp,
  count: number,
  { hospital, person }: Institutions,
  principals: number[],
): Case[] {
  const table = `rec.r${app.id}`;
  const column = (code: string) => app.fields.get(code)!.column!;
  const fields = [...app.fields.values()].filter((field) => field.column !== null);
  const own = fields.filter(({ fieldType }) => !fieldType.systemColumn);
  const columns = ["rev", ...fields.map((field) => field.column!)].map((name) => `r.${name}`).join(", ");
  const { choice, number, day, text } = measured;
  const optionIds = options.choice.map((name) => app.fields.get(choice)!.optionIds.get(name)!);
  const newest = "order by r.updated_at desc, r.id desc";
  const seen = "r.acl && $1::integer[]";
  const visible = Array.from({ length: visibleCount }, (_, at) => String(((at + 1) * count) / visibleCount));
  const unseen = visible.map((id) => String(Number(id) - 1));

  const bare = (name: string, ...values: unknown[]): Call => ({
    method: "GET",
    path: `/${name}-${app.id}?${encodeURIComponent(JSON.stringify(values))}`,
  });
  const list = (rest: string) =>
    `select json_agg(t) from (select ${columns} from ${table} r where ${seen} ${rest}) as t`;
  const statements = (name: string, text: string) => ({ [`${name}-${app.id}`]: text });
  const get = (path: string, input: Json): Call => ({
    method: "GET",
    path: `${path}?${queryOf({ app: app.id, ...input })}`,
  });
  const records = (query: string, more: Json = {}) => get("/k/v1/records.json", { query, ...more });
  const write = (method: "POST" | "PUT", path: string, input: Json): Call => ({
    ...{ method, path },
    body: JSON.stringify({ app: app.id, ...input }),
  });
  const every = (call: (n: number) => Call): Source => ({ kind: "each", call });
  const both = (call: (n: number) => Call) => ({ restricted: every(call), administrator: every(call) });
  const optionAt = (n: number) => options.choice[n % options.choice.length]!;
  const optionIdAt = (n: number) => optionIds[n % optionIds.length]!;

  function search(name: string, word: string, extra: Partial<Case>): Case {
    const folded = foldText(word);
    const textId = app.fields.get(text)!.id;
    return {
      name,
      ...extra,
      countOf: lengthOf,
      sources: {
        ...both(() => records(`${text} like "${word}" order by 更新日時 desc limit 100`)),
        bare: every(() =>
          bare("search", principals, pairs(folded), `%${folded}%`, `\n(?:${textId}):[0-9]*\t[^\n]*${folded}`),
        ),
      },
      statements: statements(
        "search",
        list(`and r.id in (select s.id from rec.s${app.id} s
          where s.grams @> $2::integer[] and s.txt like $3 and s.txt ~ $4) ${newest} limit 100`),
      ),
    };
  }

  function cursorPages(query: string): Source {
    return {
      kind: "batch",
      async prepare(load) {
        const ids = [];
        for (let at = 0; at < 8; at++) {
          const input = { app: app.id, query, size: 500 };
          const made = await load.ask({
            method: "POST",
            path: "/k/v1/records/cursor.json",
            body: JSON.stringify(input),
          });
          ids.push((JSON.parse(made) as { id: string }).id);
        }
        const page = (id: string): Call => ({ method: "GET", path: `/k/v1/records/cursor.json?id=${id}` });
        return [...ids, ...ids].map(page);
      },
    };
  }

  const barePages: Source = {
    kind: "batch",
    async prepare(load) {
      const first = JSON.parse(await load.ask(bare("page", principals, "infinity", 0))) as readonly Json[];
      const last = first.at(-1)!;
      const half = Array.from({ length: 8 });
      return [
        ...half.map(() => bare("page", principals, "infinity", 0)),
        ...half.map(() => bare("page", principals, last["updated_at"], last["id"])),
      ];
    },
  };

  const recordOf = (n: number): Json => ({
    ...cells(codes.lines, `第${n}病棟の記録`),
    ...cells(codes.texts, `点検計画の状況と更新手順${n}の報告、端末管理番号の一覧`),
    ...cells(codes.numbers, String(n % 1000)),
    ...cells(codes.dates, "2026-11-21"),
    ...cells(codes.moments, "2026-11-21T01:02:00Z"),
    ...cells(codes.times, "09:30"),
    ...cells(codes.choices, optionAt(n)),
    ...cells(codes.radio, "継続"),
    ...cells([...codes.checks, ...codes.pairs], ["本院", "分院"]),
    ...cells(codes.organizations, [{ code: "hospital-1" }]),
    ...cells(codes.people, [{ code: "bench-secretary" }]),
  });
  const rowOf = (n: number): Json => ({
    acl: [hospital],
    ...Object.fromEntries(
      own.map((field) => {
        const cell = (recordOf(n)[field.code] as { value: unknown }).value;
        const idOf = (key: string) => field.optionIds.get(key)!;
        const { column: kind } = field.fieldType;
        if (kind === "option") return [field.column, idOf(cell as string)];
        if (kind === "options") return [field.column, (cell as string[]).map(idOf)];
        if (kind === "principals") return [field.column, [field.property.type === "USER_SELECT" ? person : hospital]];
        return [field.column, cell];
      }),
    ),
  });
  const inserted = ["acl", ...own.map((field) => field.column!)].join(", ");
  const insert = (from: string) =>
    `insert into ${table} as r (created_at, updated_at, created_by, updated_by, ${inserted})
     select now(), now(), ${person}, ${person}, ${inserted} from ${from}(null::${table}, $1::json)`;

  const change = (ids: readonly string[]) =>
    every((n) =>
      write("PUT", "/k/v1/record.json", {
        id: ids[n % ids.length]!,
        revision: 1 + Math.floor(n / ids.length),
        record: {
          ...cells([number], String(n)),
          ...cells([choice], optionAt(n)),
          ...cells([day], n % 2 ? "2026-11-21" : "2026-11-22"),
        },
      }),
    );
  const half = visible.length / 2;
  const changed = [number, choice, day].map((code) => app.fields.get(code)!);
  const changedType = changed.map((field) => `, ${field.column} ${columnTypes[field.fieldType.column!]}`).join("");

  return [
    {
      ...{ name: "read one", ratio: 0.25, countOf: () => 1 },
      sources: {
        ...both((n) => get("/k/v1/record.json", { id: visible[n % visible.length]! })),
        bare: every((n) => bare("one", visible[n % visible.length], principals)),
      },
      statements: statements(
        "one",
        `select row_to_json(t) from (select ${columns} from ${table} r where r.id = $1 and r.acl && $2::integer[]) as t`,
      ),
    },
    {
      ...{ name: "list 100", ratio: 0.7, countOf: lengthOf },
      sources: {
        ...both((n) => records(`${choice} in ("${optionAt(n)}") order by 更新日時 desc limit 100`)),
        bare: every((n) => bare("list", principals, optionIdAt(n))),
      },
      statements: statements("list", list(`and r.${column(choice)} = $2 ${newest} limit 100`)),
    },
    {
      ...{ name: "offset 500", ratio: 0.6, countOf: lengthOf },
      sources: {
        ...both(() => records("order by 更新日時 desc limit 500 offset 500")),
        bare: every(() => bare("offset", principals)),
      },
      statements: statements("offset", list(`${newest} limit 500 offset 500`)),
    },
    {
      ...{ name: "cursor page of 500", ratio: 0.8 },
      sources: {
        restricted: cursorPages("order by 更新日時 desc"),
        administrator: cursorPages('医療機関 in ("hospital-1") order by 更新日時 desc'),
        bare: barePages,
      },
      statements: statements(
        "page",
        list(`and (r.updated_at, r.id) < ($2::timestamptz, $3::bigint) ${newest} limit 500`),
      ),
    },
    search("search, 2 characters", searched.two, { ratio: 0.7 }),
    search("search, 3 characters", searched.three, { ratio: 0.7 }),
    search("search, rare word", searched.rare, { mostMs: 50 }),
    {
      name: "count",
      countOf: (answer) =>
        Number((answer as { totalCount?: string; count?: number }).totalCount ?? (answer as { count: number }).count),
      sources: {
        ...both((n) => records(`${choice} in ("${optionAt(n)}") limit 1`, { totalCount: true, "fields[0]": "$id" })),
        bare: every((n) => bare("count", principals, optionIdAt(n))),
      },
      statements: statements(
        "count",
        `select json_build_object('count', count(*)) from ${table} r where ${seen} and r.${column(choice)} = $2`,
      ),
    },
    {
      ...{ name: "group-by", ratio: 0.6 },
      countOf: (answer) =>
        ((answer as { groups?: readonly unknown[] }).groups ?? (answer as readonly unknown[])).length,
      sources: {
        ...both(() =>
          get("/portal/v1/records/aggregate.json", {
            "groups[0]": choice,
            "aggregations[0]": "COUNT",
            "aggregations[1]": `SUM:${number}`,
          }),
        ),
        bare: every(() => bare("groups", principals)),
      },
      statements: statements(
        "groups",
        `select json_agg(t) from (select r.${column(choice)}, count(*), sum(r.${column(number)})
           from ${table} r where ${seen} group by r.${column(choice)} order by r.${column(choice)}) as t`,
      ),
    },
    {
      ...{ name: "create", ratio: 0.4, isWrite: true },
      sources: {
        ...both((n) => write("POST", "/k/v1/record.json", { record: recordOf(n) })),
        bare: every((n) => ({ method: "POST", path: `/create-${app.id}`, body: JSON.stringify(rowOf(n)) })),
      },
      statements: statements("create", `${insert("json_populate_record")} returning json_build_object('id', r.id)`),
    },
    {
      ...{ name: "create 100", ratio: 0.5, isWrite: true },
      sources: {
        ...both((n) => write("POST", "/k/v1/records.json", { records: hundred((at) => recordOf(n * 100 + at)) })),
        bare: every((n) => ({
          ...{ method: "POST", path: `/create100-${app.id}` },
          body: JSON.stringify(hundred((at) => rowOf(n * 100 + at))),
        })),
      },
      statements: statements(
        "create100",
        `with i as (${insert("json_populate_recordset")} returning r.id) select json_agg(i.id) from i`,
      ),
    },
    {
      ...{ name: "update with revision", ratio: 0.35, isWrite: true },
      sources: {
        restricted: change(visible.slice(0, half)),
        administrator: change(unseen),
        bare: every((n) => ({
          ...{ method: "POST", path: `/update-${app.id}` },
          body: JSON.stringify({
            id: visible[half + (n % half)],
            rev: 1 + Math.floor(n / half),
            [column(number)]: n,
            [column(choice)]: optionIdAt(n),
            [column(day)]: n % 2 ? "2026-11-21" : "2026-11-22",
          }),
        })),
      },
      statements: statements(
        "update",
        `update ${table} r set updated_at = now(), rev = r.rev + 1,
           ${changed.map((field) => `${field.column} = v.${field.column}`).join(", ")}
         from json_to_record($1::json) as v(id bigint, rev integer${changedType})
         where r.id = v.id and r.rev = v.rev returning json_build_object('revision', r.rev)`,
      ),
    },
  ];
}

function cells(list: readonly string[], value: unknown): Json {
  return Object.fromEntries(list.map((code) => [code, { value }]));
}

function hundred<Item>(make: (at: number) => Item): Item[] {
  return Array.from({ length: 100 }, (_, at) => make(at));
}

function queryOf(input: Json): string {
  return Object.entries(input)
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`)
    .join("&");
}

function lengthOf(answer: unknown): number {
  const { records } = (answer ?? {}) as { records?: readonly unknown[] };
  return (records ?? (answer as readonly unknown[] | null) ?? []).length;
}
