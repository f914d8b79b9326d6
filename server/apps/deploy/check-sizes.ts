import type { AppDefinition } from "../../../app-definitions/definition.ts";
import type { DefinitionProblem } from "./definition-problem.ts";

/** Values in a whole definition; an app has 32,000 fields and options at most. */
const mostValues = 500_000;
/** Characters of all its texts and keys together. */
const mostCharacters = 10_000_000;
/** Parts of a list that has no smaller limit on kintone; views and charts are 1,000 there. */
const mostParts = 1_000;
/** kintone's, as the screens of its settings have them. */
const longest = { name: 64, description: 10_000, notes: 10_000, condition: 100_000 };

const tooLarge: readonly DefinitionProblem[] = [{ path: "", message: "definition-too-large" }];

/** NUL, and halves of surrogate pairs. */
const unstorable = /\0|\p{Surrogate}/u;

/**
 * What makes a document unfit to be looked at any further: too many values or characters, and texts that PostgreSQL cannot
 * keep. The work is bounded by the limits themselves.
 */
export function checkBulk(given: unknown): readonly DefinitionProblem[] {
  let values = 1;
  let characters = 0;
  let isUnstorable = false;
  const read = (text: string) => {
    characters += text.length;
    isUnstorable ||= unstorable.test(text);
  };
  const waiting = [given];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (typeof value === "string") read(value);
    if (typeof value === "object" && value !== null) {
      const keys = Array.isArray(value) ? [] : Object.keys(value);
      values += Array.isArray(value) ? value.length : keys.length;
      if (values > mostValues) return tooLarge;
      keys.forEach(read);
      for (const inner of Object.values(value)) waiting.push(inner);
    }
    if (characters > mostCharacters) return tooLarge;
  }
  return isUnstorable ? [{ path: "", message: "text-unstorable" }] : [];
}

/** What is too long or too many in a definition of the right shape. */
export function checkSizes(definition: AppDefinition): readonly DefinitionProblem[] {
  const { settings, adminNotes, views, reports, actions, process, notifications, layout, tabs = [] } = definition;
  const problems: DefinitionProblem[] = [];
  const most = (path: string, count: number | undefined, limit: number = mostParts) => {
    if (count !== undefined && count > limit) problems.push({ path, message: "too-many", params: { limit } });
  };
  const longerThan = (path: string, text: string | undefined, limit: number) => {
    if (text !== undefined && text.length > limit) problems.push({ path, message: "too-long", params: { limit } });
  };
  const keys = (parts: object | null | undefined) => Object.keys(parts ?? {}).length;
  longerThan("code", definition.code, longest.name);
  longerThan("settings.name", settings.name, longest.name);
  longerThan("settings.description", settings.description, longest.description);
  longerThan("adminNotes.content", adminNotes?.content, longest.notes);
  most("views.views", keys(views.views));
  most("reports.reports", keys(reports?.reports));
  most("actions.actions", keys(actions?.actions));
  most("process.states", keys(process.states));
  most("process.actions", process.actions?.length);
  most("layout.layout", layout.layout.length);
  most("tabs", tabs.length);
  for (const part of ["appAcl", "recordAcl", "fieldAcl"] as const)
    most(`${part}.rights`, definition[part].rights.length);
  for (const part of ["general", "perRecord", "reminder"] as const) {
    most(`notifications.${part}.notifications`, notifications[part].notifications.length);
  }
  const names = { views: views.views, reports: reports?.reports ?? {}, actions: actions?.actions ?? {} };
  for (const [part, parts] of Object.entries(names)) problems.push(...twiceNumbered(`${part}.${part}`, parts));
  longerThan("recordAcl.rights", allConditions(definition), longest.condition);
  return problems.slice(0, 100);
}

/** Ids that two parts claim; whoever asks for one would get either. */
function twiceNumbered(path: string, parts: Readonly<Record<string, { id?: string }>>): DefinitionProblem[] {
  const seen = new Set<string>();
  return Object.entries(parts).flatMap(([name, { id }]): DefinitionProblem[] => {
    if (id === undefined || !seen.has(id)) return (seen.add(id ?? ""), []);
    return [{ path: `${path}.${name}.id`, message: "repeated", params: { code: id } }];
  });
}

/** Every request of the app reads the conditions of all record rights, so that they count together. */
function allConditions({ recordAcl }: AppDefinition): string {
  return recordAcl.rights.map(({ filterCond }) => filterCond).join("");
}
