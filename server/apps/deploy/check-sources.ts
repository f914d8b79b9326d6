import { mayBeKey, mayCopy, mayRelate } from "../../../app-definitions/field-types/copy-types.ts";
import { lookupOf, referenceTableOf, type RelatedApp } from "../../../app-definitions/field-types/source-settings.ts";
import { Failure } from "../../errors.ts";
import { bindQuery } from "../../query/bind-query.ts";
import { parseQuery } from "../../query/parse-query.ts";
import type { DeployedApp, DeployedField } from "../deployed-app.ts";
import { nobody, somebody } from "./check-parts.ts";
import { conditionWords } from "./condition-words.ts";
import type { DefinitionProblem } from "./definition-problem.ts";

/**
 * What is wrong between `app` and the apps that it looks records up in, as all of them would stand after the deploy.
 *
 * @param apps - every live app, with those of the change set in their new form
 */
export function checkSources(app: DeployedApp, apps: readonly DeployedApp[]): readonly DefinitionProblem[] {
  const find = ({ code, app: id }: RelatedApp) => apps.find((one) => (code ? one.code === code : one.id === id));
  return [...app.fields.values()].flatMap((field) => {
    const path = `fields.properties.${field.table ? `${field.table.code}.fields.` : ""}${field.code}`;
    return [...lookupProblems(app, field, path, find), ...tableProblems(app, field, path, find)];
  });
}

/** true when the app refers to another one whose fields a deploy may have changed. */
export function refersTo(app: DeployedApp, others: readonly DeployedApp[]): boolean {
  return [...app.fields.values()].some(({ property }) => {
    const related = (lookupOf(property) ?? referenceTableOf(property))?.relatedApp;
    return related && others.some(({ code, id }) => (related.code ? related.code === code : related.app === id));
  });
}

type Find = (related: RelatedApp) => DeployedApp | undefined;

function lookupProblems(app: DeployedApp, field: DeployedField, path: string, find: Find): DefinitionProblem[] {
  const lookup = lookupOf(field.property);
  if (!lookup) return [];
  const place = `${path}.lookup`;
  const source = find(lookup.relatedApp);
  if (!source) return [{ path: `${place}.relatedApp`, message: "source-app-unknown" }];
  const problems: DefinitionProblem[] = [];
  const require = requireTop(source, problems);
  const key = require(`${place}.relatedKeyField`, lookup.relatedKeyField);
  if (key && !mayBeKey(key.property, field.property.type)) {
    problems.push({ path: `${place}.relatedKeyField`, message: "source-key-not-unique", params: { code: key.code } });
  }
  lookup.fieldMappings.forEach(({ field: code, relatedField }, at) => {
    const from = require(`${place}.fieldMappings[${at}].relatedField`, relatedField);
    const to = app.fields.get(code);
    if (from && to && !mayCopy(from.property.type, to.property.type)) {
      const message = "source-field-unfit";
      problems.push({ path: `${place}.fieldMappings[${at}].relatedField`, message, params: { code: relatedField } });
    }
  });
  lookup.lookupPickerFields.forEach((code, at) => require(`${place}.lookupPickerFields[${at}]`, code));
  return [...problems, ...wordProblems(source, place, lookup)];
}

function tableProblems(app: DeployedApp, field: DeployedField, path: string, find: Find): DefinitionProblem[] {
  const table = referenceTableOf(field.property);
  if (!table) return [];
  const place = `${path}.referenceTable`;
  const source = find(table.relatedApp);
  if (!source) return [{ path: `${place}.relatedApp`, message: "source-app-unknown" }];
  const problems: DefinitionProblem[] = [];
  const require = requireTop(source, problems);
  const there = require(`${place}.condition.relatedField`, table.condition.relatedField);
  const here = app.fields.get(table.condition.field);
  if (here && there && !mayRelate(here.property.type, there.property.type)) {
    const params = { code: there.code };
    problems.push({ path: `${place}.condition.relatedField`, message: "source-field-unfit", params });
  }
  table.displayFields.forEach((code, at) => require(`${place}.displayFields[${at}]`, code));
  return [...problems, ...wordProblems(source, place, table)];
}

/** Finds a field of the source outside of its tables, or reports that there is none. */
function requireTop(source: DeployedApp, problems: DefinitionProblem[]) {
  return (path: string, code: string): DeployedField | undefined => {
    const field = source.fields.get(code);
    if (field && !field.table && field.column !== null) return field;
    problems.push({ path, message: field ? "source-field-unfit" : "source-field-unknown", params: { code } });
    return undefined;
  };
}

function wordProblems(
  source: DeployedApp,
  path: string,
  { filterCond, sort }: { filterCond: string; sort: string },
): DefinitionProblem[] {
  const check = (key: "filterCond" | "sort", query: string): DefinitionProblem[] => {
    try {
      bindQuery(parseQuery(query), {
        app: source,
        access: null,
        viewer: somebody,
        directory: nobody,
        now: new Date(0),
      });
      return [];
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return [{ path: `${path}.${key}`, message: "source-condition-wrong", params: conditionWords(error) }];
    }
  };
  return [...check("filterCond", filterCond), ...check("sort", sort ? `order by ${sort}` : "")];
}
