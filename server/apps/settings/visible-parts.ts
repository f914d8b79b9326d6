import type { AppDefinition, ProcessManagement, ProcessState } from "../../../app-definitions/definition.ts";
import { Failure } from "../../errors.ts";
import type { Context } from "../../http/context.ts";
import { everyone } from "../../identity/directory.ts";
import { acquaintanceOf } from "../../permissions/may-know.ts";
import { bindQuery } from "../../query/bind-query.ts";
import { parseQuery } from "../../query/parse-query.ts";
import { visibleReports } from "../../records/aggregating/visible-reports.ts";
import { queryScope } from "../../records/sources/query-scope.ts";
import type { RequiredApp } from "../require-app.ts";

/**
 * The live parts that kintone gives to whoever may see or add records, by the path below `/k/v1/`: each as the definition
 * without what it would tell of hidden fields and of people whom the reader may not know.
 *
 * @see kintone documentation, "Get Process Management Settings" and "Get Graph Settings", permissions
 */
export const visibleParts: Readonly<Record<string, (context: Context, required: RequiredApp) => AppDefinition>> = {
  "app/status": (context, required) => ({
    ...required.app.definition,
    process: visibleProcess(context, required),
  }),
  "app/reports": (context, required) => {
    const reports = visibleReports(context, required).map((report) => [report.name, report] as const);
    return { ...required.app.definition, reports: { reports: Object.fromEntries(reports) } };
  },
};

/** Without the status field there is no process; a condition over hidden fields is not told, its action is. */
function visibleProcess(context: Context, required: RequiredApp): ProcessManagement {
  const { app, access } = required;
  const { process } = app.definition;
  const status = [...app.fields.values()].find(({ property }) => property.type === "STATUS");
  if (!status || !access.fields.has(status.code)) return { enable: process.enable, states: null, actions: null };
  const mayTell = teller(context, required);
  const scope = queryScope(context, required);
  const isReadable = (condition: string) => {
    try {
      bindQuery(parseQuery(condition), scope);
      return true;
    } catch (error) {
      if (error instanceof Failure) return false;
      throw error;
    }
  };
  const states = Object.entries(process.states ?? {}).map(([name, { index, assignee }]) => [
    name,
    { name, index, assignee: { ...assignee, entities: assignee.entities.filter(mayTell) } },
  ]);
  const actions = (process.actions ?? []).map(({ filterCond = "", executableUser, ...action }) => ({
    ...action,
    filterCond: isReadable(filterCond) ? filterCond : "",
    ...(executableUser && { executableUser: { entities: executableUser.entities.filter(mayTell) } }),
  }));
  return {
    enable: process.enable,
    states: process.states && Object.fromEntries(states),
    actions: process.actions && actions,
  };
}

type Target = ProcessState["assignee"]["entities"][number];

/** Whether a reader may be told of somebody who may be assigned. */
function teller(context: Context, { app, access }: RequiredApp): (target: Target) => boolean {
  const { viewer, directory } = context;
  const known = acquaintanceOf(app, viewer, directory);
  return ({ entity: { type, code } }) => {
    const name = code ?? "";
    if (type === "FIELD_ENTITY") return access.fields.has(name);
    if (type === "USER") return known.user(directory.userByCode(name)?.id ?? 0);
    if (type === "ORGANIZATION") return known.organization(directory.organizationByCode(name)?.id ?? 0);
    if (type === "GROUP") return name === everyone.code || known.group(directory.groupByCode(name)?.id ?? 0);
    return true;
  };
}
