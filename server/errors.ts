import type { FieldProblem } from "../app-definitions/field-type.ts";

/** Every way a request can fail, with the status and the kintone code that clients test for. */
export const failures = {
  "input/invalid": { status: 400, code: "CB_VA01" },
  "input/not-json": { status: 400, code: "CB_IJ01" },
  "request/illegal": { status: 400, code: "CB_IL02" },
  "login/required": { status: 401, code: "CB_AU01" },
  "login/refused": { status: 401, code: "CB_WA01" },
  "login/locked": { status: 401, code: "CB_WA01" },
  "login/header-refused": { status: 401, code: "CB_WA01" },
  "login/oauth": { status: 401, code: "CB_OA01" },
  "password/change-required": { status: 403, code: "MG_PW01" },
  "request/foreign": { status: 403, code: "MG_CS01" },
  "permission/denied": { status: 403, code: "CB_NO02" },
  "certificate/refused": { status: 403, code: "MG_CT01" },
  "token/unknown": { status: 400, code: "GAIA_IA02" },
  "token/other-app": { status: 400, code: "GAIA_IA02" },
  "token/same-app": { status: 400, code: "GAIA_DA03" },
  "token/denied": { status: 403, code: "GAIA_NO01" },
  "app/not-found": { status: 404, code: "GAIA_AP01" },
  "record/not-found": { status: 404, code: "GAIA_RE01" },
  "record/key-not-found": { status: 404, code: "GAIA_RE20" },
  "cursor/not-found": { status: 404, code: "GAIA_CN01" },
  "cursor/too-many": { status: 429, code: "GAIA_TM12" },
  "process/action-impossible": { status: 400, code: "GAIA_IL03" },
  "process/assignee-needed": { status: 400, code: "GAIA_SA01" },
  "process/not-assignee": { status: 403, code: "GAIA_NT01" },
  "process/off": { status: 400, code: "GAIA_ST02" },
  "comment/not-found": { status: 400, code: "GAIA_RE02" },
  "comment/not-own": { status: 403, code: "GAIA_RE03" },
  "file/not-found": { status: 404, code: "GAIA_BL01" },
  "thing/not-found": { status: 404, code: "MG_NF01" },
  "endpoint/not-found": { status: 404, code: "MG_NF02" },
  "method/not-allowed": { status: 405, code: "MG_ME01" },
  "record/changed-meanwhile": { status: 409, code: "GAIA_CO02" },
  "settings/changed-meanwhile": { status: 409, code: "GAIA_CO03" },
  "thing/changed-meanwhile": { status: 409, code: "MG_CO01" },
  "input/too-large": { status: 413, code: "MG_TL01" },
  "request/too-many": { status: 429, code: "GAIA_TO04" },
  "query/syntax": { status: 400, code: "CB_VA01" },
  "query/limit": { status: 400, code: "GAIA_QU01" },
  "query/offset": { status: 400, code: "GAIA_QU02" },
  "query/operator": { status: 400, code: "GAIA_IQ03" },
  "query/operator-in-table": { status: 400, code: "GAIA_IQ07" },
  "query/option": { status: 400, code: "GAIA_IQ10" },
  "query/field": { status: 400, code: "GAIA_IQ11" },
  "query/related": { status: 400, code: "GAIA_IR02" },
  "query/day": { status: 400, code: "GAIA_IQ23" },
  "query/unit": { status: 400, code: "GAIA_IQ25" },
  "query/arguments": { status: 400, code: "GAIA_IL08" },
  "query/sort": { status: 400, code: "GAIA_IS02" },
  "lookup/not-found": { status: 400, code: "GAIA_LO04" },
  "table/row-twice": { status: 400, code: "GAIA_SI01" },
  "user/not-known": { status: 400, code: "GAIA_IL26" },
  "group/not-known": { status: 400, code: "GAIA_IL27" },
  "organization/not-known": { status: 400, code: "GAIA_IL28" },
  "field/unknown": { status: 400, code: "GAIA_FC01" },
  "fields/missing-in-layout": { status: 400, code: "GAIA_FN11" },
  "field/looked-up": { status: 400, code: "GAIA_LO02" },
  "lookup/key-not-unique": { status: 400, code: "GAIA_LO03" },
  "formula/wrong": { status: 400, code: "GAIA_IL01" },
  "space/not-found": { status: 404, code: "GAIA_SP01" },
  "space/in-use": { status: 400, code: "MG_SP02" },
  "space-template/not-found": { status: 404, code: "MG_SP03" },
  "space-template/too-large": { status: 400, code: "MG_SP04" },
  "function/unsupported": { status: 400, code: "MG_US01" },
  "comment/off": { status: 400, code: "GAIA_RE12" },
  "server/busy": { status: 503, code: "MG_BU01" },
} as const;

export type FailureKind = keyof typeof failures;

/** Problems by kintone's error path (`record.CODE.value`, `app`, `query` …). */
export type Problems = Readonly<Record<string, readonly FieldProblem[]>>;

/** An expected failure: the caller's doing, safe to show. Anything else that is thrown is our bug. */
export class Failure extends Error {
  override readonly name = "Failure";
  /**
   * @param params - values for the sentence of this kind in the message file; never secrets, never another's data
   * @param problems - what is wrong where, for `input/invalid`
   */
  constructor(
    readonly kind: FailureKind,
    readonly params: Readonly<Record<string, string | number>> = {},
    readonly problems: Problems = {},
  ) {
    super(kind);
  }
}

/** What stopped a bulk request: the failure of one of its requests, and which one it was. */
export class BulkFailure extends Error {
  override readonly name = "BulkFailure";
  constructor(
    override readonly cause: unknown,
    readonly at: number,
    readonly of: number,
  ) {
    super(`Request ${at} of ${of} failed.`);
  }
}

/** Another request was faster: run again from the start, this one will see what that one left. */
export class Outrun extends Error {
  override readonly name = "Outrun";
  /** @param cause - what to answer when that does not help either */
  constructor(override readonly cause: Failure) {
    super(`Outrun: ${cause.kind}`);
  }
}
