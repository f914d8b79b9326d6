import type { AppDefinition } from "../../../app-definitions/definition.ts";
import { Failure } from "../../errors.ts";
import type { Context } from "../../http/context.ts";
import { completeDefinition } from "../deploy/complete-definition.ts";
import { readDraft } from "../drafts/draft.ts";
import { numberParts } from "../drafts/number-parts.ts";
import type { PartAsked } from "../read-apps.ts";
import { requireApp } from "../require-app.ts";
import { inLanguage, type AnswerScope } from "./answers.ts";

/** Makes one of kintone's answers of a definition, without the revision. */
export type Answer = (definition: AppDefinition, scope: AnswerScope) => object;

/**
 * Answers a part of the live settings. Rights, notifications, process and the like name people and hidden fields, so only
 * those who manage the app read them.
 *
 * @throws Failure app/not-found, permission/denied
 */
export function readLivePart(answer: Answer) {
  return async (context: Context, { app: id, lang }: PartAsked): Promise<object> => {
    const { app, access } = requireApp(context, id);
    if (!access.app.manage) throw new Failure("permission/denied");
    const part = answer(numberParts(app.definition, app.id), { apps: context.apps, own: app });
    return inLanguage({ ...part, revision: String(app.revision) }, app.definition, lang, context);
  };
}

/** Answers a part of the draft. @throws Failure app/not-found, permission/denied */
export function readDraftPart(answer: Answer) {
  return async (context: Context, { app: id, lang }: PartAsked): Promise<object> => {
    const { app, definition, revision } = await readDraft(context, id);
    const part = answer(definition, { apps: context.apps, own: app });
    return inLanguage({ ...part, revision: String(revision) }, definition, lang, context);
  };
}

/** The old description of the draft's form; it has no revision. */
export function readDraftForm(answer: Answer) {
  return async (context: Context, input: PartAsked): Promise<object> => {
    const { app, definition } = await readDraft(context, input.app);
    return answer(completeDefinition(definition), { apps: context.apps, own: app });
  };
}
