import { referenceTableOf } from "../../../app-definitions/field-types/source-settings.ts";
import type { RequiredApp } from "../../apps/require-app.ts";
import type { DeployedField } from "../../apps/deployed-app.ts";
import type { Context } from "../../http/context.ts";
import { acquaintanceOf } from "../../permissions/may-know.ts";
import type { RelatedSource, Scope } from "../../query/bind-query.ts";
import { and, not, type Condition } from "../../query/condition.ts";
import { narrowToVisible, planRead, viewOf } from "../plan-read.ts";
import { bindSource, findSource } from "./find-source.ts";

/** What a viewer's query over the app is bound with: his rights here, and in the apps whose records it may ask for. */
export function queryScope(context: Context, required: RequiredApp): Scope {
  return { ...context, ...required, related: (list) => findRelated(context, required, list) };
}

/**
 * What a program's query is bound with. As on kintone, it may not name people, groups and organisations that there are
 * not; whoever may not know everybody finds nothing instead, and does not learn who is here.
 */
export function programScope(context: Context, required: RequiredApp): Scope {
  const refusesUnknown = () => acquaintanceOf(required.app, context.viewer, context.directory).isComplete;
  return { ...queryScope(context, required), refusesUnknown };
}

/**
 * The records that a list shows, as far as the viewer reaches them: those that his rights and the list's own condition
 * leave him there, related by values that he sees on both sides. Undefined when one of these is hidden from him.
 */
function findRelated(
  context: Context,
  { app, access }: RequiredApp,
  through: DeployedField,
): RelatedSource | undefined {
  const settings = referenceTableOf(through.property);
  const field = settings && app.fields.get(settings.condition.field);
  const source = settings && findSource(context, settings.relatedApp);
  const key = source?.app.fields.get(settings!.condition.relatedField);
  const bound = source && bindSource(context, source, settings!);
  if (!field || !source || !key || !bound) return undefined;
  if (!viewOf(access, field) || !viewOf(source.access, key)) return undefined;

  const narrow = (condition: Condition) => narrowToVisible(condition, source.access);
  const hasKey = not({ kind: "test", field: key, operator: "in", operands: [null] });
  // The plan ties every field that it reads to the viewer's rights, the key among them.
  const { where, guard } = planRead(source.app, source.access, { where: and(bound.where, hasKey) });
  return { source, by: { through, field, app: source.app.id, key, reach: where, guard }, narrow };
}
