import type { Entity } from "../../../app-definitions/definition.ts";
import { options, parents, people, type Plain, type Rules } from "./world.ts";

/**
 * The rights and queries of kintone.md §1.12 and §2.6, read as slowly and literally as possible. It shares no code with
 * the server, on purpose. `mutation` breaks one rule, so that the property can be shown to notice.
 */
export type Mutation =
  "none" | "everyone-where-listed" | "union-of-lines" | "tabs-forgotten" | "hidden-cells-compare" | "subs-forgotten";

export interface Leaf {
  code: string;
  operator: string;
  /** As written in the query: `"text"`, `1.5` or `TODAY()`. */
  operands: string[];
}
export type Tree = Leaf | { join: "and" | "or"; of: Tree[] };

export interface RightsTree extends Omit<Rules, "recordAcl" | "tabs"> {
  blocks: { when: Tree | null; entities: Rules["recordAcl"]["rights"][number]["entities"] }[];
  tabs: { code: string; fields: string[]; when: Tree | null }[];
}

export const negatives = ["!=", "not in", "not like", "is not empty"];

export function makeOracle(rules: RightsTree, user: string, mutation: Mutation = "none") {
  const person = people[user]!;
  const isInOrganization = (code: string, subs: boolean): boolean =>
    person.organizations.some((own) => {
      for (let one: string | null = own; one !== null; one = parents[one] ?? null) {
        if (one === code) return true;
        if (!subs || mutation === "subs-forgotten") return false;
      }
      return false;
    });

  function fits({ type, code }: Entity, subs: boolean, record: Plain | null): boolean {
    if (type === "USER") return code === user;
    if (type === "GROUP") return code === "everyone" || person.groups.includes(code ?? "");
    if (type === "ORGANIZATION") return isInOrganization(code ?? "", subs);
    if (type === "CREATOR") return user === "pam";
    if (!record) return false;
    if (code === "creator") return record.creator === user;
    if (code === "who") return record.who.includes(user);
    if (code === "org") return record.org.some((one) => isInOrganization(one, subs));
    return code === "grp" && record.grp.some((one) => person.groups.includes(one));
  }

  function firstLine<Line extends { entity: Entity; includeSubs?: boolean }>(
    lines: Line[],
    record: Plain | null,
  ): Line | undefined {
    const isEveryone = ({ entity }: Line) => entity.type === "GROUP" && entity.code === "everyone";
    const ordered =
      mutation === "everyone-where-listed"
        ? lines
        : [...lines.filter((line) => !isEveryone(line)), ...lines.filter(isEveryone)];
    return ordered.find((line) => fits(line.entity, line.includeSubs === true, record));
  }

  const app = firstLine(rules.appAcl.rights, null);

  function recordRight(record: Plain) {
    const nothing = { view: false, edit: false, delete: false };
    const block = rules.blocks.find(({ when }) => when === null || mayHold(when, record));
    // Nobody can tell whether the block is the one.
    if (block?.when && !holds(block.when, record, null)) return nothing;
    if (!block) {
      const isUndecided =
        rules.blocks.some(({ when }) => when && asksForOrganization(when)) && person.organizations.length === 0;
      return isUndecided ? nothing : { view: true, edit: true, delete: true };
    }
    if (mutation === "union-of-lines") {
      const lines = block.entities.filter(
        (line) => fits(line.entity, line.includeSubs === true, record) && line.viewable,
      );
      return { view: lines.length > 0, edit: lines.some((l) => l.editable), delete: lines.some((l) => l.deletable) };
    }
    const line = firstLine(block.entities, record);
    if (!line?.viewable) return nothing;
    return { view: true, edit: line.editable, delete: line.deletable };
  }

  function rightsOf(record: Plain) {
    const own = recordRight(record);
    const view = app?.recordViewable === true && own.view;
    return {
      view,
      edit: view && app?.recordEditable === true && own.edit,
      delete: view && app?.recordDeletable === true && own.delete,
    };
  }

  function fieldRight(code: string, record: Plain): "NONE" | "READ" | "WRITE" {
    const tab = rules.tabs.find(({ fields }) => fields.includes(code));
    if (mutation !== "tabs-forgotten" && tab?.when && !holds(tab.when, record, null)) return "NONE";
    const rights = rules.fieldAcl.rights.filter((one) => one.code === code);
    if (rights.length === 0) return "WRITE";
    return (
      firstLine(
        rights.flatMap(({ entities }) => entities),
        record,
      )?.accessibility ?? "NONE"
    );
  }

  function cell(code: string, record: Plain) {
    const { view, edit } = rightsOf(record);
    const right = fieldRight(code, record);
    const isServers = code === "creator" || code === "number";
    return { view: view && right !== "NONE", edit: edit && right === "WRITE" && !isServers };
  }

  /** What a right that is not decided for this person says where "not among what he lacks" is asked. */
  let untold = false;

  function mayHold(when: Tree, record: Plain): boolean {
    untold = true;
    const answer = holds(when, record, null);
    untold = false;
    return answer;
  }

  /** @param isHidden - null in rights, which the definition's author wrote */
  function holds(tree: Tree, record: Plain, isHidden: ((code: string) => boolean) | null): boolean {
    if ("operator" in tree) return leafHolds([tree], record, isHidden);
    if (tree.join === "or") return tree.of.some((one) => holds(one, record, isHidden));
    const parts = tree.of.flatMap((one) => ("join" in one && one.join === "and" ? flatAnd(one) : [one]));
    const onRows = parts.filter(
      (one): one is Leaf => "operator" in one && isInner(one.code) && !negatives.includes(one.operator),
    );
    const others = parts.filter((one) => !(onRows as Tree[]).includes(one));
    return (
      (onRows.length === 0 || leafHolds(onRows, record, isHidden)) &&
      others.every((one) => holds(one, record, isHidden))
    );
  }

  function leafHolds(leaves: Leaf[], record: Plain, isHidden: ((code: string) => boolean) | null): boolean {
    const { code, operator } = leaves[0]!;
    // A query's test on what the asker lacks is dropped before anything is looked at.
    if (isHidden && !isInner(code) && isWithoutValue(leaves[0]!)) return true;
    if (mutation !== "hidden-cells-compare" && isHidden?.(isInner(code) ? "rows" : code)) return false;
    if (isId(code)) return compare(leaves[0]!, record.id, isHidden === null);
    if (!isInner(code)) return compare(leaves[0]!, record[code as keyof Plain], isHidden === null);
    const fit = (row: Plain["rows"][number]) =>
      leaves.every((leaf) => compare(leaf, row[leaf.code as keyof typeof row], isHidden === null));
    return record.rows.length > 0 && (negatives.includes(operator) ? record.rows.every(fit) : record.rows.some(fit));
  }

  function isWithoutValue({ operands }: Leaf): boolean {
    const isOfNobody = (one: string) => one === "PRIMARY_ORGANIZATION()" && person.organizations.length === 0;
    return operands.length > 0 && operands.every(isOfNobody);
  }

  function compare({ code, operator, operands }: Leaf, value: unknown, isRight: boolean): boolean {
    if (operator === "is empty" || operator === "is not empty") {
      return (String(value ?? "").trim() === "") === (operator === "is empty");
    }
    if (operator === "like" || operator === "not like") {
      const needle = fold(text(operands[0]!));
      return (needle !== "" && fold(String(value)).includes(needle)) === (operator === "like");
    }
    const given = operands.filter((one) => one !== "PRIMARY_ORGANIZATION()" || person.organizations.length > 0);
    if (given.length === 0) return !isRight || (untold && negatives.includes(operator));
    if (operator === "in" || operator === "=" || operator === "not in" || operator === "!=") {
      return given.some((one) => isEqual(code, value, one)) === (operator === "in" || operator === "=");
    }
    if (value === null) return (code === "num" || code === "n") && operator.startsWith("<");
    const order = orderOf(code, value, given[0]!);
    return { ">": order > 0, "<": order < 0, ">=": order >= 0, "<=": order <= 0 }[operator] ?? false;
  }

  function isEqual(code: string, value: unknown, operand: string): boolean {
    const values = Array.isArray(value) ? (value as unknown[]) : value === null || value === "" ? [] : [value];
    if (operand === '""') return values.length === 0;
    if (operand === "LOGINUSER()") return values.includes(user);
    if (operand === "PRIMARY_ORGANIZATION()") return values.includes(person.organizations[0]);
    return values.some((one) => orderOf(code, one, operand) === 0);
  }

  return { rightsOf, cell, holds };
}

