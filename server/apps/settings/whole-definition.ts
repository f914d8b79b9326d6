import type { AppDefinition } from "../../../app-definitions/definition.ts";
import type { FieldProblem } from "../../../app-definitions/field-type.ts";
import { Failure } from "../../errors.ts";
import { claimForApp } from "../../files/store.ts";
import type { Context } from "../../http/context.ts";
import { sanitizeRichText } from "../../records/writing/sanitize-rich-text.ts";
import { checkDefinition } from "../deploy/check-definition.ts";
import { allFields, formerCode } from "../deploy/compare-definitions.ts";
import { completeDefinition } from "../deploy/complete-definition.ts";
import { optionEntries } from "../option-entries.ts";
import type { Origins } from "../deploy/plan-deploy.ts";
import { changeDraft, readDraft, type Draft, type SettingsInput } from "../drafts/draft.ts";
import { sentenceOf } from "../drafts/draft-problems.ts";
import { readDraftPeople } from "../drafts/may-name.ts";
import { requireApp } from "../require-app.ts";
import { filesOf, outsideProblems } from "./check-outside.ts";
import { adoptDefinition, portableDefinition } from "./portable-definition.ts";

/** A whole definition as it stands in the files of packs. */
export interface WholeDefinition {
  app: string;
  revision: string;
  definition: AppDefinition;
}

/**
 * The whole definition of an app, for a file: live, or as it waits to be deployed.
 *
 * @throws Failure app/not-found; permission/denied for people who use the app and do not manage it
 */
export async function readDefinition(
  context: Context,
  { app: id, preview = false }: { app: string; preview?: boolean },
): Promise<WholeDefinition> {
  if (preview) {
    const { app, definition, revision } = await readDraft(context, id);
    const portable = portableDefinition(definition, { apps: context.apps, own: app });
    return { app: id, revision: String(revision), definition: portable };
  }
  const { app, access } = requireApp(context, id);
  if (!access.app.manage) throw new Failure("permission/denied");
  const definition = portableDefinition(app.definition, { apps: context.apps, own: app });
  return { app: id, revision: String(app.revision), definition };
}

/**
 * Makes a whole definition the draft of an app; the deploy follows by kintone's call. Fields that the app has keep their data;
 * `renamedFrom` lets the data follow a new code. The app keeps its own code.
 *
 * @throws Failure app/not-found, permission/denied, settings/changed-meanwhile; input/invalid with every problem at its place
 *   below `definition`
 */
export async function replaceDefinition(
  context: Context,
  { definition: given, ...input }: SettingsInput & { definition: object },
): Promise<{ revision: string }> {
  const present = await readDraft(context, input.app);
  const { definition: checked, problems } = checkDefinition(given);
  if (!checked) throw refusal(problems.map((problem) => ({ path: problem.path, problem: sentenceOf(problem) })));
  const adopted = adoptDefinition(checked, present.definition, present.app);
  const { mayName } = await readDraftPeople(context, present);
  const outside = outsideProblems({ ...context, mayName }, adopted, present.app);
  const files = await claimFiles(context, input.app, adopted, present.definition);
  if (outside.length + files.length > 0) throw refusal([...outside, ...files]);
  const { revision } = await changeDraft(context, input, "definition", (draft) => ({
    definition: safe(adopted),
    origins: originsAfter(draft, completeDefinition(adopted)),
  }));
  return { revision };
}

function refusal(problems: readonly { path: string; problem: FieldProblem }[]): Failure {
  const byPath: Record<string, FieldProblem[]> = {};
  for (const { path, problem } of problems)
    (byPath[["definition", path].filter(Boolean).join(".")] ??= []).push(problem);
  return new Failure("input/invalid", {}, byPath);
}

/** Formatted texts that pages show. */
function safe(definition: AppDefinition): AppDefinition {
  const { settings, adminNotes } = definition;
  return {
    ...definition,
    settings: {
      ...settings,
      ...(settings.description !== undefined && { description: sanitizeRichText(settings.description) }),
    },
    ...(adminNotes && { adminNotes: { ...adminNotes, content: sanitizeRichText(adminNotes.content) } }),
  };
}

/** Files are an installation's own: those that the draft holds stay, uploads of the caller become the app's. */
async function claimFiles({ tx, viewer }: Context, app: string, next: AppDefinition, present: AppDefinition) {
  const held = new Set(filesOf(present).map(({ fileKey }) => fileKey));
  const problems: { path: string; problem: FieldProblem }[] = [];
  for (const { path, fileKey } of filesOf(next)) {
    if (held.has(fileKey) || (await claimForApp(tx, fileKey, viewer.userId, app))) continue;
    problems.push({ path, problem: { message: "not-uploaded" } });
  }
  return problems;
}

/** Where the fields and options of the new definition come from: those of the draft, by code or by `renamedFrom`. */
function originsAfter(draft: Draft, next: AppDefinition): Origins {
  const [before, after] = [allFields(completeDefinition(draft.definition)), allFields(next)];
  const origins: Origins = { fields: {}, options: {} };
  for (const field of after.values()) {
    const former = formerCode(field, before, after);
    const origin = former === undefined ? undefined : draft.origins.fields[former];
    if (former === undefined || origin === undefined) continue;
    origins.fields[field.code] = origin;
    const known = draft.origins.options[former];
    if (!known) continue;
    const names = optionEntries(field, next).flatMap(([name, { renamedFrom }]) => {
      const from = known[name] ?? known[renamedFrom ?? ""];
      return from === undefined ? [] : [[name, from]];
    });
    origins.options[field.code] = Object.fromEntries(names) as Record<string, string>;
  }
  return origins;
}
