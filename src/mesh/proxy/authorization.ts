import type { Field } from "../../yaml/field.ts";
import type { AuthorizationPolicy } from "../objects/policies.ts";

/** What a rule becomes on a TCP port, where requests are not seen. */
export interface TcpForm {
  /** It holds conditions on requests. */
  readonly isChanged: boolean;
  /** What its operations still ask for. */
  readonly operations: readonly ("port" | "other")[];
  /** It still asks who calls. */
  readonly asksSource: boolean;
}

const requestOperations = ["methods", "notMethods", "paths", "notPaths", "hosts", "notHosts"];
const requestSources = ["requestPrincipals", "notRequestPrincipals"];

/**
 * An ALLOW rule with conditions on requests is left out on TCP ports; any other loses these conditions and becomes wider.
 * Source: istio `pilot/pkg/security/authz/model/model.go` generatePermission, generatePrincipal (1.31).
 */
export function tcpForm(rule: Field): TcpForm {
  const operations = (rule.get("to")?.items() ?? []).flatMap((it) => it.get("operation") ?? []);
  const sources = (rule.get("from")?.items() ?? []).flatMap((it) => it.get("source") ?? []);
  const conditions = (rule.get("when")?.items() ?? []).map((it) => it.get("key")?.text ?? "");
  const asked = conditions.filter((key) => !isOfRequests(key));
  const isChanged =
    operations.some((it) => requestOperations.some((key) => it.get(key))) ||
    sources.some((it) => requestSources.some((key) => it.get(key))) ||
    conditions.some(isOfRequests);
  const isPort = operations.some((it) => it.get("ports") ?? it.get("notPorts"));
  return {
    isChanged,
    operations: [
      ...(isPort ? (["port"] as const) : []),
      ...(asked.some((key) => /^(destination|connection)\./.test(key)) ? (["other"] as const) : []),
    ],
    asksSource:
      sources.some((it) =>
        it.fields().some(({ step }) => !requestSources.includes(String(step))),
      ) || asked.some((key) => /^(source|remote)\./.test(key)),
  };
}

function isOfRequests(key: string): boolean {
  return key.startsWith("request.");
}

/** A port that a policy names, or leaves out. */
export interface NamedPort {
  readonly value: string;
  readonly negated: boolean;
}

/** The ports in the operations and conditions of a policy. */
export function portsNamed({ operations, rules }: AuthorizationPolicy): readonly NamedPort[] {
  const conditions = rules
    .flatMap((rule) => rule.get("when")?.items() ?? [])
    .filter((it) => it.get("key")?.text === "destination.port");
  const inConditions = (key: string, negated: boolean): readonly NamedPort[] =>
    conditions.flatMap((it) =>
      (it.get(key)?.strings() ?? []).map(({ value }) => ({ value, negated })),
    );
  return [
    ...operations.flatMap(({ ports }) => ports),
    ...inConditions("values", false),
    ...inConditions("notValues", true),
  ];
}
