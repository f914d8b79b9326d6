import { describe, expect, test } from "vitest";
import * as rules from "./support/architecture.ts";
import { parseSource, readSources, type Rule } from "./support/architecture.ts";

/** The invariants of the design; each with an example that breaks it and one that nearly does. */
const invariants: [name: string, rule: Rule, broken: Record<string, string>, allowed: Record<string, string>][] = [
  [
    "each heavy package has one home",
    rules.packagesStayHome,
    { "server/records/list-records.ts": 'import pg from "pg";' },
    { "server/records/store.ts": 'import pg from "pg";', "server/records/plan.ts": 'import type { Pool } from "pg";' },
  ],
  [
    "express stays at the door",
    rules.packagesStayHome,
    { "server/comments/endpoints.ts": 'import { Router } from "express";' },
    { "server/http/listen.ts": 'import express from "express";' },
  ],
  [
    "a lazily loaded package counts too",
    rules.packagesStayHome,
    { "server/records/print.ts": 'const { default: Pdf } = await import("pdfkit");' },
    { "server/documents/print.ts": 'const { default: Pdf } = await import("pdfkit");' },
  ],
  [
    "a field type runs with its neighbours alone",
    rules.fieldTypesStandAlone,
    { "app-definitions/field-types/link/link.ts": 'import { x } from "../../../server/errors.ts";' },
    {
      "app-definitions/field-types/link/link.ts": 'import { defineFieldType } from "../../field-type.ts";',
      "app-definitions/field-types/link/link-widget.ts": 'import { html } from "lit/html.js";',
    },
  ],
  [
    "a field type's meaning needs no Lit",
    rules.fieldTypesStandAlone,
    { "app-definitions/field-types/link/link.ts": 'import { html } from "lit";' },
    { "app-definitions/field-types/link/link.ts": 'import type { TemplateResult } from "lit";' },
  ],
  [
    "decimal numbers stay in one file",
    rules.fieldTypesStandAlone,
    { "app-definitions/field-types/calc/calc.ts": 'import { Decimal } from "decimal.js";' },
    { "app-definitions/expressions/decimal-arithmetic.ts": 'import { Decimal } from "decimal.js";' },
  ],
  [
    "the client loads no code of the server",
    rules.clientLoadsNoServer,
    { "client/api.ts": 'import { failures, type Failure } from "../server/errors.ts";' },
    { "client/api.ts": 'import type { Failure } from "../server/errors.ts";' },
  ],
  [
    "nobody calls those who follow events",
    rules.nobodyCallsFollowers,
    { "server/comments/post-comment.ts": 'import { decide } from "../notifications/decide.ts";' },
    { "server/app.ts": 'import { notificationEndpoints } from "./notifications/endpoints.ts";' },
  ],
  [
    "no import cycle",
    rules.noCycles,
    {
      "server/a.ts": 'import "./b.ts";',
      "server/b.ts": 'export { c } from "./c.ts";',
      "server/c.ts": 'import { a } from "./a.ts";',
    },
    { "server/a.ts": 'import "./b.ts";', "server/b.ts": 'import type { A } from "./a.ts"; void import("./a.ts");' },
  ],
  [
    "no file over 400 lines",
    rules.filesAreShort,
    { "server/long.ts": "x;\n".repeat(401) },
    { "server/long.ts": "x;\n".repeat(400) },
  ],
  [
    "no folder more than three below a top-level folder",
    rules.foldersAreShallow,
    { "server/a/b/c/d/e.ts": "" },
    { "server/a/b/c/e.ts": "" },
  ],
  [
    "clock and chance are arguments",
    rules.clockIsAnArgument,
    { "server/records/x.ts": "const now = new Date(); const id = Math.random() + Date.now();" },
    {
      "server/records/x.ts": "const day = new Date(now); // never new Date()",
      "server/http/x.ts": "const now = new Date();",
    },
  ],
  [
    "ajv never reaches the browser",
    rules.ajvStaysOnTheServer,
    {
      "client/a.ts": 'import "../app-definitions/b.ts";',
      "app-definitions/b.ts": 'import Ajv from "ajv/dist/2020.js";',
    },
    { "client/a.ts": 'import type { B } from "../server/schema.ts";', "server/schema.ts": 'import Ajv from "ajv";' },
  ],
  [
    "one place asks TLS about certificates",
    rules.onePlaceAsksTls,
    { "server/live/connect.ts": "const { authorized } = socket; const fine = socket.authorized;" },
    {
      "server/http/presented-certificate.ts": "const fine = socket.authorized;",
      "server/live/connect.ts": "/* socket.authorized */ const isAuthorized = true;",
    },
  ],
];

const project = readSources({ withTests: false });
const withTests = readSources({ withTests: true });

describe.each(invariants)("%s", (_name, rule, broken, allowed) => {
  const parse = (files: Record<string, string>) => Object.entries(files).map(([path, text]) => parseSource(path, text));
  const isAboutSize = rule === rules.filesAreShort || rule === rules.foldersAreShallow;

  test("holds in this project", () => {
    expect(rule(isAboutSize ? withTests : project)).toEqual([]);
  });

  test("fails on a breach", () => {
    expect(rule(parse(broken))).not.toEqual([]);
  });

  test("lets pass what is allowed", () => {
    expect(rule(parse(allowed))).toEqual([]);
  });
});

test("the rules see the project", () => {
  expect(project.length).toBeGreaterThan(20);
  expect(
    project.some(({ path, imports }) => path === "server/database.ts" && imports.some(({ target }) => target === "pg")),
  ).toBe(true);
});
