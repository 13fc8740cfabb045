import type { Resource } from "../../manifest/resource.ts";
import type { Field } from "../../yaml/field.ts";
import { groupBy } from "../../collections/group-by.ts";
import { hostCovers } from "../objects/hosts.ts";
import { lazy } from "../../collections/lazy.ts";

/** One of a Sidecar's `egress[].hosts`: `namespace/host`, or `~namespace/host` for what is left out again. */
export interface HostImport {
  readonly field: Field;
  /** `*` for every one. */
  readonly namespace: string;
  readonly host: string;
  readonly excluded: boolean;
}

/** Whether an imported host means one that something has: `hostCovers`, for VirtualServices `hostsOverlap`. */
export type MeansHost = (imported: string, host: string) => boolean;

/** What one `egress` entry lets in. */
export interface Imports {
  readonly field: Field;
  /** It imports only this port of each host. */
  readonly onlyPort: number | undefined;
  readonly all: readonly HostImport[];
  /** Whether something of a namespace with these hosts is let in. */
  take(namespace: string, hosts: readonly string[], means: MeansHost): boolean;
}

/**
 * The `egress` entries of a Sidecar for clients of a namespace, which `.` refers to. Without entries everything is imported.
 * Source: istio `pilot/pkg/model/sidecar.go` convertIstioListenerToWrapper, hostClassification (1.31).
 */
export function importsOf({ spec }: Resource, clientNamespace: string): readonly Imports[] {
  const entries = spec?.get("egress")?.items() ?? [];
  return entries.map((entry) => importsIn(entry, clientNamespace));
}

function importsIn(field: Field, clientNamespace: string): Imports {
  const items = field.get("hosts")?.items() ?? [];
  const all = items.flatMap((item) => hostImport(item, clientNamespace) ?? []);
  const scopes = new Map(
    Array.from(
      groupBy(all, ({ namespace }) => namespace),
      ([namespace, own]) => [namespace, scopeOf(own)] as const,
    ),
  );
  return {
    field,
    onlyPort: onlyPortOf(field),
    all,
    take(namespace, hosts, means) {
      const concerning = [scopes.get(namespace), scopes.get("*")].flatMap((it) => it ?? []);
      return hosts.some(
        (host) =>
          concerning.some((it) => it.takes(host, means)) &&
          !concerning.some(({ excluded }) => excluded.some((it) => hostCovers(it, host))),
      );
    },
  };
}

/**
 * The only port that an `egress` entry imports of each host; `undefined` for all: of entries without port, and of proxies.
 * Source: istio `pilot/pkg/model/sidecar.go` needsPortMatch (1.31).
 */
function onlyPortOf(listener: Field): number | undefined {
  const port = listener.get("port");
  const isProxy = /^http_proxy$/i.test(port?.get("protocol")?.text ?? "");
  return isProxy ? undefined : port?.get("number")?.number()?.value || undefined;
}

function hostImport(field: Field, clientNamespace: string): HostImport | undefined {
  const [before = "", host, ...rest] = field.string()?.value.split("/") ?? [];
  if (host === undefined || rest.length > 0) return undefined;
  const excluded = before.startsWith("~");
  const named = (excluded ? before.slice(1) : before) || "*";
  return { field, namespace: named === "." ? clientNamespace : named, host, excluded };
}

interface Scope {
  takes(host: string, means: MeansHost): boolean;
  readonly excluded: readonly string[];
}

/** What is imported of one namespace: exact hosts are looked up. */
function scopeOf(imports: readonly HostImport[]): Scope {
  const taken = imports.filter(({ excluded }) => !excluded).map(({ host }) => host);
  const exact = new Set(taken);
  const wild = taken.filter((host) => host.startsWith("*"));
  return {
    takes: (host, means) =>
      exact.has(host) || (host.startsWith("*") ? taken : wild).some((it) => means(it, host)),
    excluded: imports.filter(({ excluded }) => excluded).map(({ host }) => host),
  };
}

/** Something that Sidecars may import. */
interface Owned<Thing> {
  readonly thing: Thing;
  readonly owner: string;
  readonly hosts: readonly string[];
  readonly place: number;
}

interface Group<Thing> {
  readonly all: readonly Owned<Thing>[];
  readonly exact: ReadonlyMap<string, readonly Owned<Thing>[]>;
  readonly wild: readonly Owned<Thing>[];
}

/** Finds the things that a Sidecar imports, in their order, without looking at each: by owner and exact host. */
export function importIndex<Thing>(
  things: readonly Thing[],
  ownerOf: (thing: Thing) => string,
  hostsOf: (thing: Thing) => readonly string[],
  means: MeansHost,
): (imports: Imports) => readonly Thing[] {
  const owned = lazy(() =>
    things.map((thing, place) => ({
      thing,
      place,
      owner: ownerOf(thing),
      hosts: hostsOf(thing),
    })),
  );
  const everywhere = lazy(() => groupOf(owned()));
  const byOwner = lazy(
    () =>
      new Map(
        Array.from(
          groupBy(owned(), ({ owner }) => owner),
          ([owner, own]) => [owner, groupOf(own)] as const,
        ),
      ),
  );
  return (imports) => {
    const found = new Set<Owned<Thing>>();
    for (const { namespace, host, excluded } of imports.all) {
      const group = namespace === "*" ? everywhere() : byOwner().get(namespace);
      if (excluded || group === undefined) continue;
      for (const candidate of candidatesFor(host, group)) {
        if (!found.has(candidate) && imports.take(candidate.owner, candidate.hosts, means)) {
          found.add(candidate);
        }
      }
    }
    return [...found].toSorted((left, right) => left.place - right.place).map(({ thing }) => thing);
  };
}

function candidatesFor<Thing>(host: string, group: Group<Thing>): readonly Owned<Thing>[] {
  return host.startsWith("*") ? group.all : [...(group.exact.get(host) ?? []), ...group.wild];
}

function groupOf<Thing>(all: readonly Owned<Thing>[]): Group<Thing> {
  const named = all.flatMap((owned) => owned.hosts.map((host) => ({ owned, host })));
  const exact = new Map(
    Array.from(
      groupBy(named, ({ host }) => host),
      ([host, found]) => [host, found.map(({ owned }) => owned)] as const,
    ),
  );
  return { all, exact, wild: all.filter(({ hosts }) => hosts.some((it) => it.startsWith("*"))) };
}
