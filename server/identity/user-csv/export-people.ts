import type { Context } from "../../http/context.ts";
import type { Download } from "../../http/endpoint.ts";
import { everyone } from "../directory.ts";
import { servicesOf } from "../user-api/read-directory.ts";
import { csvColumns, type CsvType } from "./columns.ts";
import { writeCsv } from "./csv-text.ts";

/** The whole list of a type as a file that an import takes back. Headings in the reader's language. */
export function exportPeople({ directory, viewer }: Context, type: CsvType): Download {
  const people = directory.users().filter((user) => !user.isService);
  const codeOf = (id: number | null) => directory.organization(id ?? 0)?.code ?? "";
  const rows: Record<CsvType, () => string[][]> = {
    user: () =>
      people.map((user) => [
        user.code,
        user.name,
        user.email,
        user.phone,
        user.language ?? user.locale,
        user.isAdministrator ? "1" : "0",
        user.status,
      ]),
    organization: () =>
      directory
        .organizations()
        .map(({ code, name, parentId, description }) => [code, name, codeOf(parentId), description]),
    title: () => [],
    group: () => ownGroups().map(({ code, name, description }) => [code, name, description]),
    userOrganizations: () => people.map((user) => [user.code, ...user.organizations.map(codeOf)]),
    userGroups: () =>
      people.map((user) => [
        user.code,
        ...ownGroups().flatMap(({ id, code, rule }) => (!rule && user.groups.includes(id) ? [code] : [])),
      ]),
    userServices: () => people.map((user) => [user.code, ...servicesOf(user)]),
  };
  const ownGroups = () => directory.groups().filter(({ id }) => id !== everyone.id);
  const heading = csvColumns[type].map((column) => column[viewer.locale]);
  return {
    kind: "download",
    name: `${type}.csv`,
    contentType: "text/csv; charset=utf-8",
    disposition: "attachment",
    body: writeCsv([heading, ...rows[type]()]),
  };
}
