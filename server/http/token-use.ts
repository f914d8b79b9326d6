import { Failure } from "../errors.ts";
import type { TokenRight } from "../identity/tokens/token.ts";
import type { Viewer } from "../identity/viewer.ts";
import type { Input } from "./read-input.ts";

/** What a call needs of a token: any one of these rights, in each app that its input names. */
interface Need {
  readonly rights: readonly TokenRight[];
  /** The apps of the call; empty for what belongs to none or says it only further inside. */
  readonly apps?: (input: Input) => readonly unknown[];
}

const theApp = (input: Input) => [input["app"]];
const theId = (input: Input) => [input["id"]];
const severalApps = (input: Input) =>
  [input["apps"] ?? []].flat().map((app) => (typeof app === "object" ? (app as Input | null)?.["app"] : app));
const reading = ["view", "add", "edit", "delete", "manage"] as const;

/**
 * What tokens can be used for; everything else is closed to them, new endpoints included.
 *
 * @see kintone.md §2.2: not for apps.json, new apps, spaces and plug-ins; nor, as kintone's pages of these calls say, for
 *   scripts and styles and for the evaluation of one's own rights
 */
const needs: readonly (readonly [pattern: RegExp, need: Need])[] = [
  [/^GET records?$/, { rights: ["view"], apps: theApp }],
  [/^POST records?$/, { rights: ["add"], apps: theApp }],
  [/^PUT records?(\/(status|assignees))?$/, { rights: ["edit"], apps: theApp }],
  [/^DELETE records$/, { rights: ["delete"], apps: theApp }],
  [/^POST records\/cursor$/, { rights: ["view"], apps: theApp }],
  [/^(GET|DELETE) records\/cursor$/, { rights: ["view"] }],
  [/^GET record\/comments$/, { rights: ["view"], apps: theApp }],
  [/^(POST|DELETE) record\/comment$/, { rights: ["view"], apps: theApp }],
  [/^POST bulkRequest$/, { rights: reading }],
  [/^GET file$/, { rights: ["view"] }],
  [/^POST file$/, { rights: ["add", "edit"] }],
  [/^GET apis(\/|$)/, { rights: reading }],
  [/^GET app$/, { rights: reading, apps: theId }],
  [
    /^GET (form|app\/form\/(fields|layout)|app\/(views|status|settings|reports|actions))$/,
    { rights: reading, apps: theApp },
  ],
  // An app's rights may be written under its `id`.
  [
    /^(GET|PUT) (preview\/)?(app|record|field)\/acl$/,
    { rights: ["manage"], apps: (input) => [input["app"] ?? input["id"]] },
  ],
  [/^GET app\/(adminNotes|plugins|notifications\/\w+)$/, { rights: ["manage"], apps: theApp }],
  [/^GET preview\/app\/deploy$/, { rights: ["manage"], apps: severalApps }],
  [/^POST preview\/app\/deploy$/, { rights: ["manage"], apps: severalApps }],
  [/^(GET|POST|PUT|DELETE) preview\/(form|app\/(?!customize$).+)$/, { rights: ["manage"], apps: theApp }],
];

/**
 * Holds a call against the tokens it came with; lets everybody pass who came without.
 *
 * @param path - full path of the endpoint
 * @throws Failure `token/other-app` or `token/denied`
 */
export function checkTokenUse({ tokens }: Viewer, method: string, path: string, input: Input): void {
  if (!tokens) return;
  const name = /^\/k\/v1\/(.+)\.json$/.exec(path)?.[1];
  const [, need] = needs.find(([pattern]) => name !== undefined && pattern.test(`${method} ${name}`)) ?? [];
  if (!need) throw new Failure("token/denied");
  const named = need.apps?.(input).map((app) => tokens.get(typeof app === "object" ? "" : String(app)));
  if (named?.includes(undefined)) throw new Failure("token/other-app");
  const holders = named ?? [...tokens.values()];
  const holds = (one: ReadonlySet<TokenRight> | undefined) => need.rights.some((right) => one?.has(right));
  // What names no app is let pass with one fitting token: the use case itself asks for each app's rights.
  const isAllowed = named ? holders.every(holds) : holders.some(holds);
  if (!isAllowed || (isUpsert(input) && !holders.every((one) => one?.has("add")))) throw new Failure("token/denied");
}

function isUpsert(input: Input): boolean {
  return input["upsert"] === true || input["upsert"] === "true";
}
