import { EventEmitter } from "node:events";
import pg from "pg";
import { splitRows, type OctetRow } from "./octet-row.ts";

/** What the driver's types leave out of its connection (pg 8.23, lib/connection.js). */
interface Wire extends EventEmitter {
  readonly submittedNamedStatements: Record<string, string>;
  attachListeners(stream: EventEmitter): void;
  parse(statement: { text: string; name: string | undefined }): void;
  bind(portal: { statement: string | undefined; values: readonly unknown[]; valueMapper: unknown }): void;
  execute(portal: object): void;
  sync(): void;
}

const { prepareValue } = (pg as unknown as { utils: { prepareValue: unknown } }).utils;

/** The driver's client, whose rows arrive as octets; its own queries make values of them as ever. */
export class OctetClient extends pg.Client {
  constructor(config?: pg.ClientConfig) {
    super(config);
    const { connection } = this as unknown as { connection: Wire };
    const attach = connection.attachListeners.bind(connection);
    connection.attachListeners = (stream) => {
      const rest = new EventEmitter();
      attach(rest);
      const onChunk = splitRows({
        row: (row) => connection.emit(row.name, row),
        rest: (octets) => rest.emit("data", octets),
      });
      stream.on("data", onChunk);
    };
  }
}

/** How the rows of a statement are asked for. */
export interface OctetStatement {
  readonly text: string;
  readonly values: readonly unknown[];
  /** Under a name it is prepared once per connection. */
  readonly name?: string | undefined;
}

/**
 * The rows of one statement as octets. Unlike the driver's own queries this one does not ask which columns there are:
 * whoever wrote the select list knows.
 */
export function queryOctets(client: pg.ClientBase, { text, values, name }: OctetStatement): Promise<OctetRow[]> {
  return new Promise((resolve, reject) => {
    const rows: OctetRow[] = [];
    const query = new OctetQuery(text, values, (error) => (error ? reject(error) : resolve(rows)));
    query.name = name;
    query.rowsOfAnswer = rows;
    client.query(query as unknown as pg.Submittable);
  });
}

/** What the driver's types leave out of its query (pg 8.23, lib/query.js). */
interface DriverQuery {
  readonly text: string;
  readonly values: readonly unknown[];
  name: string | undefined;
  hasBeenParsed(connection: Wire): unknown;
}

const Query = pg.Query as unknown as new (
  text: string,
  values: readonly unknown[],
  callback: (error: Error | null) => void,
) => DriverQuery;

class OctetQuery extends Query {
  rowsOfAnswer: OctetRow[] = [];

  requiresPreparation(): boolean {
    return true;
  }

  prepare(connection: Wire): void {
    const { text, name, values } = this;
    if (!this.hasBeenParsed(connection)) {
      connection.parse({ text, name });
      if (name) connection.submittedNamedStatements[name] = text;
    }
    connection.bind({ statement: name, values, valueMapper: prepareValue });
    connection.execute({});
    connection.sync();
  }

  handleDataRow(row: OctetRow): void {
    this.rowsOfAnswer.push(row);
  }
}
