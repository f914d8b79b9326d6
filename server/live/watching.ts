/** An app's list, or one record of it. */
export interface Place {
  readonly app: string;
  readonly record?: string;
}

/** What the connections of one process look at. */
export interface Watching<Connection> {
  /** Notes that the connection looks at the place; false when it looks at too many already. */
  watch(connection: Connection, place: Place): boolean;
  unwatch(connection: Connection, place: Place): void;
  /** Forgets a closed connection. */
  forget(connection: Connection): void;
  /** Connections that look at this record, or at the list of its app. */
  watchersOf(app: string, record: string): readonly Connection[];
  /** Every record that somebody looks at. */
  records(): readonly { readonly app: string; readonly record: string }[];
}

/** A person has a few pages open; more places than this are nobody's pages. */
const mostPlaces = 50;

/** Nobody looks at anything yet. */
export function makeWatching<Connection>(): Watching<Connection> {
  const byPlace = new Map<string, Set<Connection>>();
  const byConnection = new Map<Connection, Set<string>>();

  function remove(connection: Connection, key: string) {
    const connections = byPlace.get(key);
    connections?.delete(connection);
    if (connections?.size === 0) byPlace.delete(key);
    byConnection.get(connection)?.delete(key);
  }

  return {
    watch(connection, place) {
      const key = keyOf(place);
      const places = byConnection.get(connection) ?? new Set();
      if (places.size >= mostPlaces && !places.has(key)) return false;
      byConnection.set(connection, places.add(key));
      byPlace.set(key, (byPlace.get(key) ?? new Set()).add(connection));
      return true;
    },
    unwatch: (connection, place) => remove(connection, keyOf(place)),
    forget(connection) {
      for (const key of [...(byConnection.get(connection) ?? [])]) remove(connection, key);
      byConnection.delete(connection);
    },
    watchersOf: (app, record) => [
      ...new Set([...(byPlace.get(keyOf({ app, record })) ?? []), ...(byPlace.get(keyOf({ app })) ?? [])]),
    ],
    records: () =>
      [...byPlace.keys()].flatMap((key) => {
        const [app, record] = key.split("/");
        return app && record ? [{ app, record }] : [];
      }),
  };
}

function keyOf({ app, record = "" }: Place): string {
  return `${app}/${record}`;
}
