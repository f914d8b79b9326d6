import type { Transaction } from "../database.ts";
import { foldText } from "../query/fold-text.ts";
import type { ReadPlan } from "../records/plan-read.ts";
import { selectIds } from "../records/store.ts";

/** Something written, found by some of its words; `fits` says whether it really is what was asked for. */
export interface FoundText {
  readonly id: string;
  readonly text: string;
  readonly created_at: Date;
  readonly created_by: number | null;
}
export interface FoundComment extends FoundText {
  readonly record_id: string;
}
export interface FoundThread extends FoundText {
  readonly space_id: string;
  readonly name: string;
}
export interface FoundThreadComment extends FoundText {
  readonly thread_id: string;
}

/** Which texts, and in which order. At most 500 candidates are looked at. */
export interface TextsAsked {
  readonly words: readonly string[];
  readonly isOldestFirst: boolean;
}

const most = 500;

/** Comments that contain one of the words, on the records that the plan selects. One statement. */
export function findComments(tx: Transaction, plan: ReadPlan, asked: TextsAsked): Promise<FoundComment[]> {
  const { text, values } = selectIds(plan);
  const [app, patterns] = [1, 2].map((at) => `$${values.length + at}`);
  return tx.rows<FoundComment>(
    `select c.record_id, c.id, c.text, c.created_at, c.created_by
     from comment c join (${text}) as seen on seen.id = c.record_id
     where c.app_id = ${app}::bigint and c.deleted_at is null and c.text ilike any(${patterns}::text[])
     order by c.created_at ${orderOf(asked)} limit ${most}`,
    [...values, plan.app.id, patternsOf(asked)],
  );
}

/** The threads of the spaces that are not removed. */
export function readAllThreads(tx: Transaction): Promise<FoundThread[]> {
  return tx.rows<FoundThread>(
    `select t.id, t.space_id, t.name, t.name || ' ' || t.body as text, t.created_at, t.created_by
     from thread t join space s on s.id = t.space_id where s.removed_at is null order by t.id limit 10000`,
  );
}

/** Comments of these people in threads that contain one of the words. */
export function findThreadComments(
  tx: Transaction,
  posters: readonly number[],
  asked: TextsAsked,
): Promise<FoundThreadComment[]> {
  return tx.rows<FoundThreadComment>(
    `select id, thread_id, text, created_at, created_by from thread_comment
     where created_by = any($1) and deleted_at is null and text ilike any($2)
     order by created_at ${orderOf(asked)} limit ${most}`,
    [posters, patternsOf(asked)],
  );
}

function orderOf({ isOldestFirst }: TextsAsked): string {
  return isOldestFirst ? "asc" : "desc";
}

/** Texts lie as they were written, so each word is looked for as given, in hiragana and in katakana. */
function patternsOf({ words }: TextsAsked): string[] {
  const variants = words.flatMap((word) => {
    const folded = foldText(word);
    return [word, folded, folded.replace(/[\u3041-\u3096]/g, (one) => String.fromCharCode(one.charCodeAt(0) + 0x60))];
  });
  return [...new Set(variants)].map((word) => `%${word.replace(/[\\%_]/g, "\\$&")}%`);
}
