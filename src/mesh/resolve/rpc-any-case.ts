import type { RpcCatalogue, RpcService } from "../../rpc/rpc.ts";
import type { PathMatch } from "../objects/route.ts";

/** What a path matches of a service where case does not count; names are those of the definition. */
interface AnyCaseRpcs {
  readonly service: string;
  /** Those that it matches; `undefined` for the whole service. */
  readonly methods: ReadonlySet<string> | undefined;
  /** Whether the path holds the whole name of the service. */
  readonly isNamed: boolean;
}

/** The RPCs that an exact path or a prefix with `ignoreUriCase` matches. */
export function rpcsInAnyCase(
  { kind, value }: PathMatch,
  { services }: RpcCatalogue,
): readonly AnyCaseRpcs[] {
  const wanted = value.toLowerCase();
  return [...services.values()].flatMap((service): readonly AnyCaseRpcs[] => {
    const own = `/${service.name.value}/`.toLowerCase();
    const isNamed = wanted.startsWith(own.slice(0, -1));
    if (kind === "prefix" && own.startsWith(wanted))
      return [{ service: service.name.value, methods: undefined, isNamed }];
    const methods = methodsOf(service, (path) =>
      kind === "prefix" ? path.startsWith(wanted) : path === wanted,
    );
    return methods.size > 0 ? [{ service: service.name.value, methods, isNamed }] : [];
  });
}

function methodsOf(
  { name, methods }: RpcService,
  takes: (path: string) => boolean,
): ReadonlySet<string> {
  const own = `/${name.value}/`;
  return new Set([...methods.keys()].filter((method) => takes(`${own}${method}`.toLowerCase())));
}
