import type { AppDefinition } from "../../../app-definitions/definition.ts";
import { Failure } from "../../errors.ts";
import type { Context } from "../../http/context.ts";
import { completeDefinition } from "../deploy/complete-definition.ts";
import { readDraft } from "../drafts/draft.ts";
import { numberParts } from "../drafts/number-parts.ts";
import type { PartAsked } from "../read-apps.ts";
import { requireApp, type RequiredApp } from "../require-app.ts";
import { inLanguage, type AnswerScope } from "./answers.ts";

/** Makes one of kintone's answers of a definition, without the revision. */
export type Answer = (definition: AppDefinition, scope: AnswerScope) => object;

/**
 * Answers a part of the live settings. Rights, notifications, actions and the like name people and hidden fields, so only
 * those who manage the app read them.
 *
 * @param visible - the definition cut to a reader, for the parts that whoever may enter the app reads
 * @throws Failure app/not-found, permission/denied
 */
export function readLivePart(answer: Answer, visible?: (context: Context, required: RequiredApp) => AppDefinition) {
  return async (context: Context, { app: id, lang }: PartAsked): Promise<object> => {
    const { app: live, access } = requireApp(context, id);
    if (!access.app.manage && !visible) throw new Failure("permission/denied");
    const app = { ...live, definition: numberParts(live.definition, live.id) };
    const definition = access.app.manage || !visible ? app.definition : visible(context, { app, access });
    const part = answer(definition, { ...context, own: app });
    return inLanguage({ ...part, revision: String(app.revision) }, app.definition, lang, context);
  };
}

/** Answers a part of the draft. @throws Failure app/not-found, permission/denied */
export function readDraftPart(answer: Answer) {
  return async (context: Context, { app: id, lang }: PartAsked): Promise<object> => {
    const { app, definition, revision } = await readDraft(context, id);
    const part = answer(definition, { ...context, own: app });
    return inLanguage({ ...part, revision: String(revision) }, definition, lang, context);
  };
}

/** The old description of the draft's form; it has no revision. */
export function readDraftForm(answer: Answer) {
  return async (context: Context, input: PartAsked): Promise<object> => {
    const { app, definition } = await readDraft(context, input.app);
    return answer(completeDefinition(definition), { ...context, own: app });
  };
}
