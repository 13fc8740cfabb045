import type { Field } from "../yaml/field.ts";
import type { Span } from "../yaml/source.ts";
import type { Resource } from "../manifest/resource.ts";
import type { ProtoProblem } from "../proto/proto-file.ts";
import type { Protos } from "../rpc/rpc.ts";
import { gather } from "./gather.ts";
import { lazy } from "./lazy.ts";
import type { AuthorizationOperation, AuthorizationValue } from "./policies.ts";
import type { PathMatch, Route } from "./route.ts";

/** A path in a route or policy that may name an RPC: `/pkg.Service/Method`, `/pkg.Service/`. */
export interface RpcPath {
  readonly resource: Resource;
  /** The service and method as they are written; without a method it is for the whole service. */
  readonly service: string;
  readonly method: string | undefined;
  /** Whether more may follow what is written of the method. */
  readonly isPrefix: boolean;
  readonly span: Span;
  /** Where the service is written, and the method; one text that holds both, but for GRPCRoutes. */
  readonly serviceField: Field;
  readonly methodField: Field | undefined;
  /** The whole path, where one text holds it. */
  readonly path: string | undefined;
  /** What uses it. */
  readonly route: Route | undefined;
  readonly policy: { readonly action: string; readonly negated: boolean } | undefined;
}

const identifier = String.raw`[A-Za-z_]\w*`;
const shape = new RegExp(String.raw`^/(${identifier}(?:\.${identifier})*)/(${identifier})?$`);

/**
 * Reads a path as one of gRPC where it may be one: a service with a package, or with a name in upper case. What is
 * meant for plain HTTP, such as `/api/users`, is neither.
 */
function readPath(path: string): { service: string; method: string | undefined } | undefined {
  const [, service, method] = shape.exec(path) ?? [];
  if (service === undefined || (!service.includes(".") && !/^[A-Z]/.test(service)))
    return undefined;
  return { service, method };
}

interface RpcViews {
  readonly problems: () => readonly ProtoProblem[];
  readonly paths: () => readonly RpcPath[];
}

/** What rules about RPCs read: nothing at all where the inputs define none. */
export function rpcViews(
  protos: (() => Protos) | undefined,
  from: {
    readonly routes: () => readonly Route[];
    readonly operations: () => readonly AuthorizationOperation[];
  },
): RpcViews {
  if (protos === undefined) return { problems: () => [], paths: () => [] };
  return {
    problems: lazy(() =>
      protos().files.flatMap(({ isChecked, problem }) => (isChecked && problem ? [problem] : [])),
    ),
    paths: lazy(() => [
      ...gather(from.routes(), rpcPathsOfRoute),
      ...gather(from.operations(), rpcPathsOfOperation),
    ]),
  };
}

/** The RPCs that the paths of a route name. */
function rpcPathsOfRoute(route: Route): readonly RpcPath[] {
  return route.matches.flatMap(({ path, field }) => {
    if (path === undefined || path.kind === "regex" || ignoresCase(field)) return [];
    const found = readPath(path.value) ?? readPath(wholeService(path));
    if (found === undefined) return [];
    return [
      {
        resource: route.resource,
        ...found,
        isPrefix: path.kind === "prefix",
        span: path.span,
        ...fieldsOf(route, path),
        route,
        policy: undefined,
      },
    ];
  });
}

function ignoresCase(match: Field): boolean {
  return match.get("ignoreUriCase")?.boolean()?.value === true;
}

/** `PathPrefix: /pkg.Service` is for all of its methods. */
function wholeService({ kind, value }: PathMatch): string {
  return kind === "path-prefix" ? `${value}/` : value;
}

function fieldsOf(
  { api }: Route,
  { field, value }: PathMatch,
): Pick<RpcPath, "serviceField" | "methodField" | "path"> {
  if (api !== "GRPCRoute") return { serviceField: field, methodField: field, path: value };
  return {
    serviceField: field.get("service") ?? field,
    methodField: field.get("method"),
    path: undefined,
  };
}

/** The RPCs that the paths of an AuthorizationPolicy's operation name. */
function rpcPathsOfOperation(operation: AuthorizationOperation): readonly RpcPath[] {
  return operation.paths.flatMap((value) => rpcPathOf(operation, value));
}

function rpcPathOf(
  { policy }: AuthorizationOperation,
  { value, field, negated }: AuthorizationValue,
): readonly RpcPath[] {
  const plain = value.replace(/(?:\*|\{\*\*?\})$/, "");
  const found = readPath(plain);
  if (found === undefined) return [];
  return [
    {
      resource: policy.resource,
      ...found,
      isPrefix: plain !== value,
      span: field.span,
      serviceField: field,
      methodField: field,
      path: value,
      route: undefined,
      policy: { action: policy.action, negated },
    },
  ];
}
