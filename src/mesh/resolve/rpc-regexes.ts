import type { RpcCatalogue } from "../../rpc/rpc.ts";
import { regexWords } from "../../text/regex-words.ts";
import { readRpcNames, type RpcNames } from "../objects/rpc-path-text.ts";

/** What a regular expression matches of a service that it names literally. */
export interface RegexRpcs extends RpcNames {
  /** The RPCs of the service that it matches, where it does not name one that is unknown. */
  readonly methods: ReadonlySet<string> | undefined;
}

/** The services and RPCs that a regular expression names, and what it matches of them for certain. */
export function rpcsOfRegex(pattern: string, rpcs: RpcCatalogue): readonly RegexRpcs[] {
  // What is not valid matches nothing, and is reported for that.
  if (rpcs.wholeMatch(pattern, "/") === undefined) return [];
  const matched = servicesNamedIn(pattern, rpcs).flatMap(({ service, isSegment }) => {
    const methods = methodsMatching(pattern, service, rpcs);
    return methods.size > 0 || isSegment ? [{ service, method: undefined, methods }] : [];
  });
  const words = regexWords(pattern);
  if (words === undefined) return matched;
  const named = words.flatMap((word) => readRpcNames(word) ?? []);
  return [
    ...matched.filter(({ methods }) => methods.size > 0),
    ...named
      .filter((it) => !isKnown(it, rpcs))
      .map(({ service, method }) => ({ service, method, methods: undefined })),
  ];
}

/** The RPCs of a service whose paths a regular expression matches. */
export function methodsMatching(
  pattern: string,
  service: string,
  rpcs: RpcCatalogue,
): ReadonlySet<string> {
  const methods = [...(rpcs.services.get(service)?.methods.keys() ?? [])];
  return new Set(methods.filter((name) => rpcs.wholeMatch(pattern, `/${service}/${name}`)));
}

function isKnown({ service, method }: RpcNames, rpcs: RpcCatalogue): boolean {
  const known = rpcs.services.get(service);
  return known !== undefined && (method === undefined || known.methods.has(method));
}

interface NamedService {
  readonly service: string;
  /** Whether the name fills the first segment of the path. */
  readonly isSegment: boolean;
}

function servicesNamedIn(pattern: string, { services }: RpcCatalogue): readonly NamedService[] {
  const text = pattern.replaceAll(/\\([./])|\[([.])\]/g, (_, escaped, listed) => escaped ?? listed);
  const found = new Map<string, NamedService>();
  for (const { 0: service, index } of text.matchAll(/[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*/g)) {
    if (!services.has(service)) continue;
    const isSegment = text[index - 1] === "/" && text[index + service.length] === "/";
    if (!found.get(service)?.isSegment) found.set(service, { service, isSegment });
  }
  return [...found.values()];
}
