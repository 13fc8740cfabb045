import { namespaceOf } from "../mesh/world/age.ts";
import { authorizationMatches } from "../mesh/ask/authorization-match.ts";
import { tcpForm } from "../mesh/proxy/authorization.ts";
import type { Cluster } from "../mesh/proxy/cluster.ts";
import { isDryRun, type AuthorizationPolicy } from "../mesh/objects/policies.ts";
import type { Field } from "../yaml/field.ts";
import type { Request } from "./call.ts";
import { headerOf, pathOf } from "./match-request.ts";
import type { Decision } from "./outcome.ts";
import { every, not, some, type Answer } from "./three-valued.ts";

/** A connection, as the RBAC of the proxy that accepts it sees it. */
export interface Access {
  /** `undefined` on TCP ports, where requests are not seen. */
  readonly request: Request | undefined;
  /** Of the pod; not of the Service. */
  readonly port: number;
  /** `cluster.local/ns/shop/sa/cart`; `undefined` without mutual TLS. */
  readonly principal: string | undefined;
  readonly sni: string | undefined;
}

export interface Verdict {
  readonly decision: Decision;
  /** `namespace/policy#rule` that decided. */
  readonly by: readonly string[];
  readonly fields: readonly Field[];
  /** ALLOW policies that a denied call matches no rule of. */
  readonly missed: readonly AuthorizationPolicy[];
}

/** What a verdict adds to an outcome. */
export function verdictFacts(reached: Verdict | undefined): {
  readonly authz?: Decision;
  readonly by?: readonly string[];
} {
  if (reached === undefined) return {};
  const { decision, by } = reached;
  return { authz: decision, ...(by.length > 0 ? { by } : {}) };
}

/**
 * What the policies of a proxy decide: CUSTOM first, then DENY, then ALLOW. `undefined` where there is none.
 * Source: istio `pilot/pkg/security/authz/builder/builder.go`, `pilot/pkg/security/authz/model/` (1.31).
 */
export function authorize(
  policies: readonly AuthorizationPolicy[],
  access: Access,
  cluster: Cluster,
): Verdict | undefined {
  const live = policies.filter((it) => !isDryRun(it));
  if (live.length === 0) return undefined;
  const of = (action: string): readonly AuthorizationPolicy[] =>
    live.filter((it) => it.action === action);
  let isOpen = false;
  for (const [action, whenMet] of [
    ["CUSTOM", "custom"],
    ["DENY", "deny"],
  ] as const) {
    const { met, open } = matching(of(action), access);
    isOpen ||= open;
    if (met.length === 0) continue;
    if (whenMet === "deny") return verdict(isOpen ? "unknown" : "deny", met);
    const isThere = met.every(({ policy }) => hasProvider(policy, cluster));
    if (!isThere) return verdict("deny", met);
    isOpen = true;
  }
  const allowing = of("ALLOW");
  if (allowing.length === 0) return verdict(isOpen ? "unknown" : "allow", []);
  const { met, open } = matching(allowing, access);
  if (met.length > 0) return verdict(isOpen ? "unknown" : "allow", met);
  const isDenied = !isOpen && !open;
  return { ...verdict(isDenied ? "deny" : "unknown", []), missed: isDenied ? allowing : [] };
}

interface Met {
  readonly policy: AuthorizationPolicy;
  readonly rule: Field;
  readonly index: number;
}

function verdict(decision: Decision, met: readonly Met[]): Verdict {
  return {
    decision,
    by: met.map(({ policy, index }) => {
      const { resource } = policy;
      return `${namespaceOf(resource)}/${resource.name}#${index}`;
    }),
    fields: met.map(({ rule }) => rule),
    missed: [],
  };
}

/** The rules of all policies that are met; `open`: one may be met. */
function matching(
  policies: readonly AuthorizationPolicy[],
  access: Access,
): { readonly met: readonly Met[]; readonly open: boolean } {
  const met: Met[] = [];
  let open = false;
  for (const policy of policies) {
    for (const [index, rule] of policy.rules.entries()) {
      const holds = ruleHolds(rule, policy.action, access);
      if (holds === undefined) open = true;
      if (holds === true) met.push({ policy, rule, index });
    }
  }
  return { met, open };
}

/** On TCP ports an ALLOW rule with conditions on requests is left out; any other loses these conditions. */
function ruleHolds(rule: Field, action: string, access: Access): Answer {
  if (access.request === undefined && action === "ALLOW" && tcpForm(rule).isChanged) return false;
  const from = rule.get("from")?.items() ?? [];
  const to = rule.get("to")?.items() ?? [];
  const when = rule.get("when")?.items() ?? [];
  return every([
    from.length === 0 || some(from.map((it) => sourceHolds(it.get("source"), access))),
    to.length === 0 || some(to.map((it) => operationHolds(it.get("operation"), access))),
    ...when.map((it) => conditionHolds(it, access)),
  ]);
}

/** What an attribute is; `null`: absent; `undefined`: unknown. */
type Value = string | null | undefined;

