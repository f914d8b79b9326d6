import {
  QueryClient,
  QueryObserver,
  keepPreviousData,
  type QueryKey,
  type QueryObserverResult,
} from "@tanstack/query-core";
import type { ReactiveController, ReactiveControllerHost } from "lit";
import { NetworkError } from "./api.ts";

/** Everything read from the server, kept for a while and read again when a nudge says so. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      networkMode: "always",
      retry: (_count, error) => error instanceof NetworkError,
      retryDelay: (count) => Math.min(1000 * 2 ** count, 10_000),
    },
  },
});
queryClient.mount();

export interface Reading<T> {
  key: QueryKey;
  read: () => Promise<T>;
  /** true: the last answer stays on the page while the next one is on its way. */
  keepsPrevious?: boolean;
}

/** One reading of server data bound to an element: renders it again whenever the data changes. */
export class Query<T> implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #reading: () => Reading<T> | null;
  readonly #observer: QueryObserver<T, Error>;
  #stop: (() => void) | undefined;
  #result: QueryObserverResult<T, Error>;

  /** @param reading - asked before every render, so that it may depend on properties; null reads nothing */
  constructor(host: ReactiveControllerHost, reading: () => Reading<T> | null) {
    this.#host = host;
    this.#reading = reading;
    this.#observer = new QueryObserver<T, Error>(queryClient, { queryKey: ["nothing"], enabled: false });
    this.#result = this.#observer.getCurrentResult();
    host.addController(this);
  }

  get data(): T | undefined {
    return this.#result.data;
  }

  get error(): Error | null {
    return this.#result.error;
  }

  /** Reading, with nothing to show yet. */
  get isPending(): boolean {
    return this.#result.isPending;
  }

  /** The shown data belongs to an earlier question. */
  get isStale(): boolean {
    return this.#result.isPlaceholderData;
  }

  hostConnected() {
    this.#stop = this.#observer.subscribe((result) => {
      this.#result = result;
      this.#host.requestUpdate();
    });
  }

  hostDisconnected() {
    this.#stop?.();
  }

  hostUpdate() {
    const reading = this.#reading();
    this.#observer.setOptions(
      reading
        ? {
            queryKey: reading.key,
            queryFn: reading.read,
            ...(reading.keepsPrevious ? { placeholderData: keepPreviousData } : {}),
          }
        : { queryKey: ["nothing"], enabled: false },
    );
    this.#result = this.#observer.getCurrentResult();
  }

  /** Reads again now. */
  async again(): Promise<void> {
    await this.#observer.refetch();
  }
}