/** The parts of nested `and`s, however the parentheses stand. */
function flatAnd(tree: { of: Tree[] }): Tree[] {
  return tree.of.flatMap((one) => ("join" in one && one.join === "and" ? flatAnd(one) : [one]));
}

function orderOf(code: string, value: unknown, operand: string): number {
  const number = (one: unknown) => Number(one);
  if (isId(code)) return number(value) - number(text(operand).replace("APP-", ""));
  if (code === "num" || code === "n") return number(value) - number(text(operand));
  if (code === "at") {
    // On a clock of Japan, by the minute; a day is all of its minutes.
    const inJapan = new Date(Date.parse(String(value)) + 9 * 3_600_000).toISOString();
    const wanted = dayOf(operand) ?? new Date(Date.parse(text(operand)) + 9 * 3_600_000).toISOString().slice(0, 16);
    return compareText(inJapan.slice(0, wanted.length), wanted);
  }
  return compareText(String(value), dayOf(operand) ?? text(operand));
}

function dayOf(operand: string): string | undefined {
  return {
    "TODAY()": "2026-11-21",
    "YESTERDAY()": "2026-11-20",
    'FROM_TODAY(1, "DAYS")': "2026-11-22",
    "FROM_TODAY(-1, DAYS)": "2026-11-20",
  }[operand];
}

function compareText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function asksForOrganization(tree: Tree): boolean {
  return "operator" in tree ? tree.operands.includes("PRIMARY_ORGANIZATION()") : tree.of.some(asksForOrganization);
}

const isId = (code: string) => code === "number" || code === "$id";
const isInner = (code: string) => code === "item" || code === "n" || code === "c";
const text = (operand: string) => (operand.startsWith('"') ? (JSON.parse(operand) as string) : operand);

function fold(words: string): string {
  const hiragana = (one: string) => String.fromCharCode(one.charCodeAt(0) - 0x60);
  return words
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[ァ-ヶ]/g, hiragana)
    .replace(/\s+/g, " ")
    .trim();
}

/** Sorted as kintone sorts: empty first, options by their place on the form, ties by the higher id. */
export function sortPlain(
  records: Plain[],
  code: string,
  isDescending: boolean,
  isHidden: (record: Plain) => boolean,
): Plain[] {
  const place = (record: Plain): number | string => {
    const value = isHidden(record) ? null : record[code as "text" | "num" | "kind" | "day" | "at" | "clock"];
    if (value === null || value === "") return code === "num" || code === "kind" ? -Infinity : "";
    return code === "num" ? Number(value) : code === "kind" ? options["kind"]!.indexOf(value) : value;
  };
  return [...records].sort((a, b) => {
    const [one, other] = [place(a), place(b)];
    return one === other ? b.id - a.id : (one < other ? -1 : 1) * (isDescending ? -1 : 1);
  });
}