/** Whether one of `key` holds and none of `notKey`; a list that is not written asks for nothing. */
function listHolds(
  at: Field | undefined,
  key: string,
  notKey: string,
  holds: (pattern: string) => Answer,
): Answer {
  const values = (name: string): readonly string[] =>
    (at?.get(name)?.strings() ?? []).map(({ value }) => value);
  const wanted = values(key);
  const unwanted = values(notKey);
  return every([
    wanted.length === 0 || some(wanted.map(holds)),
    unwanted.length === 0 || not(some(unwanted.map(holds))),
  ]);
}

function valueHolds(value: Value): (pattern: string) => Answer {
  return (pattern) => {
    if (value === undefined) return undefined;
    return value !== null && authorizationMatches(pattern, value);
  };
}

function sourceHolds(source: Field | undefined, { principal, request }: Access): Answer {
  const namespace = principal === undefined ? null : (principal.split("/")[2] ?? null);
  const account = principal === undefined ? null : accountOf(principal);
  return every([
    listHolds(source, "principals", "notPrincipals", valueHolds(principal ?? null)),
    listHolds(source, "namespaces", "notNamespaces", valueHolds(namespace)),
    listHolds(source, "serviceAccounts", "notServiceAccounts", (pattern) =>
      account === null ? false : accountMatches(pattern, account),
    ),
    request === undefined ||
      listHolds(source, "requestPrincipals", "notRequestPrincipals", () => false),
    listHolds(source, "ipBlocks", "notIpBlocks", () => undefined),
    listHolds(source, "remoteIpBlocks", "notRemoteIpBlocks", () => undefined),
  ]);
}

function accountOf(principal: string): string {
  const [, , namespace = "", , name = ""] = principal.split("/");
  return `${namespace}/${name}`;
}

function accountMatches(pattern: string, account: string): boolean {
  return pattern.includes("/") ? pattern === account : account.endsWith(`/${pattern}`);
}

function operationHolds(operation: Field | undefined, { request, port }: Access): Answer {
  const ports = listHolds(operation, "ports", "notPorts", (it) => Number(it) === port);
  if (request === undefined) return ports;
  return every([
    ports,
    listHolds(operation, "methods", "notMethods", valueHolds("POST")),
    listHolds(operation, "hosts", "notHosts", (pattern) =>
      authorizationMatches(pattern.toLowerCase(), request.authority.toLowerCase()),
    ),
    listHolds(operation, "paths", "notPaths", (pattern) => pathHolds(pattern, pathOf(request))),
  ]);
}

/** `{*}` is one segment, `{**}` any number of them. */
function pathHolds(pattern: string, path: string): boolean {
  if (!pattern.includes("{*}") && !pattern.includes("{**}")) {
    return authorizationMatches(pattern, path);
  }
  return segmentsHold(pattern.split("/"), path.split("/"));
}

function segmentsHold(pattern: readonly string[], path: readonly string[]): boolean {
  const [first, ...rest] = pattern;
  if (first === undefined) return path.length === 0;
  if (first === "{**}") {
    return path.some((_, index) => segmentsHold(rest, path.slice(index))) || rest.length === 0;
  }
  const [segment, ...others] = path;
  if (segment === undefined) return false;
  const isMet = first === "{*}" ? segment !== "" : first === segment;
  return isMet && segmentsHold(rest, others);
}

const header = /^request\.headers\[(.+)\]$/;

function conditionHolds(condition: Field, access: Access): Answer {
  const key = condition.get("key")?.text ?? "";
  const { request } = access;
  const list = (holds: (pattern: string) => Answer): Answer =>
    listHolds(condition, "values", "notValues", holds);
  const name = header.exec(key)?.[1];
  if (key.startsWith("request.") && request === undefined) return true;
  if (name !== undefined && request !== undefined) return list(valueHolds(headerOf(request, name)));
  if (key.startsWith("request.")) return list(() => false);
  if (key === "source.principal") return list(valueHolds(access.principal ?? null));
  if (key === "source.serviceAccount") {
    const account = access.principal === undefined ? null : accountOf(access.principal);
    return list((pattern) => account !== null && accountMatches(pattern, account));
  }
  if (key === "source.namespace") return list(valueHolds(access.principal?.split("/")[2] ?? null));
  if (key === "destination.port") return list((it) => Number(it) === access.port);
  if (key === "connection.sni") return list(valueHolds(access.sni ?? null));
  return list(() => undefined);
}

/** Whether the mesh config has the provider that a CUSTOM policy names, and the inputs its Service. */
function hasProvider({ resource }: AuthorizationPolicy, cluster: Cluster): boolean {
  const name = resource.spec?.at("provider", "name")?.text;
  const providers = cluster.config.written?.get("extensionProviders")?.items() ?? [];
  const provider = providers.find((it) => it.get("name")?.text === name);
  const authorizer = provider?.get("envoyExtAuthzGrpc") ?? provider?.get("envoyExtAuthzHttp");
  const service = authorizer?.get("service")?.text;
  if (service === undefined) return false;
  return cluster.hostsNamed(service.slice(service.indexOf("/") + 1)).length > 0;
}
