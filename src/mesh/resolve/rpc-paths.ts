import type { Field } from "../../yaml/field.ts";
import type { Span } from "../../yaml/source.ts";
import type { Resource } from "../../manifest/resource.ts";
import type { ProtoProblem } from "../../proto/proto-file.ts";
import type { Protos, RpcCatalogue } from "../../rpc/rpc.ts";
import type { EnvoyPatch } from "../objects/envoy-filter.ts";
import { gather } from "../../collections/gather.ts";
import { lazy } from "../../collections/lazy.ts";
import type { AuthorizationOperation, AuthorizationValue } from "../objects/policies.ts";
import type { MeshSettings } from "../world/settings.ts";
import type { PathMatch, Route, RouteMatch } from "../objects/route.ts";
import { readRpcNames, readRpcPath, readUnclosedService } from "../objects/rpc-path-text.ts";
import { mentionedRpcs } from "./rpc-mentions.ts";
import { ownRpcs, type RpcDefinition } from "./rpc-definitions.ts";
import { rpcsInAnyCase } from "./rpc-any-case.ts";
import { methodsMatching, rpcsOfRegex } from "./rpc-regexes.ts";
import { servedRpcs, type Serving } from "./rpc-services.ts";

/**
 * A path in a route or policy that may name an RPC: `/pkg.Service/Method`, `/pkg.Service/`; or a service that a
 * route for all paths leads to.
 */
export interface RpcPath {
  readonly resource: Resource;
  /** The service and method as written; without a method it covers the whole service. */
  readonly service: string;
  readonly method: string | undefined;
  /** Whether more may follow what is written of the method. */
  readonly isPrefix: boolean;
  /** The matched RPCs, if a regular expression matches only some of the service's. */
  readonly methods?: ReadonlySet<string> | undefined;
  readonly span: Span;
  /** Where the service is written, and the method; one text that holds both, but for GRPCRoutes. */
  readonly serviceField: Field;
  readonly methodField: Field | undefined;
  /** The whole path, where one text holds it. */
  readonly path: string | undefined;
  /** What uses it. */
  readonly route: Route | undefined;
  readonly policy: { readonly action: string; readonly negated: boolean } | undefined;
  /** Whether it is written here; otherwise a prefix covers the service, or a destination of the route serves it. */
  readonly isNamed: boolean;
  /** Labels that say why calls of it are meant. */
  readonly reasons: readonly { readonly span: Span; readonly text: string }[];
}

interface RpcViews {
  readonly problems: () => readonly ProtoProblem[];
  readonly paths: () => readonly RpcPath[];
  readonly definitions: () => readonly RpcDefinition[];
}

/** The view of rules about RPCs: empty if the inputs define no RPCs. */
export function rpcViews(
  protos: (() => Protos) | undefined,
  from: {
    readonly routes: () => readonly Route[];
    readonly operations: () => readonly AuthorizationOperation[];
    readonly settings: MeshSettings;
    readonly resources: readonly Resource[];
    readonly patches: () => readonly EnvoyPatch[];
  },
): RpcViews {
  if (protos === undefined) return { problems: () => [], paths: () => [], definitions: () => [] };
  const serving = servedRpcs({ ...from, catalogue: () => protos().catalogue });
  return {
    problems: lazy(() =>
      protos().files.flatMap(({ isChecked, problem }) => (isChecked && problem ? [problem] : [])),
    ),
    definitions: lazy(() => ownRpcs(protos())),
    paths: lazy(() => [
      ...gather(from.routes(), (route) => rpcPathsOfRoute(route, serving, protos().catalogue)),
      ...gather(from.routes(), (route) => servedByRoute(route, serving, protos().catalogue)),
      ...gather(from.operations(), rpcPathsOfOperation),
      ...mentionedRpcs(from.resources, from.patches()),
    ]),
  };
}

/** The RPCs that the paths of a route name. */
function rpcPathsOfRoute(route: Route, serving: Serving, rpcs: RpcCatalogue): readonly RpcPath[] {
  return route.matches.flatMap(({ path, field }) => {
    if (path?.kind === "regex") return rpcPathsOfRegex(route, path, rpcs);
    if (path === undefined) return [];
    if (ignoresCase(field)) return rpcPathsInAnyCase(route, path, { serving, rpcs });
    const found = readRpcPath(path);
    if (found === undefined) return rpcPathsOfPrefix(route, path, { serving, rpcs });
    return [
      {
        resource: route.resource,
        ...found,
        isPrefix: path.kind === "prefix",
        span: path.span,
        ...fieldsOf(route, path),
        route,
        policy: undefined,
        isNamed: true,
        reasons: [{ span: path.span, text: "the route is for this path" }],
      },
    ];
  });
}

/** The services whose RPCs start with a prefix that ends within the name of a service, or right after one. */
function rpcPathsOfPrefix(
  route: Route,
  path: PathMatch,
  { serving, rpcs }: { readonly serving: Serving; readonly rpcs: RpcCatalogue },
): readonly RpcPath[] {
  const { kind, value, span, field } = path;
  if (kind !== "prefix" || isRoot(path)) return [];
  const named = readUnclosedService(path);
  const covered = [...rpcs.services.keys()].filter((it) => `/${it}/`.startsWith(value));
  return covered
    .filter((service) => service === named || !serving.isElsewhere(service, route))
    .map((service) => ({
      resource: route.resource,
      service,
      method: undefined,
      isPrefix: true,
      span,
      serviceField: field,
      methodField: undefined,
      path: value,
      route,
      policy: undefined,
      isNamed: service === named,
      reasons: [{ span, text: "the prefix covers its RPCs" }],
    }));
}

/** The RPCs that a path with `ignoreUriCase` matches. */
function rpcPathsInAnyCase(
  route: Route,
  path: PathMatch,
  { serving, rpcs }: { readonly serving: Serving; readonly rpcs: RpcCatalogue },
): readonly RpcPath[] {
  const { kind, span, field } = path;
  if (isRoot(path) || kind === "path-prefix") return [];
  return rpcsInAnyCase(path, rpcs)
    .filter(({ service, isNamed }) => isNamed || !serving.isElsewhere(service, route))
    .map(({ service, methods, isNamed }) => ({
      resource: route.resource,
      service,
      method: undefined,
      methods,
      isPrefix: methods === undefined,
      span,
      serviceField: field,
      methodField: undefined,
      path: undefined,
      route,
      policy: undefined,
      isNamed,
      reasons: [{ span, text: "matches it in any case" }],
    }));
}

/** The RPCs of the services that a regular expression names. */
function rpcPathsOfRegex(route: Route, path: PathMatch, rpcs: RpcCatalogue): readonly RpcPath[] {
  const { span, field } = path;
  return rpcsOfRegex(path.value, rpcs).map(({ service, method, methods }) => ({
    resource: route.resource,
    service,
    method,
    methods,
    isPrefix: false,
    span,
    serviceField: field,
    methodField: undefined,
    path: undefined,
    route,
    policy: undefined,
    isNamed: true,
    reasons: [{ span, text: "the route is for these paths" }],
  }));
}

/** The services served by a route that matches all paths, if the services of its destinations are known. */
function servedByRoute(route: Route, serving: Serving, rpcs: RpcCatalogue): readonly RpcPath[] {
  const isForAll = route.matches.length === 0 || route.matches.some(isForAllRpcs);
  const patterns = isForAll ? [] : route.matches.flatMap(regexOf);
  if (!isForAll && patterns.length === 0) return [];
  const found = new Map<string, RpcPath>();
  for (const destination of route.destinations) {
    for (const { service, routedBy } of serving.at(destination)) {
      const methods = patterns.flatMap((it) => [...methodsMatching(it, service, rpcs)]);
      const isNamed = patterns.some((it) =>
        rpcsOfRegex(it, rpcs).some((own) => own.service === service),
      );
      if (isNamed || (!isForAll && methods.length === 0)) continue;
      const { span } = destination.host ?? destination.field;
      found.set(service, {
        resource: route.resource,
        service,
        method: undefined,
        isPrefix: false,
        methods: isForAll ? undefined : new Set(methods),
        span,
        serviceField: destination.field,
        methodField: undefined,
        path: undefined,
        route,
        policy: undefined,
        isNamed: false,
        reasons: [
          { span, text: `serves \`${service}\`` },
          ...(routedBy ? [{ span: routedBy, text: "a route sends it there" }] : []),
        ],
      });
    }
  }
  return [...found.values()];
}

/** The regular expression of a match that has no other condition. */
function regexOf({ path, conditions }: RouteMatch): readonly string[] {
  return path?.kind === "regex" && conditions.length === 0 ? [path.value] : [];
}

function isForAllRpcs({ path, conditions }: RouteMatch): boolean {
  return conditions.length === 0 && (path === undefined || isRoot(path));
}

function isRoot({ kind, value }: PathMatch): boolean {
  return value === "/" && kind !== "exact" && kind !== "regex";
}

function ignoresCase(match: Field): boolean {
  return match.get("ignoreUriCase")?.boolean()?.value === true;
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
  const found = readRpcNames(plain);
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
      isNamed: true,
      reasons: [{ span: field.span, text: "the rule is for this path" }],
    },
  ];
}
